import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: [
    'Hello world blue',
    'HOW=Hello\nWHERE=world\n',
    'HOW=Good evening\nWHERE=world\n',
    'PLACE: environment variable is read-only',
    'NOBODY: environment variable not found',
  ],
  value: 'Good evening, world',
};
