/** Code that takes long asks here whether it may go on (`contract/module-pause.ts`). On a guest's thread. */
import { Queue } from '../../base/queue.ts';
import { END, PAUSER, pauseOf, type ModulePause } from '../../contract/module-pause.ts';
import type { CoreFunction } from '../../contract/ports.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';

/** A call that may have to give its thread back. */
export interface Pausable {
  /** How many looks it may take until it asks again, or what else `ask` says. */
  ask(): number;
  /** The same, once others have had the thread. */
  pause(): Promise<number>;
}

/** As tables take them. */
export type Pausers = Readonly<Record<keyof typeof PAUSER, () => unknown>>;

/** What modules say of themselves, which is asked for at every call. */
const known = new WeakMap<WebAssembly.Module, ModulePause | null>();

/** Makes a new instance ask `pausers`, as the call that has this seat, and runs its start. Of a module that asks nobody nothing is done. */
export function enterPausable(
  module: WebAssembly.Module,
  exports: WebAssembly.Exports,
  seat: number,
  pausers: () => Pausers,
): void {
  let said = known.get(module);
  if (said === undefined) known.set(module, (said = pauseOf(module)));
  const places = said?.places;
  if (!places) return;
  (exports[places.seat] as WebAssembly.Global).value = seat;
  const table = exports[places.table] as WebAssembly.Table;
  const { ask, pause } = pausers();
  table.set(PAUSER.ask, ask);
  table.set(PAUSER.pause, pause);
  if (places.start !== null) (exports[places.start] as () => void)();
}

/**
 * `(module (import "a" "a" (func (param i32) (result i32))) (import "a" "p" (func (param i32) (result i32)))
 * (export "ask" (func 0)) (export "pause" (func 1)))`: tables take functions of modules alone.
 */
const HELPER = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f],
  ...[2, 13, 2, 1, 0x61, 1, 0x61, 0, 0, 1, 0x61, 1, 0x70, 0, 0],
  ...[7, 15, 2, 3, 0x61, 0x73, 0x6b, 0, 0, 5, 0x70, 0x61, 0x75, 0x73, 0x65, 0, 1],
);

/** Of one thread, for all its calls: a seat is the number of a call. */
export class Pauses {
  readonly #integration: PromiseIntegration;
  readonly #callOf: (seat: number) => Pausable | undefined;
  #made: Pausers | null = null;

  constructor(integration: PromiseIntegration, callOf: (seat: number) => Pausable | undefined) {
    this.#integration = integration;
    this.#callOf = callOf;
  }

  /** Made when a module first needs them. */
  get functions(): Pausers {
    return (this.#made ??= this.#make());
  }

  /** See {@link enterPausable}. */
  enter(module: WebAssembly.Module, exports: WebAssembly.Exports, seat: number): void {
    enterPausable(module, exports, seat, () => this.functions);
  }

  #make(): Pausers {
    const ask: CoreFunction = (seat) => this.#callOf(seat as number)?.ask() ?? END;
    const pause: CoreFunction = (seat) => this.#callOf(seat as number)?.pause() ?? END;
    const imports = { a: { a: ask, p: this.#integration.imported(pause) } };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(HELPER), imports);
    return { ask: exports['ask'] as () => unknown, pause: exports['pause'] as () => unknown };
  }
}

/** So long a call has its thread before others have their turns, in milliseconds. Each time costs it about 0.1. */
const SLICE_MS = 10;
/** Looks until the first question. What is between two looks may take a microsecond or, filling memories, a hundred milliseconds. */
const FIRST_FUEL = 16;
const MOST_FUEL = 16 * 1024;
/** Questions that come faster than this are asked half as often, and those that come much slower a quarter as far apart. Milliseconds. */
const FAST_MS = 0.25;
const SLOW_MS = 1;

/** How often a call asks: often enough to give its thread back in time, and so seldom that it costs nothing. */
export class Pace {
  #fuel = FIRST_FUEL;
  #heldSinceMs = 0;
  #askedAtMs = 0;

  /** It has the thread from here on. */
  begin(nowMs: number): void {
    this.#heldSinceMs = this.#askedAtMs = nowMs;
  }

  get fuel(): number {
    return this.#fuel;
  }

  /** It asks. Returns whether it has had the thread for its time. */
  ask(nowMs: number): boolean {
    const tookMs = nowMs - this.#askedAtMs;
    this.#askedAtMs = nowMs;
    if (tookMs < FAST_MS) this.#fuel = Math.min(MOST_FUEL, this.#fuel * 2);
    else if (tookMs > SLOW_MS) this.#fuel = Math.max(1, this.#fuel >> 2);
    return nowMs - this.#heldSinceMs >= SLICE_MS;
  }
}

/** Waits for a later task, so that what comes to the thread is heard between. The channel serves nothing else. */
export function threadTurns({ port1, port2 }: MessageChannel): () => Promise<void> {
  const waiting = new Queue<() => void>();
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
