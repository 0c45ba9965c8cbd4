import { Queue } from '../../base/queue.ts';
import type { PoolInfo } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import { FixedWorkers, type PoolWorkers } from './pool-workers.ts';
import { isWithin, type Frame } from './process.ts';
import type { SlotWaits } from './slot-waits.ts';

interface Waiter {
  readonly frame: Frame;
  readonly enter: () => void;
}

/** What a pool knows of itself. */
export type PoolSnapshot = Omit<PoolInfo, 'target' | 'generation' | 'isDraining'>;

/**
 * Bounds how many calls of one function run at once (spec/wasm §4.3): the rest wait, first come first served. A call
 * whose wait could not end, because those it waits for wait for it, is refused (spec/scheduler §5).
 */
export class CallPool {
  readonly #workers: PoolWorkers;
  readonly #waits: SlotWaits;
  readonly #holders = new Set<Frame>();
  readonly #waiting = new Queue<Waiter>();
  #closed = false;

  /** What is kept warm for workers without a call may be let go, but for so many. */
  onFewer: ((idle: number) => void) | null = null;

  /** A number: calls at a time, at least 1. `waits`: shared by all pools whose calls may wait for each other. */
  constructor(workers: PoolWorkers | number, waits: SlotWaits) {
    this.#workers = typeof workers === 'number' ? new FixedWorkers('static', workers) : workers;
    this.#waits = waits;
    this.#workers.attach(this, { more: () => this.#admit(), fewer: (idle) => this.onFewer?.(idle) });
  }

  get info(): PoolSnapshot {
    const { type, count, max } = this.#workers;
    return { type, active: this.active, queued: this.queued, workers: count, max };
  }

  /** Who waits will get in without any of the holders ending. */
  get canGrow(): boolean {
    return this.#workers.limit < this.#workers.max;
  }

  get holders(): ReadonlySet<Frame> {
    return this.#holders;
  }

  get active(): number {
    return this.#holders.size;
  }

  get queued(): number {
    return this.#waiting.size;
  }

  /**
   * Calls `enter` once `frame` has a slot, perhaps at once; the slot is held until {@link leave}. Returns a failure
   * when it never could have one.
   */
  join(frame: Frame, enter: () => void): Failure | null {
    if (this.#closed) return failure(ErrorKind.unavailable, 'pool is closed');
    if (this.#holders.size < this.#workers.limit || this.#growsFor(frame)) {
      this.#holders.add(frame);
      this.#workers.changed(0);
      enter();
      return null;
    }
    this.#waits.add(frame, this);
    const chains = this.#waits.deadlock(frame, this);
    if (chains) {
      this.#waits.remove(frame, this);
      const whom = chains.length === 1 ? 'call would wait for itself' : 'calls would wait for each other';
      return failure(
        ErrorKind.unavailable,
        `${whom}: ${chains.join('; ')} (at most ${this.#workers.limit} at a time)`,
        {
          retryable: false,
        },
      );
    }
    this.#waiting.push({ frame, enter });
    this.#workers.changed(0);
    return null;
  }

  /** Gives up the slot or the place in the queue. Does nothing for a frame that has neither. */
  leave(frame: Frame): void {
    if (!this.#holders.delete(frame)) {
      if (this.#waiting.removeWhere((waiter) => waiter.frame === frame)) this.#waits.remove(frame, this);
      return;
    }
    if (!this.#closed) this.#workers.changed(1);
    this.#admit();
  }

  /** Refuses calls from now on; those inside go on to their end. */
  close(): void {
    this.#closed = true;
    this.#workers.close();
  }

  #admit(): void {
    while (this.#holders.size < this.#workers.limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#waits.remove(next.frame, this);
      this.#holders.add(next.frame);
      this.#workers.changed(0);
      next.enter();
    }
  }

  /** A call below one that is inside waits for no tick. */
  #growsFor(frame: Frame): boolean {
    if (!this.canGrow) return false;
    for (const holder of this.#holders) if (isWithin(frame, holder)) return this.#workers.grow();
    return false;
  }
}
