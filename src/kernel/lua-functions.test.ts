import { describe, expect, test } from 'vitest';
import type { CallResult } from '../contract/api.ts';
import { main, project, run } from './testing/lua-project.ts';
import { createTestKernel } from './testing/test-kernel.ts';

describe('what a method returns to its caller (lua-base §6)', () => {
  const cases: [string, string, Partial<CallResult>][] = [
    ['one value is the value', 'return 42', { value: 42, error: null }],
    ['a second value that is neither text nor error is dropped', 'return 1, 2', { value: 1, error: null }],
    ['nothing is nil', 'return', { value: null, error: null }],
    ['false is a value', 'return false', { value: false, error: null }],
    [
      'a text in second place fails the call, whatever the first value is',
      'return "data", "boom"',
      { value: null, error: { from: 'runtime', kind: 'Internal', message: 'boom', retryable: false, details: null } },
    ],
    [
      'an error object keeps kind, retryable and details',
      'return nil, errors.new{message="busy", kind=errors.UNAVAILABLE, retryable=true, details={shard=3}}',
      { error: { from: 'runtime', kind: 'Unavailable', message: 'busy', retryable: true, details: { shard: 3 } } },
    ],
    [
      'an error object without a kind becomes Internal',
      'return nil, errors.new("odd")',
      { error: { from: 'runtime', kind: 'Internal', message: 'odd', retryable: null, details: null } },
    ],
    [
      'an uncaught error has its place in the message',
      'error("bad")',
      { error: { from: 'runtime', kind: 'Internal', message: 'app:main:1: bad', retryable: null, details: null } },
    ],
    [
      'an uncaught error object keeps kind and message',
      'error(errors.new{message="no", kind="Conflict"})',
      { error: { from: 'runtime', kind: 'Conflict', message: 'no', retryable: null, details: null } },
    ],
    [
      'an error in a spawned coroutine fails the whole call',
      'coroutine.spawn(function() error("inner") end) time.sleep("1s") return 1',
      { error: { from: 'runtime', kind: 'Internal', message: 'app:main:1: inner', retryable: null, details: null } },
    ],
    [
      'spawned coroutines are dropped when the method returns',
      'coroutine.spawn(function() time.sleep("1h") end) return "done"',
      { value: 'done', error: null },
    ],
  ];
  for (const [name, body, expected] of cases)
    test(name, async () => {
      expect(await run(main(body))).toMatchObject(expected);
    });

  test('the caller in Lua sees the same pair', async () => {
    const result = await run({
      main: main(
        'local v, e = funcs.call("app:other") return {v, type(e), e:kind(), e:message(), tostring(e:retryable())}',
      ),
      other: main('return 1, "boom"'),
    });
    expect(result.value).toEqual([null, 'userdata', 'Internal', 'boom', 'false']);
  });
});

describe('the entry point of a chunk (lua-base §5)', () => {
  const notFound = { error: { kind: 'NotFound', message: 'method "main" not found in module' } };
  const cases: [string, string, object][] = [
    ['a function, whatever the method is called', 'return function() return 1 end', { value: 1 }],
    ['a field of a table', 'return { main = function() return 2 end }', { value: 2 }],
    ['not a global of that name', 'function main() return 3 end', notFound],
    ['not a number', 'return 4', notFound],
    ['not a table without the field', 'return { other = function() end }', notFound],
  ];
  for (const [name, source, expected] of cases)
    test(name, async () => {
      expect(await run(source)).toMatchObject(expected);
    });

  test('a yielding call while the chunk loads is refused', async () => {
    expect(await run('time.sleep("1s") return function() end')).toMatchObject({
      error: { kind: 'Internal', message: expect.stringContaining('can not yield from outside of a coroutine') },
    });
  });

  test('locals at module level live from call to call', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open(project({ main: 'local n = 0 return function() n = n + 1 return n end' })));
    for (const expected of [1, 2, 3])
      expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: expected });
  });

  test('a call that raises keeps the locals too', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(
      kernel.open(project({ main: 'local n = 0 return function(f) n = n + 1 if f then error("x") end return n end' })),
    );
    await settle(kernel.call('app:main', [true]));
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 2 });
  });
});

