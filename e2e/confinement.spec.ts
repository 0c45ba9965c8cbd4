/** A component runs its WebAssembly and nothing else: neither its names nor code made for it reach the page, the network or storage. */
import { createHash } from 'node:crypto';
import { componentFrom, ECHO, listCore } from '../src/toolchain/testing/components.ts';
import { TranslationCache, type BlobStore } from '../src/toolchain/translation-cache.ts';
import { StaticHost } from './fixtures/static-host.ts';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const NAME = 'a-function-with-a-rather-long-name';
const sha256 = (bytes: Bytes): string => createHash('sha256').update(bytes).digest('hex');
const build = (name: string): Promise<Bytes> =>
  componentFrom(
    listCore({ [name]: ECHO }),
    `package a:b; world w { export ${name}: func(v: list<string>) -> list<string>; }`,
  );

/** Every occurrence of the name, in core modules too, becomes another of the same length. */
function rename(bytes: Bytes, from: string, to: string): Bytes {
  if (to.length > from.length) throw new Error(`${to} is longer than ${from}`);
  const copy = bytes.slice();
  const buffer = Buffer.from(copy.buffer);
  for (let at = buffer.indexOf(from); at >= 0; at = buffer.indexOf(from, at + 1))
    buffer.write(to.padEnd(from.length, 'a'), at, 'latin1');
  return copy;
}

/** Bytes as a page takes them out of a message. */
type Files = Record<string, string | readonly number[]>;

function projectOf(components: Readonly<Record<string, { readonly bytes: Bytes; readonly method: string }>>): Files {
  const entries = Object.entries(components).map(
    ([name, { bytes, method }]) =>
      `  - {name: ${name}, kind: function.wasm, fs: "app:files", path: ${name}.wasm, hash: "sha256:${sha256(bytes)}", method: ${JSON.stringify(method)}}\n`,
  );
  return {
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n  - {name: files, kind: fs.directory, directory: wasm}\n${entries.join('')}`,
    ...Object.fromEntries(Object.entries(components).map(([name, { bytes }]) => [`wasm/${name}.wasm`, [...bytes]])),
  };
}

const open = (files: Files) =>
  playground.open(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        path,
        typeof content === 'string' ? content : Uint8Array.from(content),
      ]),
    ),
  );

test('names that would run as JavaScript are refused before anything is made of them', async ({ page }) => {
  const noise: string[] = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('request', (request) => {
    if (request.url().includes('canary')) noise.push(request.url());
  });
  await openPlayground(page);
  const plain = await build(NAME);
  const attempts = [
    `'];console.log("canary")//`,
    `"+fetch("/canary")+"`,
    '`${console.log("canary")}`',
    `');import("/canary.js")//`,
    `\n};console.log("canary")//`,
  ];
  const hostile = Object.fromEntries(
    attempts.map((text, index) => [
      `bad${index}`,
      { bytes: rename(plain, NAME, text), method: text.padEnd(NAME.length, 'a') },
    ]),
  );
  const files = projectOf({
    ...hostile,
    core: { bytes: rename(await build('echo'), 'cabi_realloc', `';canary();'`), method: 'echo' },
    good: { bytes: await build('echo'), method: 'echo' },
  });
  await page.evaluate(open, files);
  for (const name of [...Object.keys(hostile), 'core']) {
    const { value, error } = await page.evaluate((id) => playground.call(id, ['x']), `app:${name}`);
    expect(value).toBeNull();
    expect(error).toMatchObject({ from: 'runtime', kind: expect.stringMatching(/^(?:Invalid|NotFound)$/) });
  }
  expect(await page.evaluate(() => playground.call('app:core', ['x']))).toMatchObject({
    error: { kind: 'Invalid', message: expect.stringContaining('has characters that names must not have') },
  });
  expect(await page.evaluate(() => playground.call('app:good', ['a', 'é']))).toMatchObject({
    value: ['a', 'é'],
    error: null,
  });
  expect(noise.filter((text) => text.includes('canary'))).toEqual([]);
});

