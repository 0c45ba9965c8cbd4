/**
 * The part of `npm run bench` that is about what guests ask of the host, measured by their own clock:
 * - a file of 10 MB read in blocks of 64 kB, with copying the same blocks between two shared buffers;
 * - a small write to standard output, with the bare hand-off over shared memory;
 * - sleeps: by how much one is late, and how long 200 take over a pool of 100.
 */
import { median, quantile, summary } from '../bench/statistics.mjs';

const ROUNDS = 7;
const BLOCK_BYTES = 65_536;
const FILE_BYTES = 160 * BLOCK_BYTES;
const WRITES = 100_000;
const SLEEPERS = 200;
const POOL = 100;
const SLEEP_MS = 100;
const DELAYS_MS = [1, 5, 20, 50];
const SLEEPS_PER_DELAY = 10;

/** Each answers the nanoseconds that it took. */
const MODULE = `(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 4)
  (data (i32.const 256) "big")
  (data (i32.const 300) ".")
  (func $now (result i64)
    (drop (call $clock (i32.const 1) (i64.const 0) (i32.const 128))) (i64.load (i32.const 128)))
  (func (export "read") (param $bytes i32) (result i64) (local $start i64) (local $got i32)
    (if (call $open (i32.const 3) (i32.const 0) (i32.const 256) (i32.const 3) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 400))
      (then (unreachable)))
    (i32.store (i32.const 16) (i32.const 131072)) (i32.store (i32.const 20) (i32.const ${BLOCK_BYTES}))
    (local.set $start (call $now))
    (loop $more
      (if (call $read (i32.load (i32.const 400)) (i32.const 16) (i32.const 1) (i32.const 24)) (then (unreachable)))
      (local.set $got (i32.add (local.get $got) (i32.load (i32.const 24))))
      (br_if $more (i32.load (i32.const 24))))
    (if (i32.ne (local.get $got) (local.get $bytes)) (then (unreachable)))
    (i64.sub (call $now) (local.get $start)))
  (func (export "write") (param $count i32) (result i64) (local $start i64)
    (i32.store (i32.const 16) (i32.const 300)) (i32.store (i32.const 20) (i32.const 1))
    (local.set $start (call $now))
    (loop $more
      (if (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)) (then (unreachable)))
      (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (i64.sub (call $now) (local.get $start)))
  (func (export "nap") (param $ms i32) (result i64) (local $start i64)
    (local.set $start (call $now))
    (i32.store8 (i32.const 8) (i32.const 0)) (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24) (i64.mul (i64.extend_i32_u (local.get $ms)) (i64.const 1000000)))
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 120)))
    (i64.sub (call $now) (local.get $start))))`;

const entry = (name, more) =>
  `  - {name: ${name}, kind: function.wat, source: file://hosts.wat, method: ${name}, imports: [wasi1], wit: "${name}: func(n: s32) -> u64", ${more}}\n`;

export async function measureHosts({ browser, urlRoot, firstResult }) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  const project = {
    '_index.yaml': `namespace: app
entries:
  - {name: data, kind: fs.directory, directory: data, mode: "0555"}
${entry('read', 'pool: {type: inline}, wasi: {mounts: [{fs: "app:data", guest: /}]}')}${entry('write', 'pool: {type: inline}')}${entry('nap', `pool: {type: lazy, max_size: ${POOL}}`)}`,
    'hosts.wat': MODULE,
  };
  const rounds = await page.evaluate(
    async ({ files, sizes, count, delays, repeats }) => {
      const { playground } = globalThis;
      const report = await playground.open({ ...files, 'data/big': new Uint8Array(sizes.file).fill(7) });
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const msOf = async (name, argument) => {
        const { value, error } = await playground.call(`app:${name}`, argument);
        if (error) throw new Error(error.message);
        return Number(value) / 1e6;
      };
      const [source, target] = [0, 1].map(() => new Uint8Array(new SharedArrayBuffer(sizes.file)).fill(7));
      const copyMs = () => {
        const startMs = performance.now();
        for (let at = 0; at < sizes.file; at += sizes.block) target.set(source.subarray(at, at + sizes.block), at);
        return performance.now() - startMs;
      };
      const caller = new Worker(new URL('bench/hand-off-caller.js', document.baseURI), { type: 'module' });
      const handOffUs = () =>
        new Promise((resolve, reject) => {
          caller.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          caller.addEventListener('message', ({ data }) => resolve(data), { once: true });
          caller.postMessage({ samples: 5 });
        });
      await msOf('read', sizes.file);
      await msOf('write', 1000);
      copyMs();
      const measured = [];
      for (let round = 0; round < count; round++)
        measured.push({
          readMs: await msOf('read', sizes.file),
          copyMs: copyMs(),
          writeUs: ((await msOf('write', sizes.writes)) * 1000) / sizes.writes,
          handOffUs: await handOffUs(),
        });
      caller.terminate();
      const lateMs = [];
      for (const delay of delays) for (let at = 0; at < repeats; at++) lateMs.push((await msOf('nap', delay)) - delay);
      const startMs = performance.now();
      await Promise.all(Array.from({ length: sizes.sleepers }, () => msOf('nap', sizes.sleep)));
      return { measured, lateMs, sleepersMs: performance.now() - startMs };
    },
    {
      files: project,
      sizes: { file: FILE_BYTES, block: BLOCK_BYTES, writes: WRITES, sleepers: SLEEPERS, sleep: SLEEP_MS },
      count: ROUNDS,
      delays: DELAYS_MS,
      repeats: SLEEPS_PER_DELAY,
    },
  );
  await page.context().close();
  const { measured, lateMs, sleepersMs } = rounds;
  const ratio = (a, b) => median(measured.map((round) => round[a] / median([round[b]].flat())));
  return {
    readFileMs: summary(measured.map(({ readMs }) => readMs)),
    copyBlocksMs: summary(measured.map((round) => round.copyMs)),
    /** At most 3. */
    readOverCopy: ratio('readMs', 'copyMs'),
    smallWriteUs: summary(measured.map(({ writeUs }) => writeUs)),
    /** At most 4. */
    writeOverHandOff: ratio('writeUs', 'handOffUs'),
    /** At most 5. */
    sleepLateMs: quantile(lateMs, 0.95),
    sleepersMs,
    /** Of the least that the pool allows. */
    sleepersOverLeast: sleepersMs / (Math.ceil(SLEEPERS / POOL) * SLEEP_MS),
  };
}
