import { inSlice, spend, UNITS_PER_LOOK, type Portions } from '../../base/effort.ts';
import { TapeWriter, type Tape } from '../../contract/tape.ts';
import type { HeldValues } from '../../contract/values.ts';

/** Each slice is over when it begins. */
const OVER = { nowMs: () => 1, endMs: 0, interrupted: () => false };

/** Works in as many portions as there can be, and says how many those were. */
export function inPortions(work: Portions): number {
  const portion = (): boolean =>
    inSlice(OVER, () => {
      spend(UNITS_PER_LOOK + 1);
      return work.work();
    });
  let portions = 1;
  while (!portion()) portions++;
  return portions;
}

/** A tape that was recorded in as many portions as there can be. */
export function recordedInPortions(values: HeldValues): { readonly tape: Tape; readonly portions: number } {
  const writer = new TapeWriter({ values: Infinity, bytes: Infinity });
  const portions = inPortions(values.writing(writer));
  return { tape: writer.take(), portions };
}
