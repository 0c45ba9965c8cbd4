/**
 * The part of `npm run bench` that is about components: `transform-users` on 1 000 records against the same component called
 * through comlink, a scalar call with the making of an instance apart, the first call of a fresh component with and without
 * the cache of translations, and 16 MB of bytes in and out.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';
import { median, summary } from '../bench/statistics.mjs';

const ROUNDS = 5;
const RECORDS = 1000;
const SAMPLES = 20;
const USERS = 'src/examples/users/wasm/users.wasm';
/** About 65 kB. */
const CALCULATOR = 'samples/fixtures/calculator.wasm';
const BLOB_BYTES = 16 * 1024 * 1024;

const entry = (name, method, hash, path, more = '') =>
  `  - {name: ${name}, kind: function.wasm, fs: app:files, path: ${path}, hash: "${hash}", method: "${method}"${more}}\n`;
const index = (entries) => `namespace: app\nentries:\n  - {name: files, kind: fs.directory, directory: .}\n${entries}`;
const hashOf = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Identity of a byte list: the pointer of the argument comes back as the result. */
const BYTES_WAT = `(module (memory (export "memory") 1) (global $top (mut i32) (i32.const 64))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (global.get $top))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow (i32.add (i32.const 1) (i32.shr_u (i32.sub (global.get $top) (i32.mul (memory.size) (i32.const 65536))) (i32.const 16)))))))
    (local.get $at))
  (func (export "same") (param i32 i32) (result i32) (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16)))`;

/** Times each call from inside of Lua; answers milliseconds. */
const LUA_USERS = `local users = {}
for i = 1, ${RECORDS} do
  users[i] = {id = i, name = "User " .. i, tags = {"admin", "team-" .. (i - 1) % 7}, active = i % 2 == 1}
end
local call, clock, samples = funcs.call, os.clock, {}
for sample = 1, ${SAMPLES} do
  local start = clock()
  local summaries, err = call("app:transform", users)
  samples[sample] = (clock() - start) * 1e3
  if err then return nil, err end
  if #summaries ~= ${RECORDS} or summaries[2].display ~= "User 2 [admin, team-1]" then error("wrong result") end
end
return samples`;

/** Microseconds per call, of batches of 20. */
const LUA_SCALAR = `local call, clock, samples = funcs.call, os.clock, {}
for sample = 1, 100 do
  local start = clock()
  for i = 1, 20 do
    local value, err = call("app:compute", 6, 7)
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

/** `site` is the folder that is served: the peer's translation goes there. `warmUp` is a project without components with `app:compute`. */
export async function measureComponents({ browser, urlRoot, site, firstResult, warmUp }) {
  const users = readFileSync(join(root, USERS));
  const files = await translateForPeer('users', users, join(root, site, 'bench/users'));
  const calculator = readFileSync(join(root, CALCULATOR));
  const calculatorFiles = await translateForPeer('calculator', calculator, join(root, site, 'bench/calculator'));
  const calculatorProject = {
    '_index.yaml': index(entry('compute', 'compute', hashOf(calculator), 'calculator.wasm', ', pool: {type: inline}')),
    'calculator.wasm': [...calculator],
  };
  const visit = { browser, urlRoot, firstResult };
  const project = {
    '_index.yaml': index(
      entry('transform', 'transform-users', hashOf(users), 'users.wasm', ', pool: {type: inline}') +
        `  - name: same\n    kind: function.wat\n    method: same\n    pool: {type: inline}\n    wit: "same: func(bytes: list<u8>) -> list<u8>"\n    source: file://same.wat\n`,
    ),
    'users.wasm': [...users],
    'same.wat': BYTES_WAT,
  };
  return {
    ...(await measureUsers(visit, project, files)),
    ...(await measureScalar(visit, calculatorProject, calculatorFiles)),
    ...(await measureFirstCall(visit, calculatorProject, warmUp)),
  };
}

