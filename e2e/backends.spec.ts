/** The ways in which guests wait for their host, on the same page: each test is one load, and `?backend=` chooses. */
import { nativeEnds, realPrograms } from '../src/conformance/commands/projects.ts';
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
const LOOP = `(module (func (export "spin") (loop $l (br $l))))`;
const PROJECT = {
  '_index.yaml': `namespace: app
entries:
  - {name: nap, kind: function.wat, source: file://nap.wat, wit: "nap: func(ms: u32) -> s32", method: nap, imports: [wasi1]}
  - {name: spin, kind: function.wat, source: file://spin.wat, wit: "spin: func()", method: spin}
`,
  'nap.wat': NAP,
  'spin.wat': LOOP,
};

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

test('a loop that is stopped costs its worker and nothing else', async ({ page }) => {
  await page.goto('/?backend=jspi');
  await page.waitForFunction(() => 'playground' in globalThis);
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const spinning = playground.call('app:spin');
    while ((await playground.state()).guests.list.length === 0);
    await playground.stop();
    return { spun: JSON.stringify((await spinning).error), after: (await playground.call('app:nap', 1)).value };
  }, PROJECT);
  expect(seen).toEqual({ spun: expect.stringContaining('Canceled'), after: 0 });
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
  // A loop that runs out of its time costs the worker here, and half a second may be too short for a busy machine to start the next.
  for (const name of exampleNames.filter((one) => one !== 'deadline')) {
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
