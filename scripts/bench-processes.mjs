/**
 * The part of `npm run bench` that is about processes:
 * - many that sleep, beside calls of guests that are outstanding: what they take, and how long the page is kept from its input;
 * - messages between two processes, with as many deep copies of the same value;
 * - what is left of an example that is stopped in mid-flight, again and again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';
import { levelOf } from './levels.mjs';
import { watchWorkers } from './worker-heaps.mjs';
import { median, summary } from '../bench/statistics.mjs';

const PROCESSES = 10_000;
const CALLS = 1000;
const MESSAGES = 100_000;
const WARM_MESSAGES = 2000;
const ROUNDS = 3;
const STOPS = 500;
/** What is left after so many is the level. Code that the engine compiles later counts as part of a heap. */
const WARM_STOPS = 5;
const POOLS = 'src/examples/pools';
const VALUE = '{id = 7, name = "a name", tags = {"x", "y"}}';

const LUA = (body) => `return { main = function(...) ${body} end }\n`;

/** Sleeping processes and calls that guests sleep in. */
const CROWD = {
  '_index.yaml': `namespace: app
entries:
  - {name: host, kind: process.host, lifecycle: {auto_start: true}}
  - {name: sleeper, kind: process.lua, method: main, modules: [time], source: file://sleeper.lua}
  - {name: crowd, kind: function.lua, method: main, source: file://crowd.lua}
  - {name: calls, kind: process.lua, method: main, modules: [funcs, time], source: file://calls.lua}
  - {name: nap, kind: function.wat, method: nap, wit: "nap: func(ms: u32) -> u32", imports: [wasi1], source: file://nap.wat}
`,
  'sleeper.lua': LUA('time.sleep("1h")'),
  'crowd.lua': LUA(
    `for i = 1, ... do local _, err = process.spawn("app:sleeper", "app:host") if err then error(err) end end`,
  ),
  'calls.lua': LUA(
    `local futures = {} for i = 1, ... do futures[i] = funcs.async("app:nap", 3600000) end process.registry.register("calls") time.sleep("1h")`,
  ),
  'nap.wat': readFileSync(join(root, POOLS, 'nap.wat'), 'utf8'),
};

const MAIL = {
  '_index.yaml': `namespace: app
entries:
  - {name: host, kind: process.host, lifecycle: {auto_start: true}}
  - {name: receiver, kind: process.lua, method: main, source: file://receiver.lua}
  - {name: sender, kind: process.lua, method: main, source: file://sender.lua}
`,
  'receiver.lua': LUA(
    'local from, count = ... local mail = process.listen("mail") process.send(from, "ready") for i = 1, count do mail:receive() end',
  ),
  'sender.lua':
    LUA(`local count = ... local pid = process.spawn_monitored("app:receiver", "app:host", process.pid(), count)
    process.listen("ready"):receive() local value, send, clock = ${VALUE}, process.send, os.clock local start = clock()
    for i = 1, count do local _, err = send(pid, "mail", value) if err then error(err) end end
    process.events():receive() return (clock() - start) * 1000`),
};

export async function measureProcesses({ browser, urlRoot, firstResult }) {
  return {
    ...(await measureCrowd({ browser, urlRoot, firstResult })),
    ...(await measureMail({ browser, urlRoot, firstResult })),
    ...(await measureStops({ browser, urlRoot, firstResult })),
  };
}

async function opened({ browser, urlRoot, firstResult }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  return page;
}

/** A list of so many processes is a megabyte: who asks often measures what that leaves behind. */
const ASK_MS = 1000;

/**
 * Bytes that the processes of the browser which run pages have in memory; null where nobody tells. What several of them share,
 * the browser's own program above all, counts once (`Pss`). `which`: all of them, or the largest, which is that of the page; the
 * others are of pages that the browser keeps ready.
 */
export async function residentBytes(browser, which = 'all') {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let bytes = 0;
  for (const { id, type } of processInfo) {
    if (type !== 'renderer') continue;
    try {
      const own = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
      bytes = which === 'all' ? bytes + own : Math.max(bytes, own);
    } catch {
      return null;
    }
  }
  return bytes;
}

