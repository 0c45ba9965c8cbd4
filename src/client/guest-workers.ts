import type { GuestInit, GuestToKernelHost, KernelHostToPage, StartGuest } from '../protocol/guest-messages.ts';
import { createChannel } from '../protocol/sync-channel-layout.ts';
import type { WorkerLike } from './worker-like.ts';

export interface GuestWorkersOptions {
  readonly createWorker: () => WorkerLike;
  /** null where there is no shared memory. */
  readonly doorbell: WebAssembly.Memory | null;
  /** Without it: whether calls may be suspended by promises. */
  readonly suspends: boolean;
  readonly send: (message: GuestToKernelHost, transfer: Transferable[]) => void;
}

/** Owns the guest workers: starts and ends them when the kernel asks, and tells it of those that break. */
export class GuestWorkers {
  readonly #options: GuestWorkersOptions;
  readonly #workers = new Map<number, WorkerLike>();

  constructor(options: GuestWorkersOptions) {
    this.#options = options;
  }

  /** Workers that were not terminated, whatever they do. */
  get count(): number {
    return this.#workers.size;
  }

  take(message: KernelHostToPage): void {
    if (message.type === 'start-guest') this.#start(message);
    else this.#terminate(message.id);
  }

  dispose(): void {
    for (const id of [...this.#workers.keys()]) this.#terminate(id);
  }

  #start({ id, slot, originMs }: StartGuest): void {
    const { doorbell, suspends, send } = this.#options;
    const worker = this.#options.createWorker();
    this.#workers.set(id, worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (!this.#workers.has(id)) return;
      this.#terminate(id);
      send({ type: 'guest-died', id, message: event.message || 'the worker failed to load' }, []);
    });
    const shared = doorbell && { channel: createChannel(), doorbell };
    const { port1, port2 } = new MessageChannel();
    const init: GuestInit = { type: 'init', id, slot, originMs, shared, suspends, port: port1 };
    worker.postMessage(init, [port1]);
    send({ type: 'guest-here', id, channel: shared && shared.channel, port: port2 }, [port2]);
  }

  #terminate(id: number): void {
    this.#workers.get(id)?.terminate();
    this.#workers.delete(id);
  }
}
