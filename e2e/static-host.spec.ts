import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConsoleMessage, Page } from '@playwright/test';
import { isolationHeaders, policyFor } from '../src/workers/service/service-policy.ts';
import { StaticHost } from './fixtures/static-host.ts';
import { expect, test as quietTest } from './fixtures/test.ts';
import { collisions } from './pages/layout.ts';
import { Workbench } from './pages/workbench.ts';

const FOLDER = fileURLToPath(new URL('../dist', import.meta.url));
const BASE = '/some/base/';

interface Fixtures {
  /** Sends no header that matters. */
  readonly host: StaticHost;
  /** Sends the isolation headers itself. */
  readonly isolatingHost: StaticHost;
}

const test = quietTest.extend<Fixtures>({
  hasServiceWorker: true,
  host: async ({ context: _context }, use) => {
    const host = await StaticHost.start({ folder: FOLDER, base: BASE });
    await use(host);
    await host.stop();
  },
  isolatingHost: async ({ context: _context }, use) => {
    const host = await StaticHost.start({ folder: FOLDER, base: BASE, headers: isolationHeaders });
    await use(host);
    await host.stop();
  },
});

const PROJECT = {
  '_index.yaml': `namespace: app
entries:
  - {name: add, kind: function.wat, wit: "add: func(a: s32, b: s32) -> s32", method: add,
     source: "(module (func (export \\"add\\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"}
  - {name: count, kind: function.wat, wit: "count: func(n: s32) -> s32", method: count,
     source: "(module (func (export \\"count\\") (param i32) (result i32) (local i32) (loop $l (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)))"}
  - {name: nap, kind: function.wat, wit: "nap: func() -> s32", method: nap, imports: [wasi1],
     source: "(module (import \\"wasi_snapshot_preview1\\" \\"poll_oneoff\\" (func $poll (param i32 i32 i32 i32) (result i32))) (memory (export \\"memory\\") 1) (func (export \\"nap\\") (result i32) (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const 1000000000)) (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))))"}
`,
};

/** Short, long, endless, and one that is suspended while it waits. */
const callsWithoutIsolation = (page: Page) =>
  page.evaluate(async (files) => {
    await playground.open(files);
    const short = await playground.call('app:add', 6, 7);
    const long = await playground.call('app:count', 50_000_000);
    const endless = playground.call('app:count', 0);
    // It takes four billion turns.
    await playground.stop();
    const nap = await playground.call('app:nap');
    return {
      short: short.value,
      long: long.value,
      endless: (await endless).error,
      nap: nap.value,
      after: (await playground.call('app:add', 1, 1)).value,
    };
  }, PROJECT);
const RUNS_WITHOUT_ISOLATION = {
  short: 13,
  long: 50_000_000,
  endless: expect.objectContaining({ kind: 'Canceled' }),
  nap: 0,
  after: 2,
};

const isolated = (page: Page) => page.evaluate(() => crossOriginIsolated);

/** Counts how often the page is loaded, reloads included. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) loads += 1;
  });
  return () => loads;
}

async function helloHasRun(page: Page): Promise<void> {
  await page.waitForFunction(
    () => 'playground' in globalThis && playground.console().some(({ text }) => text === '6 * 7 = 42'),
  );
  await expect(page.getByText('6 * 7 = 42').first()).toBeVisible();
}

/** Runs hello by the page's button, since a second visit does not do so by itself. */
async function expectHelloToRun(page: Page): Promise<void> {
  await page.waitForFunction(() => 'playground' in globalThis);
  expect(await isolated(page)).toBe(true);
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  await page
    .getByRole('button', { name: /^Run\b/ })
    .first()
    .click();
  await helloHasRun(page);
}

