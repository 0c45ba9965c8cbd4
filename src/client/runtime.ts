import { DisposableStore, type Dispose } from '../base/disposable.ts';
import { ok } from '../base/result.ts';
import type { KernelMethod, KernelRequests, KernelToPage } from '../protocol/messages.ts';
import { createSignals, Signals } from '../protocol/signals.ts';
import { createDoorbell, Doorbell } from '../protocol/sync-channel-layout.ts';
import { GuestWorkers } from './guest-workers.ts';
import { KernelClient } from './kernel-client.ts';
import type { ToolchainClient } from './toolchain.ts';
import type { WorkerLike } from './worker-like.ts';

/** How the page makes its workers; tests make others. */
export interface RuntimeWorkers {
  readonly kernel: () => WorkerLike;
  readonly guest: () => WorkerLike;
}

export interface RuntimeOptions {
  readonly workers: RuntimeWorkers;
  readonly toolchain: ToolchainClient;
  /** Without shared memory no guest can be started; Lua runs all the same. */
  readonly isolated: boolean;
  readonly guestBudget: number;
}

/** One kernel with the workers that the page owns for it. Lives until it is disposed of or breaks; then another is made. */
export class Runtime {
  readonly #kernel: KernelClient;
  readonly #guests: GuestWorkers | null;
  readonly #signals: Signals;
  readonly #disposables = new DisposableStore();

  constructor({ workers, toolchain, isolated, guestBudget }: RuntimeOptions) {
    const doorbell = isolated ? createDoorbell() : null;
    const signals = isolated ? createSignals() : null;
    const bell = doorbell && new Doorbell(doorbell);
    this.#signals = new Signals(signals);
    this.#kernel = new KernelClient({
      createWorker: workers.kernel,
      doorbell,
      signals,
      guestBudget,
      ring: () => bell?.ring(),
    });
    this.#guests =
      doorbell &&
      new GuestWorkers({
        createWorker: workers.guest,
        doorbell,
        send: (message, transfer) => this.#kernel.send(message, transfer),
      });
    this.#disposables.add(this.#kernel.on((message) => this.#serve(message, toolchain)));
  }

  request<M extends KernelMethod>(method: M, params: KernelRequests[M]['params']): Promise<KernelRequests[M]['result']> {
    return this.#kernel.request(method, params);
  }

  on(listener: (message: KernelToPage) => void): Dispose {
    return this.#kernel.on(listener);
  }

  /** Ends Lua code at its next check, before the kernel has read the stop request. */
  raiseStop(): void {
    this.#signals.raiseStop();
  }

  workers(): { readonly terminating: number } {
    return { terminating: this.#guests?.terminating ?? 0 };
  }

  dispose(reason: string): void {
    this.#disposables.dispose();
    this.#guests?.dispose();
    this.#kernel.terminate(reason);
  }

  #serve(message: KernelToPage, toolchain: ToolchainClient): void {
    switch (message.type) {
      case 'start-guest':
      case 'terminate-guest':
        this.#guests?.take(message);
        break;
      case 'compile':
        void toolchain.compileWat(message.source).then((compiled) => {
          const result = compiled.ok ? ok(compiled.value.bytes) : compiled;
          this.#kernel.send({ type: 'compiled', id: message.id, result });
        });
        break;
      default:
    }
  }
}
