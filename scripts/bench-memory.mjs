/**
 * What a page keeps of components that came and went: the memory of its process, guests and kernel in it, after a thousand different
 * ones against that after five hundred and ten. Each is called once, in a guest: it runs for longer than a call may that is tried on the
 * kernel's thread. A guest blocks between calls, so that no measurement of the browser's reaches its heap alone, and nobody can have it
 * collected: the memory grows at first, and must then grow no more.
 */
import { createHash } from 'node:crypto';
import { residentBytes } from './bench-processes.mjs';

/** The first and the last are alike, so that what the open project takes is the same. */
const PROJECT_SIZES = [10, ...Array.from({ length: 10 }, () => 98), 10];

/** In five bytes, which are another number in each component. */
const NUMBER = 0x0fff_ffff;
const NUMBER_BYTES = [0xff, 0xff, 0xff, 0xff, 0x00];
const COMPONENT = `(component
  (core module $m (func (export "f") (result i32) (local $i i32)
    (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2000000))))
    (i32.const ${NUMBER})))
  (core instance $i (instantiate $m))
  (func (export "f") (result s32) (canon lift (core func $i "f"))))`;

/** Bytes; null where the system does not say what a process takes. */
export async function measureMemory({ browser, urlRoot }) {
  const { parse } = await import('@bytecodealliance/jco-transpile/wasm-tools');
  const template = Buffer.from(await parse(COMPONENT));
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${urlRoot}#example=none`);
  await page.waitForFunction(() => 'playground' in globalThis);
  await page.waitForLoadState('networkidle');
  const session = await page.context().newCDPSession(page);
  const bytesAfter = [];
  let first = 0;
  for (const size of PROJECT_SIZES) {
    await page.evaluate(callAll, projectOf(template, first, size));
    first += size;
    await session.send('HeapProfiler.collectGarbage');
    bytesAfter.push(await residentBytes(browser, 'largest'));
  }
  await page.context().close();
  return {
    bytesAfter10Components: bytesAfter[0],
    bytesAfter500Components: bytesAfter[PROJECT_SIZES.length / 2 - 1],
    bytesAfter1000Components: bytesAfter.at(-1),
  };
}

function projectOf(template, first, size) {
  const at = template.indexOf(Buffer.from(NUMBER_BYTES));
  const binaries = Array.from({ length: size }, (_, index) => {
    const bytes = Buffer.from(template);
    let left = first + index;
    for (let byte = 0; byte < 4; byte++, left = Math.floor(left / 128)) bytes[at + byte] = (left % 128) | 0x80;
    return bytes;
  });
  const entries = binaries.map((bytes, index) => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    return `  - {name: f${index}, kind: function.wasm, fs: app:files, path: f${index}.wasm, hash: "sha256:${digest}", method: f, pool: {type: inline}}\n`;
  });
  return {
    first,
    index: `namespace: app\nentries:\n  - {name: files, kind: fs.directory, directory: .}\n${entries.join('')}`,
    binaries: binaries.map((bytes) => [...bytes]),
  };
}

/** In the page. */
async function callAll({ first, index, binaries }) {
  const { playground } = globalThis;
  const files = { '_index.yaml': index };
  for (const [at, bytes] of binaries.entries()) files[`f${at}.wasm`] = new Uint8Array(bytes);
  const report = await playground.open(files);
  for (let at = 0; at < binaries.length; at++) {
    const { value, error } = await playground.call(`app:f${at}`);
    if (value !== first + at) throw new Error(JSON.stringify(error ?? report));
  }
}
