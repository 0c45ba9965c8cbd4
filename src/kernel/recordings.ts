/** Large values on their way to tapes. */
import { inSlice, type Portions } from '../base/effort.ts';
import { err, type Result } from '../base/result.ts';
import type { Failure } from '../contract/errors.ts';
import type { Clock } from '../contract/ports.ts';
import { TapeWriter, type Tape, type TapeLimits } from '../contract/tape.ts';
import type { HeldValues } from '../contract/values.ts';
import { failureOf, tapeOf } from './results.ts';

/** Of what is recorded, so much is when it comes: all of nearly everything. */
const AT_ONCE_MS = 0.5;

interface Recording {
  readonly writer: TapeWriter;
  readonly writing: Portions;
  readonly recorded: (tape: Result<Tape, Failure>) => void;
  readonly letGo: () => void;
}

/** Something that is being recorded; nothing happens to it any more once it was told. */
export interface Underway {
  /** Records what is left at once. */
  finish(): void;
  /** Gives it up, and nobody is told. */
  drop(): void;
}

/**
 * Records values in portions: of each the most when it comes, and then a slice in each turn of the kernel, in turns. Values are let
 * go when they are recorded or given up.
 */
export class Recordings {
  readonly #clock: Clock;
  readonly #interrupted: () => boolean;
  /** Whose turn it is stands first. */
  readonly #underway = new Set<Recording>();

  /** `interrupted` = everything is to be stopped. */
  constructor(clock: Clock, interrupted: () => boolean) {
    this.#clock = clock;
    this.#interrupted = interrupted;
  }

  /** `recorded` is told once, perhaps at once, of the tape or why there is none; `values` are there until it returns. */
  record(values: HeldValues, limits: TapeLimits, recorded: (tape: Result<Tape, Failure>) => void): Underway {
    const writer = new TapeWriter(limits);
    const recording = { writer, writing: values.writing(writer), recorded, letGo: () => values.letGo() };
    this.#underway.add(recording);
    this.#workOn(recording, AT_ONCE_MS);
    return {
      finish: () => this.#workOn(recording, Infinity),
      drop: () => {
        if (this.#underway.delete(recording)) recording.letGo();
      },
    };
  }

  /** A slice for one of them; whether there is more to do. */
  work(sliceMs: number): boolean {
    for (const recording of this.#underway) {
      this.#workOn(recording, sliceMs);
      break;
    }
    return this.#underway.size > 0;
  }

  /** Gives all up. */
  clear(): void {
    for (const recording of this.#underway) recording.letGo();
    this.#underway.clear();
  }

  #workOn(recording: Recording, sliceMs: number): void {
    if (!this.#underway.delete(recording)) return;
    const tape = this.#advance(recording, sliceMs);
    if (!tape) {
      this.#underway.add(recording);
      return;
    }
    try {
      recording.recorded(tape);
    } finally {
      recording.letGo();
    }
  }

  /** Null where there is more to record. */
  #advance({ writer, writing }: Recording, sliceMs: number): Result<Tape, Failure> | null {
    const slice = {
      nowMs: () => this.#clock.nowMs(),
      endMs: this.#clock.nowMs() + sliceMs,
      interrupted: this.#interrupted,
    };
    try {
      return inSlice(slice, () => writing.work()) ? tapeOf(writer) : null;
    } catch (error) {
      return err(failureOf(error));
    }
  }
}
