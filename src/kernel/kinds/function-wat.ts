import { functionWat as description } from '../../project/kinds/function-wat.ts';
import type { Callable } from '../scheduler/process.ts';
import { loadWatFunction } from '../wasm/load-program.ts';
import { FUNCTION_LIFE } from './functions.ts';
import type { KernelKind } from './kind.ts';
import { loadedWasm } from './wasm-code.ts';
import { withTransport } from './wasm-transport.ts';

export const functionWat: KernelKind<typeof description, Callable> = {
  description,
  load: async (entry, { wasm }) => withTransport(entry, loadedWasm(entry, await loadWatFunction(entry, wasm.cache))),
  ...FUNCTION_LIFE,
};
