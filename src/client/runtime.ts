import { errorText } from '../base/error-text.ts';
import { DisposableStore, type Dispose } from '../base/disposable.ts';
import { assertNever } from '../base/assert-never.ts';
import type { KernelMethod, KernelRequests, KernelToPage, ToolReply, ToolRequest } from '../protocol/messages.ts';
import type { KernelToNetwork } from '../protocol/network-messages.ts';
import { createSignals, Signals } from '../protocol/signals.ts';
import { createDoorbell, Doorbell } from '../protocol/sync-channel-layout.ts';
import type { Backend, GuestsFor } from './backend.ts';
import { GuestWorkers } from './guest-workers.ts';
import { KernelClient } from './kernel-client.ts';
import type { NetworkWorker } from './network-worker.ts';
import type { ToolchainClient } from './toolchain.ts';
import type { WorkerLike } from './worker-like.ts';

/** How the page makes its workers; tests make others. */
export interface RuntimeWorkers {
  readonly kernel: () => WorkerLike;
  readonly guest: () => WorkerLike;
  readonly network: () => WorkerLike;
}

export interface RuntimeOptions {
  readonly workers: RuntimeWorkers;
  readonly toolchain: ToolchainClient;
  readonly backend: Backend;
  readonly guestBudget: number;
  readonly guestsFor?: GuestsFor;
}

/** One kernel with the workers that the page owns for it. Lives until it is disposed of or breaks; then another is made. */
export class Runtime {
  readonly #kernel: KernelClient;
  readonly #guests: GuestWorkers;
  readonly #signals: Signals;
  /** What the kernel has the toolchain do, by the request's number. */
  readonly #jobs = new Map<number, AbortController>();
  readonly #workers: RuntimeWorkers;
  /** Fetched with the first request that leaves the page. */
  #network: Promise<NetworkWorker> | null = null;
  #isDisposed = false;
  readonly #disposables = new DisposableStore();

  constructor({ workers, toolchain, backend, guestBudget, guestsFor = 'what-needs-one' }: RuntimeOptions) {
    const isolated = backend === 'shared';
    const doorbell = isolated ? createDoorbell() : null;
    const signals = isolated ? createSignals() : null;
    const bell = doorbell && new Doorbell(doorbell);
    this.#signals = new Signals(signals);
    this.#workers = workers;
    this.#kernel = new KernelClient({
      createWorker: workers.kernel,
      doorbell,
      signals,
      suspends: backend === 'jspi',
      guestBudget,
      guestsFor,
      ring: () => bell?.ring(),
    });
    this.#guests = new GuestWorkers({
      createWorker: workers.guest,
      doorbell,
      suspends: backend === 'jspi',
      send: (message, transfer) => this.#kernel.send(message, transfer),
    });
    this.#disposables.add(this.#kernel.on((message) => this.#serve(message, toolchain)));
  }

  request<M extends KernelMethod>(
    method: M,
    params: KernelRequests[M]['params'],
  ): Promise<KernelRequests[M]['result']> {
    return this.#kernel.request(method, params);
  }

  on(listener: (message: KernelToPage) => void): Dispose {
    return this.#kernel.on(listener);
  }

  /** Whether lines of its log are wanted. */
  setLogged(isOn: boolean): void {
    this.#kernel.send({ type: 'log', isOn });
  }

  /** Into the terminal of a command that runs; null = no more comes. */
  type(terminal: number, text: string | null): void {
    this.#kernel.send({ type: 'typed', terminal, text });
  }

  /** Whether steps of calls are looked at. */
  setTraced(isOn: boolean): void {
    this.#kernel.send({ type: 'trace', isOn });
  }

  /** Ends Lua code at its next check, before the kernel has read the stop request. */
  raiseStop(): void {
    this.#signals.raiseStop();
  }

  /** Guest workers that are there, busy or not. */
  get guestCount(): number {
    return this.#guests.count;
  }

  dispose(reason: string): void {
    this.#isDisposed = true;
    this.#disposables.dispose();
    this.#guests.dispose();
    this.#kernel.terminate(reason);
    this.#abort([...this.#jobs.keys()]);
  }

  #serve(message: KernelToPage, toolchain: ToolchainClient): void {
    switch (message.type) {
      case 'start-guest':
      case 'terminate-guest':
        this.#guests.take(message);
        break;
      case 'tool':
        void this.#runTool(message, toolchain);
        break;
      case 'net-begin':
      case 'net-pull':
      case 'net-abort':
        void this.#reachOut(message);
        break;
      case 'cancel-tools':
        this.#abort(message.ids);
        break;
      default:
    }
  }

  /** In the order in which they came. */
  async #reachOut(message: KernelToNetwork): Promise<void> {
    this.#network ??= this.#createNetwork();
    try {
      (await this.#network).take(message);
    } catch (error) {
      this.#network = null;
      if (message.type !== 'net-begin') return;
      const text = errorText(error);
      this.#kernel.send({ type: 'net-event', id: message.id, event: { type: 'failed', message: text } });
    }
  }

  async #createNetwork(): Promise<NetworkWorker> {
    const { NetworkWorker } = await import('./network-worker.ts');
    if (this.#isDisposed) throw new Error('the runtime is gone');
    const network = new NetworkWorker({
      createWorker: this.#workers.network,
      send: (message, transfer) => this.#kernel.send(message, transfer),
    });
    this.#disposables.add(() => network.dispose());
    return network;
  }

  /** The last one first, so that none begins because the one before it was given up. */
  #abort(ids: readonly number[]): void {
    for (const id of ids.toReversed()) this.#jobs.get(id)?.abort();
  }

  async #runTool(request: ToolRequest, toolchain: ToolchainClient): Promise<void> {
    const job = new AbortController();
    this.#jobs.set(request.id, job);
    const { reply, transfer } = await answerTool(request, toolchain, job.signal);
    this.#jobs.delete(request.id);
    this.#kernel.send(reply, transfer);
  }
}

/** Never rejects, as the toolchain does not. */
async function answerTool(
  request: ToolRequest,
  toolchain: ToolchainClient,
  signal: AbortSignal,
): Promise<{ reply: ToolReply; transfer: Transferable[] }> {
  const { id, job } = request;
  switch (job) {
    case 'compileWat': {
      const answer = await toolchain.compileWat(request.input.source, signal);
      return {
        reply: { type: 'tool-answer', id, job, answer },
        transfer: answer.ok ? [answer.value.bytes.buffer] : [],
      };
    }
    default:
      return assertNever(job);
  }
}
