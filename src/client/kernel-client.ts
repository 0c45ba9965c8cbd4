import type { Dispose } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { PROTOCOL_VERSION } from '../protocol/messages.ts';
import type {
  GuestsFor,
  KernelMethod,
  KernelRequest,
  KernelRequests,
  KernelToPage,
  PageToKernel,
} from '../protocol/messages.ts';
import type { WorkerLike } from './worker-like.ts';

interface Waiting {
  resolve(result: never): void;
  reject(reason: Error): void;
}

export interface KernelClientOptions {
  readonly createWorker: () => WorkerLike;
  readonly doorbell: WebAssembly.Memory | null;
  readonly signals: SharedArrayBuffer | null;
  /** Without shared memory: whether calls of guests are suspended by promises. */
  readonly suspends: boolean;
  readonly guestBudget: number;
  readonly guestsFor: GuestsFor;
  /** Wakes the kernel if it waits, so that a message is taken at once. */
  readonly ring: () => void;
}

/** The kernel worker seen from the page: requests with answers, and its messages. Rejects everything once it is gone. */
export class KernelClient {
  readonly messages = new Emitter<KernelToPage>();
  readonly #options: KernelClientOptions;
  readonly #worker: WorkerLike;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #gone: Error | null = null;

  constructor(options: KernelClientOptions) {
    this.#options = options;
    this.#worker = options.createWorker();
    this.#worker.addEventListener('message', (event) => this.#receive(event.data as KernelToPage));
    this.#worker.addEventListener('error', (event) =>
      this.#lose(new Error(event.message || 'the kernel worker failed to start')),
    );
    this.send({
      type: 'init',
      version: PROTOCOL_VERSION,
      doorbell: options.doorbell,
      signals: options.signals,
      suspends: options.suspends,
      guestBudget: options.guestBudget,
      guestsFor: options.guestsFor,
    });
  }

  send(message: PageToKernel, transfer: Transferable[] = []): void {
    if (this.#gone) return;
    this.#worker.postMessage(message, transfer);
    this.#options.ring();
  }

  /** Rejects only when the kernel is gone before it answered. */
  request<M extends KernelMethod>(
    method: M,
    params: KernelRequests[M]['params'],
  ): Promise<KernelRequests[M]['result']> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.send({ type: 'request', id, method, params } as KernelRequest);
    });
  }

  on(listener: (message: KernelToPage) => void): Dispose {
    return this.messages.on(listener);
  }

  /** Ends the worker. Open requests reject with `reason`. */
  terminate(reason: string): void {
    this.#worker.terminate();
    this.#lose(new Error(reason));
  }

  #receive(message: KernelToPage): void {
    if (message.type === 'response') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      waiting?.resolve(message.result as never);
      return;
    }
    if (message.type === 'crashed') this.#lose(new Error(message.message));
    this.messages.emit(message);
  }

  #lose(error: Error): void {
    if (this.#gone) return;
    this.#gone = error;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.reject(error);
    this.messages.emit({ type: 'crashed', message: error.message });
  }
}
