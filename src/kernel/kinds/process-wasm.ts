import { processWasm as description } from '../../project/kinds/process-wasm.ts';
import type { ProcessFactory } from '../processes/processes.ts';
import { loadWasmFunction } from '../wasm/load-program.ts';
import type { KernelKind } from './kind.ts';
import { loadedWasmProcess } from './wasm-code.ts';

export const processWasm: KernelKind<typeof description, ProcessFactory> = {
  description,
  load: async (entry, { wasm }) => loadedWasmProcess(entry, await loadWasmFunction(entry, wasm)),
  add: (factory, { processes }) => processes.addFactory(factory),
  /** New processes run the new code, running ones go on with the old (spec/processes §1). */
  replace(before, after, { processes }) {
    processes.addFactory(after);
    before.close?.();
  },
  remove(factory, { processes }) {
    processes.removeFactory(factory);
    factory.close?.();
  },
};
