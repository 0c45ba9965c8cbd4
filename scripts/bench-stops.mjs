/**
 * The part of `npm run bench` that is about Stop:
 * - how long it takes, from the page, until what runs has ended, for everything that can run, in turn; and how many workers were
 *   ended from outside for it. Alone, and beside a process that computes;
 * - what it costs loops to look whether they may go on.
 */
import { quantile, summary } from '../bench/statistics.mjs';

/** Of all kinds together. */
const STOPS = 500;
const YIELD = '(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))';
const POLL = '(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))';
/** Bodies of modules whose `f` does not end. */
const GUESTS = {
  loop: '(memory 1) (func (export "f") (loop $l (br $l)))',
  recursion:
    '(func $f (export "f") (call $twice (i32.const 60))) (func $twice (param i32) (if (local.get 0) (then (call $twice (i32.sub (local.get 0) (i32.const 1))) (call $twice (i32.sub (local.get 0) (i32.const 1))))))',
  bulk: '(memory 100) (func (export "f") (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 6500000)) (br $l)))',
  hostCalls: `${YIELD} (memory (export "memory") 1) (func (export "f") (loop $l (drop (call $yield)) (br $l)))`,
  guestSleep: `${POLL} (memory (export "memory") 1) (func (export "f") (i64.store (i32.const 24) (i64.const 3600000000000)) (i32.store (i32.const 16) (i32.const 1)) (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))))`,
};
const LUA = {
  luaLoop: 'while true do end',
  luaCaught: 'while true do pcall(function() while true do end end) end',
  natives: 'while true do string.gsub(("a"):rep(10000), "a", "b") end',
  luaSleep: 'time.sleep("1h")',
};

const PROJECT = {
  '_index.yaml': `namespace: app\nentries:\n${Object.keys(GUESTS)
    .map(
      (name) =>
        `  - {name: ${name}, kind: function.wat, method: f, wit: "f: func()", imports: [wasi1], source: file://${name}.wat}\n`,
    )
    .join('')}`,
  ...Object.fromEntries(Object.entries(GUESTS).map(([name, body]) => [`${name}.wat`, `(module ${body})`])),
};

/** Steps of each loop, and how often it runs. */
const STEPS = 1_000_000;
const ROUNDS = 60;
const NEXT = '(br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))';
const LOOPS = {
  count: `(loop $l ${NEXT})`,
  sum: `(loop $l (local.set $s (i32.add (local.get $s) (i32.xor (local.get $i) (local.get $s)))) ${NEXT})`,
  load: `(loop $l (local.set $s (i32.add (local.get $s) (i32.load (i32.and (i32.shl (local.get $i) (i32.const 2)) (i32.const 0xffff))))) ${NEXT})`,
  store: `(loop $l (i32.store8 (i32.and (local.get $i) (i32.const 0xffff)) (local.get $i)) ${NEXT})`,
  short: `(loop $l (local.set $j (i32.const 4)) (loop $k (local.set $s (i32.add (local.get $s) (i32.xor (local.get $j) (local.get $i)))) (br_if $k (local.tee $j (i32.sub (local.get $j) (i32.const 1))))) ${NEXT})`,
  calls: `(loop $l (local.set $s (i32.add (local.get $s) (call $leaf (local.get $i)))) ${NEXT})`,
};
const LOOPS_WAT = `(module (memory 1) (func $leaf (param i32) (result i32) (i32.mul (local.get 0) (i32.const 7)))
${Object.entries(LOOPS)
  .map(
    ([name, loop]) =>
      `(func (export "${name}") (param $n i32) (result i32) (local $i i32) (local $j i32) (local $s i32) ${loop} (local.get $s))`,
  )
  .join('\n')})`;

export async function measureStopping({ browser, urlRoot, firstResult, besideBusy, wasmOf }) {
  const loops = await measureLoops({ browser, urlRoot, firstResult, wasm: await wasmOf(LOOPS_WAT) });
  const alone = await stopAll({ browser, urlRoot, firstResult });
  const busy = await besideBusy(() => stopAll({ browser, urlRoot, firstResult }));
  return { stoppableOverPlain: loops, stopping: alone, stoppingBusy: busy };
}

/** By loop: the best of a module that looks at a flag / the best of the same as it came. */
async function measureLoops({ browser, urlRoot, firstResult, wasm }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  const times = await page.evaluate(
    ({ bytes, names, steps, rounds }) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('bench/loop-speeds.js', document.baseURI), { type: 'module' });
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.addEventListener('message', (event) => resolve(event.data));
        worker.postMessage({ wasm: new Uint8Array(bytes), names, steps, rounds });
      }),
    { bytes: [...wasm], names: Object.keys(LOOPS), steps: STEPS, rounds: ROUNDS },
  );
  await page.context().close();
  return Object.fromEntries(
    Object.entries(times).map(([name, { plain, stoppable }]) => [name, Math.min(...stoppable) / Math.min(...plain)]),
  );
}

async function stopAll({ browser, urlRoot, firstResult }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  const kinds = [...Object.keys(GUESTS), ...Object.keys(LUA)];
  const measured = await page.evaluate(
    async ({ files, names, sources, count }) => {
      const { playground } = globalThis;
      const report = await playground.open(files);
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const isAtWork = async () => {
        const { guests, processes } = await playground.state();
        return guests.alive > 0 || processes.length > 0;
      };
      const kills = [];
      for (let index = 0; index < count; index++) {
        const kind = names[index % names.length];
        const running = kind in sources ? playground.eval(sources[kind]) : playground.call(`app:${kind}`);
        // What computes in Lua answers once it has ended, so that only the others tell that they have begun.
        if (!(kind in sources)) while (!(await isAtWork())) await new Promise((resolve) => setTimeout(resolve, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        const startMs = performance.now();
        await playground.stop();
        await running;
        const { guests } = await playground.state();
        kills.push({ kind, ms: performance.now() - startMs, replaced: guests.terminating });
        // Or the next would count it too.
        while (guests.terminating > 0 && (await playground.state()).guests.terminating > 0)
          await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return kills;
    },
    { files: PROJECT, names: kinds, sources: LUA, count: STOPS },
  );
  await page.context().close();
  const times = measured.map(({ ms }) => ms);
  return {
    ...summary(times),
    p99: quantile(times, 0.99),
    longest: Math.max(...times),
    replacedWorkers: measured.reduce((total, { replaced }) => total + replaced, 0),
    kinds: Object.fromEntries(
      kinds.map((kind) => {
        const ofKind = measured.filter((kill) => kill.kind === kind);
        return [
          kind,
          {
            ...summary(ofKind.map(({ ms }) => ms)),
            replacedWorkers: ofKind.reduce((total, { replaced }) => total + replaced, 0),
          },
        ];
      }),
    ),
  };
}