describe('modules, imports and require (lua-base §3)', () => {
  test('require answers any global and raises for others', async () => {
    const result = await run(
      main(
        'mine = 5 return {require("mine"), require("string") == string, require("time") == time, select(2, pcall(require, "nope"))}',
      ),
    );
    expect(result.value).toEqual([5, true, true, expect.stringMatching(/module 'nope' not found$/)]);
  });

  test('a library is run once per Lua world and bound under its alias', async () => {
    const result = await run({
      main: '-- imports a=lib_one b=lib_one\nreturn function() return {a.name, a == b, require("a") == a} end',
      lib_one: 'print("loading") return { name = "one" }',
    });
    expect(result).toMatchObject({ value: ['one', true, true], printed: ['loading'] });
  });

  test('a library does not see what its importer declared as globals', async () => {
    const result = await run({
      main: '-- imports lib=lib_one\nsecret = 1 return function() return lib() end',
      lib_one: 'return function() return secret end',
    });
    expect(result.value).toBeNull();
  });

  test('an unlisted module is not there', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open(project({ main: main('return require("json")') }, 'funcs')));
    expect(await settle(kernel.call('app:main', []))).toMatchObject({
      error: { kind: 'Internal', message: "app:main:1: module 'json' not found" },
    });
  });

  test('an unknown module rejects the entry and a missing library puts it aside for good', async () => {
    const { kernel, settle } = createTestKernel();
    const unknown = await settle(kernel.open(project({ main: main('') }, 'nope')));
    expect(unknown).toMatchObject({
      ok: false,
      entries: [
        {
          status: 'failed',
          error: { kind: 'Internal', message: 'failed to add dependency nope: node with ID nope not found' },
        },
      ],
    });
    const missing = await settle(kernel.open(project({ main: '-- imports a=lib_gone\nreturn 1' })));
    expect(missing).toMatchObject({ ok: false, entries: [{ status: 'failed', error: { kind: 'NotFound' } }] });
  });

  test('an alias that a module has already is rejected, and the details name both', async () => {
    const { kernel, settle } = createTestKernel();
    const report = await settle(
      kernel.open(project({ main: '-- imports time=lib_one\nreturn 1', lib_one: 'return 1' })),
    );
    const details = { alias: 'time', existing_target: 'time', new_target: 'app:lib_one' };
    expect(report.entries.find(({ id }) => id === 'app:main')?.error).toMatchObject({ kind: 'Invalid', details });
  });

  test('an import cycle is rejected and named', async () => {
    const { kernel, settle } = createTestKernel();
    const report = await settle(
      kernel.open({
        '_index.yaml': `namespace: app
entries:
  - {name: a, kind: library.lua, source: "return 1", imports: {b: "app:b"}}
  - {name: b, kind: library.lua, source: "return 1", imports: {a: "app:a"}}
`,
      }),
    );
    expect(report.ok).toBe(false);
    expect(report.entries[0]?.error?.message).toContain('import cycle: app:a -> app:b -> app:a');
  });

  test('what Wippy has and the playground has not yet answers nil and an error that says so', async () => {
    const { kernel, settle } = createTestKernel();
    const files = project(
      { main: main('local v, e = queue.publish("x") return {v == nil, e:kind(), e:message()}') },
      'queue',
    );
    expect(await settle(kernel.open(files))).toMatchObject({ ok: true, diagnostics: [{ severity: 'warning' }] });
    expect((await settle(kernel.call('app:main', []))).value).toEqual([
      true,
      'Unavailable',
      'queue.publish is not available in the playground yet',
    ]);
  });
});

