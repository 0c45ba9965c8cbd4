import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: [
    '200 Hello, ann',
    '200 Hello, bob',
    '200 Hello, eve',
    'at the same time: true',
    '404',
    'nil HTTP-request-denied',
  ],
  value: '200 Hello, visitor',
};