/** As a plain page would do it: jco's bindings as they come. */
async function translateForPeer(name, bytes, folder) {
  const { $init, generate } = await import('@bytecodealliance/jco-transpile/component');
  await $init;
  const { files } = generate(bytes, { name, instantiation: { tag: 'sync' }, noTypescript: true, noNodejsCompat: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of files) writeFileSync(join(folder, file), content);
  return files.map(([file]) => file).filter((file) => file.endsWith('.wasm'));
}

async function openPage({ browser, urlRoot, firstResult }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  return page;
}

async function measureUsers(visit, usersProject, translated) {
  const page = await openPage(visit);
  const measured = await page.evaluate(
    async ({ project, files, lua, bytesLua, order, rounds }) => {
      const { playground } = globalThis;
      const report = await playground.open({ ...project, 'users.wasm': new Uint8Array(project['users.wasm']) });
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const evaluate = async (source) => {
        const { values, error } = await playground.eval(source);
        if (error) throw new Error(JSON.stringify(error));
        if (!values[0]) throw new Error(JSON.stringify(values));
        return values[0];
      };
      let worker = null;
      const peer = () =>
        new Promise((resolve, reject) => {
          worker ??= new Worker(new URL('bench/users-caller.js', document.baseURI), { type: 'module' });
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', (event) => resolve(event.data), { once: true });
          worker.postMessage({ ...order, url: new URL('bench/users/', document.baseURI).href, files });
        });
      for (let round = 0; round < 2; round++) {
        await evaluate(lua);
        await peer();
      }
      const results = [];
      for (let round = 0; round < rounds; round++) results.push({ ours: await evaluate(lua), peer: await peer() });
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
      project: usersProject,
      files: translated,
      lua: LUA_USERS,
      bytesLua: luaBytes('app:same'),
      order: { records: RECORDS, samples: SAMPLES },
      rounds: ROUNDS,
    },
  );
  await page.context().close();
  const { results, blobMs, longestMs } = measured;
  return {
    usersCallMs: summary(results.flatMap(({ ours }) => ours)),
    usersComlinkMs: summary(results.flatMap(({ peer }) => peer)),
    usersOverComlink: median(results.map(({ ours, peer }) => median(ours) / median(peer))),
    blobMs: summary(blobMs),
    blobLongestTaskMs: longestMs,
  };
}

/** A scalar call from Lua, and what of it is the making of the instance and the call through its bindings, in a worker alone. */
async function measureScalar(visit, calculatorProject, translated) {
  const page = await openPage(visit);
  const measured = await page.evaluate(
    async ({ project, files, lua, rounds }) => {
      const { playground } = globalThis;
      const report = await playground.open({
        ...project,
        'calculator.wasm': new Uint8Array(project['calculator.wasm']),
      });
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const whole = async () => {
        const { values, error } = await playground.eval(lua);
        if (error ?? !values[0]) throw new Error(JSON.stringify(error ?? values));
        return values[0];
      };
      const worker = new Worker(new URL('bench/component-parts.js', document.baseURI), { type: 'module' });
      const parts = () =>
        new Promise((resolve, reject) => {
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', (event) => resolve(event.data), { once: true });
          worker.postMessage({ url: new URL('bench/calculator/', document.baseURI).href, files });
        });
      await whole();
      await parts();
      const results = [];
      for (let round = 0; round < rounds; round++) results.push({ whole: await whole(), ...(await parts()) });
      return results;
    },
    { project: calculatorProject, files: translated, lua: LUA_SCALAR, rounds: ROUNDS },
  );
  await page.context().close();
  return {
    componentCallUs: summary(measured.flatMap(({ whole }) => whole)),
    componentInstanceUs: summary(measured.flatMap(({ instanceUs }) => instanceUs)),
    componentBindingUs: summary(measured.flatMap(({ callUs }) => callUs)),
  };
}

/** Milliseconds from `open` to the first result: with tools that were never loaded, and on a later visit. */
async function measureFirstCall(visit, project, warmUp) {
  const cold = [];
  const cached = [];
  const firstCall = (page) =>
    page.evaluate(async (files) => {
      const { playground } = globalThis;
      const bytes = new Uint8Array(files['calculator.wasm']);
      const startMs = performance.now();
      const report = await playground.open({ ...files, 'calculator.wasm': bytes });
      const { value, error } = await playground.call('app:compute', 6, 7);
      const ms = performance.now() - startMs;
      if (value !== 42) throw new Error(JSON.stringify(error ?? report));
      return ms;
    }, project);
  for (let round = 0; round < ROUNDS; round++) {
    const page = await openPage(visit);
    cold.push(await firstCall(page));
    await page.reload();
    await page.waitForLoadState('networkidle');
    // A returning visitor's runtime starts with what is first asked of it; here it has run something, as on the first visit.
    await page.evaluate(async (files) => {
      await globalThis.playground.open(files);
      await globalThis.playground.call('app:compute', 6, 7);
    }, warmUp);
    cached.push(await firstCall(page));
    await page.context().close();
  }
  return {
    firstComponentCallMs: summary(cold),
    cachedComponentCallMs: summary(cached),
    cachedOverCold: median(cached) / median(cold),
  };
}
