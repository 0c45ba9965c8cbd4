/** What messages between processes are compared with: as many deep copies of the same value, from one Lua world to another. */
import { copyDeep } from '../src/kernel/lua/copy.ts';
import * as stack from '../src/kernel/lua/vm/stack.ts';
import { createVm } from '../src/kernel/lua/vm/vm.ts';

interface Copies {
  /** An expression of Lua. */
  readonly value: string;
  readonly count: number;
}

addEventListener('message', ({ data: { value, count } }: MessageEvent<Copies>) => {
  const vm = createVm({ now: () => performance.now() });
  const [from, to] = [vm.createEnvironment('from'), vm.createEnvironment('to')];
  const loaded = from.load(`return ${value}`, 'bench');
  if (!loaded.ok) throw new Error(loaded.error.message);
  const thread = from.createThread(loaded.value);
  if (thread.resume(0, 1000).status !== 'done') throw new Error('there is no value');
  const startMs = performance.now();
  for (let index = 0; index < count; index++) {
    const copy = copyDeep(thread.L, 1, 1, to.scratch);
    while (!to.inSlice(1000, () => copy.work()));
    stack.pop(to.scratch, 1);
  }
  postMessage(performance.now() - startMs);
  vm.dispose();
});
