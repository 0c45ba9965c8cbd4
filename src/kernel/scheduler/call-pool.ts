import { Queue } from '../../base/queue.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Frame } from './process.ts';
import type { SlotWaits } from './slot-waits.ts';

interface Waiter {
  readonly frame: Frame;
  readonly enter: () => void;
}

/**
 * Bounds how many calls of one function run at once (spec/wasm §4.3): the rest wait, first come first served. A call
 * whose wait could not end, because those it waits for wait for it, is refused (spec/scheduler §5).
 */
export class CallPool {
  readonly #limit: number;
  readonly #waits: SlotWaits;
  readonly #holders = new Set<Frame>();
  readonly #waiting = new Queue<Waiter>();
  #closed = false;

  /** `limit`: calls at a time, at least 1. `waits`: shared by all pools whose calls may wait for each other. */
  constructor(limit: number, waits: SlotWaits) {
    this.#limit = limit;
    this.#waits = waits;
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
    if (this.#holders.size < this.#limit) {
      this.#holders.add(frame);
      enter();
      return null;
    }
    this.#waits.add(frame, this);
    const chains = this.#waits.deadlock(frame, this);
    if (chains) {
      this.#waits.remove(frame, this);
      const whom = chains.length === 1 ? 'call would wait for itself' : 'calls would wait for each other';
      return failure(ErrorKind.unavailable, `${whom}: ${chains.join('; ')} (at most ${this.#limit} at a time)`, {
        retryable: false,
      });
    }
    this.#waiting.push({ frame, enter });
    return null;
  }

  /** Gives up the slot or the place in the queue. Does nothing for a frame that has neither. */
  leave(frame: Frame): void {
    if (!this.#holders.delete(frame)) {
      if (this.#waiting.removeWhere((waiter) => waiter.frame === frame)) this.#waits.remove(frame, this);
      return;
    }
    const next = this.#waiting.shift();
    if (!next) return;
    this.#waits.remove(next.frame, this);
    this.#holders.add(next.frame);
    next.enter();
  }

  /** Refuses calls from now on; those inside go on to their end. */
  close(): void {
    this.#closed = true;
  }
}
