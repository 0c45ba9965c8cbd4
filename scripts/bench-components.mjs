/**
 * The part of `npm run bench` that is about components. What is compared with what:
 * - a scalar call into the smallest component, with the same call into a core module; into one of 66 kB, with that call and the bare
 *   instantiation of its core modules on one thread; and into modules and components with 1 and with 500 functions;
 * - `transform-users` on 1 000 and on 10 records from Lua, with a worker's JavaScript that calls the same component through jco's
 *   bindings and comlink;
 * - on a first visit, `open` and the first call of the 66 kB component, with those of a core module of that size; and what was
 *   fetched until then;
 * - 16 MB of bytes in and out.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './install.mjs';
import { median, summary } from '../bench/statistics.mjs';

const ROUNDS = 5;
/** Of first visits, each of which is one sample. */
const VISITS = 11;
const SAMPLES = 20;
/** Of records that are transformed, and in how many calls a sample is taken. */
const SIZES = [
  { records: 1000, calls: 1 },
  { records: 10, calls: 20 },
];
const MANY = 500;
const USERS = 'src/examples/users/wasm/users.wasm';
/** About 65 kB, nearly all of it one core module. */
const CALCULATOR = 'samples/fixtures/calculator.wasm';
const BLOB_BYTES = 16 * 1024 * 1024;
/** What only jco and wasm-tools are fetched for. */
const TOOLS = /\/(?:js-component-bindgen-component|wasm-tools)[.-][^/]*$/;

const entry = (name, method, bytes, more = '') =>
  `  - {name: ${name}, kind: function.wasm, fs: app:files, path: ${name}.wasm, hash: "sha256:${createHash('sha256').update(bytes).digest('hex')}", method: "${method}", pool: {type: inline}${more}}\n`;
const index = (entries) => `namespace: app\nentries:\n  - {name: files, kind: fs.directory, directory: .}\n${entries}`;
const COMPUTE_WIT = ', wit: "compute: func(a: s32, b: s32) -> s32"';

/** Functions that multiply: `compute`, and others before it. */
const coreOf = (count) =>
  `(module ${Array.from({ length: count }, (_, at) => (at + 1 === count ? 'compute' : `other-${at}`))
    .map((name) => `(func (export "${name}") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1)))`)
    .join('\n')})`;
const componentOf = (count) =>
  `(component (core ${coreOf(count).replace('(module', 'module $m')} (core instance $i (instantiate $m))
    ${Array.from({ length: count }, (_, at) => (at + 1 === count ? 'compute' : `other-${at}`))
      .map(
        (name) =>
          `(func (export "${name}") (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "${name}")))`,
      )
      .join('\n')})`;

/** Identity of a byte list: the pointer of the argument comes back as the result. */
const BYTES_WAT = `(module (memory (export "memory") 1) (global $top (mut i32) (i32.const 64))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (global.get $top))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow (i32.add (i32.const 1) (i32.shr_u (i32.sub (global.get $top) (i32.mul (memory.size) (i32.const 65536))) (i32.const 16)))))))
    (local.get $at))
  (func (export "same") (param i32 i32) (result i32) (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16)))`;

/** Times calls from inside of Lua; answers milliseconds per call. */
const luaUsers = ({ records, calls }) => `local users = {}
for i = 1, ${records} do
  users[i] = {id = i, name = "User " .. i, tags = {"admin", "team-" .. (i - 1) % 7}, active = i % 2 == 1}
end
local call, clock, samples = funcs.call, os.clock, {}
for sample = 1, ${SAMPLES} do
  local start = clock()
  for i = 1, ${calls} do
    local summaries, err = call("app:transform", users)
    if err then return nil, err end
    if #summaries ~= ${records} or summaries[2].display ~= "User 2 [admin, team-1]" then error("wrong result") end
  end
  samples[sample] = (clock() - start) * 1e3 / ${calls}
end
return samples`;

/** Microseconds per call, of batches of 20. */
const luaScalar = (target) => `local call, clock, samples = funcs.call, os.clock, {}
for sample = 1, 100 do
  local start = clock()
  for i = 1, 20 do
    local value, err = call("app:${target}", 6, 7)
    if value ~= 42 then return nil, err end
  end
  samples[sample] = (clock() - start) * 1e6 / 20
end
return samples`;

const luaBytes = (target) => `local blob = string.rep("0123456789abcdef", ${BLOB_BYTES / 16})
local samples = {}
for sample = 1, 3 do
  local start = os.clock()
  local same, err = funcs.call("${target}", blob)
  samples[sample] = (os.clock() - start) * 1e3
  if err then return nil, err end
  if #same ~= #blob then error("wrong result") end
end
return samples`;

