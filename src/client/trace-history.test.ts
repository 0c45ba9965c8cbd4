import { expect, test } from 'vitest';
import type { TraceEvent } from '../contract/api.ts';
import { TraceHistory } from './trace-history.ts';

const event = (atMs: number): TraceEvent => ({ atMs, kind: 'queued', call: atMs, target: 'app:f', parent: null });

test('what is not remembered any more is a gap at the beginning, and counted', () => {
  const history = new TraceHistory();
  history.append([event(1), event(2)]);
  expect(history.list()).toEqual([event(1), event(2)]);
  for (let atMs = 3; atMs <= 50_000; atMs++) history.append([event(atMs)]);
  const [gap, first] = history.list();
  expect(gap).toEqual({ kind: 'left-out', atMs: 1, untilMs: 40_001, count: 40_000, calls: 0 });
  expect(first).toEqual(event(40_001));
  history.clear();
  expect(history.list()).toEqual([]);
});
