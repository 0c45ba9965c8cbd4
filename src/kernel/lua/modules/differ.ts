/* eslint-disable no-underscore-dangle -- the names of what the library calls */
/** The library of `text.diff` with a limit to what it does in one go, and an account of it. */
import DiffMatchPatch, { type Diff, type Patch } from 'diff-match-patch';
import { spend } from '../../../base/effort.ts';

/** Seconds; a comparison that takes longer ends with larger differences than there are. */
export const MAX_TIMEOUT_S = 0.02;
/** Of texts that together are no longer, whole differences are found within that time: the clock is not asked, which may stand still elsewhere. */
const TIMELESS_LENGTH = 1_000;
/** What is done in one go, about {@link MAX_TIMEOUT_S}; a step is a look at two characters, about 5 ns. */
const MAX_STEPS = 4_000_000;
/** One long comparison, and some that are short. */
const MAX_PATCH_STEPS = 1.25 * MAX_STEPS;
const STEPS_PER_UNIT = 16;
/** Where something like a pattern may begin, for each difference. */
const STEPS_PER_PLACE = 6;
/** Characters that are copied or searched in the time of a step. */
const CHARACTERS_PER_STEP = 8;
/** How often a quarter of a text is tried where it may be found in the other one: of a text that repeats itself it is everywhere. */
const MAX_TRIES = 8;

/** Patches of which so much is to be done that it is not; the text is as it was. */
export class TooMuchWork extends Error {}

export class Differ extends DiffMatchPatch {
  /** What may still be done; without end where there is no such limit. */
  #steps = Infinity;

  /** Within {@link MAX_TIMEOUT_S}; without a look at the clock where texts are short. The library calls it again with a deadline. */
  override diff_main(one: string, other: string, byLines: boolean, deadline?: number): Diff[] {
    if (deadline !== undefined) return super.diff_main(one, other, byLines, deadline);
    const length = one.length + other.length;
    const common = this.diff_commonPrefix(one, other) + this.diff_commonSuffix(one, other);
    const differing = Math.max(0, length - 2 * common);
    this.#pay(length / CHARACTERS_PER_STEP + Math.min(differing ** 2, MAX_STEPS));
    const timeoutS = this.Diff_Timeout;
    // Zero is no limit there.
    if (length <= TIMELESS_LENGTH) this.Diff_Timeout = 0;
    try {
      return super.diff_main(one, other, byLines);
    } finally {
      this.Diff_Timeout = timeoutS;
    }
  }

  /** No look at the clock lies within. */
  override diff_halfMatch_(one: string, other: string): string[] | null {
    const [short, long] = one.length < other.length ? [one, other] : [other, one];
    const quarter = Math.floor(long.length / 4);
    const isTried = [quarter, 2 * quarter].every((from) => occursSeldom(long.substr(from, quarter), short));
    return isTried ? super.diff_halfMatch_(one, other) : null;
  }

  /** @throws {TooMuchWork} */
  override patch_apply(patches: readonly Patch[], text: string): [text: string, done: boolean[]] {
    this.#steps = MAX_PATCH_STEPS;
    try {
      // Each piece that it is taken apart into leaves the rest to be looked at once more.
      for (const { diffs, length1 } of patches) {
        const pieces = Math.ceil(length1 / (this.Match_MaxBits - 2 * this.Patch_Margin));
        this.#pay(pieces * (length1 / CHARACTERS_PER_STEP + diffs.length));
      }
      return super.patch_apply(patches, text);
    } finally {
      this.#steps = Infinity;
    }
  }

  /** Of each piece of a patch. */
  override match_main(text: string, pattern: string, at: number): number {
    this.#pay(text.length / CHARACTERS_PER_STEP);
    return super.match_main(text, pattern, at);
  }

  /** What is further away is never near enough: only what lies around is looked through. */
  override match_bitap_(text: string, pattern: string, at: number): number {
    const reach = Math.ceil(this.Match_Distance * this.Match_Threshold) + 2 * pattern.length;
    const from = Math.max(0, at - reach);
    const around = text.slice(from, at + reach);
    const errors = Math.ceil(pattern.length * this.Match_Threshold);
    this.#pay((around.length + pattern.length) * errors * STEPS_PER_PLACE);
    const found = super.match_bitap_(around, pattern, at - from);
    return found < 0 ? found : from + found;
  }

  /** In a time that grows with their length, also where texts repeat themselves. */
  override diff_commonOverlap_(one: string, other: string): number {
    const length = Math.min(one.length, other.length);
    const borders = new Uint32Array(length);
    const longer = (known: number, character: string): number => {
      let next = known;
      while (next > 0 && (next === length || other[next] !== character)) next = borders[next - 1] ?? 0;
      return other[next] === character ? next + 1 : next;
    };
    for (let at = 1; at < length; at++) borders[at] = longer(borders[at - 1] ?? 0, other[at] ?? '');
    let common = 0;
    for (let at = one.length - length; at < one.length; at++) common = longer(common, one[at] ?? '');
    return common;
  }

  #pay(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new TooMuchWork();
    spend(steps / STEPS_PER_UNIT);
  }
}

function occursSeldom(part: string, text: string): boolean {
  let at = -1;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    at = text.indexOf(part, at + 1);
    if (at < 0) return true;
  }
  return false;
}
