import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    '60 rolls, all from 1 to 6: true',
    'a password of 12 letters and digits',
    'UUIDs of version 4 and 7',
    'both see the same day: true',
  ],
  value: true,
};
