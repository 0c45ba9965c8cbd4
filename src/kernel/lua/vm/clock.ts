/**
 * Who runs, until when, and with how much memory: the VM's half of the hooks that the patch calls
 * (`meter.onfuel`, `meter.onmemory`). One per VM; VMs may nest (a native of one resuming another).
 */
import { briefSlice, replaceOverseer, UNITS_PER_LOOK, type Overseer, type Slice } from '../../../base/effort.ts';
import type { Chunk } from './chunk.ts';
import { fengari, meter } from './fengari.ts';
import type { State } from './fengari.ts';
import type { KillReason, VmLimits, VmOptions } from './types.ts';

const { LuaKill, LuaRaise } = fengari.lmeter;

/** Warnings (errors `ran too long …`) before code that cannot be pre-empted is killed. */
const MAX_STRIKES = 3;
/** Part of `unyieldableMs` that each warning adds. */
const STRIKE_SHARE = 0.25;
/** Looks come every millisecond or so; after a longer time the code that runs did not have the processor. */
const STALL_MS = 100;
/** Times the error `not enough memory` is raised before the environment is killed for going on. */
const MAX_OVERDRAFTS = 8;
/** What may be allocated after that error, so that it can be handled. */
const OVERDRAFT_BYTES = 1 << 20;
/** Part of its limit that an environment may go beyond it, garbage included, until it can be left to be measured. */
const SLACK = 0.25;
/** Least growth between two walks: a walk of this much takes about a millisecond. */
const MIN_GROWTH_BYTES = 4 << 20;

/** What the clock knows of an environment: what it holds, and how it is ended. */
export interface Clocked {
  /** Bytes as last known. */
  bytes: number;
  /** Bytes from which on what is alive is measured. */
  threshold: number;
  /** Measurements in a row that found too much. */
  overdrafts: number;
  /** What is alive is to be measured before its code goes on. */
  isUnsettled: boolean;
  /** It was measured, and has too much: the next allocation raises `not enough memory`. */
  isOverdrawn: boolean;
  readonly limitBytes: number;
  readonly killed: boolean;
  readonly killReason: KillReason;
  kill(): void;
  killWith(reason: KillReason): void;
  measureMemory(): number;
  /** Measures on, until it is done (true) or `isDue()` of base/effort. */
  measureOn(): boolean;
  /** Bytes now, also while it runs. */
  readonly memoryBytes: number;
  release(): void;
}

export interface SavedRun {
  readonly environment: Clocked | null;
  readonly deadline: number;
  readonly hardDeadline: number;
  readonly fuel: number;
  readonly onfuel: (L: State, canYield: boolean) => boolean;
  readonly onempty: () => void;
  readonly due: boolean;
  readonly overseer: Overseer;
}

export class RunClock {
  readonly limits: VmLimits;
  readonly onNativeError: ((error: unknown) => void) | null;
  readonly environments = new Set<Clocked>();
  /** Whose memory is being measured: one at a time, and whoever comes next helps to finish it. */
  measuring: Clocked | null = null;
  /** Bytes of all environments and of the code they run, kept up by each of them; of the one that runs as they were when it began to. */
  totalBytes = 0;
  /** Of work that is mostly done in a moment. */
  readonly brief: Slice;
  readonly #chunkUsers = new Map<Chunk, number>();
  readonly #now: () => number;
  readonly #interrupted: () => boolean;
  readonly #random: () => number;
  readonly #turns: number;
  #current: Clocked | null = null;
  #deadline = 0;
  #hardDeadline = 0;
  #strikes = 0;
  /** When the clock was looked at last. */
  #lookedMs = 0;

