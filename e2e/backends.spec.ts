/** The ways in which guests wait for their host, on the same page: each test is one load, and `?backend=` chooses. */
import { createHash } from 'node:crypto';
import { nativeEnds, realPrograms } from '../src/conformance/commands/projects.ts';
import { assembleComponent } from '../src/conformance/mapping/echo-component.ts';
import { exampleFiles, exampleNames } from './fixtures/examples.ts';
import { expectStop, GUEST_LOOPS, LUA_LOOPS, STOP_PROJECT } from './fixtures/stopping.ts';
import { expect, test } from './fixtures/test.ts';
import { expectTable } from './fixtures/type-table.ts';
import type { Expectation } from '../src/examples/types.ts';

const NAP = `(module (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "nap") (param $ms i32) (result i32)
    (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24) (i64.mul (i64.extend_i32_u (local.get $ms)) (i64.const 1000000)))
    (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))))`;
/** Naps, and loops for ever if it was for no time. */
const SPIN_AFTER = NAP.replace('(call $poll', '(drop (call $poll').replace(
  '(i32.const 200))))',
  '(i32.const 200))) (if (i32.eqz (local.get $ms)) (then (loop $l (br $l)))) (i32.const 0)))',
);
/** Takes some ten milliseconds. */
const LONG = `(func $long (local $i i32)
  (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 60000000)))))`;
const SLOW_START = `(module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) ${LONG} (start $long)
  (func (export "f") (param i32) (result i32) (local.get 0)))`;
/** JavaScript calls its allocator, in the middle of a call that could be suspended elsewhere. */
const SLOW_ALLOCATOR = `(component
  (import "wasi:random/random@0.2.0" (instance $r (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (core module $lib (memory (export "memory") 1) ${LONG}
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (call $long) (i32.const 1024)))
  (core instance $l (instantiate $lib))
  (core func $bytes (canon lower (func $r "get-random-bytes") (memory (core memory $l "memory")) (realloc (core func $l "realloc"))))
  (core module $m (import "h" "bytes" (func $bytes (param i64 i32)))
    (func (export "f") (param i32) (result i32) (call $bytes (i64.const 8) (i32.const 0)) (local.get 0)))
  (core instance $i (instantiate $m (with "h" (instance (export "bytes" (func $bytes))))))
  (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))`;
const PROJECT = {
  '_index.yaml': `namespace: app
entries:
  - {name: nap, kind: function.wat, source: file://nap.wat, wit: "nap: func(ms: u32) -> s32", method: nap, imports: [wasi1]}
`,
  'nap.wat': NAP,
};

function pausingProject(component: Uint8Array): Record<string, string> {
  const digest = createHash('sha256').update(component).digest('hex');
  return {
    '_index.yaml': `${PROJECT['_index.yaml']}
  - {name: spin_after, kind: function.wat, source: file://spin.wat, wit: "nap: func(ms: u32) -> s32", method: nap, imports: [wasi1], limits: {max_execution_ms: 500}}
  - {name: slow_start, kind: function.wat, source: file://start.wat, wit: "f: func(x: s32) -> s32", method: f, imports: [wasi1]}
  - {name: files, kind: fs.directory, directory: .}
  - {name: slow, kind: function.wasm, fs: app:files, path: slow.wasm, hash: "sha256:${digest}", method: f, imports: [wasi:random]}
`,
    'nap.wat': NAP,
    'spin.wat': SPIN_AFTER,
    'start.wat': SLOW_START,
  };
}

test('calls that wait are suspended by the dozen, stopped in their sleep, and end together', async ({ page }) => {
  await page.goto('/?backend=jspi');
  await page.waitForFunction(() => 'playground' in globalThis);
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const first = await playground.call('app:nap', 1);
    const sleeping = Array.from({ length: 24 }, () => playground.call('app:nap', 3_600_000));
    let guests = (await playground.state()).guests;
    while (guests.parked < 24) guests = (await playground.state()).guests;
    await playground.stop();
    const ends = await Promise.all(sleeping);
    const after = await Promise.all([1, 2, 3].map((ms) => playground.call('app:nap', ms)));
    return {
      backend: (await playground.state()).backend,
      first: first.value,
      isGathered: new Set(guests.list.map(({ id }) => id)).size <= 2,
      ends: new Set(ends.map(({ error }) => JSON.stringify(error))).size,
      after: after.map(({ value }) => value),
    };
  }, PROJECT);
  expect(seen).toEqual({ backend: 'jspi', first: 0, isGathered: true, ends: 1, after: [0, 0, 0] });
});

