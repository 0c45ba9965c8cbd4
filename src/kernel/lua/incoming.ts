import type { Dispose } from '../../base/disposable.ts';
import type { DeepCopy } from './copy.ts';
import { isOverdrawn } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaThread } from './vm/types.ts';

/**
 * Values on their way to a thread that waits for them. They lie on its stack already; what is in their tables is copied in as
 * many slices as it takes.
 */
export class Incoming {
  readonly #thread: LuaThread;
  readonly #copy: DeepCopy;
  readonly #base: number;
  readonly #release: Dispose;

  /** `base`: top of the thread's stack below the values. `release` lets the originals go; it is called once. */
  constructor(thread: LuaThread, copy: DeepCopy, base: number, release: Dispose) {
    this.#thread = thread;
    this.#copy = copy;
    this.#base = base;
    this.#release = release;
  }

  /**
   * Copies on. `too large`: more than the thread's environment may hold, and nothing of it is left on the stack. Throws
   * `Interrupted` of base/effort once everything is to be stopped.
   */
  advance(sliceMs: number): 'more' | 'there' | 'too large' {
    const { environment, L } = this.#thread;
    if (!environment.inSlice(sliceMs, () => this.#copy.work())) return 'more';
    this.#release();
    if (!this.#copy.isFull && !isOverdrawn(L)) return 'there';
    stack.setTop(L, this.#base);
    return 'too large';
  }

  /** Nobody waits any more. */
  drop(): void {
    this.#release();
  }
}