/** Opens an example whose binary is a component, which takes the tools for components and the example's files. */
async function expectComponentsToRun(page: Page): Promise<void> {
  await page.keyboard.press('Alt+G');
  await page.getByRole('button', { name: /Records through a component/ }).click();
  await expect(page.locator('.monaco-editor').first()).toContainText('users');
  await page
    .getByRole('button', { name: /^Run\b/ })
    .first()
    .click();
  await expect(page.getByText('tags: ').first()).toBeVisible();
}

/**
 * Ends the service worker that is in charge now, as a browser may whenever it has nothing to do. Chromium lets one that served
 * pages live on for up to half a minute, on a busy machine for minutes, and the next version waits for that.
 */
async function serviceWorkerEnder(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const inCharge = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const version = versions.find(({ status }) => status === 'activated');
      if (version) resolve(version.versionId);
    });
  });
  await session.send('ServiceWorker.enable');
  const versionId = await inCharge;
  // One that is gone cannot be ended.
  return async () => void (await session.send('ServiceWorker.stopWorker', { versionId }).catch(() => null));
}

/** Names of files below the page's folder that are kept nowhere. */
const missing = (page: Page, names: readonly string[]) =>
  page.evaluate(async (files) => {
    const { origin, pathname } = location;
    const kept = await Promise.all(files.map((file) => caches.match(new URL(file, origin + pathname).href)));
    return files.filter((_, index) => !kept[index]);
  }, names);

/** Names of files that the service worker is to keep: what the first result needs, and all the rest. */
function filesToKeep(what: 'files' | 'more'): string[] {
  const [, files] = new RegExp(`"${what}":(\\[.*?\\])`).exec(readFileSync(join(FOLDER, 'sw.js'), 'utf8')) ?? [];
  const wanted = JSON.parse(files ?? '[]') as string[];
  expect(wanted.length).toBeGreaterThan(5);
  return wanted;
}

/** Waits until the page has everything without a network, as its status says. */
async function everythingIsKept(page: Page): Promise<void> {
  await expect.poll(() => missing(page, [...filesToKeep('files'), ...filesToKeep('more')])).toEqual([]);
}

test('on a host without headers one reload isolates the page, which runs without a network from then on', async ({
  page,
  host,
}) => {
  await test.step('one reload, after which the page is isolated, the fragment is there, and every script of a worker has the headers and the guest’s its policy', async () => {
    const loads = countLoads(page);
    await page.goto(`${host.url}#keep=me`);
    await helloHasRun(page);
    expect(await isolated(page)).toBe(true);
    expect(new URL(page.url()).hash).toBe('#keep=me');
    expect(loads()).toBe(2);

    const workers = readdirSync(join(FOLDER, 'assets')).filter((name) =>
      /^(?:kernel|guest|toolchain)\.worker-.*\.js$/.test(name),
    );
    expect(workers).toHaveLength(3);
    for (const name of workers) {
      const headers = await page.evaluate(async (file) => {
        const response = await fetch(new URL(`assets/${file}`, document.baseURI));
        return Object.fromEntries(response.headers);
      }, name);
      for (const [header, value] of Object.entries(isolationHeaders))
        expect(headers).toHaveProperty(header.toLowerCase(), value);
      expect(headers['content-security-policy']).toBe(policyFor(`/${name}`) ?? undefined);
    }
  });
  await test.step('loads that go round the service worker end after one reload, and the next one that does not is isolated', async () => {
    const loads = countLoads(page);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setBypassServiceWorker', { bypass: true });
    await page.reload();
    await expect(page.getByRole('alert').filter({ hasText: 'Cross-origin isolation' })).toBeVisible();
    expect(await isolated(page)).toBe(false);
    expect(loads()).toBe(2);

    await session.send('Network.setBypassServiceWorker', { bypass: false });
    await page.reload();
    await page.waitForFunction(() => 'playground' in globalThis);
    expect(await isolated(page)).toBe(true);
    expect(loads()).toBe(3);
  });
  await test.step('after the first visit the page runs without a network, with its editor', async () => {
    await everythingIsKept(page);
    await host.stop();

    await page.goto('about:blank');
    await page.goto(host.url);
    await expectHelloToRun(page);
    await expectComponentsToRun(page);
  });
});

