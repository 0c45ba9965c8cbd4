/** The whole runtime in Node: the kernel's service, the toolchain, and guests on threads. */
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { ConsoleEntry } from '../../contract/api.ts';
import type { TerminalOutput } from '../../contract/ports.ts';
import type { KernelRequest, KernelToPage, ToolRequest } from '../../protocol/messages.ts';
import { PROTOCOL_VERSION } from '../../protocol/messages.ts';
import { createSignals } from '../../protocol/signals.ts';
import { createChannel, createDoorbell } from '../../protocol/sync-channel-layout.ts';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import type { StartGuest } from '../../protocol/guest-messages.ts';
import type { AttemptsOptions } from '../kernel/attempts.ts';
import { KernelService } from '../kernel/kernel-service.ts';
import { OWN_ORIGIN_MS } from '../thread-clock.ts';
import { realClock } from './node-guests.ts';

// What browsers have and Node 20 has behind flags.
for (const feature of ['extended-const', 'typed-funcref', 'gc']) setFlagsFromString(`--experimental-wasm-${feature}`);

/** Does for the kernel what the page does. */
export class NodePage {
  readonly console: ConsoleEntry[] = [];
  /** What commands wrote to terminals, as it came; told to whoever listens. */
  onTerminal: (output: TerminalOutput) => void = () => {};
  /** Guests that the kernel gave up, in order. */
  readonly terminated: number[] = [];
  readonly #workers = new Map<number, Worker>();
  readonly #doorbell = createDoorbell();
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #service: KernelService;
  readonly #guestEntry: string;
  /** A pending `waitAsync` does not keep Node alive. */
  readonly #alive = setInterval(() => {}, 1000);
  #requests = 0;

  constructor(guestEntry: string, attempts: AttemptsOptions = {}) {
    this.#guestEntry = guestEntry;
    this.#service = new KernelService({
      post: (message) => this.#take(message),
      clock: realClock,
      originMs: OWN_ORIGIN_MS,
      random: { fill: (target) => void crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) },
      digest: { sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
      compile: (bytes) => WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>),
      report: (bug) => {
        throw bug;
      },
      attempts,
    });
    this.#service.take({
      type: 'init',
      version: PROTOCOL_VERSION,
      doorbell: this.#doorbell,
      signals: createSignals(),
      suspends: false,
      guestBudget: 4,
      guestsFor: 'what-needs-one',
    });
  }

  request<R>(request: DistributiveOmit<KernelRequest, 'id' | 'type'>): Promise<R> {
    const id = ++this.#requests;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve as (result: unknown) => void);
      this.#service.take({ type: 'request', id, ...request });
    });
  }

  /** Into the terminal of a command that runs; null = no more comes. */
  type(terminal: number, text: string | null): void {
    this.#service.take({ type: 'typed', terminal, text });
  }

  async dispose(): Promise<void> {
    clearInterval(this.#alive);
    await Promise.all([...this.#workers.values()].map((worker) => worker.terminate()));
  }

  #take(message: KernelToPage): void {
    switch (message.type) {
      case 'response':
        this.#waiting.get(message.id)?.(message.result);
        break;
      case 'crashed':
        throw new Error(message.message);
      case 'console':
        this.console.push(...message.entries);
        break;
      case 'terminal':
        for (const output of message.outputs) this.onTerminal(output);
        break;
      case 'tool':
        void this.#use(message);
        break;
      case 'start-guest':
        // Not within the message that asked for it.
        queueMicrotask(() => this.#spawn(message));
        break;
      case 'terminate-guest':
        this.terminated.push(message.id);
        void this.#workers.get(message.id)?.terminate();
        this.#workers.delete(message.id);
        break;
      default:
        break;
    }
  }

  async #use({ id, job, input }: ToolRequest): Promise<void> {
    this.#service.take({ type: 'tool-answer', id, job, answer: await compileWat(input.source) });
  }

  #spawn({ id, slot, originMs }: StartGuest): void {
    const worker = new Worker(this.#guestEntry);
    this.#workers.set(id, worker);
    const channel = createChannel();
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    const shared = { channel, doorbell: this.#doorbell };
    worker.postMessage({ type: 'init', id, slot, originMs, shared, port: port2 }, [port2]);
    this.#service.take({ type: 'guest-here', id, channel, port: port1 });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
