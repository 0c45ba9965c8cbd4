/** What `npm run smoke` asks of the page in each browser: the examples' main calls, and Stop whatever runs. */
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './install.mjs';

const EXAMPLES = join(root, 'src', 'examples');
/** Far beyond what any of it takes. */
export const PATIENCE_MS = 120_000;

const stopped = (chatter) => `version: "1.0"
namespace: app
entries:
  - {name: quick, kind: function.wat, source: '(module (func (export "quick") (result i32) i32.const 1))', wit: "quick: func() -> s32", method: quick}
  - {name: spin, kind: function.wat, source: '(module (func (export "spin") (loop $l (br $l))))', wit: "spin: func()", method: spin}
${chatter}  - name: doze
    kind: function.wat
    imports: [wasi1]
    source: |
      (module
        (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "doze")
          (i32.store (i32.const 16) (i32.const 1))
          (i64.store (i32.const 24) (i64.const 3600000000000))
          (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))
    wit: "doze: func()"
    method: doze
`;
/** A loop of WebAssembly, of Lua, in a native of Lua, and waits of both for their host. */
const LOOPS = {
  'Stop: a loop of WebAssembly': { call: 'app:spin' },
  'Stop: a loop of Lua': { lua: 'while true do end' },
  'Stop: a native of Lua': { lua: 'table.sort({3, 1, 2}, function() while true do end end)' },
  'Stop: Lua that sleeps': { lua: 'time.sleep("1h")' },
  'Stop: WebAssembly that sleeps': { call: 'app:doze' },
  'Stop: calls of the host': { call: 'app:chatter' },
};

/** In the page. Returns what went wrong. */
async function runExample({ files, prints, value, patienceMs }) {
  const { playground } = globalThis;
  const faults = [];
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs, 'late'));
  const plain = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : Uint8Array.from(atob(content.base64), (one) => one.charCodeAt(0)),
    ]),
  );
  const report = await Promise.race([playground.open(plain), late]);
  if (report === 'late') return ['it did not boot in time'];
  if (!report.ok) return [`it did not boot: ${JSON.stringify(report)}`];
  const before = playground.console().length;
  const result = await Promise.race([playground.call('app:main'), late]);
  if (result === 'late') {
    await playground.stop();
    return ['it did not end in time'];
  }
  const shown = (one) => (typeof one === 'bigint' ? `${one}n` : JSON.stringify(one));
  if (result.error) faults.push(`error ${JSON.stringify(result.error)}`);
  else if (shown(result.value) !== value) faults.push(`value ${shown(result.value)}, and not ${value}`);
  const printed = playground
    .console()
    .slice(before)
    .flatMap((entry) => (entry.source === 'print' ? [entry.text] : []));
  const fits = prints.every((one, index) =>
    typeof one === 'string' ? printed[index] === one : new RegExp(one.source, one.flags).test(printed[index] ?? ''),
  );
  if (!fits || printed.length !== prints.length) faults.push(`printed ${JSON.stringify(printed)}`);
  return faults;
}

/** In the page. */
async function runStop({ index, call, lua, patienceMs }) {
  const { playground } = globalThis;
  const late = new Promise((resolve) => setTimeout(resolve, patienceMs, 'late'));
  const report = await playground.open({ '_index.yaml': index });
  if (!report.ok) return [`it did not boot: ${JSON.stringify(report)}`];
  const running = call ? playground.call(call) : playground.eval(lua);
  // One that was not entered yet is ended like one that was.
  const early = await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 100, null))]);
  if (early !== null) return [`it ended by itself: ${JSON.stringify(early)}`];
  await playground.stop();
  const result = await Promise.race([running, late]);
  if (result === 'late') return ['it did not end'];
  const faults = [];
  if (result.error?.kind !== 'Canceled') faults.push(`it ended with ${JSON.stringify(result)}`);
  const state = await playground.state();
  if (state.processes.length > 0 || state.guests.alive > 0) faults.push('something is left');
  const next = await playground.call('app:quick');
  if (next.value !== 1) faults.push(`the next call answered ${JSON.stringify(next)}`);
  return faults;
}

/** In the page: what it has for WebAssembly that waits. */
export function waitingAbilities() {
  return {
    hasSharedMemory: typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated,
    hasPromises: 'Suspending' in WebAssembly && 'promising' in WebAssembly,
  };
}

/**
 * The questions that nothing can answer in a browser with no more than these: where there is no shared memory only an engine with
 * promise integration can suspend WebAssembly that waits for its host.
 */
export function cannotAnswer(questions, { hasSharedMemory, hasPromises }) {
  return hasSharedMemory || hasPromises ? [] : questions.filter(({ waits }) => waits).map(({ name }) => name);
}

/** What is asked, in order: a function for the page and what it is given, which is JSON; `waits` if WebAssembly in it waits for its host. */
export async function suite() {
  const { exampleFiles, exampleNames } = (await runnerImport(join(root, 'e2e/fixtures/examples.ts'))).module;
  const examples = await Promise.all(
    exampleNames.map(async (name) => {
      const { module } = await runnerImport(join(EXAMPLES, name, 'expected.ts'));
      const { prints, value, waits = false } = module.expected;
      return {
        name: `example ${name}`,
        waits,
        work: runExample,
        given: {
          files: portable(exampleFiles(name)),
          prints: prints.map((one) => (typeof one === 'string' ? one : { source: one.source, flags: one.flags })),
          value: typeof value === 'bigint' ? `${value}n` : JSON.stringify(value),
          patienceMs: PATIENCE_MS / 2,
        },
      };
    }),
  );
  const { CHATTER } = (await runnerImport(join(root, 'e2e/fixtures/chatter.ts'))).module;
  const stops = Object.entries(LOOPS).map(([name, loop]) => ({
    name,
    work: runStop,
    given: { index: stopped(CHATTER), ...loop, patienceMs: PATIENCE_MS / 2 },
  }));
  return [...examples, ...stops];
}

/** As JSON. */
function portable(files) {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : { base64: Buffer.from(content).toString('base64') },
    ]),
  );
}
