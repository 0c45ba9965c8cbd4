/** A guest host over worker threads of Node, with the kernel's loop on the caller's thread. For tests and measurements. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import type { Clock, Guest, GuestFault, GuestOperation, Program } from '../../contract/ports.ts';
import type { EntryId } from '../../contract/api.ts';
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import type { FunctionType, ScalarName } from '../../wit/types.ts';
import { createChannel, createDoorbell, Doorbell, type ChannelOptions } from '../../protocol/sync-channel-layout.ts';
import { openToGuest } from '../../protocol/port-opening.ts';
import type { GuestLoopOptions } from '../guest/guest-loop.ts';
import { DoorbellLoop } from '../kernel/doorbell-loop.ts';
import type { GuestHostOptions } from '../kernel/guest-host-options.ts';
import { SharedGuestHost } from '../kernel/guest-host.ts';
import { OWN_ORIGIN_MS, threadClock } from '../thread-clock.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/guest-node/', import.meta.url));

let bundled: Promise<string> | null = null;

/** Path of the bundled entry; built once per process. */
export function bundleGuest(): Promise<string> {
  bundled ??= build();
  return bundled;
}

async function build(): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const file = `${CACHE}guest-${process.pid}.mjs`;
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./guest-node-entry.ts', import.meta.url)),
    platform: 'node',
    external: /^node:/,
  });
  // One file, whatever it fetches in a browser.
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}

export const realClock: Clock = threadClock(OWN_ORIGIN_MS);

export type Outcome = { readonly done: Uint8Array | number | bigint | null } | { readonly fault: GuestFault };

/** On a machine with other work a thread may get its turn long after it is due. */
const PATIENT_MS = 30_000;

/** Guests that are interrupted have half a minute to notice, unless a test is about those that do not. */
export interface NodeGuestsOptions extends Partial<Omit<GuestHostOptions, 'doorbell' | 'workers'>> {
  readonly channel?: ChannelOptions;
  /** Workers are not started until {@link NodeGuests.letStart}. */
  readonly holdStarts?: boolean;
  /** Of each guest. */
  readonly loop?: GuestLoopOptions;
  /** What else the loop's turn does. */
  readonly turn?: () => { readonly more: boolean; readonly nextTimerMs: number | null };
}

const NO_TURN = (): { readonly more: boolean; readonly nextTimerMs: null } => ({ more: false, nextTimerMs: null });

export class NodeGuests {
  readonly doorbell: Doorbell;
  readonly host: SharedGuestHost;
  readonly loop: DoorbellLoop;
  readonly workers = new Map<number, Worker>();
  readonly terminated: number[] = [];
  #held: (() => void)[] | null;
  readonly #options: NodeGuestsOptions;
  readonly #entry: string;
  readonly #memory = createDoorbell();
  /** A pending `waitAsync` does not keep Node alive; a test that waits for one would end silently. */
  readonly #alive = setInterval(() => {}, 1000);

