import type { Clock } from '../../contract/ports.ts';

interface Timer {
  readonly atMs: number;
  /** Breaks ties: equal deadlines fire in the order they were set. */
  readonly order: number;
  fire: (() => void) | null;
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/**
 * Deadlines of the kernel as a binary heap. Nothing here waits: the owner asks {@link nextAtMs} and calls
 * {@link fireDue} when the clock says so, which makes a fake clock enough for tests. A timer never fires early.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #heap: Timer[] = [];
  #order = 0;
  #live = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#live;
  }

  /** Milliseconds of the clock at which the next timer is due, or null. */
  nextAtMs(): number | null {
    this.#dropCanceled();
    return this.#heap[0]?.atMs ?? null;
  }

  /** Calls `fire` once `delayMs` have passed, a finite number. The undo is free to be called late. */
  after(delayMs: number, fire: () => void): () => void {
    // One that compares with none would stay on top of the heap, and all others below it.
    if (!Number.isFinite(delayMs)) throw new RangeError(`a timer after ${delayMs} ms`);
    const timer: Timer = { atMs: this.#clock.nowMs() + delayMs, order: this.#order++, fire };
    this.#live++;
    this.#push(timer);
    return () => {
      if (!timer.fire) return;
      timer.fire = null;
      this.#live--;
    };
  }

  /** Fires what is due now, including what those timers set for now. Returns how many fired. */
  fireDue(): number {
    let fired = 0;
    const nowMs = this.#clock.nowMs();
    for (let atMs = this.nextAtMs(); atMs !== null && atMs <= nowMs; atMs = this.nextAtMs()) {
      const timer = this.#pop();
      const fire = timer?.fire;
      if (!timer || !fire) continue;
      timer.fire = null;
      this.#live--;
      fired++;
      fire();
    }
    return fired;
  }

  #dropCanceled(): void {
    while (this.#heap[0] && !this.#heap[0].fire) this.#pop();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const up = (index - 1) >> 1;
      const parent = heap[up];
      if (!parent || !isBefore(timer, parent)) break;
      heap[index] = parent;
      index = up;
    }
    heap[index] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    let index = 0;
    for (;;) {
      let down = 2 * index + 1;
      const left = heap[down];
      if (!left) break;
      const right = heap[down + 1];
      const child = right && isBefore(right, left) ? (down++, right) : left;
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = down;
    }
    heap[index] = last;
    return first;
  }
}
