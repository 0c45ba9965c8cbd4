import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'slug: creme-brulee-s-il-vous-plait',
    '3 a',
    '3 rose',
    '2 is',
    'at least three: 2',
    '{\n  "name": "Zoë",\n  "tags": []\n}',
    'nil {"name":  Unexpected end of JSON input',
  ],
  value: 'creme-brulee-s-il-vous-plait',
};
