/** What Lua makes the kernel hold outside of its tables and strings is counted like them, and bounded like them. */
import { describe, expect, test } from 'vitest';
import type { ConsoleEntry, PlainValue } from '../../contract/api.ts';
import { sizeOfEntry } from '../../contract/plain-size.ts';
import { main, project } from '../testing/lua-project.ts';
import { createTestKernel } from '../testing/test-kernel.ts';

const MiB = 2 ** 20;
/** An eighth of what a page has. */
const LIMITS = { memoryBytes: 16 * MiB, totalMemoryBytes: 64 * MiB, stringBytes: 8 * MiB };

async function answer(
  body: string,
  more: Record<string, string> = {},
): Promise<{ value: PlainValue; luaBytes: number; shown: readonly string[]; cuts: readonly ConsoleEntry['cuts'][] }> {
  const { kernel, settle, sink } = createTestKernel({ luaLimits: LIMITS });
  expect(await settle(kernel.open(project({ main: main(body), ...more })))).toMatchObject({ ok: true });
  const { value, error } = await settle(kernel.call('app:main', []));
  const { luaBytes } = kernel.state().memory;
  kernel.dispose();
  return {
    value: error ? error.from === 'runtime' && error.message : value,
    luaBytes,
    shown: sink.printed,
    cuts: sink.entries.map(({ cuts }) => cuts),
  };
}

/** One string of nearly half of what its world may hold, 120 times. */
const HUGE = 'local s = ("x"):rep(7500000) local t = {} for i = 1, 120 do t[i] = s end ';
const raised = (call: string) =>
  `local ok, e = pcall(function() ${call} end) return tostring(e):gsub("^app:main:%d+: ", "") .. ""`;

const NO_MEMORY = /^not enough memory$/;
/** One or the other: what there is room for depends on what lies about. */
const TOO_LARGE = /^(resulting string too large|not enough memory)$/;

describe('120 times one string of nearly half the memory', () => {
  const cases: [string, string, RegExp][] = [
    ['through json.encode', raised('json.encode(t)'), TOO_LARGE],
    [
      'as keys through json.encode',
      raised('local k = {} for i = 1, 120 do k[i] = {[s] = 1} end json.encode(k)'),
      TOO_LARGE,
    ],
    ['through table.concat', raised('table.concat(t)'), TOO_LARGE],
    ['through string.format', raised('string.format(("%s"):rep(120), unpack(t))'), TOO_LARGE],
    ['through %q', raised('string.format(("%q"):rep(120), unpack(t))'), TOO_LARGE],
    ['through ..', raised('local r = "" for i = 1, 120 do r = r .. s end'), TOO_LARGE],
    ['kept by errors.new', raised('local k = {} for i = 1, 120 do k[i] = errors.new(s) end'), NO_MEMORY],
    ['kept as the details of an error', raised('errors.new({message = "m", details = t})'), NO_MEMORY],
    [
      'as keys in the details of an error',
      raised('local k = {} for i = 1, 120 do k[i] = {[s] = 1} end errors.new({message = "m", details = k})'),
      NO_MEMORY,
    ],
    [
      'as contexts of an error',
      raised('local e = errors.new("m") for i = 1, 120 do e = errors.wrap(e, s) end'),
      NO_MEMORY,
    ],
    ['in the stack of an error', raised('local e = errors.wrap(errors.new("m"), s) e:stack()'), NO_MEMORY],
    ['through .. of an error', raised('local e = errors.new(s) return e .. s'), TOO_LARGE],
    ['kept by loggers', raised('local k = {} for i = 1, 120 do k[i] = logger:named(s) end'), NO_MEMORY],
    [
      'kept by loggers of one large name each',
      raised('local k = {} for i = 1, 3000 do k[i] = logger:named(("x"):rep(1000000) .. i) end'),
      NO_MEMORY,
    ],
  ];
  test.each(cases)('%s', async (_, body, expected) => {
    const { value, luaBytes } = await answer(HUGE + body);
    expect(value).toMatch(expected);
    expect(luaBytes).toBeLessThan(25 * MiB);
  });

  test('returned is refused, whether to the page or by a chunk', async () => {
    expect((await answer(`${HUGE} return t`)).value).toMatch(/cannot be passed to the page$/);
    const { kernel, settle } = createTestKernel({ luaLimits: LIMITS });
    const { values, error } = await settle(kernel.eval(`${HUGE} return unpack(t)`, 'app:eval'));
    expect([values, error]).toMatchObject([
      [],
      { kind: 'Invalid', message: expect.stringMatching(/cannot be passed to the page$/) as string },
    ]);
  });

  test('in print and in log lines is shown by its beginning and its size', async () => {
    const { shown, cuts } = await answer(`${HUGE} print(unpack(t)) return 0`);
    expect(shown.map((text) => [text.length < 300_000, /^x+$/.test(text)])).toEqual([[true, true]]);
    expect(cuts.at(0)?.text).toEqual({
      cut: { whole: { count: 900_000_119, unit: 'bytes' }, inside: null },
      handle: null,
    });
  });
});

