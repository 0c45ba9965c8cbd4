import type { Dispose } from '../../base/disposable.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Completion } from '../scheduler/process.ts';
import { HeldPushing, holdLong } from './answers.ts';
import { refusalOf } from './copy.ts';
import type { DeepCopy } from './deep-copy.ts';
import { LuaSource } from './values.ts';
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
   * Copies on. A failure is why the values cannot be had, such as more than the thread's environment may hold, and nothing of them is
   * left on the stack. Throws `Interrupted` of base/effort once everything is to be stopped.
   */
  advance(sliceMs: number): 'more' | 'there' | Failure {
    const { environment, L } = this.#thread;
    if (!environment.inSlice(sliceMs, () => this.#copy.work())) return 'more';
    this.#release();
    const refusal = refusalOf(this.#copy, L);
    if (!refusal) return 'there';
    stack.setTop(L, this.#base);
    return refusal;
  }

  /** Nobody waits any more. */
  drop(): void {
    this.#release();
  }
}

/**
 * Begins to copy `value, err`, as others answered them, to a thread that waits. Null where it is little, or of a form that is written at
 * once (`pushAnswer`).
 */
export function incomingAnswer(thread: LuaThread, completion: Completion): Incoming | 'there' | null {
  if (completion.status === 'failed') return null;
  const { status, source } = completion;
  const { L } = thread;
  const base = stack.getTop(L);
  if (source instanceof LuaSource) {
    if (status !== 'returned') return null;
    const copy = source.copyTo(L);
    stack.pushNil(L);
    return copy.isDone ? 'there' : new Incoming(thread, copy, base, source.keep());
  }
  const held = holdLong(source);
  if (!held) return null;
  const pushing = new HeldPushing(L, held, status === 'returned' ? 'value' : 'error');
  return new Incoming(thread, pushing, base, () => held.letGo());
}
