import { inSlice, type Slice } from '../../base/effort.ts';
import type { HeldBytes } from '../../base/held-bytes.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { ValueReader } from '../../contract/values.ts';
import type { FunctionMapper, LoweredPortions } from '../values/mapper.ts';
import { StagingWriter } from '../values/staging.ts';

/** What a lowering asks of the thread that it runs on. */
export interface LoweringTime {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Asked while arguments are checked; false ends the call as canceled. */
  readonly mayGoOn: () => boolean;
}

/** Arguments that take more than one turn to be lowered. They have a buffer of their own, which is counted as it grows. */
export class LongArguments {
  readonly #out = new StagingWriter();
  readonly #portions: LoweredPortions;
  readonly #held: HeldBytes;
  readonly #time: LoweringTime;
  #heldBytes = 0;

  /** Borrows `args` until they are there, or nobody wants them; nobody else uses the reader from the first {@link advance} on. */
  constructor(mapper: FunctionMapper, args: ValueReader, held: HeldBytes, time: LoweringTime) {
    this.#portions = mapper.lowering(args, this.#out);
    this.#held = held;
    this.#time = time;
  }

  /** What there is of them so far. */
  get sizeBytes(): number {
    return this.#heldBytes;
  }

  /** Works for so long. A failure is why they cannot be passed. */
  advance(budgetMs: number): 'more' | 'there' | Failure {
    const { nowMs, mayGoOn } = this.#time;
    const slice: Slice = { nowMs, endMs: nowMs() + budgetMs, interrupted: () => !mayGoOn() };
    const isDone = inSlice(slice, () => this.#portions.work());
    if (isDone && this.#portions.failure) return this.#portions.failure;
    const bytes = this.#out.written.length;
    const refusal = holdArguments(this.#held, bytes - this.#heldBytes);
    if (refusal) return refusal;
    this.#heldBytes = bytes;
    return isDone ? 'there' : 'more';
  }

  /** Hands them over; whoever takes them lets go of their bytes. */
  take(): Uint8Array {
    this.#heldBytes = 0;
    return this.#out.take();
  }

  /** Nobody wants them any more. */
  drop(): void {
    this.#held.letGo(this.#heldBytes);
    this.#heldBytes = 0;
  }
}

/** Counts bytes of arguments that wait; a failure where all that wait would have too many. */
export function holdArguments(held: HeldBytes, bytes: number): Failure | null {
  if (held.hold(bytes)) return null;
  const text = `arguments of calls that wait for their turn take more than ${held.maxBytes / 2 ** 20} MiB together`;
  return failure(ErrorKind.unavailable, text, { retryable: true });
}
