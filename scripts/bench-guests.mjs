/**
 * The part of `npm run bench` that is about guests which run beside each other and call out:
 * - one `call-string` of a component to a function of Lua and back, with a Lua → WASM call that a guest answers;
 * - two guests that compute at once, with two bare workers that run the same.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';
import { median, summary } from '../bench/statistics.mjs';

const ROUNDS = 5;
/** Call-outs of one call of `fan`. */
const TARGETS = 100;
const CALLER = 'src/examples/callback/wasm/caller.wasm';
/** The import that nobody calls makes it one for guests. */
const IMPORT = '(import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))';
const burn = (imports) =>
  `(module ${imports} (func (export "burn") (param i32) (result i32) (local $x i32)
    (loop $again
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get $x)))`;
const LOOPS = 300_000_000;

/** Microseconds of one call-out: what a call with many takes longer than one with none. */
const LUA_CALL_OUTS = `local many, none, clock, samples = {}, {}, os.clock, {}
for i = 1, ${TARGETS} do many[i] = "app:noop" end
local function timed(targets)
  local start = clock()
  local _, err = funcs.call("app:fan", targets)
  if err then error(err) end
  return clock() - start
end
for sample = 1, 20 do
  local bare = timed(none)
  samples[sample] = (timed(many) - bare) * 1e6 / ${TARGETS}
end
return samples`;
const LUA_GUEST_CALLS = `local call, clock, samples = funcs.call, os.clock, {}
for sample = 1, 20 do
  local start = clock()
  for i = 1, ${TARGETS} do
    local _, err = call("app:guest", 6)
    if err then error(err) end
  end
  samples[sample] = (clock() - start) * 1e6 / ${TARGETS}
end
return samples`;

export async function measureGuests({ browser, urlRoot, firstResult, wasmOf }) {
  const caller = readFileSync(join(root, CALLER));
  const sha256 = createHash('sha256').update(caller).digest('hex');
  const wit = 'wit: "burn: func(loops: s32) -> s32"';
  const project = {
    '_index.yaml': `namespace: app
entries:
  - {name: files, kind: fs.directory, directory: .}
  - {name: fan, kind: function.wasm, fs: app:files, path: caller.wasm, hash: "sha256:${sha256}", method: fan, imports: [funcs], pool: {type: inline}}
  - {name: noop, kind: function.lua, method: main, source: 'return { main = function() return "" end }', pool: {type: inline}}
  - {name: guest, kind: function.wat, method: burn, ${wit}, source: file://burn.wat, imports: [wasi1], pool: {type: inline}}
  - {name: burn, kind: function.wat, method: burn, ${wit}, source: file://burn.wat, imports: [wasi1], pool: {type: static, workers: 2, size: 2}}
`,
    'burn.wat': burn(IMPORT),
    'caller.wasm': [...caller],
  };
  const page = await (await browser.newContext()).newPage();
  await page.goto(urlRoot);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  const rounds = await page.evaluate(
    async ({ files, callOuts, guestCalls, count, loops, wasm }) => {
      const { playground } = globalThis;
      const report = await playground.open(
        Object.fromEntries(
          Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? file : new Uint8Array(file)]),
        ),
      );
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const lua = async (source) => {
        const { values, error } = await playground.eval(source);
        if (error) throw new Error(error.message);
        return values[0];
      };
      const workers = [0, 1].map(
        () => new Worker(new URL('bench/burn-callee.js', document.baseURI), { type: 'module' }),
      );
      const bare = (worker) =>
        new Promise((resolve, reject) => {
          worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
          worker.addEventListener('message', resolve, { once: true });
          worker.postMessage({ wasm: new Uint8Array(wasm), loops });
        });
      const timed = async (work) => {
        const startMs = performance.now();
        await Promise.all(work());
        return performance.now() - startMs;
      };
      const guest = async () => {
        const { error } = await playground.call('app:burn', loops);
        if (error) throw new Error(error.message);
      };
      const twoGuests = () => timed(() => [guest(), guest()]);
      const twoWorkers = () => timed(() => workers.map(bare));
      await lua(callOuts);
      await lua(guestCalls);
      await twoGuests();
      await twoWorkers();
      const measured = [];
      for (let round = 0; round < count; round++)
        measured.push({
          callOut: await lua(callOuts),
          call: await lua(guestCalls),
          guests: await twoGuests(),
          workers: await twoWorkers(),
        });
      for (const worker of workers) worker.terminate();
      return measured;
    },
    {
      files: project,
      callOuts: LUA_CALL_OUTS,
      guestCalls: LUA_GUEST_CALLS,
      count: ROUNDS,
      loops: LOOPS,
      wasm: [...(await wasmOf(burn('')))],
    },
  );
  await page.context().close();
  const ratio = (a, b) => median(rounds.map((round) => median([round[a]].flat()) / median([round[b]].flat())));
  return {
    callOutUs: summary(rounds.flatMap(({ callOut }) => callOut)),
    guestCallBesideUs: summary(rounds.flatMap(({ call }) => call)),
    callOutOverCall: ratio('callOut', 'call'),
    twoGuestsMs: summary(rounds.map(({ guests }) => guests)),
    twoWorkersMs: summary(rounds.map(({ workers }) => workers)),
    workersOverGuests: ratio('workers', 'guests'),
  };
}
