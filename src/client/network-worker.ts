import type { KernelToNetwork, NetworkToKernel } from '../protocol/network-messages.ts';
import type { WorkerLike } from './worker-like.ts';

export interface NetworkWorkerOptions {
  readonly createWorker: () => WorkerLike;
  readonly send: (message: NetworkToKernel, transfer: Transferable[]) => void;
}

/** Owns the network worker, and carries what the kernel and it say to each other. One that breaks is replaced by the next request. */
export class NetworkWorker {
  readonly #options: NetworkWorkerOptions;
  #worker: WorkerLike | null = null;
  /** Requests that have not ended. */
  readonly #open = new Set<number>();

  constructor(options: NetworkWorkerOptions) {
    this.#options = options;
  }

  take(message: KernelToNetwork): void {
    if (message.type === 'net-begin') this.#open.add(message.id);
    else if (!this.#open.has(message.id)) return;
    if (message.type === 'net-abort') this.#open.delete(message.id);
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#open.clear();
  }

  #start(): WorkerLike {
    const worker = this.#options.createWorker();
    worker.addEventListener('message', ({ data }) => {
      const message = data as NetworkToKernel;
      const { event } = message;
      if (event.type === 'end' || event.type === 'failed') this.#open.delete(message.id);
      this.#options.send(message, event.type === 'data' ? [event.bytes.buffer] : []);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const lost = [...this.#open];
      this.dispose();
      const text = `the network worker is gone: ${event.message || 'it failed to load'}`;
      for (const id of lost)
        this.#options.send({ type: 'net-event', id, event: { type: 'failed', message: text } }, []);
    });
    return worker;
  }
}
