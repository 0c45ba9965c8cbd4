import { Queue } from '../../base/queue.ts';
import { ErrorKind, failure, type Failure } from '../errors.ts';
import { chainOf, isWithin, type Frame } from './process.ts';

interface Waiter {
  readonly frame: Frame;
  readonly enter: () => void;
}

/**
 * Bounds how many calls of one function run at once (spec/wasm §4.3): the rest wait, first come first served. A call
 * that could only wait for its own ancestors is refused, because it would wait forever (spec/scheduler §5).
 */
export class CallPool {
  readonly #limit: number;
  readonly #active = new Set<Frame>();
  readonly #waiting = new Queue<Waiter>();
  #closed = false;

  /** `limit`: calls at a time, at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get active(): number {
    return this.#active.size;
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
    if (this.#active.size < this.#limit) {
      this.#active.add(frame);
      enter();
      return null;
    }
    if ([...this.#active].every((holder) => isWithin(frame.parent, holder)))
      return failure(
        ErrorKind.unavailable,
        `call would wait for itself: ${chainOf(frame)} (at most ${this.#limit} at a time)`,
        { retryable: false },
      );
    this.#waiting.push({ frame, enter });
    return null;
  }

  /** Gives up the slot or the place in the queue. Does nothing for a frame that has neither. */
  leave(frame: Frame): void {
    if (this.#waiting.removeWhere((waiter) => waiter.frame === frame)) return;
    if (!this.#active.delete(frame)) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#active.add(next.frame);
    next.enter();
  }

  /** Refuses calls from now on; those inside go on to their end. */
  close(): void {
    this.#closed = true;
  }
}
