import { describe, expect, test } from 'vitest';
import { main, project } from '../testing/lua-project.ts';
import { createTestKernel } from '../testing/test-kernel.ts';
import type { KernelOptions } from '../kernel.ts';

/** One world for each function. */
function inline(files: Record<string, string>): Record<string, string> {
  return {
    ...files,
    '_index.yaml': files['_index.yaml']!.replaceAll(
      '    method: main\n',
      '    method: main\n    pool: {type: inline}\n',
    ),
  };
}

/** A kernel whose clock goes on with every look: so many looks make a slice, on any machine. */
async function open(sources: Record<string, string>, options: KernelOptions = {}) {
  const made = createTestKernel(options);
  const { clock } = made;
  let looks = 0;
  const still = clock.nowMs.bind(clock);
  clock.nowMs = () => still() + looks++;
  expect(await made.settle(made.kernel.open(inline(project(sources))))).toMatchObject({ ok: true, diagnostics: [] });
  return made;
}

const TABLES = 'local t = {} for i = 1, 8000 do t[i] = { i } end';
const LARGE = {
  arguments: {
    main: main(
      `${TABLES} time.sleep("1ms") print("given") local v, e = funcs.call("app:take", t) if v then print("done") end return v, e`,
    ),
    take: main('local t = ... return #t + t[8000][1]'),
  },
  results: {
    main: main('local t = funcs.call("app:take") print("done") return #t + t[8000][1]'),
    take: main(`${TABLES} print("given") return t`),
  },
  'JSON read': {
    main: main(
      'local s = "[" .. ("[1],"):rep(8000) .. "1]" print("given") local v = json.decode(s) print("done") return #v + 7999',
    ),
    take: main(''),
  },
  'JSON written': {
    main: main(`${TABLES} print("given") local v = json.encode(t) print("done") return #json.decode(v) + 8000`),
    take: main(''),
  },
};
const TICKER = main('for i = 1, 1000 do print("tick") time.sleep("1us") end');

describe('large values take many turns', () => {
  for (const [name, sources] of Object.entries(LARGE))
    test(`${name}: another process goes on meanwhile`, async () => {
      const { kernel, settle, sink } = await open({ ...sources, ticker: TICKER });
      void kernel.call('app:ticker', []);
      const { value, error } = await settle(kernel.call('app:main', []));
      expect(error).toBeNull();
      expect(value).toBe(16_000);
      const printed = sink.printed;
      const ticks = printed
        .slice(printed.indexOf('given'), printed.indexOf('done'))
        .filter((text) => text === 'tick').length;
      expect(ticks).toBeGreaterThan(2);
      await kernel.stop();
    });

  for (const [name, sources] of Object.entries(LARGE))
    test(`${name}: Stop ends it in the middle`, async () => {
      let isStopped = false;
      const { kernel, settle, sink } = await open(sources, { interrupted: () => isStopped });
      const result = kernel.call('app:main', []);
      for (let turns = 0; turns < 100_000 && !sink.printed.includes('given'); turns++) {
        const { more, nextTimerMs } = kernel.turn(0);
        if (!more && nextTimerMs !== null) kernel.turn(2);
      }
      for (let turns = 0; turns < 3; turns++) kernel.turn(0);
      isStopped = true;
      expect(await settle(result)).toMatchObject({
        value: null,
        error: { kind: 'Canceled', message: 'context canceled' },
      });
      expect(sink.printed).not.toContain('done');
      expect(kernel.state().processes).toEqual([]);
    });

  test('results stay as they are until they have arrived, though their world is wanted again', async () => {
    const take = `local t = {} for i = 1, 8000 do t[i] = { 1 } end return { main = function() for i = 1, 8000 do t[i][1] = t[i][1] + 1 end return t end }`;
    const caller = main(
      'local t = funcs.call("app:take") local first = t[1][1] for i = 1, 8000 do if t[i][1] ~= first then return "torn" end end return first',
    );
    const { kernel, settle } = await open({ main: caller, take });
    const results = await settle(Promise.all([1, 2, 3].map(() => kernel.call('app:main', []))));
    expect(results.map(({ value }) => value)).toEqual([2, 3, 4]);
  });

  test('a call that is withdrawn while its values arrive lets the world go', async () => {
    const { kernel, settle, sink } = await open(LARGE.results);
    const result = kernel.call('app:main', []);
    while (!sink.printed.includes('given')) kernel.turn(0);
    for (let turns = 0; turns < 3; turns++) kernel.turn(0);
    await settle(kernel.stop());
    expect(await settle(result)).toMatchObject({ error: { kind: 'Canceled' } });
    expect(kernel.state().processes).toEqual([]);
    expect((await settle(kernel.call('app:main', []))).value).toBe(16_000);
  });
});
