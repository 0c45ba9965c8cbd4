/** Entry of a toolchain worker under Node: the browser's own file, with what it asks of its scope. */
import { parentPort } from 'node:worker_threads';

const scope = {
  addEventListener: (_: string, listener: (event: { readonly data: unknown }) => void) =>
    void parentPort?.on('message', (data) => listener({ data })),
  postMessage: (message: unknown, transfer: readonly ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer),
};
Object.assign(globalThis, { self: scope });
await import('../toolchain/toolchain.worker.ts');