  private constructor(entry: string, options: NodeGuestsOptions) {
    this.#entry = entry;
    this.#options = options;
    this.#held = options.holdStarts ? [] : null;
    this.doorbell = new Doorbell(this.#memory);
    const { channel: _, holdStarts: __, loop: ___, turn = NO_TURN, ...hostOptions } = options;
    this.host = new SharedGuestHost({
      clock: realClock,
      budget: 4,
      graceMs: PATIENT_MS,
      stoppableGraceMs: PATIENT_MS,
      ...hostOptions,
      doorbell: this.doorbell,
      workers: {
        spawn: (id, slot) => {
          if (this.#held) this.#held.push(() => this.#spawn(id, slot));
          else this.#spawn(id, slot);
        },
        terminate: (id) => this.#terminate(id),
      },
    });
    this.loop = new DoorbellLoop({
      doorbell: this.doorbell,
      clock: realClock,
      turn: () => {
        const heard = this.host.pump();
        const { more, nextTimerMs } = turn();
        const { awaitingGuest, startingGuest } = this.host;
        const timersMs = [nextTimerMs, this.host.nextTimerMs()].filter((ms) => ms !== null);
        const next = timersMs.length === 0 ? null : Math.min(...timersMs);
        return { more: heard || more, nextTimerMs: next, awaitingGuest, startingGuest };
      },
    });
    this.host.start();
    this.loop.poke();
  }

  static async create(options: NodeGuestsOptions = {}): Promise<NodeGuests> {
    return new NodeGuests(await bundleGuest(), options);
  }

  letStart(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const start of held) start();
  }

  async dispose(): Promise<void> {
    this.host.dispose();
    this.loop.dispose();
    clearInterval(this.#alive);
    await Promise.all([...this.workers.values()].map((worker) => worker.terminate()));
  }

  #spawn(id: number, slot: number): void {
    // As in a browser, where a rejection that nobody handles does not end a worker.
    const worker = new Worker(this.#entry, {
      execArgv: ['--unhandled-rejections=none'],
      workerData: this.#options.loop ?? {},
    });
    this.workers.set(id, worker);
    const channel = createChannel(this.#options.channel);
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    const shared = { channel, doorbell: this.#memory };
    worker.postMessage({ type: 'init', id, slot, originMs: OWN_ORIGIN_MS, shared, port: port2 }, [port2]);
    worker.on('error', (error) => this.#died(id, error.message));
    worker.on('exit', () => this.#died(id, 'exit'));
    openToGuest(port1, () => {
      this.host.arrived(id, channel, port1);
      this.loop.poke();
    });
  }

  #terminate(id: number): void {
    this.terminated.push(id);
    void this.workers.get(id)?.terminate();
    this.workers.delete(id);
  }

  #died(id: number, message: string): void {
    if (!this.workers.delete(id)) return;
    this.host.died(id, message);
    this.loop.poke();
  }
}

let programs = 0;

/** A program's number, for programs that are made elsewhere. */
export function nextProgramId(): number {
  return ++programs;
}

export function createProgram(
  module: WebAssembly.Module,
  method: string,
  parameters: readonly ScalarName[] = [],
  result: ScalarName | null = null,
  profiles: readonly string[] = [],
): Program {
  const type: FunctionType = {
    name: method,
    parameters: parameters.map((name, index) => ({ name: `p${index}`, type: { kind: 'scalar', name } })),
    result: result === null ? null : { kind: 'scalar', name: result },
  };
  return { form: 'core', id: ++programs, entry: `test:${method}` as EntryId, module, method, type, profiles };
}

export function acquire(guests: NodeGuests): Promise<Guest> {
  return new Promise((resolve, reject) => {
    guests.host.acquire((guest) => (guest.ok ? resolve(guest.value) : reject(new Error(guest.error.message))));
    guests.loop.poke();
  });
}

export interface CallOptions<T> {
  readonly encode?: (out: ByteWriter) => void;
  readonly decode?: (from: ByteReader) => T;
  readonly operation?: (operation: GuestOperation, guest: Guest) => void;
  readonly wrote?: (to: 'stdout' | 'stderr', bytes: Uint8Array) => void;
}

export type Ended<T> = { readonly value: T } | { readonly fault: GuestFault };

/** One call on a guest that is already lent; it is released at the end. */
export function callOn<T>(
  guests: NodeGuests,
  guest: Guest,
  program: Program,
  options: CallOptions<T>,
): Promise<Ended<T>> {
  return new Promise((resolve) => {
    guest.call(program, options.encode ?? (() => {}), {
      done: (from) => {
        const value = options.decode?.(from) as T;
        guests.host.release(guest);
        resolve({ value });
      },
      fault: (fault) => {
        guests.host.release(guest);
        resolve({ fault });
      },
      wrote: (to, bytes) => options.wrote?.(to, bytes),
      operation: (operation) => {
        if (options.operation) options.operation(operation, guest);
        else guest.resume();
      },
    });
    guests.loop.poke();
  });
}

export async function call<T>(guests: NodeGuests, program: Program, options: CallOptions<T> = {}): Promise<Ended<T>> {
  return callOn(guests, await acquire(guests), program, options);
}