/** `site` is the folder that is served: the peer's bindings go there. */
export async function measureComponents({ browser, urlRoot, site, firstResult }) {
  const visit = { browser, urlRoot, firstResult };
  const users = readFileSync(join(root, USERS));
  const files = await bindingsForPeer('users', users, join(root, site, 'bench/users'));
  const usersProject = {
    '_index.yaml': index(
      entry('transform', 'transform-users', users) +
        `  - name: same\n    kind: function.wat\n    method: same\n    pool: {type: inline}\n    wit: "same: func(bytes: list<u8>) -> list<u8>"\n    source: file://same.wat\n`,
    ),
    'transform.wasm': [...users],
    'same.wat': BYTES_WAT,
  };
  const calculator = readFileSync(join(root, CALCULATOR));
  return {
    ...(await measureUsers(visit, usersProject, files)),
    ...(await measureScalar(visit, calculator)),
    ...(await measureFirstCall(visit, calculator)),
  };
}

/** As a plain page would do it: jco's bindings as they come. */
async function bindingsForPeer(name, bytes, folder) {
  const { $init, generate } = await import('@bytecodealliance/jco-transpile/component');
  await $init;
  const { files } = generate(bytes, { name, instantiation: { tag: 'sync' }, noTypescript: true, noNodejsCompat: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of files) writeFileSync(join(folder, file), content);
  return files.map(([file]) => file).filter((file) => file.endsWith('.wasm'));
}

/** Without the service worker, which would fetch all there is meanwhile, or have fetched it. */
async function openPage({ browser, urlRoot, firstResult }) {
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  return page;
}

/** Opens a project in whose files bytes are arrays. */
async function openProject(page, project) {
  await page.evaluate(async (files) => {
    const { playground } = globalThis;
    const report = await playground.open(
      Object.fromEntries(
        Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? file : new Uint8Array(file)]),
      ),
    );
    if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
    globalThis.evaluateLua = async (source) => {
      const { values, error } = await playground.eval(source);
      if (error ?? !values[0]) throw new Error(JSON.stringify(error ?? values));
      return values[0];
    };
  }, project);
}

async function measureUsers(visit, usersProject, files) {
  const page = await openPage(visit);
  await openProject(page, usersProject);
  const measured = await page.evaluate(
    async ({ peerFiles, sizes, bytesLua, samples, rounds }) => {
      const evaluate = globalThis.evaluateLua;
      let worker = null;
      const peer = ({ records, calls }) =>
        new Promise((resolve, reject) => {
          worker ??= new Worker(new URL('bench/users-caller.js', document.baseURI), { type: 'module' });
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', (event) => resolve(event.data), { once: true });
          const url = new URL('bench/users/', document.baseURI).href;
          worker.postMessage({ url, files: peerFiles, records, calls, samples });
        });
      const results = [];
      // The first two rounds are for warming up.
      for (let round = 0; round < rounds + 2; round++) {
        const ofSizes = [];
        for (const { size, lua } of sizes) ofSizes.push({ ours: await evaluate(lua), peer: await peer(size) });
        if (round >= 2) results.push(ofSizes);
      }
      const longTasks = [];
      const observer = new PerformanceObserver((list) =>
        longTasks.push(...list.getEntries().map((task) => task.duration)),
      );
      observer.observe({ type: 'longtask' });
      const blobMs = await evaluate(bytesLua);
      await new Promise((resolve) => setTimeout(resolve, 200));
      observer.disconnect();
      return { results, blobMs, longestMs: Math.max(0, ...longTasks) };
    },
    {
      peerFiles: files,
      sizes: SIZES.map((size) => ({ size, lua: luaUsers(size) })),
      bytesLua: luaBytes('app:same'),
      samples: SAMPLES,
      rounds: ROUNDS,
    },
  );
  await page.context().close();
  const { results, blobMs, longestMs } = measured;
  return {
    users: SIZES.map(({ records }, at) => ({
      records,
      callMs: summary(results.flatMap((round) => round[at].ours)),
      comlinkMs: summary(results.flatMap((round) => round[at].peer)),
      callOverComlink: median(results.map((round) => median(round[at].ours) / median(round[at].peer))),
    })),
    blobMs: summary(blobMs),
    blobLongestTaskMs: longestMs,
  };
}

