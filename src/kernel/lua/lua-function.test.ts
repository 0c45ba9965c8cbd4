import { describe, expect, test } from 'vitest';
import type { CallResult, ProjectFiles } from '../../contract/api.ts';
import { createRecordingKernel } from '../testing/recording-kernel.ts';

/** Functions in Lua, inline where the pool is not named, and those in WAT that answer when the test ends them. */
function project(sources: Record<string, string>, pools: Record<string, string> = {}): ProjectFiles {
  const files: Record<string, string> = {};
  const entries = Object.entries(sources).map(([name, source]) => {
    const isWat = source.startsWith('(module');
    files[`${name}.${isWat ? 'wat' : 'lua'}`] = source;
    return `  - name: ${name}
    kind: function.${isWat ? 'wat' : 'lua'}
    source: file://${name}.${isWat ? 'wat' : 'lua'}
    method: main
    pool: ${pools[name] ?? '{type: inline}'}
${isWat ? '    wit: "main: func()"\n' : '    modules: [funcs, time]\n'}`;
  });
  return { '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${entries.join('')}`, ...files };
}

const main = (body: string) => `return { main = function(...) ${body} end }`;
const COUNTER = 'local n = 0 return { main = function() n = n + 1 time.sleep("1s") return n end }';
const WAT = '(module (func (export "main")))';

async function open(files: ProjectFiles) {
  const made = createRecordingKernel();
  expect(await made.settle(made.kernel.open(files))).toMatchObject({ ok: true, diagnostics: [] });
  return made;
}

const values = (results: readonly CallResult[]) => results.map(({ value, error }) => (error === null ? value : error));

describe('an inline function in Lua', () => {
  test('is one world, which calls enter in the order they came', async () => {
    const { kernel, settle } = await open(project({ counter: COUNTER }));
    const calls = [1, 2, 3, 4, 5, 6].map(() => kernel.call('app:counter', []));
    expect(values(await settle(Promise.all(calls)))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('is one world for callers in Lua, in the middle of which a call fails or is withdrawn', async () => {
    const { kernel, settle } = await open(
      project({
        counter: 'local n = 0 return { main = function(fails) n = n + 1 if fails then error("no") end return n end }',
        main: main(
          'local seen = {} for i = 1, 6 do local v = funcs.call("app:counter", i % 3 == 0) seen[i] = v or false end return seen',
        ),
      }),
    );
    expect(values([await settle(kernel.call('app:main', []))])).toEqual([[1, 2, false, 4, 5, false]]);
  });

  test('goes on with one world after a caller took its call back', async () => {
    const { kernel, settle } = await open(
      project(
        {
          counter: COUNTER,
          main: main('coroutine.spawn(function() funcs.call("app:counter") end) time.sleep("10ms") return 0'),
        },
        { main: '{type: lazy, max_size: 4}' },
      ),
    );
    const calls = [kernel.call('app:main', []), kernel.call('app:counter', []), kernel.call('app:counter', [])];
    // What was taken back in the middle took its world with it.
    expect(values(await settle(Promise.all(calls)))).toEqual([0, 1, 2]);
  });

  test('has as many worlds as slots when it is lazy', async () => {
    const { kernel, settle } = await open(project({ counter: COUNTER }, { counter: '{type: lazy, max_size: 2}' }));
    const calls = [1, 2, 3, 4].map(() => kernel.call('app:counter', []));
    expect(values(await settle(Promise.all(calls)))).toEqual([1, 1, 2, 2]);
  });
});

const calling = (...targets: string[]) =>
  main(
    `time.sleep("1ms") local seen = {} ${targets.map((target, index) => `local v, e = funcs.call("app:${target}") seen[${index + 1}] = e and e:message() or v`).join(' ')} return seen`,
  );

const REFUSED = 'calls would wait for each other: ';

describe('inline functions that call each other', () => {
  test('from two roots: the call that closes the circle is refused, and the others end', async () => {
    const { kernel, settle } = await open(project({ a: calling('b'), b: calling('a') }));
    const results = await settle(Promise.all([kernel.call('app:a', []), kernel.call('app:b', [])]));
    expect(values(results)).toEqual([
      [[`call would wait for itself: page → app:a → app:b → app:a (at most 1 at a time)`]],
      [`${REFUSED}page → app:b → app:a; page → app:a → app:b (at most 1 at a time)`],
    ]);
  });

  test('from three roots, with kind Unavailable that is not worth another try', async () => {
    const body = (target: string) =>
      main(
        `time.sleep("1ms") local v, e = funcs.call("app:${target}") return e and { e:kind(), e:retryable(), e:message() } or "answered"`,
      );
    const { kernel, settle } = await open(project({ a: body('b'), b: body('c'), c: body('a') }));
    const results = await settle(Promise.all(['a', 'b', 'c'].map((name) => kernel.call(`app:${name}`, []))));
    expect(values(results)).toEqual([
      'answered',
      'answered',
      [
        'Unavailable',
        false,
        `${REFUSED}page → app:c → app:a; page → app:a → app:b; page → app:b → app:c (at most 1 at a time)`,
      ],
    ]);
  });

  test('while both wait for a guest in WebAssembly as well', async () => {
    const { kernel, guests, run, settle } = await open(project({ a: calling('w', 'b'), b: calling('w', 'a'), w: WAT }));
    const ended = Promise.all([kernel.call('app:a', []), kernel.call('app:b', [])]);
    const isSettled = settle(ended);
    // The second waits for the slot of the first in a pool whose guest is at work: that wait ends.
    for (let guest = 0; guest < 3; guest++) {
      while (guests.calls.length === 0) await run();
      guests.end();
    }
    const [a, b] = values(await isSettled) as string[][];
    expect([a!.length, b!.length]).toEqual([2, 2]);
    expect([...a!, ...b!].filter((text) => typeof text === 'string' && text.startsWith(REFUSED))).toHaveLength(1);
    expect(kernel.state().pools.map(({ active, queued }) => [active, queued])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});
