/** `process.wasm`: a method of a module or component that runs as a process (spec/processes §1). Its pool says nothing. */
import { describeBinary } from './wasm-binary.ts';

export const processWasm = describeBinary('process.wasm');
