/** Sorting of more items than anybody waits for. */
import { isDue, spend } from './effort.ts';
import type { Steps } from './steps.ts';

/** Of so many the engine sorts the beginning: some hundredths of a millisecond. */
const RUN = 256;
/** What a comparison of a sort counts as, with what is around it. */
const UNITS_PER_RUN = RUN * 4;
/** Items that are merged between two looks. */
const PIECE = 64;

/** The items in order in a new array, equal ones as they were (base/effort.ts says where it leaves off). */
export function* sorting<T>(items: readonly T[], compare: (one: T, other: T) => number): Steps<T[]> {
  let from: T[] = [];
  for (let at = 0; at < items.length; at += RUN) {
    spend(UNITS_PER_RUN);
    for (const item of items.slice(at, at + RUN).toSorted(compare)) from.push(item);
    if (isDue()) yield;
  }
  let to = from.slice();
  for (let width = RUN; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) yield* merge(from, to, start, width, compare);
    [from, to] = [to, from];
  }
  return from;
}

/** Two neighbours of `width` items each, the last of which may be shorter or missing. */
function* merge<T>(
  from: readonly T[],
  to: T[],
  start: number,
  width: number,
  compare: (one: T, other: T) => number,
): Steps<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(middle + width, from.length);
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const isLeft = right >= end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    to[at] = isLeft ? from[left++]! : from[right++]!;
    if (at % PIECE === 0) {
      spend(PIECE);
      if (isDue()) yield;
    }
  }
}
