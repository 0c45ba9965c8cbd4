/** What the page asks of the tools that read and make binaries, and whether they are still being fetched. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Playground } from '../../client/playground.ts';
import type { ToolsState } from '../../contract/api.ts';
import type { BinaryDescription } from '../../contract/binaries.ts';

export interface ToolsStoreState {
  readonly tools: ToolsState;
  /** Asked once for the same array: bytes of a project are replaced, never changed. */
  readonly describe: Playground['describe'];
  /** What {@link describe} has answered; null before. */
  readonly described: (bytes: Uint8Array) => BinaryDescription | null;
  /** How many answers there have been: another number means that `described` knows more. */
  readonly answers: number;
  readonly disassemble: Playground['disassemble'];
  readonly build: Playground['build'];
  readonly toJavaScript: Playground['toJavaScript'];
}

export type ToolsStore = StoreApi<ToolsStoreState>;

export function createToolsStore(
  playground: Pick<Playground, 'describe' | 'disassemble' | 'build' | 'toJavaScript' | 'on'>,
): ToolsStore {
  const asked = new WeakMap<Uint8Array, Promise<BinaryDescription>>();
  const answered = new WeakMap<Uint8Array, BinaryDescription>();

  async function ask(...[bytes, options]: Parameters<Playground['describe']>): Promise<BinaryDescription> {
    try {
      const description = await playground.describe(bytes, options);
      if (description.mayAskAgain) asked.delete(bytes);
      // Nobody has looked at them.
      if (description.digest === '') return description;
      answered.set(bytes, description);
      store.setState({ answers: store.getState().answers + 1 });
      return description;
    } catch (error) {
      asked.delete(bytes);
      throw error;
    }
  }

  const store = createStore<ToolsStoreState>()(() => ({
    tools: { state: 'idle' },
    describe(bytes, options) {
      const known = asked.get(bytes) ?? ask(bytes, options);
      asked.set(bytes, known);
      return known;
    },
    described: (bytes) => answered.get(bytes) ?? null,
    answers: 0,
    disassemble: (bytes, maxLength) => playground.disassemble(bytes, maxLength),
    build: (request) => playground.build(request),
    toJavaScript: (bytes, name, signal) => playground.toJavaScript(bytes, name, signal),
  }));
  playground.on('tools', (tools) => store.setState({ tools }));
  return store;
}
