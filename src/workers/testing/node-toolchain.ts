/** Toolchain workers on threads of Node. For tests. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import { wasiAdapterPlugin } from '../../../scripts/vite/wasi-adapter.ts';
import type { WorkerErrorLike, WorkerLike, WorkerMessageLike } from '../../client/worker-like.ts';

const FOLDER = fileURLToPath(new URL(`../../../.cache/toolchain-node/${process.pid}/`, import.meta.url));

let bundled: Promise<string> | null = null;

/** Path of the bundled entry; built once per process. */
export function bundleToolchain(): Promise<string> {
  bundled ??= build();
  return bundled;
}

/** In place of what the page is built with: everything is compiled here. */
const NAME = 'virtual:ready-modules';
const noReadyModules = {
  name: 'no-ready-modules',
  resolveId: (id: string) => (id === NAME ? id : null),
  load: (id: string) => (id === NAME ? 'export const readyModules = [];' : null),
};

async function build(): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./toolchain-node-entry.ts', import.meta.url)),
    platform: 'node',
    // They find their files beside their own.
    external: [/^node:/, /^@bytecodealliance\//, 'wabt'],
    plugins: [noReadyModules, wasiAdapterPlugin()],
  });
  await bundle.write({ dir: FOLDER, entryFileNames: 'toolchain.mjs', chunkFileNames: '[name].mjs', format: 'esm' });
  await bundle.close();
  return `${FOLDER}toolchain.mjs`;
}

export class NodeToolchain implements WorkerLike {
  readonly #worker: Worker;

  constructor(entry: string) {
    // What a panic prints is not for the tests' own output.
    this.#worker = new Worker(entry, { stderr: true, stdout: true });
  }
  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer as ArrayBuffer[]);
  }
  terminate(): void {
    void this.#worker.terminate();
  }
  addEventListener(type: 'message', listener: (event: WorkerMessageLike) => void): void;
  addEventListener(type: 'error', listener: (event: WorkerErrorLike) => void): void;
  addEventListener(
    type: 'message' | 'error',
    listener: ((event: WorkerMessageLike) => void) | ((event: WorkerErrorLike) => void),
  ): void {
    if (type === 'message')
      this.#worker.on('message', (data) => (listener as (event: WorkerMessageLike) => void)({ data }));
    else
      this.#worker.on('error', (error) =>
        (listener as (event: WorkerErrorLike) => void)({ message: error.message, preventDefault: () => {} }),
      );
  }
}