describe('time and coroutines (lua-modules §2 and §4, lua-base §8)', () => {
  test('a sleep ends when the clock says so', async () => {
    const { kernel, clock, settle } = createTestKernel();
    await settle(kernel.open(project({ main: main('time.sleep("250ms") return "woke"') })));
    const result = kernel.call('app:main', []);
    kernel.turn(0);
    clock.advance(249);
    kernel.turn(0);
    expect(kernel.state().processes).toMatchObject([{ target: 'app:main', state: 'blocked(sleep)' }]);
    clock.advance(1);
    kernel.turn(0);
    kernel.turn(0);
    expect(await result).toMatchObject({ value: 'woke' });
  });

  test('durations are texts, numbers of nanoseconds or Duration objects', async () => {
    const { nowMs, value } = await run(
      main(
        'time.sleep("1.5s") time.sleep(2 * time.SECOND) time.sleep(time.parse_duration("1m")) return tostring(time.parse_duration("90m"))',
      ),
    );
    expect([nowMs, value]).toEqual([63_500, '1h30m0s']);
  });

  test('a bad duration text is nil and kind Invalid, a sleep of nothing returns at once', async () => {
    const { value, nowMs } = await run(
      main('time.sleep(0) time.sleep("-1s") local v, e = time.sleep("soon") return {v == nil, e:kind()}'),
    );
    expect([value, nowMs]).toEqual([[true, 'Invalid'], 0]);
  });

  test('a spawned coroutine runs to its first yield before its spawner goes on', async () => {
    const { printed } = await run(
      main(
        'coroutine.spawn(function() print("a1") time.sleep("1s") print("a2") end) print("m1") time.sleep("2s") print("m2")',
      ),
    );
    expect(printed).toEqual(['a1', 'm1', 'a2', 'm2']);
  });

  test('yielding calls work in pcall, in user coroutines and in iterators', async () => {
    const { value } = await run({
      main: main(`
        local ok, a = pcall(function() return (funcs.call("app:other", 1)) end)
        local b = coroutine.wrap(function() return (funcs.call("app:other", 2)) end)()
        local c = 0
        for v in coroutine.wrap(function() for i = 1, 3 do coroutine.yield((funcs.call("app:other", i))) end end) do c = c + v end
        return {ok, a, b, c}`),
      other: main('time.sleep("1s") return (...) * 10'),
    });
    expect(value).toEqual([true, 10, 20, 60]);
  });

  test('a bare yield that nobody will resume fails the call', async () => {
    expect(await run(main('coroutine.yield()'))).toMatchObject({
      error: { kind: 'Internal', message: 'all coroutines blocked with no pending operations' },
    });
  });

  test('a yield with a value gives way and comes back without results', async () => {
    const { printed, value } = await run(
      main(
        'coroutine.spawn(function() print("s1") coroutine.yield(1) print("s2") end) print("m1") coroutine.yield(1) print("m2") return select("#", coroutine.yield(1))',
      ),
    );
    expect(printed).toEqual(['s1', 'm1', 's2', 'm2']);
    expect(value).toBe(0);
  });
});

describe('print and logger (lua-base §3, lua-modules §9)', () => {
  test('print joins by one space and says where it stands', async () => {
    const { sink } = await run('return function()\n  print("a", 1, nil, 10/2)\nend');
    expect(sink.entries[0]).toMatchObject({
      source: 'print',
      level: 'info',
      text: 'a 1 nil 5',
      location: 'app:main:2',
    });
  });

  test('the logger is an object with levels, fields and names', async () => {
    const { sink } = await run(main('logger:named("db"):with({table="t"}):warn("slow", {ms=5}) logger:error("e")'));
    expect(sink.entries.slice(0, 2)).toMatchObject([
      { source: 'log', level: 'warn', text: 'db: slow', fields: { table: 't', ms: 5 } },
      { source: 'log', level: 'error', text: 'e' },
    ]);
  });

  test('what is written knows its call, also in libraries and between calls of one world', async () => {
    const { kernel, sink, settle } = createTestKernel();
    await settle(
      kernel.open(
        project({
          main: '-- imports lib=lib_one\nreturn function(n) lib(n) print("own", n) end',
          lib_one: 'return function(n) print("lib", n) end',
        }),
      ),
    );
    for (const n of [1, 2]) await settle(kernel.call('app:main', [n]));
    const rows = sink.entries.map(({ text, callId, call }) => (call ? `end ${call.id}` : `${text} in ${callId}`));
    expect(rows).toEqual(['lib 1 in 2', 'own 1 in 2', 'end 2', 'lib 2 in 4', 'own 2 in 4', 'end 4']);
  });

  test('a dot call on the logger raises', async () => {
    expect(await run(main('logger.info("x")'))).toMatchObject({ error: { kind: 'Internal' } });
  });
});
