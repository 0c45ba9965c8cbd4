import { expect, test } from 'vitest';
import { delayMs } from './retry-rule.ts';

const wait = (initialDelayMs: number, backoffFactor: number, attempt: number, fraction = 0.5, jitter = 0): number =>
  delayMs({ initialDelayMs, maxDelayMs: 5000, backoffFactor, jitter }, attempt, fraction);

test('each wait is so many times the one before, up to the longest', () => {
  expect([2, 3, 4, 8, 9].map((attempt) => wait(100, 2, attempt))).toEqual([100, 200, 400, 5000, 5000]);
});

test('a wait varies by a share of itself', () => {
  expect([wait(100, 2, 2, 0, 0.5), wait(100, 2, 2, 0.5, 0.5), wait(100, 2, 2, 1, 0.5)]).toEqual([50, 100, 150]);
});

test('is a time at any attempt, from no time on too', () => {
  for (const attempt of [2, 10, 155, 1000, 1e6])
    expect([wait(0, 100, attempt), wait(1, 100, attempt)]).toEqual([0, Math.min(5000, 100 ** (attempt - 2))]);
});