test('loops hear their deadlines beside calls that wait, and go on where they cannot be suspended', async ({
  page,
}) => {
  await page.goto('/?backend=jspi');
  await page.waitForFunction(() => 'playground' in globalThis);
  const bytes = await assembleComponent(SLOW_ALLOCATOR);
  const seen = await page.evaluate(
    async ({ files, component }) => {
      await playground.open({ ...files, 'slow.wasm': new Uint8Array(component) });
      // Both are known to wait, so they are gathered in the same workers.
      await Promise.all([playground.call('app:nap', 1), playground.call('app:spin_after', 1)]);
      const naps = Array.from({ length: 8 }, () => playground.call('app:nap', 2_000));
      const spins = Array.from({ length: 4 }, () => playground.call('app:spin_after', 0));
      const inside = await Promise.all([playground.call('app:slow', 7), playground.call('app:slow_start', 7)]);
      return {
        inside: inside.map(({ value, error }) => error ?? value),
        spins: (await Promise.all(spins)).map(({ error }) => JSON.stringify(error)),
        naps: (await Promise.all(naps)).map(({ value, error }) => error ?? value),
      };
    },
    { files: pausingProject(bytes), component: [...bytes] },
  );
  expect(seen).toEqual({
    inside: [7, 7],
    spins: Array.from({ length: 4 }, () => expect.stringContaining('Timeout') as unknown),
    naps: Array.from({ length: 8 }, () => 0),
  });
});

test('where nothing can be suspended a call that would wait names what is missing', async ({ page }) => {
  await page.goto('/?backend=messages');
  await page.waitForFunction(() => 'playground' in globalThis);
  const message = await page.evaluate(async (files) => {
    await playground.open(files);
    return JSON.stringify((await playground.call('app:nap', 1)).error);
  }, PROJECT);
  expect(message).toContain('without cross-origin isolation or promise integration (JSPI)');
});

test('every project that we ship prints and returns the same where guests are suspended', async ({ page }) => {
  await page.goto('/?backend=jspi');
  await page.waitForFunction(() => 'playground' in globalThis);
  for (const name of exampleNames) {
    const { expected } = (await import(`../src/examples/${name}/expected.ts`)) as { expected: Expectation };
    const seen = await page.evaluate(async (files) => {
      await playground.open(files);
      const before = playground.console().length;
      const { value, error } = await playground.call('app:main');
      const prints = playground.console().slice(before);
      return { value, error, prints: prints.flatMap(({ source, text }) => (source === 'print' ? [text] : [])) };
    }, exampleFiles(name));
    expect(seen, name).toEqual({
      value: expected.value,
      error: null,
      prints: expected.prints.map((text) =>
        typeof text === 'string' ? text : (expect.stringMatching(text) as unknown as string),
      ),
    });
  }
});

// The same table on the kernel's own thread: types.spec.ts, mapping-table.test.ts.
for (const backend of ['shared', 'jspi'])
  test(`the table of types holds where each call has a guest: ${backend}`, async ({ page }) => {
    test.setTimeout(600_000);
    await page.goto(`/?backend=${backend}&guests=all`);
    await page.waitForFunction(() => 'playground' in globalThis);
    await expectTable(page);
    expect(await page.evaluate(async () => (await playground.state()).backend)).toBe(backend);
  });

// In shared memory: commands.test.ts, stop.spec.ts.
test('commands end as on native, and whatever runs is stopped, where guests are suspended', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto('/?backend=jspi&guests=all');
  await page.waitForFunction(() => 'playground' in globalThis);
  // Debian's headless shell breaks down over an access out of bounds, which is how a stack of C may end.
  const inBounds = [...nativeEnds, ...realPrograms].filter(({ endsOutOfBounds }) => !endsOutOfBounds);
  for (const { title, make, check } of inBounds) {
    const { files, args, input } = await make();
    const result = await page.evaluate(
      async (given) => {
        await playground.open(given.files);
        return playground.run('f', ...given.args, { stdin: given.input });
      },
      { files, args, input },
    );
    expect(check(result), title).toEqual([]);
  }
  await page.evaluate((files) => playground.open(files), STOP_PROJECT);
  for (const name of GUEST_LOOPS) await expectStop(page, { call: `app:${name}` });
  // What cannot be pre-empted hears of nothing here: it ends by itself once it has run too long.
  for (const name of ['a plain loop', 'a loop that catches everything', 'calls in a loop', 'sleeping for ever'])
    await expectStop(page, { lua: LUA_LOOPS[name]! });
});
