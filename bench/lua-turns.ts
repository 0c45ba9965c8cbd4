/** The longest turn of work that is large: how long others wait, and Stop may take. */
import { copyDeep } from '../src/kernel/lua/copy.ts';
import { LUA_PARTS } from '../src/kernel/lua/parts.ts';
import * as stack from '../src/kernel/lua/vm/stack.ts';
import { createVm } from '../src/kernel/lua/vm/vm.ts';
import type { LuaEnvironment } from '../src/kernel/lua/vm/types.ts';
import { createModules } from './lua-host.ts';

const SLICE_MS = 2;
/** The work must not end for want of memory. */
const LIMITS = { memoryBytes: 2 ** 31, totalMemoryBytes: 2 ** 32 };
const JSON_60_MB = `TEXT = "[" .. ('{"id":1,"text":"' .. ("x"):rep(981) .. '"},'):rep(60000) .. "1]"`;
/** A function has at most 200 locals. */
const FUNCTION = `function f()\n${'local x = 1 + 2 -- a line\n'.repeat(150)}end\n`;
const LUA_10_MB = FUNCTION.repeat(Math.ceil(10_000_000 / FUNCTION.length));

type Load = 'copy' | 'json' | 'compile';

const ready = Promise.resolve(LUA_PARTS.need(['json']));

// A message may come while the natives are on their way: it must find somebody who listens.
addEventListener('message', (event: MessageEvent<Load>) => {
  void ready.then(() => measure(event.data));
});

function measure(load: Load): void {
  const vm = createVm({ now: () => performance.now(), limits: LIMITS });
  const environment = vm.createEnvironment('bench');
  createModules().bind(environment, {
    modules: ['json'],
  });
  let longestMs = 0;
  const turn = <T>(work: () => T): T => {
    const startMs = performance.now();
    const result = work();
    longestMs = Math.max(longestMs, performance.now() - startMs);
    return result;
  };
  const run = (source: string, environmentOf: LuaEnvironment) => {
    const loaded = environmentOf.load(source, 'bench');
    if (!loaded.ok) throw new Error(loaded.error.message);
    const thread = environmentOf.createThread(loaded.value);
    let result = turn(() => thread.resume(0, SLICE_MS));
    while (result.status === 'preempted') result = turn(() => thread.resume(0, SLICE_MS));
    if (result.status !== 'done') throw new Error(`it ended as ${result.status}: ${stack.display(thread.L, -1)}`);
    return thread;
  };
  if (load === 'copy') {
    const from = run('local t = {} for i = 1, 300000 do t[i] = { i } end return t', environment);
    longestMs = 0;
    const other = vm.createEnvironment('other');
    const copy = copyDeep(from.L, 1, 1, other.scratch);
    while (!turn(() => other.inSlice(SLICE_MS, () => copy.work())));
  } else if (load === 'json') {
    run(JSON_60_MB, environment);
    longestMs = 0;
    run('return json.decode(TEXT)', environment);
  } else {
    const compilation = vm.compile(LUA_10_MB, 'bench');
    while (!turn(() => environment.inSlice(SLICE_MS, () => compilation.work())));
    if (!compilation.result?.ok) throw new Error(compilation.result?.error.message);
  }
  postMessage(longestMs);
  vm.dispose();
}