/** Scalar calls from Lua, and the making of instances in a worker alone. */
async function measureScalar(visit, calculator) {
  const { parse } = await import('@bytecodealliance/jco-transpile/wasm-tools');
  const binaries = {
    core: await parse(coreOf(1)),
    smallest: await parse(componentOf(1)),
    large: calculator,
    manyCore: await parse(coreOf(MANY)),
    manyComponent: await parse(componentOf(MANY)),
  };
  const names = Object.keys(binaries);
  const page = await openPage(visit);
  await openProject(page, {
    '_index.yaml': index(
      names.map((name) => entry(name, 'compute', binaries[name], binaries[name][4] === 1 ? COMPUTE_WIT : '')).join(''),
    ),
    ...Object.fromEntries(names.map((name) => [`${name}.wasm`, [...binaries[name]]])),
  });
  const rounds = await page.evaluate(
    async ({ scripts, large, count }) => {
      const worker = new Worker(new URL('bench/component-parts.js', document.baseURI), { type: 'module' });
      const instantiate = () =>
        new Promise((resolve, reject) => {
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', (event) => resolve(event.data), { once: true });
          worker.postMessage(new Uint8Array(large));
        });
      const results = [];
      for (let round = 0; round < count + 2; round++) {
        const result = { bare: await instantiate() };
        for (const [name, lua] of scripts) result[name] = await globalThis.evaluateLua(lua);
        if (round >= 2) results.push(result);
      }
      return results;
    },
    { scripts: names.map((name) => [name, luaScalar(name)]), large: [...calculator], count: ROUNDS },
  );
  await page.context().close();
  const all = (name) => summary(rounds.flatMap((round) => round[name]));
  const ratio = (of, ...to) =>
    median(rounds.map((round) => median(round[of]) / to.reduce((sum, name) => sum + median(round[name]), 0)));
  return {
    coreCallUs: all('core'),
    smallestComponentUs: all('smallest'),
    smallestOverCore: ratio('smallest', 'core'),
    largeComponentUs: all('large'),
    bareInstancesUs: all('bare'),
    largeOverParts: ratio('large', 'core', 'bare'),
    manyOverOneCore: ratio('manyCore', 'core'),
    manyOverOneComponent: ratio('manyComponent', 'smallest'),
  };
}

/** Milliseconds from `open` to the first result on first visits, and what they fetched. */
async function measureFirstCall(visit, calculator) {
  const core = largestModule(calculator);
  const component = {
    '_index.yaml': index(entry('compute', 'compute', calculator)),
    'compute.wasm': [...calculator],
  };
  const module = { '_index.yaml': index(entry('compute', 'compute', core, COMPUTE_WIT)), 'compute.wasm': [...core] };
  const rounds = [];
  for (let round = 0; round < VISITS; round++)
    rounds.push({ component: await firstCall(visit, component), module: await firstCall(visit, module) });
  const fetched = await fetchedFor(visit, component);
  return {
    firstComponentCallMs: summary(rounds.map((round) => round.component)),
    firstModuleCallMs: summary(rounds.map((round) => round.module)),
    firstComponentOverModule: median(rounds.map((round) => round.component / round.module)),
    firstModuleBytes: core.length,
    firstComponentGzipBytes: fetched.reduce((total, { gzip }) => total + gzip, 0),
    firstComponentTools: fetched.filter(({ path }) => TOOLS.test(path)).map(({ path }) => path),
  };
}

async function firstCall(visit, project) {
  const page = await openPage(visit);
  const { spentMs } = await callOnce(page, project);
  await page.context().close();
  return spentMs;
}

/** How long it took, and when the result was there: milliseconds since the epoch. */
async function callOnce(page, project) {
  return page.evaluate(async (files) => {
    const { playground } = globalThis;
    const bytes = new Uint8Array(files['compute.wasm']);
    const startMs = performance.now();
    const report = await playground.open({ ...files, 'compute.wasm': bytes });
    const { value, error } = await playground.call('app:compute', 6, 7);
    const endMs = performance.now();
    if (value !== 42) throw new Error(JSON.stringify(error ?? report));
    return { spentMs: endMs - startMs, resultAtMs: performance.timeOrigin + endMs };
  }, project);
}

/**
 * Of a first visit whose first project it is: everything that was asked for before its result was there, the page itself too. The
 * editor, which the page fetches at once where nothing is to run, is held back: the result needs none of it.
 */
async function fetchedFor({ browser, urlRoot }, project) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const responses = [];
  page.on('response', (response) => responses.push(response));
  const held = [];
  await page.route(/\/monaco-[^/]*\.js$/, (route) => void held.push(route));
  // As by a link: the page begins with no example of its own, whose Lua it would fetch or not, whichever comes first.
  await page.goto(`${urlRoot}#example=none`, { waitUntil: 'commit' });
  await page.waitForFunction(() => 'playground' in globalThis);
  const { resultAtMs } = await callOnce(page, project);
  const seen = new Map();
  for (const response of [...responses]) {
    if (response.request().timing().startTime > resultAtMs) continue;
    const { pathname: path } = new URL(response.url());
    const body = await response.body().catch(() => Buffer.alloc(0));
    seen.set(path, gzipSync(body, { level: 9 }).length);
  }
  await Promise.all(held.map((route) => route.abort()));
  await context.close();
  return [...seen].map(([path, gzip]) => ({ path, gzip }));
}

/** The bytes of the largest core module in a component, which lies directly in it. */
function largestModule(component) {
  let largest = component.subarray(0, 0);
  for (let at = 8; at < component.length;) {
    const id = component[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = component[at++];
      size += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    if (id === 1 && size > largest.length) largest = component.subarray(at, at + size);
    at += size;
  }
  return largest;
}