test('a host with headers costs no reload, and its first visit is kept too', async ({ page, isolatingHost: host }) => {
  const loads = countLoads(page);
  await page.goto(host.url);
  await helloHasRun(page);
  expect(await isolated(page)).toBe(true);
  // All the rest is kept in the same way on either host.
  await expect.poll(() => missing(page, filesToKeep('files'))).toEqual([]);
  expect(loads()).toBe(1);
  await host.stop();

  // What runs without a network is the same on either host; here it is the host's own headers that are kept.
  const kept = await page.evaluate(async () => {
    const response = await fetch('./');
    return { isPage: (await response.text()).includes('<script'), headers: Object.fromEntries(response.headers) };
  });
  expect(kept.isPage).toBe(true);
  for (const [header, value] of Object.entries(isolationHeaders))
    expect(kept.headers).toHaveProperty(header.toLowerCase(), value);
});

quietTest('the policy of a guest’s script keeps it from the network and from other workers', async ({ browser }) => {
  const host = await StaticHost.start({ folder: FOLDER, base: BASE });
  host.deploy(
    'assets/guest.worker-Probe123.js',
    `const attempt = async (action) => { try { await action(); return 'allowed'; } catch (error) { return error.name; } };
    const worker = (url) => new Promise((resolve, reject) => {
      const child = new Worker(url);
      child.onmessage = resolve;
      child.onerror = () => reject(new TypeError('refused'));
    });
    const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    postMessage({
      fetch: await attempt(() => fetch('../index.html')),
      importElsewhere: await attempt(() => import('data:text/javascript,1')),
      worker: await attempt(() => worker(blob('postMessage(1)'))),
      eval: await attempt(() => Function('return 1')()),
      importBlob: await attempt(() => import(blob('export {}'))),
    });`,
  );
  // The refusals are reported in the console, so this test cannot have a quiet one.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(host.url);
  await helloHasRun(page);
  const outcome = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const worker = new Worker(new URL('assets/guest.worker-Probe123.js', document.baseURI), { type: 'module' });
        worker.addEventListener('message', (event) => resolve(event.data));
      }),
  );
  expect(outcome).toEqual({
    fetch: 'TypeError',
    importElsewhere: 'TypeError',
    worker: expect.stringMatching(/Error$/),
    eval: 'EvalError',
    importBlob: 'TypeError',
  });
  await context.close();
  await host.stop();
});

