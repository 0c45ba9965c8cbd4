/**
 * `npm run bench [-- --json] [--only=calls] [--only=components] [--only=guests] [--only=hosts] [--only=memory] [--only=processes] [--only=natives] [--only=stops] [--only=suspended]`: measures the built page in a real Chromium. What is compared runs interleaved in the same
 * page, five rounds, because machines are noisy: read the ratios, not the microseconds.
 */
import { cpSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensurePackages, root, run } from './install.mjs';

ensurePackages();
const { ensureBrowser } = await import('./browser.mjs');
const { median, summary } = await import('../bench/statistics.mjs');
const { measureComponents } = await import('./bench-components.mjs');
const { measureMemory } = await import('./bench-memory.mjs');
const { measureGuests } = await import('./bench-guests.mjs');
const { measureHosts } = await import('./bench-hosts.mjs');
const { measureProcesses } = await import('./bench-processes.mjs');
const { measureTurns } = await import('./bench-turns.mjs');
const { measureStopping } = await import('./bench-stops.mjs');
const { measureSuspended } = await import('./bench-suspended.mjs');
const { measureNatives } = await import('./bench-natives.mjs');
const { chromium } = await import('@playwright/test');
const { preview } = await import('vite');

const PORT = 4318;
const URL_ROOT = `http://localhost:${PORT}/`;
const SITE = '.cache/bench-site';
const ROUNDS = 5;
/** Batches of 20 calls a round. */
const SAMPLES = 300;
/** One multiplication, the same bytes for every contestant. */
const WAT = '(module (func (export "compute") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))';
/** The same with an import that nobody calls, so that a guest has to run it. */
const GUEST_WAT = WAT.replace(
  '(module ',
  '(module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))) ',
);
const WASM = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 11, 1, 7, 99, 111, 109, 112, 117, 116,
  101, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 108, 11,
];
const PROJECT = {
  '_index.yaml': `namespace: app
entries:
  - {name: compute, kind: function.wat, method: compute, wit: "compute: func(a: s32, b: s32) -> s32", source: '${WAT}', pool: {type: inline}}
  - {name: guest, kind: function.wat, method: compute, wit: "compute: func(a: s32, b: s32) -> s32", source: '${GUEST_WAT}', imports: [wasi1], pool: {type: inline}}
`,
};
/** Times batches of 20 calls from inside of Lua; answers microseconds per call of each batch. */
const luaCalls = (target) => `local call, clock, samples = funcs.call, os.clock, {}
for sample = 1, ${SAMPLES} do
  local start = clock()
  for i = 1, 20 do
    local value, err = call("${target}", 6, 7)
    if value ~= 42 then return nil, err end
  end
  samples[sample] = (clock() - start) * 1e6 / 20
end
return samples`;

const json = process.argv.includes('--json');
const quiet = json ? { stdio: ['ignore', 'ignore', 'inherit'] } : {};
run('npx', ['vite', 'build', '--logLevel', 'warn'], quiet);
run('npx', ['vite', 'build', '--config', 'bench/vite.config.ts', '--logLevel', 'warn'], quiet);
rmSync(join(root, SITE), { recursive: true, force: true });
cpSync(join(root, 'dist'), join(root, SITE), { recursive: true });
cpSync(join(root, '.cache/bench'), join(root, SITE, 'bench'), { recursive: true });

