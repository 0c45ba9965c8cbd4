import { describe, expect, it } from 'vitest';
import type { CallResult } from '../../contract/api.ts';
import { comparison, histogramOf, measure, summaryOf } from './measure.ts';

const done = (durationMs: number): CallResult => ({ value: null, error: null, durationMs });

function recorder(durations: readonly number[]) {
  const calls: string[] = [];
  const call = (id: string, ...args: unknown[]): Promise<CallResult> => {
    calls.push(`${id}(${args.join(', ')})`);
    return Promise.resolve(done(durations[calls.length - 1] ?? 1));
  };
  return { calls, call };
}

describe('measuring', () => {
  it('calls two functions in turns, and does not count the first call of each', async () => {
    const { calls, call } = recorder([100, 200, 1, 2, 3, 4]);
    const rounds: number[] = [];
    const options = { call, ids: ['app:a', 'app:b'], args: [6, 7], count: 2, goesOn: () => true };
    const { measured, failure } = await measure({ ...options, onRound: (round) => rounds.push(round) });
    expect(calls).toEqual(Array.from({ length: 3 }, () => ['app:a(6, 7)', 'app:b(6, 7)']).flat());
    expect(measured).toEqual([
      { id: 'app:a', durations: [1, 3] },
      { id: 'app:b', durations: [2, 4] },
    ]);
    expect([failure, rounds]).toEqual([null, [1, 2]]);
  });

  it('ends when it is stopped, with what was measured until then', async () => {
    const { calls, call } = recorder([]);
    const { measured } = await measure({ call, ids: ['app:a'], args: [], count: 100, goesOn: () => calls.length < 4 });
    expect(measured[0]!.durations).toHaveLength(2);
    expect(calls).toHaveLength(4);
  });

  it('ends at a call that fails, and says which', async () => {
    const error = { from: 'runtime', kind: 'Invalid', message: 'no', retryable: false, details: null } as const;
    const call = (id: string): Promise<CallResult> => Promise.resolve(id === 'app:b' ? { ...done(1), error } : done(1));
    const answer = await measure({ call, ids: ['app:a', 'app:b'], args: [], count: 5, goesOn: () => true });
    expect(answer.failure).toEqual({ id: 'app:b', error });
  });
});

describe('what was measured', () => {
  it('is summed up by durations that were there', () => {
    const durations = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summaryOf(durations)).toEqual({ count: 100, min: 1, median: 50, p95: 95, max: 100 });
    expect(summaryOf([3])).toEqual({ count: 1, min: 3, median: 3, p95: 3, max: 3 });
    expect(summaryOf([])).toBeNull();
  });

  it('falls into bins that all series share, without the slowest few', () => {
    const first = [0, 1, 1, 9];
    expect(histogramOf([first, [10]], 5)).toEqual({
      from: 0,
      to: 10,
      series: [
        [3, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
      ],
      beyond: 0,
    });
    const slow = [...Array.from({ length: 99 }, (_, index) => index), 100_000];
    expect(histogramOf([slow], 10)).toMatchObject({ from: 0, to: 97, beyond: 2 });
    expect(histogramOf([[5, 5]], 3)).toEqual({ from: 5, to: 5, series: [[2, 0, 0]], beyond: 0 });
    expect(histogramOf([[]], 3)).toBeNull();
  });

  it('is compared by medians, as far as there is a difference', () => {
    const of = (median: number) => ({ count: 1, min: 0, median, p95: 0, max: 0 });
    expect(comparison([of(1), of(1.8)], ['a', 'b'])).toBe('b takes 1.8 times as long as a.');
    expect(comparison([of(40), of(2)], ['a', 'b'])).toBe('a takes 20 times as long as b.');
    expect(comparison([of(1), of(1.04)], ['a', 'b'])).toBe('Both take as long.');
    expect(comparison([of(1)], ['a'])).toBeNull();
    expect(comparison([of(0), of(1)], ['a', 'b'])).toBeNull();
  });
});
