import { processWasm as description } from '../../project/kinds/process-wasm.ts';
import { loadWasmFunction } from '../wasm/load-program.ts';
import type { KernelKind } from './kind.ts';
import { loadedProcess, PROCESS_LIFE, type ProcessLive } from './processes.ts';
import { loadedWasmProcess } from './wasm-code.ts';

export const processWasm: KernelKind<typeof description, ProcessLive> = {
  description,
  load: async (entry, { wasm }) => loadedProcess(entry, loadedWasmProcess(entry, await loadWasmFunction(entry, wasm))),
  ...PROCESS_LIFE,
};
