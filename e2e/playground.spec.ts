import { expect, test } from './fixtures/api-test.ts';

const PROJECT = {
  '_index.yaml': `version: "1.0"
namespace: app
entries:
  - name: compute
    kind: function.wat
    source: file://compute.wat
    wit: "compute: func(a: s32, b: s32) -> s32"
    method: compute
    pool: {type: inline}
  - name: nap
    kind: function.wat
    imports: [wasi1]
    source: file://nap.wat
    wit: "nap: func(ms: u32)"
    method: nap
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [funcs, time]
`,
  'compute.wat':
    '(module (func (export "compute") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))',
  'nap.wat': `(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "nap") (param $ms i32)
    (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24) (i64.mul (i64.extend_i32_u (local.get $ms)) (i64.const 1000000)))
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))`,
  'main.lua': `local n = 0
return { main = function(...)
  n = n + 1
  print("called", n, ...)
  return (funcs.call("app:compute", 6, 7))
end }`,
};

test('open answers a report of the entries and never rejects', async ({ page }) => {
  expect(await page.evaluate((files) => playground.open(files), PROJECT)).toMatchObject({
    ok: true,
    diagnostics: [],
    entries: [
      { id: 'app:compute', kind: 'function.wat', status: 'ready', signature: 'compute: func(a: s32, b: s32) -> s32' },
      { id: 'app:main', kind: 'function.lua', status: 'ready' },
      { id: 'app:nap', status: 'ready' },
    ],
  });
  const broken = { ...PROJECT, 'compute.wat': '(module\n  (func (export "compute") (result i32) i32.wrong))' };
  expect(await page.evaluate((files) => playground.open(files), broken)).toMatchObject({
    ok: false,
    diagnostics: [{ file: 'compute.wat', line: 2, severity: 'error' }],
  });
});

test('natives of a Lua module are fetched by the project that lists it, and by no other', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => {
    const file = /assets\/lua-(\w+)-/.exec(request.url())?.[1];
    if (file !== undefined) fetched.push(file);
  });
  const using = (modules: string, result: string) => ({
    '_index.yaml': `version: "1.0"
namespace: app
entries:
  - {name: main, kind: function.lua, method: main, modules: [${modules}], source: 'return { main = function() return ${result} end }'}
`,
  });
  const value = async (files: Record<string, string>) => {
    expect(await page.evaluate((project) => playground.open(project), files)).toMatchObject({ ok: true });
    return (await page.evaluate(() => playground.call('app:main'))).value;
  };
  expect(await value(using('funcs', '1'))).toBe(1);
  expect(fetched.filter((file) => file === 'hash')).toEqual([]);
  expect(await value(using('hash', 'hash.md5("abc")'))).toBe('900150983cd24fb0d6963f7d28e17f72');
  expect(await page.evaluate(() => playground.eval('return uuid.version(uuid.v7()), yaml.encode({1})'))).toMatchObject({
    values: [7, '- 1\n'],
    error: null,
  });
});

test('the log tells of boots, guests and compile times while somebody listens, and of nothing else', async ({
  page,
}) => {
  const [first, later] = await page.evaluate(async (files) => {
    const entries: { level: string; source: string; text: string }[] = [];
    const undo = playground.on('log', (entry) => entries.push(entry));
    await playground.open(files);
    await playground.call('app:main');
    // One that is not tried without a guest: it imports.
    await playground.call('app:nap', 1);
    const heard = entries.splice(0);
    undo();
    await playground.call('app:main');
    await playground.open(files);
    return [heard, entries];
  }, PROJECT);
  const texts = first.map(({ source, text }) => `${source}: ${text}`).join('\n');
  expect(texts).toMatch(/^kernel: boot of 3 entries took [\d.]+ ms; new functions: app:compute, app:main, app:nap/m);
  expect(texts).toMatch(/^toolchain: compileWat took [\d.]+ ms$/m);
  expect(texts).toMatch(/^toolchain: the engine compiled a module of \d+ bytes in [\d.]+ ms$/m);
  expect(texts).toMatch(/^guests: guest \d+ runs app:nap, (its first call|reused after \d+ calls?)$/m);
  expect(first.filter(({ level }) => level !== 'debug')).toEqual([]);
  expect(later).toEqual([]);
});

test('call answers value, error and duration for every kind of target', async ({ page }) => {
  const results = await page.evaluate(async (files) => {
    await playground.open(files);
    return {
      wasm: await playground.call('app:compute', 6, 7),
      lua: await playground.call('app:main', 'x'),
      misfit: await playground.call('app:compute', 'six', 7),
      missing: await playground.call('app:none'),
      nonsense: await playground.call(undefined as unknown as string),
    };
  }, PROJECT);
  expect(results).toMatchObject({
    wasm: { value: 42, error: null, durationMs: expect.any(Number) },
    lua: { value: 42, error: null },
    misfit: {
      value: null,
      error: { from: 'runtime', kind: 'Invalid', message: 'argument 1: a: expected s32, got string', retryable: false },
    },
    missing: { value: null, error: { kind: 'NotFound', message: 'no handler registered for target' } },
    nonsense: { value: null, error: { from: 'runtime' } },
  });
});

