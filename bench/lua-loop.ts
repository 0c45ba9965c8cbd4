/** A Lua loop in slices, as the kernel runs it, against the same loop in one go: what pre-emption costs. */
import { createVm } from '../src/kernel/lua/vm/vm.ts';

const SOURCE = 'local x = 0 for i = 1, 2000000 do x = x + i % 7 end return x';
const SLICE_MS = 2;

addEventListener('message', (event: MessageEvent<{ sliced: boolean }>) => {
  const vm = createVm({ now: () => performance.now() });
  const environment = vm.createEnvironment('bench');
  const loaded = environment.load(SOURCE, 'bench');
  if (!loaded.ok) throw new Error(loaded.error.message);
  const thread = environment.createThread(loaded.value);
  const startMs = performance.now();
  let result = thread.resume(0, event.data.sliced ? SLICE_MS : Infinity);
  while (result.status === 'preempted') result = thread.resume(0, SLICE_MS);
  if (result.status !== 'done') throw new Error(`the loop ended as ${result.status}`);
  postMessage(performance.now() - startMs);
  vm.dispose();
});
