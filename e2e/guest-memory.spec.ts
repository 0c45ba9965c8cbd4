/** The limits of guests' memory where only a browser has what they are about: several memories, 64-bit ones, workers that are blocked. */
import { expect, test } from './fixtures/api-test.ts';

const entry = (name: string, method: string, wit: string, more = ''): string =>
  `  - name: ${name}\n    kind: function.wat\n    source: file://${name}.wat\n    method: ${method}\n    wit: "${wit}"\n${more}`;

const PROJECT = {
  '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${entry('two', 'grow', 'grow: func(first: s32, second: s32) -> s32')}${entry('wide', 'grow', 'grow: func(pages: s64) -> s64')}${entry('vast', 'f', 'f: func() -> s32')}${entry(
    'hold',
    'hold',
    'hold: func(pages: s32, ms: s32) -> s32',
    '    imports: [wasi1]\n    pool: {type: lazy, max_size: 500}\n',
  )}`,
  'two.wat':
    '(module (memory $a 1) (memory $b 1) (func (export "grow") (param i32 i32) (result i32) (i32.add (memory.grow $a (local.get 0)) (memory.grow $b (local.get 1)))))',
  'wide.wat': '(module (memory i64 1) (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))',
  'vast.wat': '(module (memory i64 6000) (func (export "f") (result i32) (i32.const 1)))',
  'hold.wat': `(module
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "hold") (param $pages i32) (param $ms i32) (result i32)
      (if (i32.lt_s (memory.grow (local.get $pages)) (i32.const 0)) (then (return (i32.const -1))))
      (i32.store (i32.const 16) (i32.const 1))
      (i64.store (i32.const 24) (i64.mul (i64.extend_i32_u (local.get $ms)) (i64.const 1000000)))
      (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))
      (memory.size)))`,
};

test('memories of one call share its limit, also those of 64 bits', async ({ page }) => {
  const report = await page.evaluate((files) => playground.open(files), PROJECT);
  expect(report).toMatchObject({ ok: true });
  const call = (target: string, ...args: (number | bigint)[]) =>
    page.evaluate(([id, values]) => playground.call(id, ...values), [target, args] as const);
  expect(await call('app:two', 2559, 2559)).toMatchObject({ value: 2, error: null });
  expect(await call('app:two', 2560, 2560)).toMatchObject({ value: -2, error: null });
  expect(await call('app:wide', 5119)).toMatchObject({ value: 1, error: null });
  expect(await call('app:wide', 5120)).toMatchObject({ value: -1, error: null });
  expect(await call('app:vast')).toMatchObject({
    error: {
      kind: 'Unavailable',
      message:
        'failed to call wasm method: f: it needs 375 MiB of memory to begin with, more than the 320 MiB that a guest may have',
    },
  });
});

test('calls that sleep with much memory end by name where they are too many, and after a stop no guest is left with any', async ({
  page,
}) => {
  await page.evaluate((files) => playground.open(files), PROJECT);
  const ended = await page.evaluate(async () => {
    let count = 0;
    // More than may sleep, however many cores there are.
    const calls = Array.from({ length: 10 + 2 * navigator.hardwareConcurrency }, async () => {
      const result = await playground.call('app:hold', 4095, 600_000);
      count++;
      return result;
    });
    // Those that are refused end by themselves.
    let sleeping = 0;
    while (sleeping === 0 || count + sleeping < calls.length) sleeping = (await playground.state()).guests.parked;
    await playground.stop();
    return Promise.all(calls);
  });
  const errors = ended.flatMap(({ error }) => (error?.from === 'runtime' ? [error] : []));
  const refused = errors.filter(({ kind }) => kind === 'Unavailable');
  expect(refused.length).toBeGreaterThan(0);
  for (const { message } of refused) {
    expect(message).toMatch(
      /^failed to call wasm method: hold: the wasm calls that wait for the host would hold [\d.]+ MiB of memory together, more than \d+ MiB$/,
    );
  }
  const stopped = errors.filter(({ kind }) => kind === 'Canceled');
  expect(stopped.length).toBeGreaterThanOrEqual(3);
  expect(refused.length + stopped.length).toBe(ended.length);
  await expect
    .poll(() => page.evaluate(async () => (await playground.state()).guests))
    .toMatchObject({ alive: 0, parked: 0, terminating: 0, list: [] });
});
