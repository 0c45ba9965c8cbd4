/** What the page asks of the tools that read and make binaries, and whether they are still being fetched. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Playground } from '../../client/playground.ts';
import type { ToolsState } from '../../contract/api.ts';
import type { BinaryDescription } from '../../contract/binaries.ts';

export interface ToolsStoreState {
  readonly tools: ToolsState;
  /** Asked once for the same array: bytes of a project are replaced, never changed. */
  readonly describe: (bytes: Uint8Array) => Promise<BinaryDescription>;
  readonly disassemble: Playground['disassemble'];
  readonly build: Playground['build'];
}

export type ToolsStore = StoreApi<ToolsStoreState>;

export function createToolsStore(
  playground: Pick<Playground, 'describe' | 'disassemble' | 'build' | 'on'>,
): ToolsStore {
  const known = new WeakMap<Uint8Array, Promise<BinaryDescription>>();
  const store = createStore<ToolsStoreState>()(() => ({
    tools: { state: 'idle' },
    describe(bytes) {
      const asked = known.get(bytes) ?? playground.describe(bytes);
      known.set(bytes, asked);
      // What could not be asked may be asked again.
      asked.catch(() => known.delete(bytes));
      return asked;
    },
    disassemble: (bytes, maxLength) => playground.disassemble(bytes, maxLength),
    build: (request) => playground.build(request),
  }));
  playground.on('tools', (tools) => store.setState({ tools }));
  return store;
}
