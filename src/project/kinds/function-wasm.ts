/** `function.wasm`: a function of a module or component in a file (spec/wasm §1). */
import { describeBinary } from './wasm-binary.ts';

export const functionWasm = describeBinary('function.wasm');
