/**
 * What is kept of components that came and went: the heaps of the guests, of the kernel and of the page after a thousand different ones
 * against those after five hundred and ten, each after a collection. Each component is called in a guest: it runs for longer than a call
 * may that is tried on the kernel's thread. A guest that has no call rests in its event loop, where it can be collected.
 */
import { createHash } from 'node:crypto';
import { residentBytes } from './bench-processes.mjs';
import { watchWorkers } from './worker-heaps.mjs';

/** Opened with each measurement, so that what the open project takes is the same. */
const LEVEL_SIZE = 10;
/** Components between two measurements, in projects of so many. */
const STEP = { projects: 5, size: 98 };
const STEPS = 2;
/** Until the engine has compiled what calls run through, in every guest: its code counts as part of the heap. */
const WARM_CALLS = 60;

/** In five bytes, which are another number in each component. */
const NUMBER = 0x0fff_ffff;
const NUMBER_BYTES = [0xff, 0xff, 0xff, 0xff, 0x00];
const COMPONENT = `(component
  (core module $m (func (export "f") (result i32) (local $i i32)
    (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2000000))))
    (i32.const ${NUMBER})))
  (core instance $i (instantiate $m))
  (func (export "f") (result s32) (canon lift (core func $i "f"))))`;

/** Bytes; those of the process are null where the system does not say what it takes. */
export async function measureMemory({ browser, urlRoot }) {
  const { parse } = await import('@bytecodealliance/jco-transpile/wasm-tools');
  const template = Buffer.from(await parse(COMPONENT));
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${urlRoot}#example=none`);
  await page.waitForFunction(() => 'playground' in globalThis);
  await page.waitForLoadState('networkidle');
  const session = await page.context().newCDPSession(page);
  const workers = await watchWorkers(session);
  let first = 0;
  const callNext = async (size, calls = 1) => {
    await page.evaluate(callAll, { ...projectOf(template, first, size), calls });
    first += size;
  };
  const sum = (sizes) => sizes.reduce((total, bytes) => total + bytes, 0);
  const level = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const guests = await workers.heaps('guest');
    return {
      components: first,
      guests: guests.length,
      guestBytes: sum(guests) / guests.length,
      kernelBytes: sum(await workers.heaps('kernel')),
      toolchainBytes: sum(await workers.heaps('toolchain')),
      pageBytes: usedSize,
      processBytes: await residentBytes(browser, 'largest'),
    };
  };
  await callNext(LEVEL_SIZE, WARM_CALLS);
  const levels = [await level()];
  for (let step = 0; step < STEPS; step++) {
    for (let project = 0; project < STEP.projects; project++) await callNext(STEP.size);
    await callNext(LEVEL_SIZE);
    levels.push(await level());
  }
  await page.context().close();
  return { memoryLevels: levels, memoryGuestsOverFirst: levels.at(-1).guestBytes / levels[0].guestBytes };
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
async function callAll({ first, index, binaries, calls }) {
  const { playground } = globalThis;
  const files = { '_index.yaml': index };
  for (const [at, bytes] of binaries.entries()) files[`f${at}.wasm`] = new Uint8Array(bytes);
  const report = await playground.open(files);
  for (let call = 0; call < calls; call++) {
    // As many at once as there are guests that are kept, so that none is left out.
    const called = binaries.map((_, at) => playground.call(`app:f${at}`));
    for (const [at, { value, error }] of (await Promise.all(called)).entries())
      if (value !== first + at) throw new Error(JSON.stringify(error ?? report));
  }
}
