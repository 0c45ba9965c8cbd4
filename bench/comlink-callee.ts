/** The peer's other worker: makes a fresh instance for each call, as a guest does. */
import * as Comlink from 'comlink';

let module: WebAssembly.Module | null = null;

const callee = {
  async load(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    module = await WebAssembly.compile(bytes);
  },
  compute(a: number, b: number): number {
    if (!module) throw new Error('load first');
    const instance = new WebAssembly.Instance(module);
    return (instance.exports.compute as (a: number, b: number) => number)(a, b);
  },
};
export type Callee = typeof callee;

Comlink.expose(callee);
