import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'paint -> painted',
    'wash failed: app:worker:3: slipped',
    'wash -> washed',
    'Hello, Ann',
    'Hello, Bob from another process: true',
  ],
  value: true,
};
