import { expect, test } from 'vitest';
import { fitted, formatDuration, formatTick, panned, ticksOf, zoomed } from './scale.ts';

const bounds = { fromMs: 0, toMs: 100 };

test('what is under the pointer stays there when one looks closer, and back is where one was', () => {
  const near = zoomed(bounds, 0.5, 25, bounds);
  expect(near).toEqual({ fromMs: 12.5, toMs: 62.5 });
  expect(zoomed(near, 2, 25, bounds)).toEqual(bounds);
});

test('one looks neither closer than the clock nor much farther than there is something, and something stays in view', () => {
  let range = bounds;
  for (let round = 0; round < 100; round++) range = zoomed(range, 0.5, 50, bounds);
  expect(range.toMs - range.fromMs).toBeCloseTo(0.02);
  for (let round = 0; round < 100; round++) range = zoomed(range, 2, 50, bounds);
  expect(range.toMs - range.fromMs).toBeCloseTo(150);
  expect(panned(bounds, 1e6, bounds).fromMs).toBe(90);
  expect(panned(bounds, -1e6, bounds).toMs).toBe(10);
});

test('all that was asked for is in view, with some room', () => {
  expect(fitted({ fromMs: 0, toMs: 100 })).toEqual({ fromMs: -2, toMs: 102 });
  expect(fitted({ fromMs: 5, toMs: 5 }).toMs).toBeGreaterThan(5);
});

test('times across the view are round and read as exactly as they differ', () => {
  const { atMs, stepMs } = ticksOf({ fromMs: 0.1, toMs: 2.2 }, 5);
  expect(atMs.map((ms) => formatTick(ms, stepMs))).toEqual(['500 µs', '1000 µs', '1500 µs', '2000 µs']);
  const seconds = ticksOf({ fromMs: 0, toMs: 9_000 }, 4);
  expect(seconds.atMs.map((ms) => formatTick(ms, seconds.stepMs))).toEqual(['0 s', '5 s']);
  expect([0, 0.0123, 5.239, 1234.5, 90_000, 600_000].map(formatDuration)).toEqual([
    '0 µs',
    '12.3 µs',
    '5.24 ms',
    '1.23 s',
    '90 s',
    '10 min',
  ]);
});