test('eval runs a chunk with every module and answers all its values', async ({ page }) => {
  const results = await page.evaluate(async (files) => {
    await playground.open(files);
    return [
      await playground.eval('return funcs.call("app:compute", 3, 4)'),
      await playground.eval('return json.encode({1, 2}), nil, {a = 1}, math.maxinteger'),
      await playground.eval('local ='),
    ];
  }, PROJECT);
  expect(results).toMatchObject([
    { values: [12, null], error: null },
    { values: ['[1,2]', null, { a: 1 }, 9223372036854775807n], error: null },
    { values: [], error: { from: 'runtime', message: expect.stringMatching(/^eval:1: /) } },
  ]);
});

test('console, trace and on tell of the same calls', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const before = playground.trace().length;
    const live: string[] = [];
    const undo = playground.on('console', (entry) => live.push(entry.call?.target ?? entry.text));
    await playground.call('app:main', 1);
    undo();
    await playground.call('app:compute', 1, 1);
    return {
      live,
      console: playground.console().map((entry) => entry.call?.target ?? entry.text),
      trace: playground
        .trace()
        .slice(before)
        .filter((event) => event.kind !== 'left-out' && event.target === 'app:main')
        .map((event) => event.kind),
    };
  }, PROJECT);
  expect(seen.live).toEqual(['called 1 1', 'app:compute', 'app:main']);
  expect(seen.console.slice(-4)).toEqual([...seen.live, 'app:compute']);
  expect(seen.trace).toEqual(['queued', 'started', 'yielded', 'resumed', 'finished']);
});

test('a guest that sleeps shows as blocked(sleep), costs no slot, and Lua goes on meanwhile', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const naps = Promise.all([playground.call('app:nap', 3_600_000), playground.call('app:nap', 3_600_000)]);
    const asleep = async () => {
      const state = await playground.state();
      const isAwake = state.processes.some((process) => process.state !== 'blocked(sleep)');
      return isAwake && state.processes.length === 2 ? null : state;
    };
    let state = await asleep();
    while (!state) state = await asleep();
    const during = await playground.call('app:main');
    await playground.stop();
    await naps;
    return { during, state };
  }, PROJECT);
  expect(seen.during.value).toBe(42);
  expect(seen.state.processes).toMatchObject([
    { target: 'app:nap', state: 'blocked(sleep)' },
    { target: 'app:nap', state: 'blocked(sleep)' },
  ]);
  expect(seen.state.guests.parked).toBe(2);
  // One after the other they would have taken 8 s.
});

test('stop wakes sleeping guests', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const nap = playground.call('app:nap', 60_000);
    await playground.call('app:compute', 1, 1);
    await playground.stop();
    return { nap: await nap, state: await playground.state(), after: await playground.call('app:compute', 2, 3) };
  }, PROJECT);
  expect(seen.nap.error).toMatchObject({ from: 'runtime', kind: 'Canceled' });
  expect(seen.state.processes).toEqual([]);
  expect(seen.state.guests.alive).toBe(0);
  expect(seen.after.value).toBe(6);
});

test('share answers the link to what the editors show', async ({ page, browser }) => {
  const link = await page.evaluate(() => playground.share());
  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await other.goto(link);
  await expect(other.getByText('Opened from a link')).toBeVisible();
  await fresh.close();
});

test('restart forgets the state of Lua and boots the project again', async ({ page }) => {
  const texts = await page.evaluate(async (files) => {
    await playground.open(files);
    await playground.call('app:main');
    await playground.call('app:main');
    const report = await playground.restart();
    const cleared = playground.console().length;
    await playground.call('app:main');
    return [report.ok, cleared, playground.console()[0]?.text];
  }, PROJECT);
  expect(texts).toEqual([true, 0, 'called 1']);
});

test('opening another project cancels the calls of the one before', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const nap = playground.call('app:nap', 60_000);
    await playground.open(files);
    return { nap: await nap, after: await playground.call('app:compute', 2, 2) };
  }, PROJECT);
  expect(seen.nap.error).toMatchObject({ kind: 'Canceled' });
  expect(seen.after.value).toBe(4);
});

test('64-bit integers go through the page exactly', async ({ page }) => {
  const values = await page.evaluate(async () => {
    await playground.open({
      '_index.yaml': `namespace: app
entries:
  - name: same
    kind: function.wat
    method: same
    wit: "same: func(n: u64) -> u64"
    source: (module (func (export "same") (param i64) (result i64) (local.get 0)))
`,
    });
    const results: unknown[] = [];
    for (const n of [0, 2 ** 53 - 1, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, -1]) {
      const { value, error } = await playground.call('app:same', n);
      results.push(error?.from === 'runtime' ? error.message : value);
    }
    return results;
  });
  expect(values).toEqual([
    0,
    9007199254740991,
    9007199254740993n,
    9223372036854775807n,
    9223372036854775808n,
    18446744073709551615n,
    'argument 1: n: expected u64 (0..18446744073709551615), got 18446744073709551616',
    'argument 1: n: expected u64 (0..18446744073709551615), got -1',
  ]);
});
