import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/api-test.ts';
import { CHATTER } from './fixtures/chatter.ts';
import { openPlayground, test as pageTest } from './fixtures/same-page-test.ts';

/** Lua that never ends by itself. */
const LUA_LOOPS: Record<string, string> = {
  'a plain loop': 'while true do end',
  'a loop after a caught error': 'pcall(error, "x") while true do end',
  'a loop that catches everything': 'while true do pcall(function() while true do end end) end',
  'a loop inside coroutine.wrap': 'coroutine.wrap(function() coroutine.wrap(function() while true do end end)() end)()',
  'a comparator of sort': 'table.sort({3, 1, 2}, function() while true do end end)',
  'a callback of gsub': 'string.gsub("aaa", "a", function() while true do end end)',
  'a handler of xpcall': 'xpcall(error, function() while true do end end)',
  'an __index metamethod': 'return setmetatable({}, {__index = function() while true do end end}).x',
  'a __tostring metamethod': 'return tostring(setmetatable({}, {__tostring = function() while true do end end}))',
  'a goto': '::top:: goto top',
  'endless tail calls': 'local function f() return f() end return f()',
  'a spawned coroutine': 'coroutine.spawn(function() while true do end end) while true do time.sleep("1ms") end',
  'sleeping for ever': 'while true do time.sleep("1h") end',
  'calls in a loop': 'while true do funcs.call("app:quick") end',
  'the checking of a huge argument':
    'local t, u = {}, {} for i = 1, 20000 do t[i] = true end for i = 1, 12000 do u[i] = t end return funcs.call("app:take", u)',
  'printing in a loop': 'while true do print("again") end',
};

/** Lua that must end with an error by itself, because no loop of its own can be interrupted. */
const LUA_BOMBS: Record<string, string> = {
  'a pattern bomb': 'return string.find(("a"):rep(60), ("a*"):rep(40) .. "b")',
  'a repeated string': 'return ("x"):rep(1 << 40)',
  'doubling strings': 'local s = "x" while true do s = s .. s end',
  'growing tables': 'local t = {} while true do t[#t + 1] = {1, 2, 3, 4, 5, 6, 7, 8} end',
  'growing strings in a table': 'local t = {} while true do t[#t + 1] = ("x"):rep(100000) .. #t end',
  recursion: 'local function f() return 1 + f() end return f()',
};

const PROJECT = {
  '_index.yaml': `namespace: app
entries:
  - name: quick
    kind: function.wat
    source: (module (func (export "quick") (result i32) i32.const 1))
    wit: "quick: func() -> s32"
    method: quick
  - name: spin
    kind: function.wat
    source: (module (func (export "spin") (loop $l (br $l))))
    wit: "spin: func()"
    method: spin
  - name: take
    kind: function.wat
    source: |
      (module (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
        (func (export "take") (param i32 i32)))
    wit: "take: func(flags: list<list<bool>>)"
    method: take
  - name: limited
    kind: function.wat
    source: (module (func (export "spin") (loop $l (br $l))))
    wit: "spin: func()"
    method: spin
    limits: {max_execution_ms: 50}
  - name: count
    kind: function.wat
    source: |
      (module
        (memory (export "memory") 1 1 shared)
        (func (export "count") (loop $l (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1))) (br $l))))
    wit: "count: func()"
    method: count
${CHATTER}  - name: fill
    kind: function.wat
    source: |
      (module (memory 100)
        (func (export "f") (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 6500000)) (br $l))))
    wit: "f: func()"
    method: f
  - name: grow
    kind: function.wat
    source: (module (memory 1) (func (export "f") (loop $l (drop (memory.grow (i32.const 60000))) (br $l))))
    wit: "f: func()"
    method: f
  - name: recurse
    kind: function.wat
    source: |
      (module (memory 1)
        (func (export "f") (call $twice (i32.const 50)))
        (func $twice (param i32)
          (if (local.get 0) (then
            (call $twice (i32.sub (local.get 0) (i32.const 1)))
            (call $twice (i32.sub (local.get 0) (i32.const 1)))))))
    wit: "f: func()"
    method: f
  - name: exhaust_stack
    kind: function.wat
    source: (module (func $f (export "f") (call $f)))
    wit: "f: func()"
    method: f
  - name: exhaust_memory
    kind: function.wat
    source: |
      (module (memory 1)
        (func (export "f") (result s32)
          (loop $l (br_if $l (i32.ne (memory.grow (i32.const 256)) (i32.const -1)))) (i32.const 7)))
    wit: "f: func() -> s32"
    method: f
`.replace('(result s32)', '(result i32)'),
};

/** Starts `work`, lets it run, stops, and answers how that went. */
async function stopWhile(page: Page, work: { call?: string; lua?: string }) {
  return page.evaluate(async ({ call, lua }) => {
    let isRunning = true;
    const running = (call ? playground.call(call) : playground.eval(lua ?? '')).finally(() => (isRunning = false));
    // A loop that cannot be pre-empted lets nothing out, not even a line printed before it, so no event tells that it was
    // entered. One that was not yet is ended like one that was.
    await new Promise((resolve) => setTimeout(resolve, 100));
    // The page must answer while the project is busy.
    const answeredMeanwhile = isRunning;
    await playground.stop();
    const result = await running;
    const state = await playground.state();
    const next = await playground.call('app:quick');
    return { answeredMeanwhile, error: result.error, state, next };
  }, work);
}