describe('what the console keeps of calls', () => {
  test('that fail with a text of half the memory, each', async () => {
    const { kernel, settle, sink } = createTestKernel({ luaLimits: LIMITS });
    const sources = {
      main: main(
        'for i = 1, 60 do funcs.call(i % 2 == 0 and "app:text" or "app:details") end return select(2, funcs.call(("x"):rep(7000000))):message()',
      ),
      text: main('error(("x"):rep(7000000))'),
      details: main('return nil, errors.new({message = "m", details = {t = ("x"):rep(5000000)}})'),
    };
    await settle(kernel.open(project(sources)));
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 'no handler registered for target' });
    const messages = sink.entries.flatMap(({ call }) => (call?.error?.from === 'runtime' ? [call.error.message] : []));
    expect(messages.length).toBe(60);
    expect([...new Set(messages.map((message) => message.slice(-9)))]).toEqual(['m', 'xxxxxxxxx']);
    const failed = sink.entries.filter(({ call }) => call?.error?.from === 'runtime');
    expect(
      failed.map(({ cuts }) => cuts?.message?.cut.whole ?? cuts?.details?.cut.inside?.get('t')?.whole?.count),
    ).toEqual(expect.arrayContaining([{ count: 7_000_012, unit: 'characters' }]));
    expect(failed.every(({ cuts }) => cuts !== undefined)).toBe(true);
    expect(sink.entries.reduce((sum, entry) => sum + sizeOfEntry(entry), 0)).toBeLessThan(2 * MiB);
    kernel.dispose();
  });
});

describe('many small things', () => {
  test('details of many values are kept whole, and a table that stands for more than they may hold is refused', async () => {
    expect(
      (
        await answer(
          'local t = {} for i = 1, 19000 do t[i] = i end local d = errors.new({message = "m", details = {list = t}}):details() return #d.list',
        )
      ).value,
    ).toBe(19_000);
    expect(
      (await answer(raised('local t = {1} for i = 1, 26 do t = {t, t} end errors.new({message = "m", details = {t}})')))
        .value,
    ).toContain('details holds more than 20000 values');
  });

  test('40 000 wraps around one error hold what they add', async () => {
    const { value, luaBytes } = await answer(
      'local e = errors.new("m") for i = 1, 40000 do e = errors.wrap(e, "context " .. i) end keep = e return #e:stack() > 40000 * 8',
    );
    expect(value).toBe(true);
    expect(luaBytes).toBeLessThan(25 * MiB);
  });

  test('wraps around one large error do not count it again', async () => {
    expect(
      (
        await answer(
          'local e = errors.new(("x"):rep(1000000)) for i = 1, 100 do e = errors.wrap(e, "c") end return #e:message()',
        )
      ).value,
    ).toBe(1_000_000);
  });

  test('3 000 loggers of 100 kB each', async () => {
    expect(
      (
        await answer(
          raised(
            'local l = logger for i = 1, 3000 do l = logger:named(("x"):rep(100000) .. i) keep = keep or {} keep[i] = l end',
          ),
        )
      ).value,
    ).toBe('not enough memory');
  });

  test('3 000 loggers named inside of each other', async () => {
    expect(
      (await answer(raised('local l, k = logger, {} for i = 1, 3000 do l = l:named(("x"):rep(100000)) k[i] = l end')))
        .value,
    ).toBe('not enough memory');
  });

  test('loggers with ever more fields', async () => {
    expect(
      (
        await answer(
          raised(
            'local l, k = logger, {} for i = 1, 100000 do l = l:with({["k" .. i] = ("x"):rep(1000)}) k[i] = l end',
          ),
        )
      ).value,
    ).toBe('not enough memory');
  });

  test('what is dropped is given back', async () => {
    const { value, luaBytes } = await answer(
      'for i = 1, 300 do local e = errors.new(("x"):rep(100000) .. i) local l = logger:named(e:message()) json.encode({ e:message() }) end return "fine"',
    );
    expect(value).toBe('fine');
    expect(luaBytes).toBeLessThan(20 * MiB);
  });
});

describe('between worlds', () => {
  const half = '{ main = function() local t = {} for i = 1, 50000 do t[i] = i end return t end }';

  test('results that together are too much fail by name, and the world lives on', async () => {
    const { value, luaBytes } = await answer(
      'local kept, message = {}, "" for i = 1, 8 do local v, e = funcs.call("app:make") if e then message = e:message() break end kept[i] = v end kept = nil return message',
      { make: `return ${half}` },
    );
    expect(value).toBe('not enough memory');
    expect(luaBytes).toBeLessThan(40 * MiB);
  });

  test('what a world was given while it did not run counts as its own', async () => {
    const { kernel, settle } = createTestKernel({ luaLimits: LIMITS });
    await settle(
      kernel.open(project({ main: main('kept = funcs.call("app:make") return 1'), make: `return ${half}` })),
    );
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 1, error: null });
    // 50 000 entries, in both worlds until that of the callee is walked.
    expect(kernel.state().memory.luaBytes).toBeGreaterThan(50_000 * 112);
    kernel.dispose();
    expect(kernel.state().memory.luaBytes).toBe(0);
  });
});
