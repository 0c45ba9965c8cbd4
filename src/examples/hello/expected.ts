import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: ['the answer is 42', '6 * 7 = 42', 'six * 7 = nil because argument 1: a: expected s32, got string'],
  value: 42,
};
