/** A component runs its WebAssembly and nothing else: neither its names nor code made for it reach the page, the network or storage. */
import { createHash } from 'node:crypto';
import { componentFrom, ECHO, listCore } from '../src/toolchain/testing/components.ts';
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

test('names that would run as JavaScript are names and nothing else', async ({ page }) => {
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
  for (const name of [...Object.keys(hostile), 'core', 'good']) {
    expect(await page.evaluate((id) => playground.call(id, ['a', 'é']), `app:${name}`)).toMatchObject({
      value: ['a', 'é'],
      error: null,
    });
  }
  expect(noise.filter((text) => text.includes('canary'))).toEqual([]);
});

/** Runs at the end of a guest's script. */
function probe(): void {
  const names = [
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'WebTransport',
    'EventSource',
    'indexedDB',
    'caches',
    'Worker',
    'SharedWorker',
    'BroadcastChannel',
    'MessageChannel',
    'importScripts',
    'navigator',
    'location',
    'postMessage',
    'close',
    'Request',
    'Response',
    'Blob',
    'ReadableStream',
    'Notification',
  ];
  const reached: string[] = [];
  for (const name of names) {
    for (let owner: object | null = globalThis; owner; owner = Object.getPrototypeOf(owner) as object | null)
      if (Object.getOwnPropertyDescriptor(owner, name)) reached.push(name);
  }
  console.log(`reached: ${reached.join(', ')}`);
}

test('a guest has no name that reaches network, storage, workers or the page', async ({ page }) => {
  const said = page.waitForEvent('console', (message) => message.text().startsWith('reached:'));
  await page.route(/\/guest\.worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n;(${probe.toString()})();` });
  });
  await openPlayground(page);
  expect((await said).text()).toBe('reached: ');
});