const server = await preview({
  root,
  build: { outDir: SITE },
  preview: { port: PORT, strictPort: true },
  logLevel: 'error',
});
const browser = await chromium.launch({
  executablePath: await ensureBrowser({ isWhole: true }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
try {
  const report = await measure();
  if (json || only !== undefined) console.log(JSON.stringify(report, null, 2));
  else print(report);
} finally {
  await browser.close();
  await server.close();
}

async function measure() {
  const components = () => measureComponents({ browser, urlRoot: URL_ROOT, site: SITE, firstResult });
  const guests = () => measureGuests({ browser, urlRoot: URL_ROOT, firstResult, wasmOf });
  if (only === 'components') return components();
  const processes = () => measureProcesses({ browser, urlRoot: URL_ROOT, firstResult });
  if (only === 'guests') return guests();
  const memory = () => measureMemory({ browser, urlRoot: URL_ROOT });
  if (only === 'memory') return memory();
  const hosts = () => measureHosts({ browser, urlRoot: URL_ROOT, firstResult });
  if (only === 'hosts') return hosts();
  if (only === 'processes') return processes();
  const stops = () => measureStopping({ browser, urlRoot: URL_ROOT, firstResult, besideBusy, wasmOf });
  if (only === 'stops') return stops();
  const suspended = () => measureSuspended({ browser, urlRoot: URL_ROOT, firstResult });
  if (only === 'suspended') return suspended();
  if (only === 'natives') return measureNatives();
  const turns = () => measureTurns({ browser, urlRoot: URL_ROOT });
  if (only === 'turns') return turns();
  const calls = { ...(await measureCalls()), ...(await measureBusyCalls()), ...(await measureWorlds()) };
  if (only === 'calls') return calls;
  return {
    ...calls,
    ...(await turns()),
    ...(await guests()),
    ...(await hosts()),
    ...(await processes()),
    ...(await stops()),
    ...(await suspended()),
    ...(await components()),
    ...(await memory()),
    ...(await measureLoads()),
    ...(await measureChecks()),
    ...(await measureTyping()),
    ...(await measureNatives()),
  };
}

async function wasmOf(text) {
  const { default: loadWabt } = await import('wabt');
  const module = (await loadWabt()).parseWat('bench.wat', text);
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** Waits until our own example has shown its result. */
async function firstResult(page) {
  await page.waitForFunction(() => globalThis.playground?.console().some((entry) => entry.call?.target === 'app:main'));
}

/** The comparison with comlink once more while another process computes: on two cores, one is left for both threads. */
async function measureBusyCalls() {
  const { scalarCallUs, guestCallUs, comlinkCallUs, comlinkOverCall, comlinkOverGuest } =
    await besideBusy(measureCalls);
  return {
    scalarCallBusyUs: scalarCallUs,
    guestCallBusyUs: guestCallUs,
    comlinkCallBusyUs: comlinkCallUs,
    comlinkOverCallBusy: comlinkOverCall,
    comlinkOverGuestBusy: comlinkOverGuest,
  };
}

async function besideBusy(measureIt) {
  const busy = startBusyProcess();
  try {
    return await measureIt();
  } finally {
    busy.kill('SIGKILL');
  }
}

/** Computes until it is killed, or has lost its parent. */
function startBusyProcess() {
  return spawn(
    process.execPath,
    ['-e', 'for (const parent = process.ppid; process.ppid === parent; ) for (let i = 0; i < 1e7; i++);'],
    { stdio: 'ignore' },
  );
}

async function measureCalls() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(URL_ROOT);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  const rounds = await page.evaluate(
    async ({ project, lua, luaOfGuest, wasm, samples, count }) => {
      const { playground } = globalThis;
      await playground.open(project);
      const viaPlayground = async (source) => {
        const { values, error } = await playground.eval(source);
        if (error) throw new Error(error.message);
        return values[0];
      };
      const workers = new Map();
      const ask = (script, message) =>
        new Promise((resolve, reject) => {
          const worker =
            workers.get(script) ?? new Worker(new URL(`bench/${script}.js`, document.baseURI), { type: 'module' });
          workers.set(script, worker);
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', (event) => resolve(event.data), { once: true });
          worker.postMessage(message);
        });
      const bytes = new Uint8Array(wasm);
      // Warm: every contestant has run as much before it is timed.
      for (let round = 0; round < 2; round++) {
        await viaPlayground(lua);
        await viaPlayground(luaOfGuest);
        await ask('comlink-caller', { wasm: bytes, samples });
        await ask('hand-off-caller', { samples });
        await ask('lua-loop', { sliced: true });
      }
      const measured = [];
      for (let round = 0; round < count; round++) {
        measured.push({
          call: await viaPlayground(lua),
          guest: await viaPlayground(luaOfGuest),
          comlink: await ask('comlink-caller', { wasm: bytes, samples }),
          handOff: await ask('hand-off-caller', { samples }),
          sliced: await ask('lua-loop', { sliced: true }),
          whole: await ask('lua-loop', { sliced: false }),
        });
      }
      return measured;
    },
    {
      project: PROJECT,
      lua: luaCalls('app:compute'),
      luaOfGuest: luaCalls('app:guest'),
      wasm: WASM,
      samples: SAMPLES,
      count: ROUNDS,
    },
  );
  await page.context().close();
  const all = (name) => summary(rounds.flatMap((round) => round[name]));
  const ratio = (a, b) => median(rounds.map((round) => median([round[a]].flat()) / median([round[b]].flat())));
  return {
    scalarCallUs: all('call'),
    guestCallUs: all('guest'),
    comlinkCallUs: all('comlink'),
    bareHandOffUs: all('handOff'),
    comlinkOverCall: ratio('comlink', 'call'),
    comlinkOverGuest: ratio('comlink', 'guest'),
    callOverHandOff: ratio('call', 'handOff'),
    luaLoopPreemptedMs: all('sliced'),
    luaLoopWholeMs: all('whole'),
    preemptionOverWhole: ratio('sliced', 'whole'),
  };
}

/** Bytes and time of one more Lua world of a source of 14 kB, against one that shares nothing and compiles anew. */
async function measureWorlds() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${URL_ROOT}favicon.svg`);
  await page.evaluate((script) => import(script), `${URL_ROOT}bench/lua-worlds.js`);
  const session = await page.context().newCDPSession(page);
  const heapBytes = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
    return usedSize + backingStorageSize;
  };
  const make = (kind, count) =>
    page.evaluate(({ kind: of, count: number }) => globalThis.luaWorlds.make(of, number), { kind, count });
  const measured = { shared: { bytes: [], ms: [] }, private: { bytes: [], ms: [] } };
  const counts = { shared: 200, private: 20 };
  for (const kind of ['shared', 'private']) await make(kind, 20);
  for (let round = 0; round < ROUNDS; round++)
    for (const [kind, count] of Object.entries(counts)) {
      const before = await heapBytes();
      measured[kind].ms.push(await make(kind, count));
      measured[kind].bytes.push(((await heapBytes()) - before) / count);
    }
  await page.context().close();
  const ratio = (of) => median(measured.shared[of].map((value, round) => value / measured.private[of][round]));
  return {
    worldBytes: summary(measured.shared.bytes),
    privateWorldBytes: summary(measured.private.bytes),
    worldOverPrivateBytes: ratio('bytes'),
    worldMs: summary(measured.shared.ms),
    privateWorldMs: summary(measured.private.ms),
    worldOverPrivateMs: ratio('ms'),
  };
}

/** Makes the next visit a first one again: what is stored goes, what is cached stays. */
async function forget(context) {
  const page = await context.newPage();
  await page.goto(`${URL_ROOT}favicon.svg`);
  await page.evaluate(async () => {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.addEventListener('success', resolve);
        request.addEventListener('error', () => reject(request.error));
      });
    }
  });
  await page.close();
}

/** Milliseconds from navigation to the first result, and what was fetched until then. */
async function visit(context, isRecording) {
  const page = await context.newPage();
  const responses = [];
  if (isRecording) page.on('response', (response) => responses.push({ response, atMs: Date.now() }));
  await page.goto(URL_ROOT);
  await firstResult(page);
  const { ms, endMs } = await page.evaluate(() => {
    const first = globalThis.playground.console().find((entry) => entry.call);
    return { ms: first.time - performance.timeOrigin, endMs: first.time };
  });
  const fetched = [];
  for (const { response, atMs } of responses) {
    if (atMs > endMs) continue;
    const body = await response.body();
    fetched.push({ path: new URL(response.url()).pathname, gzip: gzipSync(body, { level: 9 }).length });
  }
  await page.close();
  return { ms, fetched };
}

async function measureLoads() {
  const cold = [];
  const warm = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    cold.push((await visit(context, false)).ms);
    await forget(context);
    warm.push((await visit(context, false)).ms);
    await context.close();
  }
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const { fetched } = await visit(context, true);
  await context.close();
  const seen = new Set();
  const unique = fetched.filter(({ path }) => !seen.has(path) && seen.add(path));
  const sum = (files) => files.reduce((total, file) => total + file.gzip, 0);
  const isWorker = ({ path }) => /\.worker-|\/wabt-/.test(path);
  return {
    firstResultColdMs: summary(cold),
    firstResultWarmMs: summary(warm),
    shellGzipBytes: sum(unique.filter((file) => !isWorker(file))),
    firstResultGzipBytes: sum(unique),
    fetched: unique,
  };
}

/** Diagnostics after a keystroke in a project of 5 000 lines, against one parse of the file that the key went into. */
async function measureChecks() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${URL_ROOT}favicon.svg`);
  const checks = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/bench/check.js', { type: 'module' });
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.addEventListener('message', (event) => resolve(event.data));
        worker.postMessage(null);
      }),
  );
  await page.context().close();
  return { checks };
}