for (const [name, lua] of Object.entries(LUA_LOOPS)) {
  test(`stop ends ${name}`, async ({ page }) => {
    await page.evaluate((files) => playground.open(files), PROJECT);
    const seen = await stopWhile(page, { lua });
    expect(seen.error).toMatchObject({ from: 'runtime', kind: 'Canceled' });
    expect(seen.state.processes).toEqual([]);
    expect(seen.state.guests.alive).toBe(0);
    expect(seen.next).toMatchObject({ value: 1, error: null });
    expect(seen.answeredMeanwhile).toBe(true);
  });
}

for (const [name, lua] of Object.entries(LUA_BOMBS)) {
  test(`${name} ends with an error, and the tab lives`, async ({ page }) => {
    const seen = await page.evaluate(
      async ({ files, source }) => {
        await playground.open(files);
        const result = await playground.eval(source);
        return { error: result.error, next: await playground.call('app:quick') };
      },
      { files: PROJECT, source: lua },
    );
    expect(seen.error).toMatchObject({ from: 'runtime', kind: 'Internal' });
    expect(seen.next).toMatchObject({ value: 1 });
  });
}

// Whether its worker stays depends on when that gets a core: `guest-threads.test.ts` has it, with half a minute to notice.
test('stop ends a guest that loops, whatever it does', async ({ page }) => {
  await page.evaluate((files) => playground.open(files), PROJECT);
  for (const name of ['spin', 'chatter', 'fill', 'grow', 'recurse']) {
    const seen = await stopWhile(page, { call: `app:${name}` });
    expect(seen.error).toMatchObject({ from: 'runtime', kind: 'Canceled' });
    expect(seen.state.guests.alive).toBe(0);
    expect(seen.next).toMatchObject({ value: 1 });
  }
});

test('the time limit of an entry ends a loop, and the next call works', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    return { limited: await playground.call('app:limited'), next: await playground.call('app:quick') };
  }, PROJECT);
  expect(seen.limited.error).toMatchObject({
    kind: 'Timeout',
    message: 'failed to call wasm method: spin: context deadline exceeded',
    retryable: true,
  });
  expect(seen.next.value).toBe(1);
});

test('exhausting the stack or the memory of a guest costs that call only', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    return [
      await playground.call('app:exhaust_stack'),
      await playground.call('app:exhaust_memory'),
      await playground.call('app:quick'),
    ];
  }, PROJECT);
  expect(seen).toMatchObject([
    {
      error: {
        kind: 'Internal',
        message: 'failed to call wasm method: f: wasm call failed: wasm error: stack overflow',
      },
    },
    { value: 7 },
    { value: 1 },
  ]);
});

pageTest('a shared counter that a looping guest bumps stands still after stop', async ({ page }) => {
  // The guest's memory is shared, so the page can watch it once the worker has handed it over.
  await page.route(/guest\.worker/, async (route) => {
    const response = await route.fetch();
    const spy = `{ const Instance = WebAssembly.Instance; const send = self.postMessage.bind(self);
      WebAssembly.Instance = class extends Instance { constructor(module, imports) { super(module, imports);
        const memory = this.exports.memory; if (memory && memory.buffer instanceof SharedArrayBuffer) send({ counter: memory.buffer }); } }; }\n`;
    await route.fulfill({ response, body: spy + (await response.text()) });
  });
  await page.addInitScript(() => {
    const Original = Worker;
    globalThis.Worker = class extends Original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', (event: MessageEvent) => {
          const counter: unknown = event.data?.counter;
          if (counter instanceof SharedArrayBuffer) (globalThis as { counter?: SharedArrayBuffer }).counter = counter;
        });
      }
    };
  });
  await openPlayground(page);
  await page.evaluate((files) => playground.open(files), PROJECT);
  await page.evaluate(() => void playground.call('app:count'));
  await page.waitForFunction(() => {
    const { counter } = globalThis as { counter?: SharedArrayBuffer };
    return counter !== undefined && Atomics.load(new Int32Array(counter), 0) > 1000;
  });
  await page.evaluate(() => playground.stop());
  // A browser lets a terminated worker run on for up to 2 s.
  const bumpsPer200Ms = () =>
    page.evaluate(async () => {
      const { counter } = globalThis as { counter?: SharedArrayBuffer };
      const words = new Int32Array(counter!);
      const first = Atomics.load(words, 0);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return Atomics.load(words, 0) - first;
    });
  await expect.poll(bumpsPer200Ms).toBe(0);
  const seen = await page.evaluate(async () => ({
    state: await playground.state(),
    next: await playground.call('app:quick'),
  }));
  expect(seen.state.guests).toMatchObject({ alive: 0 });
  expect(seen.next.value).toBe(1);
  // A worker may stand still before the browser has said that it is gone.
  await expect
    .poll(() => page.evaluate(async () => (await playground.state()).guests))
    .toMatchObject({ terminating: 0 });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