export async function measureCrowd(site) {
  const page = await opened(site);
  const beforeBytes = await residentBytes(site.browser);
  const measured = await page.evaluate(
    async ({ files, processes, calls, askMs }) => {
      const { playground } = globalThis;
      const report = await playground.open(files);
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const answered = ({ error }) => {
        if (error) throw new Error(error.message);
      };
      const bytesBefore = (await playground.state()).memory.luaBytes;
      // An event waits behind what the page is doing: so does a message of the page to itself.
      let longestMs = 0;
      let isOver = false;
      const { port1, port2 } = new MessageChannel();
      let askedMs = performance.now();
      port1.onmessage = () => {
        longestMs = Math.max(longestMs, performance.now() - askedMs);
        if (isOver) return;
        setTimeout(() => {
          askedMs = performance.now();
          port2.postMessage(null);
        }, 4);
      };
      port2.postMessage(null);
      const startMs = performance.now();
      answered(await playground.call('app:crowd', processes));
      const spawnedMs = performance.now() - startMs;
      const bytesOfProcess = ((await playground.state()).memory.luaBytes - bytesBefore) / processes;
      answered(
        await playground.eval(`local _, err = process.spawn("app:calls", "app:host", ${calls}) return tostring(err)`),
      );
      const untilMs = performance.now() + 120_000;
      let state = await playground.state();
      // Threads are started one after the other; the calls beyond them wait in the queue of their pool.
      const isUp = () =>
        state.pools.some(({ target, active, queued }) => target === 'app:nap' && active + queued >= calls) &&
        state.guests.parked >= state.pools.find(({ target }) => target === 'app:nap').active;
      while (!isUp() && performance.now() < untilMs) {
        await new Promise((resolve) => setTimeout(resolve, askMs));
        state = await playground.state();
      }
      const pool = state.pools.find(({ target }) => target === 'app:nap');
      const count = state.processes.length;
      isOver = true;
      return {
        spawnedMs,
        bytesOfProcess,
        longestMs,
        outstanding: pool.active + pool.queued,
        active: pool.active,
        parked: state.guests.parked,
        count,
      };
    },
    { files: CROWD, processes: PROCESSES, calls: CALLS, askMs: ASK_MS },
  );
  const crowdBytes = await residentBytes(site.browser);
  // What nobody holds any more an engine takes back when it likes. Guests that wait for their host are blocked and keep it.
  const session = await page.context().newCDPSession(page);
  const workers = await watchWorkers(session);
  await session.send('HeapProfiler.collectGarbage');
  const [crowdKernelBytes] = await workers.heaps('kernel');
  const crowdPageBytes = await residentBytes(site.browser, 'largest');
  const stopMs = await page.evaluate(async () => {
    const startMs = performance.now();
    await globalThis.playground.stop();
    return performance.now() - startMs;
  });
  await page.context().close();
  return {
    crowdProcesses: measured.count,
    crowdSpawnMs: measured.spawnedMs,
    crowdLuaBytesOfProcess: measured.bytesOfProcess,
    crowdOutstandingCalls: measured.outstanding,
    crowdRunningGuests: measured.active,
    crowdParkedGuests: measured.parked,
    crowdLongestInputMs: measured.longestMs,
    crowdBytes,
    crowdKernelBytes,
    crowdPageBytes,
    crowdAddedBytes: crowdBytes === null || beforeBytes === null ? null : crowdBytes - beforeBytes,
    crowdStopMs: stopMs,
  };
}

export async function measureMail(site) {
  const page = await opened(site);
  const rounds = await page.evaluate(
    async ({ files, messages, warm, value, count }) => {
      const { playground } = globalThis;
      const report = await playground.open(files);
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const worker = new Worker(new URL('bench/deep-copies.js', document.baseURI), { type: 'module' });
      const copies = (total) =>
        new Promise((resolve, reject) => {
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', (event) => resolve(event.data), { once: true });
          worker.postMessage({ value, count: total });
        });
      const mail = async (total) => {
        const { values, error } = await playground.eval(`return process.exec("app:sender", "app:host", ${total})`);
        if (error) throw new Error(error.message);
        if (typeof values[0] !== 'number') throw new Error(String(values[1]?.message ?? values[1]));
        return values[0];
      };
      await copies(warm);
      await mail(warm);
      const measured = [];
      for (let round = 0; round < count; round++)
        measured.push({ mail: await mail(messages), copies: await copies(messages) });
      worker.terminate();
      return measured;
    },
    { files: MAIL, messages: MESSAGES, warm: WARM_MESSAGES, value: VALUE, count: ROUNDS },
  );
  await page.context().close();
  return {
    messagesMs: summary(rounds.map(({ mail }) => mail)),
    deepCopiesMs: summary(rounds.map(({ copies }) => copies)),
    messagesOverCopies: median(rounds.map(({ mail, copies }) => mail / copies)),
  };
}

export async function measureStops(site) {
  const page = await opened(site);
  await page.waitForSelector('.monaco-editor');
  const files = Object.fromEntries(
    readdirSync(join(root, POOLS))
      .filter((name) => /\.(?:yaml|lua|wat)$/.test(name))
      .map((name) => [name, readFileSync(join(root, POOLS, name), 'utf8')]),
  );
  await page.evaluate(async (project) => {
    const report = await globalThis.playground.open(project);
    if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
  }, files);
  /** Runs and stops it while guests are at work. */
  const stopped = (times) =>
    page.evaluate(async (count) => {
      const { playground } = globalThis;
      for (let index = 0; index < count; index++) {
        let isOver = false;
        const called = playground.call('app:main').then(() => (isOver = true));
        while (!isOver && (await playground.state()).guests.alive === 0)
          await new Promise((resolve) => setTimeout(resolve, 1));
        await playground.stop();
        await called;
      }
    }, times);
  const session = await page.context().newCDPSession(page);
  const workers = await watchWorkers(session);
  const level = async () => {
    // What the console and the trace keep of the runs is theirs, up to their limits: ten thousand rows, which so many runs do not fill. So
    // the rows go first; the panes let go of them with what they show next.
    await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: 'Clear' }).click();
    for (let time = 0; time < 2; time++) {
      await page.evaluate(() => globalThis.playground.restart());
      await page.evaluate(() => globalThis.playground.eval('return 1'));
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
    const [kernelBytes] = await workers.heaps('kernel');
    return { ...(await levelOf(page, session)), kernelBytes, residentBytes: await residentBytes(site.browser) };
  };
  await stopped(WARM_STOPS);
  const before = await level();
  const startMs = performance.now();
  await stopped(STOPS - WARM_STOPS);
  const stopsMs = (performance.now() - startMs) / (STOPS - WARM_STOPS);
  const after = await level();
  await page.context().close();
  return { stops: STOPS, stopsMs, stopsBefore: before, stopsAfter: after };
}