/** Runs in a guest as the bindings of a component whose function answers what was reached. */
const probe = (url: string): string => `
const reached = [];
const attempt = async (name, run) => {
  try {
    const got = await run();
    if (got !== undefined) reached.push(name);
  } catch {}
};
for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebTransport', 'EventSource', 'indexedDB', 'caches', 'Worker', 'SharedWorker',
  'BroadcastChannel', 'MessageChannel', 'importScripts', 'navigator', 'location', 'postMessage', 'close', 'Request', 'Response', 'Notification']) {
  await attempt(name, () => globalThis[name]);
  for (let owner = globalThis; owner; owner = Object.getPrototypeOf(owner)) await attempt(name + ' by prototype', () => Object.getOwnPropertyDescriptor(owner, name)?.get?.call(globalThis));
}
await attempt('import of a URL', () => import('${url}x.js'));
await attempt('import of data', () => import('data:text/javascript,export default 1'));
await attempt('eval', () => (0, eval)('1'));
await attempt('Function', () => Function('return 1')());
await attempt('Function of a function', () => (async () => {}).constructor('return 1')());
export const instantiate = () => ({ probe: () => 'ran and reached: ' + reached.join(', ') });
`;

/** One blob, for the test to put where a translation of the component would be. */
class OneBlob implements BlobStore {
  name = '';
  bytes: Bytes = new Uint8Array(0);
  async read(): Promise<null> {
    return null;
  }
  async write(name: string, bytes: Bytes): Promise<void> {
    this.name = name;
    this.bytes = bytes;
  }
  async list(): Promise<[]> {
    return [];
  }
  async remove(): Promise<void> {}
}

test('even code that got in reaches neither network nor storage, workers or the page', async ({ page }) => {
  const canary = await StaticHost.start({
    folder: '/',
    base: '/canary/',
    headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' },
  });
  await openPlayground(page);
  const bytes = await componentFrom(
    '(module (memory (export "memory") 1) (func (export "probe") (result i32) (i32.const 16)))',
    'package a:b; world w { export probe: func() -> string; }',
  );
  const blob = new OneBlob();
  await new TranslationCache(blob).keep(sha256(bytes), { source: probe(canary.url), modules: [] });
  await page.evaluate(
    async ({ name, content }) => {
      const cache = await caches.open('wippy-translations');
      await cache.put(
        `https://translations.invalid/${encodeURIComponent(name)}`,
        new Response(Uint8Array.from(content)),
      );
    },
    { name: blob.name, content: [...blob.bytes] },
  );
  await page.evaluate(
    open,
    projectOf({ probe: { bytes, method: 'probe' }, good: { bytes: await build('echo'), method: 'echo' } }),
  );
  expect(await page.evaluate(() => playground.call('app:probe'))).toMatchObject({
    value: 'ran and reached: ',
    error: null,
  });
  expect(canary.requests).toEqual([]);
  await canary.stop();
  expect(await page.evaluate(() => playground.call('app:good', ['x']))).toMatchObject({ value: ['x'], error: null });
});

test('a translation is kept for the next visit', async ({ page }) => {
  await openPlayground(page);
  const bytes = await build('echo');
  const files = projectOf({ echo: { bytes, method: 'echo' } });
  await page.evaluate(open, files);
  expect(await page.evaluate(() => playground.call('app:echo', ['x']))).toMatchObject({ value: ['x'] });
  await expect
    .poll(() =>
      page.evaluate(async () =>
        (await (await caches.open('wippy-translations')).keys()).map(({ url }) => decodeURIComponent(url)),
      ),
    )
    .toEqual([expect.stringContaining(sha256(bytes))]);
  const fetched: string[] = [];
  // What the service worker fetches to keep it is no part of the call.
  page.context().on('request', (request) => void (request.serviceWorker() ?? fetched.push(request.url())));
  await page.reload();
  await page.waitForFunction(() => 'playground' in globalThis);
  await page.evaluate(open, files);
  expect(await page.evaluate(() => playground.call('app:echo', ['y']))).toMatchObject({ value: ['y'] });
  expect(fetched.filter((url) => url.includes('bindgen'))).toEqual([]);
});
