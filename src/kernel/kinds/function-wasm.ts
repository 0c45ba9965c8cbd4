import { functionWasm as description } from '../../project/kinds/function-wasm.ts';
import type { Callable } from '../scheduler/process.ts';
import { loadWasmFunction } from '../wasm/load-program.ts';
import { FUNCTION_LIFE } from './functions.ts';
import type { KernelKind } from './kind.ts';
import { loadedWasm } from './wasm-code.ts';
import { withTransport } from './wasm-transport.ts';

export const functionWasm: KernelKind<typeof description, Callable> = {
  description,
  load: async (entry, { wasm }) => withTransport(entry, loadedWasm(entry, await loadWasmFunction(entry, wasm))),
  ...FUNCTION_LIFE,
};
