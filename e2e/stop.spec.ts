import { expect, test } from './fixtures/api-test.ts';
import { openPlayground, test as pageTest } from './fixtures/same-page-test.ts';
import { expectStop, GUEST_LOOPS, LUA_LOOPS, STOP_PROJECT } from './fixtures/stopping.ts';

/** Lua that must end with an error by itself, because no loop of its own can be interrupted. */
const LUA_BOMBS: Record<string, string> = {
  'a pattern bomb': 'return string.find(("a"):rep(60), ("a*"):rep(40) .. "b")',
  'a repeated string': 'return ("x"):rep(1 << 40)',
  'doubling strings': 'local s = "x" while true do s = s .. s end',
  'growing tables': 'local t = {} while true do t[#t + 1] = {1, 2, 3, 4, 5, 6, 7, 8} end',
  'growing strings in a table': 'local t = {} while true do t[#t + 1] = ("x"):rep(100000) .. #t end',
  recursion: 'local function f() return 1 + f() end return f()',
};

for (const [name, lua] of Object.entries(LUA_LOOPS)) {
  test(`stop ends ${name}`, async ({ page }) => {
    await page.evaluate((files) => playground.open(files), STOP_PROJECT);
    await expectStop(page, { lua });
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
      { files: STOP_PROJECT, source: lua },
    );
    expect(seen.error).toMatchObject({ from: 'runtime', kind: 'Internal' });
    expect(seen.next).toMatchObject({ value: 1 });
  });
}

// Whether its worker stays depends on when that gets a core: `guest-threads.test.ts` has it, with half a minute to notice.
test('stop ends a guest that loops, whatever it does', async ({ page }) => {
  await page.evaluate((files) => playground.open(files), STOP_PROJECT);
  for (const name of GUEST_LOOPS) await expectStop(page, { call: `app:${name}` });
});

test('the time limit of an entry ends a loop, and the next call works', async ({ page }) => {
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    return { limited: await playground.call('app:limited'), next: await playground.call('app:quick') };
  }, STOP_PROJECT);
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
  }, STOP_PROJECT);
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
  await page.evaluate((files) => playground.open(files), STOP_PROJECT);
  await page.evaluate(() => void playground.call('app:count'));
  await page.waitForFunction(() => {
    const { counter } = globalThis as { counter?: SharedArrayBuffer };
    return counter !== undefined && Atomics.load(new Int32Array(counter), 0) > 1000;
  });
  const { guests } = await page.evaluate(() => playground.state());
  expect(guests.list).toMatchObject([{ target: 'app:count', memoryBytes: 65_536 }]);
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
