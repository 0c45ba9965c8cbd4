/** Large values on their way to tapes. */
import { inSlice, Interrupted, type Portions } from '../base/effort.ts';
import { err, type Result } from '../base/result.ts';
import { canceledFailure, type Failure } from '../contract/errors.ts';
import type { Clock } from '../contract/ports.ts';
import { TapeWriter, type Tape, type TapeLimits } from '../contract/tape.ts';
import type { HeldValues, ValueWriter } from '../contract/values.ts';
import { failureOf, tapeOf } from './results.ts';

/** Of what is recorded, so much is when it comes: all of nearly everything. */
const AT_ONCE_MS = 0.5;
/** Of what nobody waits for, so much may be underway: each holds the values, and their world. */
const MAX_UNAWAITED = 16;
/** And so many bytes of copies that were made to hold the values: the largest that is kept fits in twice. */
const MAX_UNAWAITED_BYTES = 32 * 1024 * 1024;

interface Recording {
  readonly work: Portions;
  /** All is done, or this is why not. */
  readonly done: (failure: Failure | null) => void;
  readonly letGo: () => void;
  /** Of a copy that was made to hold the values. */
  readonly heldBytes: number;
}

/** Something that is being recorded; nothing happens to it any more once it was told. */
export interface Underway {
  /** Records what is left at once. */
  finish(): void;
  /** Gives it up, and nobody is told. */
  drop(): void;
}

/**
 * Records values in portions: of each the most when it comes, and then a slice in each turn of the kernel, one after the other, so that
 * one tape grows at a time; first what somebody waits for. Values are let go when they are recorded or given up.
 */
export class Recordings {
  readonly #clock: Clock;
  readonly #interrupted: () => boolean;
  readonly #awaited = new Set<Recording>();
  readonly #unawaited = new Set<Recording>();

  /** `interrupted` = everything is to be stopped. */
  constructor(clock: Clock, interrupted: () => boolean) {
    this.#clock = clock;
    this.#interrupted = interrupted;
  }

  /**
   * `recorded` is told once, perhaps at once, of the tape or why there is none; `values` are there until it returns. What is not
   * `awaited` may be given up for what comes later, which is told as well.
   */
  record(
    values: HeldValues,
    limits: TapeLimits,
    recorded: (tape: Result<Tape, Failure>) => void,
    how: 'awaited' | 'in passing' = 'awaited',
  ): Underway {
    const writer = new TapeWriter(limits);
    return this.goOn(
      values.writing(writer),
      values,
      (failure) => recorded(failure ? err(failure) : tapeOf(writer)),
      how,
    );
  }

  /** Does other work on values in the same way. */
  goOn(
    work: Portions,
    values: Pick<HeldValues, 'letGo' | 'sizeBytes'>,
    done: (failure: Failure | null) => void,
    how: 'awaited' | 'in passing' = 'awaited',
  ): Underway {
    const recording: Recording = { work, done, letGo: () => values.letGo(), heldBytes: values.sizeBytes ?? 0 };
    const queue = how === 'awaited' ? this.#awaited : this.#unawaited;
    queue.add(recording);
    this.#workOn(recording, queue, AT_ONCE_MS);
    for (const oldest of this.#unawaited) {
      if (this.#unawaited.size <= MAX_UNAWAITED && this.#unawaitedBytes <= MAX_UNAWAITED_BYTES) break;
      this.#unawaited.delete(oldest);
      end(oldest, canceledFailure());
    }
    return {
      finish: () => {
        if (queue.has(recording)) this.#workOn(recording, queue, Infinity);
      },
      drop: () => {
        if (queue.delete(recording)) recording.letGo();
      },
    };
  }

  /** A slice for one of them; whether there is more to do. */
  work(sliceMs: number): boolean {
    const queue = this.#awaited.size > 0 ? this.#awaited : this.#unawaited;
    const [first] = queue;
    if (first) this.#workOn(first, queue, sliceMs);
    return this.#awaited.size + this.#unawaited.size > 0;
  }

  /** Gives all up. */
  clear(): void {
    for (const queue of [this.#awaited, this.#unawaited]) {
      for (const recording of queue) recording.letGo();
      queue.clear();
    }
  }

  get #unawaitedBytes(): number {
    let bytes = 0;
    for (const { heldBytes } of this.#unawaited) bytes += heldBytes;
    return bytes;
  }

  #workOn(recording: Recording, queue: Set<Recording>, sliceMs: number): void {
    const state = this.#advance(recording, sliceMs);
    if (state === 'more') return;
    queue.delete(recording);
    end(recording, state);
  }

  #advance({ work }: Recording, sliceMs: number): 'more' | Failure | null {
    const slice = {
      nowMs: () => this.#clock.nowMs(),
      endMs: this.#clock.nowMs() + sliceMs,
      interrupted: this.#interrupted,
    };
    try {
      return inSlice(slice, () => work.work()) ? null : 'more';
    } catch (error) {
      return failureOf(error);
    }
  }
}

/** What is recorded by whoever goes on with the work, for the handle of it. */
export class Keeping implements Portions {
  readonly #writer: TapeWriter;
  readonly #writing: Portions;
  readonly #keep: (tape: Tape) => string | null;
  #isRefused = false;

  /** `keep` is told of the whole. */
  constructor(limits: TapeLimits, begin: (writer: ValueWriter) => Portions, keep: (tape: Tape) => string | null) {
    this.#writer = new TapeWriter(limits);
    this.#writing = begin(this.#writer);
    this.#keep = keep;
  }

  work(): boolean {
    try {
      return this.#writing.work();
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      failureOf(error);
      this.#isRefused = true;
      return true;
    }
  }

  /** Once the work is done; null for what is more than is kept. */
  take(): string | null {
    const tape = this.#isRefused ? null : tapeOf(this.#writer);
    return tape?.ok ? this.#keep(tape.value) : null;
  }
}

function end({ done, letGo }: Recording, failure: Failure | null): void {
  try {
    done(failure);
  } finally {
    letGo();
  }
}
