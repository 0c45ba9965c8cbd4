/** Calls of the same function that the console still has. */
import type { CallRecord, ConsoleEntry } from '../../contract/api.ts';
import type { ConsoleRow } from '../stores/console-store.ts';

/** As many as a line of that size can show. */
export const MAX_CALLS = 40;

export interface CallEntry extends ConsoleEntry {
  readonly call: CallRecord;
}

/** Up to `entry` itself, which is the last, oldest first; empty for what is no call of these rows. */
export function callsUpTo(rows: readonly ConsoleRow[], entry: ConsoleEntry): readonly CallEntry[] {
  const found: CallEntry[] = [];
  let isSeen = false;
  for (let index = rows.length - 1; index >= 0 && found.length < MAX_CALLS; index--) {
    const other = rows[index]!.entry;
    isSeen ||= other === entry;
    if (isSeen && isCall(other) && other.call.target === entry.call?.target) found.push(other);
  }
  return found.toReversed();
}

function isCall(entry: ConsoleEntry): entry is CallEntry {
  return entry.call !== undefined && entry.call !== null;
}

/** The last of those before that ended well: what the value of the last one is held against. Null where there is none. */
export function callBefore(calls: readonly CallEntry[]): CallEntry | null {
  return calls.slice(0, -1).findLast(({ call }) => call.error === null) ?? null;
}

/** Points of a line in a picture of this size, the longest duration at the top. */
export function sparkPoints(durations: readonly number[], width: number, height: number): string {
  const longest = Math.max(...durations);
  const across = width / Math.max(1, durations.length - 1);
  return durations
    .map((duration, index) => {
      const y = height - (longest === 0 ? 0 : (duration / longest) * height);
      return `${(index * across).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