test('a new version that waits is told of, Reload brings it with what was written, and the files of the old one stay for its pages until they are gone; it takes over by itself when no page is open', async ({
  page,
  host,
  context,
}) => {
  test.setTimeout(240_000);
  await page.goto(host.url);
  await helloHasRun(page);
  const workbench = new Workbench(page);
  await workbench.ready();
  const notice = page.getByRole('status', { name: 'Version' });
  await expect(notice).toHaveCount(0);
  const cacheNames = () => page.evaluate(() => caches.keys());
  await expect.poll(() => missing(page, filesToKeep('files'))).toEqual([]);
  const [oldCache] = await cacheNames();
  const script = readFileSync(join(FOLDER, 'sw.js'), 'utf8');
  const [, version] = /"version":"(\w+)"/.exec(script) ?? [];
  host.deploy('sw.js', script.replace(version ?? '', 'next-version'));
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await expect(notice).toHaveText(/A new version is ready/);
  expect(await cacheNames()).toEqual([oldCache, oldCache?.replace(version ?? '', 'next-version')]);
  // At the width of a phone there is no bar for it.
  await page.setViewportSize({ width: 360, height: 740 });
  const banner = page.getByRole('status').filter({ hasText: 'A new version is ready.' });
  await expect(banner.getByRole('button', { name: 'Reload' })).toBeInViewport();
  await expect.poll(() => collisions(page)).toEqual([]);
  await banner.getByRole('button', { name: 'Later' }).click();
  await expect(banner).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 900 });

  // Another page is of the old version, and stays so.
  const other = await context.newPage();
  await other.goto(host.url);
  // What was open last is of whoever opened last, so it has to be through with that.
  await new Workbench(other).ready();
  await page.bringToFront();
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- written before');
  const endWorkers = await serviceWorkerEnder(page);
  await notice.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(async () => (await endWorkers(), notice.count()), { timeout: 120_000 }).toBe(0);
  await workbench.ready();
  await expect(workbench.editor('main.lua')).toContainText('-- written before');
  expect(await page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting))).toBe(
    false,
  );
  expect(await cacheNames()).toContain(oldCache);

  await other.close();
  // A visit that comes before the other page is quite gone still finds its files kept.
  await expect
    .poll(async () => (await page.reload(), cacheNames()), { timeout: 120_000, intervals: [1_000, 2_000, 5_000] })
    .not.toContain(oldCache);

  host.deploy('sw.js', script.replace(version ?? '', 'last-version'));
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await expect
    .poll(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)))
    .toBe(true);
  await page.close();
  // A page that comes before the last one is quite gone still gets the old version, so visits are made until one does not.
  await expect
    .poll(
      async () => {
        const later = await context.newPage();
        await later.goto(host.url);
        const seen = { caches: (await later.evaluate(() => caches.keys())).join(), isolated: await isolated(later) };
        await later.close();
        return seen;
      },
      { timeout: 90_000, intervals: [1_000, 2_000, 5_000] },
    )
    .toEqual({ caches: expect.stringMatching(/^[^,]*last-version$/), isolated: true });
});

quietTest(
  'without service worker and headers the page says what is missing, runs Lua and does not reload',
  async ({ browser }) => {
    const host = await StaticHost.start({ folder: FOLDER, base: BASE });
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    const noise: string[] = [];
    const listen = (message: ConsoleMessage) => {
      // The test's own way of blocking says so in the console.
      if (['warning', 'error'].includes(message.type()) && !message.text().includes('blocked by Playwright'))
        noise.push(message.text());
    };
    page.on('console', listen);
    page.on('pageerror', (error) => noise.push(error.message));
    const loads = countLoads(page);
    await page.goto(host.url);
    await page.waitForFunction(() => 'playground' in globalThis);
    await expect(page.getByRole('alert').filter({ hasText: 'Cross-origin isolation' })).toBeVisible();
    // The page opens its own example by itself, which ends what runs.
    await expect
      .poll(() => page.evaluate(() => playground.eval('return 1')))
      .toMatchObject({ values: [1], error: null });
    expect((await page.evaluate(() => playground.state())).isolated).toBe(false);
    expect(await callsWithoutIsolation(page)).toEqual(RUNS_WITHOUT_ISOLATION);
    expect(loads()).toBe(1);
    expect(noise).toEqual([]);
    await context.close();
    await host.stop();
  },
);

quietTest('where isolation fails after the reload there is no further reload', async ({ browser }) => {
  const host = await StaticHost.start({ folder: FOLDER, base: BASE });
  // A service worker that adds nothing.
  host.deploy('sw.js', "addEventListener('activate', (event) => event.waitUntil(clients.claim()));");
  const context = await browser.newContext();
  const page = await context.newPage();
  const loads = countLoads(page);
  await page.goto(host.url);
  await page.waitForFunction(() => 'playground' in globalThis);
  await expect(page.getByRole('alert').filter({ hasText: 'Cross-origin isolation' })).toBeVisible();
  // The page opens its own example by itself, which ends what runs.
  await expect.poll(() => page.evaluate(() => playground.eval('return 1'))).toMatchObject({ values: [1], error: null });
  expect(loads()).toBe(2);
  await page.reload();
  await page.waitForFunction(() => 'playground' in globalThis);
  expect(loads()).toBe(3);
  await context.close();
  await host.stop();
});