/** The longest task of the page's thread while somebody types into a file of 5 000 lines, and how many took over 50 ms. */
async function measureTyping() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(URL_ROOT);
  await firstResult(page);
  const editor = page.locator('[data-editor="_index.yaml"] .monaco-editor').first();
  await editor.waitFor();
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  const entry = (index) =>
    `  - name: entry_${index}\n    kind: registry.entry\n    meta: {comment: "number ${index}"}\n    value: ${index}\n`;
  const text = `version: "1.0"\nnamespace: app\nentries:\n${Array.from({ length: 1250 }, (_, index) => entry(index)).join('')}`;
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
  // The pasting of so much text, and what follows from it, is not typing.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await page.keyboard.press('Control+End');
  await page.evaluate(() => {
    globalThis.longTasksMs = [];
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) globalThis.longTasksMs.push(task.duration);
    }).observe({ type: 'longtask' });
  });
  await page.keyboard.type('# what is typed here is checked as it comes', { delay: 80 });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const tasks = await page.evaluate(() => globalThis.longTasksMs);
  await page.context().close();
  return { typingLongTasks: tasks.length, typingLongestMs: Math.max(0, ...tasks) };
}

function print(report) {
  const us = ({ median: m, p95 }) => `${m.toFixed(1).padStart(9)} µs   p95 ${p95.toFixed(1)} µs`;
  const ms = ({ median: m, p95 }) => `${m.toFixed(1).padStart(9)} ms   p95 ${p95.toFixed(1)} ms`;
  const turn = ({ median: m, worst }) => `${m.toFixed(1).padStart(9)} ms   worst ${worst.toFixed(1)} ms`;
  const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(9)} kB`;
  const resident = (bytes) => (bytes === null ? 'unknown' : kb(bytes));
  const times = (value) => `${value.toFixed(2).padStart(9)} ×`;
  const rows = [
    ['Lua → WASM → Lua scalar call, fresh instance', us(report.scalarCallUs)],
    ['the same of a module with an import, by a guest', us(report.guestCallUs)],
    ['the same through comlink, worker to worker', us(report.comlinkCallUs)],
    ['bare shared-memory hand-off', us(report.bareHandOffUs)],
    ['comlink / call (target: at least 5)', times(report.comlinkOverCall)],
    ['comlink / call by a guest', times(report.comlinkOverGuest)],
    ['the same call beside one busy process', us(report.scalarCallBusyUs)],
    ['by a guest beside one busy process', us(report.guestCallBusyUs)],
    ['through comlink beside one busy process', us(report.comlinkCallBusyUs)],
    ['comlink / call beside one busy process (target: at least 1.2)', times(report.comlinkOverCallBusy)],
    ['comlink / call by a guest beside one busy process (target: at least 1)', times(report.comlinkOverGuestBusy)],
    ['call / hand-off (target: at most 4)', times(report.callOverHandOff)],
    ['Lua loop, pre-empted', ms(report.luaLoopPreemptedMs)],
    ['Lua loop, in one go', ms(report.luaLoopWholeMs)],
    ['pre-empted / in one go', times(report.preemptionOverWhole)],
    ['longest turn (target: at most 50 ms): 300 000 small tables, Lua → Lua', turn(report.longestTurnMs.copy)],
    ['  60 MB of JSON decoded', turn(report.longestTurnMs.json)],
    ['  10 MB of Lua compiled', turn(report.longestTurnMs.compile)],
    [
      'longest turn of a native in a loop (target: at most 50 ms)',
      `${report.nativeTurn.ms.toFixed(1).padStart(9)} ms   ${report.nativeTurn.body}`,
    ],
    [
      '  longest time without a question for Stop (target: at most 100 ms)',
      `${report.nativeDeafness.ms.toFixed(1).padStart(9)} ms   ${report.nativeDeafness.body}`,
    ],
    ['one more Lua world of a source of 14 kB', kb(report.worldBytes.median)],
    ['the same with everything private, compiled anew', kb(report.privateWorldBytes.median)],
    ['bytes: one more / private (target: at most 0.1)', times(report.worldOverPrivateBytes)],
    ['one more Lua world of a source of 14 kB', ms(report.worldMs)],
    ['the same with everything private, compiled anew', ms(report.privateWorldMs)],
    ['time: one more / private (target: at most 0.1)', times(report.worldOverPrivateMs)],
    ['call-string of a guest to Lua and back', us(report.callOutUs)],
    ['Lua → WASM call that a guest answers', us(report.guestCallBesideUs)],
    ['call-string / call (target: at most 3)', times(report.callOutOverCall)],
    ['a file of 10 MB read by a guest in blocks of 64 kB', ms(report.readFileMs)],
    ['the same blocks copied between shared buffers', ms(report.copyBlocksMs)],
    ['read / copy (target: at most 3)', times(report.readOverCopy)],
    ['a small write of a guest to standard output', us(report.smallWriteUs)],
    ['write / bare hand-off (target: at most 4)', times(report.writeOverHandOff)],
    ['a sleep is late by, p95 (target: at most 5 ms)', `${report.sleepLateMs.toFixed(1).padStart(9)} ms`],
    ['200 sleeps of 100 ms, 100 at a time / 200 ms', times(report.sleepersOverLeast)],
    ['two guests that compute at once', ms(report.twoGuestsMs)],
    ['two bare workers that do the same', ms(report.twoWorkersMs)],
    ['bare workers / guests (target: at least 0.9)', times(report.workersOverGuests)],
    [
      `${report.crowdProcesses} processes that sleep: bytes of each, as Lua counts them (target: at most 20 kB)`,
      kb(report.crowdLuaBytesOfProcess),
    ],
    [
      `  beside ${report.crowdOutstandingCalls} calls of guests: longest wait of an input (target: at most 50 ms)`,
      `${report.crowdLongestInputMs.toFixed(1).padStart(9)} ms`,
    ],
    [`  all of it, with ${report.crowdParkedGuests} guests (target: at most 600 MB)`, resident(report.crowdBytes)],
    ['  the page with its workers, after page and kernel were collected', resident(report.crowdPageBytes)],
    ['  heap of the kernel then', kb(report.crowdKernelBytes)],
    ['100 000 messages between two processes', ms(report.messagesMs)],
    ['as many deep copies of the same value', ms(report.deepCopiesMs)],
    ['messages / deep copies (target: at most 3)', times(report.messagesOverCopies)],
    [
      `guests after ${report.stops} runs of pools that were stopped / after 5`,
      `${report.stopsAfter.workers} / ${report.stopsBefore.workers}`.padStart(9),
    ],
    ['  heap of the page after / before', times(report.stopsAfter.heapBytes / report.stopsBefore.heapBytes)],
    ['  heap of the kernel after / before', times(report.stopsAfter.kernelBytes / report.stopsBefore.kernelBytes)],
    ...Object.entries(report.stoppableOverPlain).map(([name, ratio]) => [
      `a loop that looks at a flag / as it came: ${name} (target: at most 1.25)`,
      times(ratio),
    ]),
    ...[
      ['alone', report.stopping],
      ['beside a process that computes (target: 99 of 100 within 100 ms)', report.stoppingBusy],
    ].flatMap(([where, stopping]) => [
      [`Stop until all has ended, ${stopping.samples} times, ${where}`, ms(stopping)],
      ['  99 of 100', `${stopping.p99.toFixed(1).padStart(9)} ms`],
      ['  guests that were replaced for it (target: none)', String(stopping.replacedWorkers).padStart(9)],
    ]),
    [`${report.suspendedCalls} calls that are suspended in their sleep, without shared memory`, ms(report.suspendedMs)],
    ['  all of it / the sleep (target: at most 1.5)', times(report.suspendedOverSleep)],
    ...report.users.flatMap(({ records, callMs, comlinkMs, callOverComlink }) => [
      [`transform-users, ${records} records, Lua → component → Lua`, ms(callMs)],
      ["the same component through jco's bindings and comlink, worker to worker", ms(comlinkMs)],
      [`call / comlink, ${records} records (target: at most ${records < 100 ? 0.5 : 0.8})`, times(callOverComlink)],
    ]),
    ['Lua → core module → Lua scalar call, function.wasm', us(report.coreCallUs)],
    ['the same into the smallest component', us(report.smallestComponentUs)],
    ['smallest component / core module (target: at most 2.5)', times(report.smallestOverCore)],
    ['the same into a component of 66 kB', us(report.largeComponentUs)],
    ['bare instantiation of its core modules, one thread', us(report.bareInstancesUs)],
    ['66 kB component / (core module + instantiation) (target: at most 1.5)', times(report.largeOverParts)],
    ['a core module with 500 functions / with 1', times(report.manyOverOneCore)],
    ['a component with 500 functions / with 1', times(report.manyOverOneComponent)],
    ['open and first call of a component of 66 kB, first visit', ms(report.firstComponentCallMs)],
    [`the same of a core module of ${Math.round(report.firstModuleBytes / 1000)} kB`, ms(report.firstModuleCallMs)],
    ['component / core module (target: at most 1.3)', times(report.firstComponentOverModule)],
    ['gzip until that result (target: at most 400 kB)', kb(report.firstComponentGzipBytes)],
    ['  of which files of jco and wasm-tools (target: none)', String(report.firstComponentTools.length).padStart(9)],
    ...report.memoryLevels.flatMap(({ components, guests, guestBytes, kernelBytes, pageBytes, processBytes }) => [
      [`heap of each of ${guests} guests, collected, after ${components} different components`, kb(guestBytes)],
      ['  of the kernel', kb(kernelBytes)],
      ['  of the page, which keeps a row for each call', kb(pageBytes)],
      ['  memory of all in their process, not collected', resident(processBytes)],
    ]),
    ['guests after 1 000 components / after 10 (target: at most 1.05)', times(report.memoryGuestsOverFirst)],
    ['16 MB of list<u8> in and out, Lua → core module → Lua', ms(report.blobMs)],
    [
      '  longest task of the page meanwhile (target: at most 50 ms)',
      `${report.blobLongestTaskMs.toFixed(1).padStart(9)} ms`,
    ],
    ['navigation to first result, cold', ms(report.firstResultColdMs)],
    ['navigation to first result, warm', ms(report.firstResultWarmMs)],
    ['gzip, shell without workers and Monaco (target: at most 200 kB)', kb(report.shellGzipBytes)],
    ['gzip until the first result (target: at most 480 kB)', kb(report.firstResultGzipBytes)],
  ];
  for (const { name, checkMs, parseMs, ratio } of report.checks)
    rows.push([
      `check after a ${name} / parse (target: at most 3)`,
      `${times(ratio)}   ${checkMs.toFixed(1)} ms / ${parseMs.toFixed(1)} ms`,
    ]);
  rows.push([
    'typing in 5 000 lines: tasks over 50 ms (target: none)',
    `${String(report.typingLongTasks).padStart(9)}     longest ${report.typingLongestMs.toFixed(0)} ms`,
  ]);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
}
