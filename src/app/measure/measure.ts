/** How long calls take: many of one function, and of another in turns with it. */
import type { Playground } from '../../client/playground.ts';
import type { CallError, PlainValue } from '../../contract/api.ts';

export interface Measured {
  readonly id: string;
  /** Milliseconds, in the order of the calls. */
  readonly durations: readonly number[];
}

export interface Measurement {
  readonly measured: readonly Measured[];
  /** What ended it before its time; null for a whole one, and for one that was stopped. */
  readonly failure: { readonly id: string; readonly error: CallError } | null;
}

export interface MeasureOptions {
  readonly call: Playground['call'];
  /** One or two. */
  readonly ids: readonly string[];
  readonly args: readonly PlainValue[];
  /** Of each. */
  readonly count: number;
  readonly goesOn: () => boolean;
  /** Told after each round. */
  readonly onRound?: (done: number) => void;
}

/** First calls make instances and compile: they are made and not counted. */
const WARM_UP = 1;

/** In turns, so that what else the machine does in the meantime takes from each alike. Ends at the first failure. */
export async function measure({ call, ids, args, count, goesOn, onRound }: MeasureOptions): Promise<Measurement> {
  const measured = ids.map((id) => ({ id, durations: [] as number[] }));
  for (let round = -WARM_UP; round < count; round++) {
    for (const { id, durations } of measured) {
      const { error, durationMs } = await call(id, ...args);
      if (!goesOn()) return { measured, failure: null };
      if (error !== null) return { measured, failure: { id, error } };
      if (round >= 0) durations.push(durationMs);
    }
    if (round >= 0) onRound?.(round + 1);
  }
  return { measured, failure: null };
}

export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Null for no durations. A percentile is one of them: the first that so many are no longer than. */
export function summaryOf(durations: readonly number[]): Summary | null {
  const sorted = durations.toSorted((left, right) => left - right);
  const [min] = sorted;
  if (min === undefined) return null;
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]!;
  return { count: sorted.length, min, median: at(0.5), p95: at(0.95), max: sorted.at(-1)! };
}

export interface Histogram {
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Of each series, how many stand in each bin. */
  readonly series: readonly (readonly number[])[];
  /** So many beyond {@link to}, of all series. */
  readonly beyond: number;
}

/** Bins that several series share. The slowest two in a hundred are counted beside it: one of them would press all others together. */
export function histogramOf(series: readonly (readonly number[])[], bins: number): Histogram | null {
  const sorted = series.flat().toSorted((left, right) => left - right);
  const [from] = sorted;
  if (from === undefined) return null;
  const to = sorted[Math.ceil(sorted.length * 0.98) - 1]!;
  const width = (to - from) / bins || 1;
  const counted = series.map((durations) => {
    const counts = Array.from({ length: bins }, () => 0);
    for (const duration of durations)
      if (duration <= to) counts[Math.min(bins - 1, Math.floor((duration - from) / width))]!++;
    return counts;
  });
  return { from, to, series: counted, beyond: sorted.filter((duration) => duration > to).length };
}

/** `1.8 times as long`, by the medians. */
export function comparison([first, second]: readonly (Summary | null)[], [a, b]: readonly string[]): string | null {
  if (!first || !second || a === undefined || b === undefined || first.median === 0 || second.median === 0) return null;
  const ratio = second.median / first.median;
  if (ratio > 0.95 && ratio < 1.05) return 'Both take as long.';
  const [slower, faster, times] = ratio > 1 ? [b, a, ratio] : [a, b, 1 / ratio];
  return `${slower} takes ${times.toFixed(times < 10 ? 1 : 0)} times as long as ${faster}.`;
}
