import { describe, expect, test } from 'vitest';
import { main, project, run } from './testing/lua-project.ts';
import { createTestKernel } from './testing/test-kernel.ts';

describe('calls (lua-modules §1, scheduler §5)', () => {
  const targets: [string, string, string][] = [
    ['""', 'Invalid', 'function ID required'],
    ['"name"', 'Invalid', 'namespace required in function ID'],
    ['":name"', 'Invalid', 'namespace required in function ID'],
    ['"ns:"', 'Invalid', 'name required in function ID'],
    ['"ns:none"', 'NotFound', 'no handler registered for target'],
  ];
  for (const [target, kind, message] of targets)
    test(`a call of ${target} is ${kind}: ${message}`, async () => {
      const result = await run(main(`local v, e = funcs.call(${target}) return {e:kind(), e:message()}`));
      expect(result.value).toEqual([kind, message]);
    });

  test('a target that is no text raises', async () => {
    expect(await run(main('return funcs.call(nil)'))).toMatchObject({
      error: { message: 'app:main:1: bad argument #1 to call (string expected, got nil)' },
    });
  });

  test('tables are copied deep, with cycles, and userdata arrives as nil', async () => {
    const result = await run({
      main: main(
        'local t = {x = {1}} t.me = t t.d = time.now() local r = funcs.call("app:other", t) return {r.x[1], r.me == r, r.d == nil, t.x[1], r ~= t}',
      ),
      other: main('local t = ... t.x[1] = t.x[1] + 1 return t'),
    });
    expect(result.value).toEqual([2, true, true, 1, true]);
  });

  test('a failing callee answers nil and its error', async () => {
    const result = await run({
      main: main('local v, e = funcs.call("app:other") return {v == nil, e:message()}'),
      other: main('error("inside")'),
    });
    expect(result.value).toEqual([true, 'app:other:1: inside']);
  });

  test('an inline function that calls itself is refused instead of waiting for ever', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(
      kernel.open({
        '_index.yaml': `namespace: app
entries:
  - name: main
    kind: function.lua
    method: main
    modules: [funcs]
    pool: {type: inline}
    source: |
      return function() return funcs.call("app:main") end
`,
      }),
    );
    expect(await settle(kernel.call('app:main', []))).toMatchObject({
      error: { kind: 'Unavailable', message: expect.stringContaining('app:main → app:main') },
    });
  });

  test('endless recursion between functions ends with an error', async () => {
    const result = await run({ main: main('return funcs.call("app:main")') });
    expect(result.error).toMatchObject({
      kind: 'Unavailable',
      message: expect.stringContaining('nested deeper than 64'),
    });
  });

  test('every call is a row with its arguments, value and error', async () => {
    const { sink } = await run(
      { main: main('return funcs.call("app:other", 1, "a", {true})'), other: main('return {...}') },
      5,
    );
    const rows = sink.entries.flatMap((entry) => entry.call ?? []);
    expect(rows).toMatchObject([
      { target: 'app:other', arguments: [1, 'a', [true]], value: [1, 'a', [true]], error: null, caller: 'app:main' },
      { target: 'app:main', arguments: [5], error: null, caller: 'page' },
    ]);
    expect(sink.events.filter((event) => event.target === 'app:main').map((event) => event.kind)).toEqual([
      'queued',
      'started',
      'yielded',
      'resumed',
      'finished',
    ]);
  });
});

describe('eval, stop and state', () => {
  test('a chunk runs with every module and all its results count', async () => {
    const { kernel, settle } = createTestKernel();
    expect(await settle(kernel.eval('time.sleep("1s") return 1, "two", {3}, nil, false', 'eval'))).toMatchObject({
      values: [1, 'two', [3], null, false],
      error: null,
    });
  });

  test('a chunk that does not compile fails with its place', async () => {
    const { kernel, settle } = createTestKernel();
    expect(await settle(kernel.eval('return return', 'mine'))).toMatchObject({
      values: [],
      error: { message: expect.stringMatching(/^mine:1: /) },
    });
  });

  test('stop ends sleepers and everything below them, and the next call works', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(
      kernel.open(
        project({
          main: main('return (funcs.call("app:other"))'),
          other: main('time.sleep("1h")'),
          quick: main('return 1'),
        }),
      ),
    );
    const result = kernel.call('app:main', []);
    for (let turn = 0; turn < 5; turn++) kernel.turn(0);
    expect(kernel.state().processes.map((process) => process.state)).toEqual(['blocked(call)', 'blocked(sleep)']);
    await kernel.stop();
    expect(await result).toMatchObject({ error: { kind: 'Canceled' } });
    expect(kernel.state().processes).toEqual([]);
    expect(await settle(kernel.call('app:quick', []))).toMatchObject({ value: 1 });
  });

  test('opening another project ends the calls of the one before', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open(project({ main: main('time.sleep("1h")') })));
    const result = kernel.call('app:main', []);
    kernel.turn(0);
    await settle(kernel.open(project({ main: main('return 2') })));
    expect(await result).toMatchObject({ error: { kind: 'Canceled' } });
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 2 });
  });

  test('what is asked while the project before is being closed is canceled, and holds nothing up', async () => {
    const { kernel, settle } = createTestKernel();
    await settle(kernel.open(project({ main: main('time.sleep("1h")') })));
    const opened = kernel.open(project({ main: main('return 2') }));
    const asked = [kernel.call('app:main', []), kernel.eval('time.sleep("1h")', 'eval')];
    expect(kernel.state().processes).toEqual([]);
    for (const result of await Promise.all(asked)) expect(result.error).toMatchObject({ kind: 'Canceled' });
    expect(await settle(opened)).toMatchObject({ ok: true });
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 2 });
  });

  test('a syntax error in an entry is a diagnostic at its line, and nothing is called', async () => {
    const { kernel, settle } = createTestKernel();
    const report = await settle(kernel.open(project({ main: 'return function()\n  local = 5\nend' })));
    expect(report).toMatchObject({
      ok: false,
      diagnostics: [{ file: 'main.lua', line: 2, severity: 'error', code: 'lua-syntax', entry: 'app:main' }],
    });
    expect(await settle(kernel.call('app:main', []))).toMatchObject({ error: { kind: 'NotFound' } });
  });
});
