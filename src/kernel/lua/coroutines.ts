import { Coroutine, type CoroutineOwner } from './coroutine.ts';
import type { LuaThread } from './vm/types.ts';

/** The coroutines of a process that have not ended. */
export class Coroutines implements CoroutineOwner {
  /** Nearly every process has one: a set is made for more. */
  #all: Coroutine | Set<Coroutine> | null = null;
  readonly #runnable: (coroutine: Coroutine) => void;
  /** Those that wait for each other, or for what comes unasked. */
  #parkedCount = 0;

  /** `runnable`: told of those that can go on. */
  constructor(runnable: (coroutine: Coroutine) => void) {
    this.#runnable = runnable;
  }

  get parkedCount(): number {
    return this.#parkedCount;
  }

  get size(): number {
    if (this.#all === null) return 0;
    return this.#all instanceof Set ? this.#all.size : 1;
  }

  *[Symbol.iterator](): Generator<Coroutine> {
    if (this.#all instanceof Set) yield* this.#all;
    else if (this.#all) yield this.#all;
  }

  add(thread: LuaThread): Coroutine {
    const coroutine = new Coroutine(thread, this);
    if (this.#all === null) this.#all = coroutine;
    else if (this.#all instanceof Set) this.#all.add(coroutine);
    else this.#all = new Set([this.#all, coroutine]);
    return coroutine;
  }

  end(coroutine: Coroutine): void {
    if (this.#all instanceof Set) this.#all.delete(coroutine);
    else if (this.#all === coroutine) this.#all = null;
    coroutine.release();
  }

  ready(coroutine: Coroutine): void {
    if (coroutine.isParked) this.#parkedCount--;
    coroutine.isParked = false;
    this.#runnable(coroutine);
  }

  parked(coroutine: Coroutine): void {
    if (!coroutine.isParked) this.#parkedCount++;
    coroutine.isParked = true;
  }

  release(): void {
    for (const coroutine of this) coroutine.release();
    this.#all = null;
  }
}
