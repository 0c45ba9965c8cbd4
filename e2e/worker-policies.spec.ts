/**
 * From inside of each worker: what reaches out is not there, and what would load code or data from elsewhere is refused. On the
 * preview server and on a static host, where the service worker sets the headers; of those in development tells
 * `scripts/vite/headers.test.ts`. Guests, which never return to their event loop, are tried by the code that they run, in
 * `confinement.spec.ts`.
 */
import { fileURLToPath } from 'node:url';
import { test, expect, type Page, type Worker } from '@playwright/test';
import { StaticHost } from './fixtures/static-host.ts';

const FOLDER = fileURLToPath(new URL('../dist', import.meta.url));

/** What each worker keeps of the names below, since it needs it. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  kernel: ['own script', 'postMessage'],
  toolchain: ['own script', 'postMessage', 'fetch', 'location'],
};

/** Runs in a worker. Names what was reached; its own script is there to show that an import can succeed. (The debugger may use `eval`.) */
async function probe({ canary, script }: { canary: string; script: string }): Promise<string[]> {
  const reached: string[] = [];
  const attempt = async (name: string, action: () => unknown): Promise<void> => {
    try {
      if ((await action()) !== undefined) reached.push(name);
    } catch {
      // Refused.
    }
  };
  const names = [
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'WebSocketStream',
    'WebTransport',
    'EventSource',
    'indexedDB',
    'caches',
    'Worker',
    'SharedWorker',
    'BroadcastChannel',
    'importScripts',
    'navigator',
    'location',
    'postMessage',
    'FileReaderSync',
    'webkitRequestFileSystem',
    'cookieStore',
    'Notification',
  ];
  for (const name of names) {
    await attempt(name, () => (globalThis as Record<string, unknown>)[name]);
    for (
      let owner: object | null = Object.getPrototypeOf(globalThis) as object;
      owner;
      owner = Object.getPrototypeOf(owner) as object | null
    ) {
      const property = Object.getOwnPropertyDescriptor(owner, name);
      if (property?.get && !reached.includes(name))
        await attempt(`${name} of a prototype`, () => property.get?.call(globalThis));
    }
  }
  const text = 'export default 1';
  await attempt('the network', () => fetch(canary));
  await attempt('a blob', () => import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))));
  await attempt('data', () => import(`data:text/javascript,${text}`));
  await attempt('another origin', () => import(`${canary}x.js`));
  await attempt('own script', () => import(script));
  return reached.toSorted();
}

async function workerOf(page: Page, name: string): Promise<Worker> {
  const find = (): Worker | undefined => page.workers().find((worker) => worker.url().includes(`/${name}.worker`));
  await expect.poll(() => find() !== undefined).toBe(true);
  return find()!;
}

async function tryOn(page: Page, url: string): Promise<void> {
  const canary = await StaticHost.start({
    folder: '/',
    base: '/canary/',
    headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' },
  });
  try {
    await page.goto(url);
    await page.waitForFunction(
      () => 'playground' in globalThis && playground.console().some(({ text }) => text === '6 * 7 = 42'),
    );
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    for (const [name, needed] of Object.entries(NEEDED)) {
      const worker = await workerOf(page, name);
      const reached = await worker.evaluate(probe, { canary: canary.url, script: worker.url() });
      expect(reached, name).toEqual(needed.toSorted());
    }
    expect(canary.requests).toEqual([]);
  } finally {
    await canary.stop();
  }
}

test('kernel and toolchain reach nothing on the preview server', async ({ page }) => {
  await tryOn(page, './');
});

test('kernel and toolchain reach nothing on a static host', async ({ page }) => {
  const host = await StaticHost.start({ folder: FOLDER, base: '/some/base/' });
  await tryOn(page, host.url);
  await host.stop();
});
