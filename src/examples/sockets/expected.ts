import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: ['before: 0', 'client got: HELLO OVER THERE', 'server got: hello over there', 'visitor: 0'],
  value: 'HELLO OVER THERE',
};