  constructor(options: VmOptions, limits: VmLimits) {
    this.limits = limits;
    this.#now = () => options.now();
    this.#interrupted = () => options.interrupted?.() ?? false;
    this.brief = briefSlice(this.#interrupted);
    this.#turns = options.turnsPerLook ?? UNITS_PER_LOOK;
    this.#random = () => (options.random ? options.random() : Math.random());
    this.onNativeError = options.onNativeError ? (error) => options.onNativeError?.(error) : null;
  }

  get current(): Clocked | null {
    return this.#current;
  }

  enter(environment: Clocked, sliceMs: number): SavedRun {
    const saved: SavedRun = {
      environment: this.#current,
      deadline: this.#deadline,
      hardDeadline: this.#hardDeadline,
      fuel: meter.fuel,
      onfuel: meter.onfuel,
      onempty: meter.onempty,
      due: meter.due,
      overseer: replaceOverseer(this.onEmpty),
    };
    if (this.#current === null) {
      // What was pushed since the last run is taken to be for this one.
      environment.bytes += meter.bytes;
    } else this.#current.bytes = meter.bytes;
    this.#current = environment;
    const now = this.#now();
    this.#deadline = now + sliceMs;
    this.#hardDeadline = this.#deadline + this.limits.unyieldableMs;
    this.#strikes = 0;
    this.#lookedMs = now;
    meter.bytes = environment.bytes;
    meter.threshold = environment.threshold;
    meter.fuel = this.#turns;
    meter.onfuel = this.onFuel;
    meter.onempty = this.onEmpty;
    meter.due = false;
    meter.onmemory = this.onMemory;
    meter.maxstring = this.limits.stringBytes;
    meter.patternsteps = this.limits.patternSteps;
    meter.onjserror = this.onNativeError;
    meter.random = this.#random;
    meter.pending = null;
    return saved;
  }

  leave(environment: Clocked, saved: SavedRun): void {
    environment.bytes = meter.bytes;
    environment.threshold = meter.threshold;
    this.#current = saved.environment;
    this.#deadline = saved.deadline;
    this.#hardDeadline = saved.hardDeadline;
    if (saved.environment === null) {
      meter.bytes = 0;
      meter.threshold = Infinity;
    } else {
      meter.bytes = saved.environment.bytes;
      meter.threshold = saved.environment.threshold;
      meter.fuel = saved.environment.killed ? -1 : saved.fuel;
    }
    meter.onfuel = saved.onfuel;
    meter.onempty = saved.onempty;
    meter.due = saved.due;
    replaceOverseer(saved.overseer);
  }

  /** Runs `work` of the kernel's within a native: what it makes is not for the code that runs, but for whoever `charged` says. */
  apart<T>(work: () => T): T {
    const environment = this.#current;
    if (environment === null) return work();
    environment.bytes = meter.bytes;
    environment.threshold = meter.threshold;
    meter.bytes = 0;
    meter.threshold = Infinity;
    this.#current = null;
    try {
      return work();
    } finally {
      this.#current = environment;
      meter.bytes += environment.bytes;
      meter.threshold = environment.threshold;
    }
  }

  /** What `environment` may hold now, in view of the others. */
  limitOf(environment: Clocked): number {
    const others = this.totalBytes - environment.bytes;
    return Math.min(environment.limitBytes, Math.max(0, this.limits.totalMemoryBytes - others));
  }

  /** Code is counted once, however many environments run it. */
  holdChunk(chunk: Chunk): void {
    const users = this.#chunkUsers.get(chunk) ?? 0;
    if (users === 0) this.totalBytes += chunk.sizeBytes;
    this.#chunkUsers.set(chunk, users + 1);
  }

  dropChunk(chunk: Chunk): void {
    const users = (this.#chunkUsers.get(chunk) ?? 0) - 1;
    if (users > 0) this.#chunkUsers.set(chunk, users);
    else if (this.#chunkUsers.delete(chunk)) this.totalBytes -= chunk.sizeBytes;
  }

  isInterrupted(): boolean {
    return this.#interrupted();
  }

  /** Kills the environment that runs when everything is to be stopped. */
  endIfInterrupted(): void {
    if (!this.#interrupted()) return;
    this.#current?.kill();
    throw new LuaKill('killed');
  }

  /** A slice for work that is not Lua code; it ends `sliceMs` from now. */
  slice(sliceMs: number): Slice {
    return { nowMs: this.#now, endMs: this.#now() + sliceMs, interrupted: this.#interrupted };
  }

  /** The next check looks at the clock at once. */
  hurry(): void {
    meter.fuel = -1;
  }

  /** At a point where Lua code may be left and gone on with, if `canYield`. */
  readonly onFuel = (_L: State, canYield: boolean): boolean => {
    const isOver = this.#look();
    if (canYield && (isOver || this.#current?.isUnsettled === true)) return true;
    if (isOver) this.#strike();
    return false;
  };

  /** Inside of a native, and of what it calls: the code around it gives way as soon as it can. */
  readonly onEmpty = (): void => {
    if (!this.#look()) return;
    meter.due = true;
    this.#strike();
  };

  /** Refuels; true when the slice is over. */
  #look(): boolean {
    const environment = this.#current;
    meter.fuel = this.#turns;
    if (environment === null) return false;
    if (environment.killed) throw new LuaKill(environment.killReason);
    this.endIfInterrupted();
    const now = this.#now();
    const gap = now - this.#lookedMs;
    this.#lookedMs = now;
    // A machine that stood still is nobody's fault.
    if (gap > STALL_MS) this.#hardDeadline += gap;
    return now >= this.#deadline;
  }

  /** What runs cannot be pre-empted: after a while it gets an error, and if it goes on, it is killed. */
  #strike(): void {
    const now = this.#lookedMs;
    if (now < this.#hardDeadline) return;
    if (++this.#strikes > MAX_STRIKES) {
      this.#current?.killWith('unresponsive');
      throw new LuaKill('unresponsive');
    }
    this.#hardDeadline = now + this.limits.unyieldableMs * STRIKE_SHARE;
    throw new LuaRaise('ran too long in a native function or callback');
  }

  readonly onMemory = (_L: State, extra: number): boolean => {
    const environment = this.#current;
    if (environment === null) {
      meter.threshold = Infinity;
      return true;
    }
    if (environment.isOverdrawn) {
      environment.isOverdrawn = false;
      meter.threshold = meter.bytes + OVERDRAFT_BYTES;
      return false;
    }
    const most = this.limitOf(environment) * (1 + SLACK);
    if (meter.bytes + extra <= most && meter.threshold < most) {
      // Much of it may be garbage: the code is left as soon as it can be, and measured before it goes on.
      environment.isUnsettled = true;
      meter.threshold = most;
      meter.due = true;
      this.hurry();
      return true;
    }
    // It has to be known now.
    const live = environment.measureMemory();
    if (this.#isTooMuch(environment, live, live + extra)) {
      if (environment.killed) throw new LuaKill('memory');
      meter.threshold = live + OVERDRAFT_BYTES;
      return false;
    }
    meter.threshold = this.#nextThreshold(environment, live + extra);
    return true;
  };

  /** Takes in what was measured while it did not run. */
  settled(environment: Clocked, live: number): void {
    environment.isUnsettled = false;
    environment.isOverdrawn = this.#isTooMuch(environment, live, live);
    environment.threshold = environment.isOverdrawn ? 0 : this.#nextThreshold(environment, live);
  }

  /** Counts what is too much, and kills who goes on hoarding. */
  #isTooMuch(environment: Clocked, live: number, wanted: number): boolean {
    const limit = this.limitOf(environment);
    if (wanted <= limit) {
      if (live < limit * 0.75) environment.overdrafts = 0;
      return false;
    }
    if (++environment.overdrafts > MAX_OVERDRAFTS || live > limit * 1.5) environment.killWith('memory');
    return true;
  }

  #nextThreshold(environment: Clocked, live: number): number {
    const limit = this.limitOf(environment);
    return live + Math.min(Math.max(live, MIN_GROWTH_BYTES), Math.max(limit * SLACK, OVERDRAFT_BYTES));
  }
}
