import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: [
    'first falls asleep',
    'second falls asleep',
    'tick 1',
    'tick 2',
    'tick 3',
    'first woke up, slept long enough: true',
    'second woke up, slept long enough: true',
    'side by side: true',
  ],
  value: 2,
};
