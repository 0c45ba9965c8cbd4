/**
 * The part of `npm run bench` that is about calls which are suspended by promises, without shared memory: how long many of them take that
 * sleep at once.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './install.mjs';
import { summary } from '../bench/statistics.mjs';

const CALLS = 5000;
const SLEEP_MS = 2000;
const ROUNDS = 3;
/** It has no memory, of which engines have a hundred or so. */
const NAP = `(component
  (import "wasi:io/poll@0.2.0" (instance $poll (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
    (alias outer 1 $pollable (type $q)) (export "pollable" (type $p (eq $q)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
  (core func $block (canon lower (func $poll "[method]pollable.block")))
  (core func $after (canon lower (func $clock "subscribe-duration")))
  (core module $m (import "h" "block" (func $block (param i32))) (import "h" "after" (func $after (param i64) (result i32)))
    (func (export "nap") (param i32) (result i32)
      (call $block (call $after (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 1000000)))) (local.get 0)))
  (core instance $i (instantiate $m (with "h" (instance (export "block" (func $block)) (export "after" (func $after))))))
  (func (export "nap") (param "ms" u32) (result u32) (canon lift (core func $i "nap"))))`;
/** All at once, from Lua. What a future has come to is asked once it has been waited for: to ask does not wait. */
const MANY = `return { main = function(count, ms)
  local futures = {}
  for i = 1, count do futures[i] = funcs.async("app:nap", ms) end
  for i = 1, count do
    futures[i]:response():receive()
    local _, err = futures[i]:result()
    if err then error(tostring(err)) end
  end
end }`;

export async function measureSuspended({ browser, urlRoot, firstResult }) {
  const { assembleComponent } = (await runnerImport(join(root, 'src/conformance/mapping/echo-component.ts'))).module;
  const bytes = await assembleComponent(NAP);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${urlRoot}?backend=jspi`);
  await firstResult(page);
  await page.waitForLoadState('networkidle');
  const times = await page.evaluate(
    async ({ index, many, nap, count, ms, rounds }) => {
      const { playground } = globalThis;
      const report = await playground.open({ '_index.yaml': index, 'many.lua': many, 'nap.wasm': new Uint8Array(nap) });
      if (!report.ok) throw new Error(JSON.stringify(report.diagnostics));
      const taken = [];
      // The first makes known that it waits.
      for (let round = 0; round <= rounds; round++) {
        const startMs = performance.now();
        const { error } = await playground.call('app:many', round === 0 ? 1 : count, round === 0 ? 1 : ms);
        if (error) throw new Error(error.message);
        const tookMs = performance.now() - startMs;
        // A call that nobody waits for is taken back.
        if (round > 0 && tookMs < ms) throw new Error(`calls that sleep ${ms} ms were over after ${tookMs} ms`);
        if (round > 0) taken.push(tookMs);
      }
      return taken;
    },
    {
      index: `namespace: app
entries:
  - {name: files, kind: fs.directory, directory: .}
  - {name: nap, kind: function.wasm, fs: app:files, path: nap.wasm, hash: "sha256:${digest}", method: nap, imports: [wasi:clocks, wasi:io], pool: {type: lazy, max_size: ${CALLS}}}
  - {name: many, kind: function.lua, method: main, modules: [funcs], source: file://many.lua}
`,
      many: MANY,
      nap: [...bytes],
      count: CALLS,
      ms: SLEEP_MS,
      rounds: ROUNDS,
    },
  );
  await page.context().close();
  const suspendedMs = summary(times);
  return {
    suspendedCalls: CALLS,
    suspendedMs,
    suspendedOverSleep: suspendedMs.median / SLEEP_MS,
  };
}
