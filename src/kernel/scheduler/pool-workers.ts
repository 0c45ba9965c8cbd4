/**
 * How many calls of one function may run at once, by the type of its pool (spec/wasm §4.3). A worker is leave to run, with what the
 * function keeps warm for it; threads are lent by the budget that all functions share.
 */
import type { Dispose } from '../../base/disposable.ts';
import { AdaptivePolicy } from './adaptive-policy.ts';

/** What a pool has to do. */
export interface PoolLoad {
  readonly active: number;
  readonly queued: number;
}

export interface PoolWorkers {
  readonly type: 'inline' | 'lazy' | 'static' | 'adaptive';
  /** Calls that may run at once now. */
  readonly limit: number;
  /** The most that {@link limit} can become. */
  readonly max: number;
  /** Workers that are there, whether they have a call or not. */
  readonly count: number;
  /** Called once, by the pool. */
  attach(pool: PoolLoad, told: WorkerEvents): void;
  /** Calls came in or went. `ended`: how many are through. */
  changed(ended: number): void;
  /** At once one more than now, for a call that would wait for those above it; false at the maximum. */
  grow(): boolean;
  /** No timer of it is left. */
  close(): void;
}

export interface WorkerEvents {
  /** There may be room for calls that wait. */
  more(): void;
  /** Of the workers without a call no more than so many stay. */
  fewer(idle: number): void;
}

/** What they measure time with. */
export interface PoolTime {
  readonly nowMs: () => number;
  readonly after: (delayMs: number, run: () => void) => Dispose;
  /** Numbers from 0 to below 1. */
  readonly fraction: () => number;
}

/** `inline`: one at a time, and none that waits for it; `static`: always all of them. */
export class FixedWorkers implements PoolWorkers {
  readonly type: 'inline' | 'static';
  readonly limit: number;
  readonly max: number;
  readonly count: number;

  constructor(type: 'inline' | 'static', limit: number) {
    this.type = type;
    this.limit = this.max = limit;
    this.count = type === 'inline' ? 0 : limit;
  }

  attach(): void {}
  changed(): void {}
  grow(): boolean {
    return false;
  }
  close(): void {}
}

/** How often idle workers are looked at, and how long no call has to have ended before they go. Milliseconds. */
const REAP_EVERY_MS = 15_000;
const REAP_AFTER_MS = 30_000;

/** `lazy`: they come with the calls; all that are idle go together when no call has ended for a while. */
export class OnDemandWorkers implements PoolWorkers {
  readonly type = 'lazy';
  readonly limit: number;
  readonly max: number;
  readonly #time: PoolTime;
  #count = 0;
  #lastEndMs = 0;
  #timer: Dispose | null = null;
  #load: PoolLoad = { active: 0, queued: 0 };
  #told: WorkerEvents | null = null;

  constructor(max: number, time: PoolTime) {
    this.limit = this.max = max;
    this.#time = time;
  }

  get count(): number {
    return this.#count;
  }

  attach(pool: PoolLoad, told: WorkerEvents): void {
    this.#load = pool;
    this.#told = told;
  }

  changed(ended: number): void {
    this.#count = Math.max(this.#count, this.#load.active);
    if (ended === 0) return;
    this.#lastEndMs = this.#time.nowMs();
    this.#timer ??= this.#time.after(REAP_EVERY_MS, () => this.#reap());
  }

  grow(): boolean {
    return false;
  }

  close(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #reap(): void {
    this.#timer = null;
    const { active } = this.#load;
    if (this.#time.nowMs() - this.#lastEndMs >= REAP_AFTER_MS && this.#count > active) {
      this.#count = active;
      this.#told?.fewer(0);
    }
    // Calls that still run will end, and that sets it again.
    if (this.#count > active) this.#timer = this.#time.after(REAP_EVERY_MS, () => this.#reap());
  }
}

/** Of the adaptive policy, milliseconds (spec/wasm §4.4). */
export const ADAPTIVE_TICK_MS = 500;

/** `adaptive`: one at first; more and fewer as {@link AdaptivePolicy} says. No timer runs while there is nothing to decide. */
export class AdaptiveWorkers implements PoolWorkers {
  readonly type = 'adaptive';
  readonly max: number;
  readonly #time: PoolTime;
  readonly #policy: AdaptivePolicy;
  #limit = 1;
  #ended = 0;
  #timer: Dispose | null = null;
  #load: PoolLoad = { active: 0, queued: 0 };
  #told: WorkerEvents | null = null;

  constructor(max: number, time: PoolTime) {
    this.max = max;
    this.#time = time;
    this.#policy = new AdaptivePolicy(max, time.fraction);
  }

  get limit(): number {
    return this.#limit;
  }

  get count(): number {
    return Math.max(this.#limit, this.#load.active);
  }

  attach(pool: PoolLoad, told: WorkerEvents): void {
    this.#load = pool;
    this.#told = told;
  }

  changed(ended: number): void {
    this.#ended += ended;
    if (!this.#timer && this.#isBusy) this.#timer = this.#time.after(ADAPTIVE_TICK_MS, () => this.#tick());
  }

  grow(): boolean {
    if (this.#limit >= this.max) return false;
    this.#limit++;
    return true;
  }

  close(): void {
    this.#timer?.();
    this.#timer = null;
  }

  get #isBusy(): boolean {
    return this.#load.queued > 0 || this.#limit > 1;
  }

  #tick(): void {
    this.#timer = null;
    const { active, queued } = this.#load;
    const change = this.#policy.tick({ workers: this.#limit, busy: active, queued, ended: this.#ended });
    this.#ended = 0;
    this.#limit = Math.min(this.max, Math.max(1, this.#limit + change));
    if (change > 0) this.#told?.more();
    if (change < 0) this.#told?.fewer(Math.max(0, this.#limit - active));
    if (!this.#timer && this.#isBusy) this.#timer = this.#time.after(ADAPTIVE_TICK_MS, () => this.#tick());
  }
}
