import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'nobody in particular -> nil',
    'bob asks for request 1',
    'bob doubles 4 -> 8',
    'bob is refused: PermissionDenied: not allowed: app:safe',
    'bob may edit a page of eve: false',
    'ada asks for request 2',
    'ada doubles 21 -> 42',
    'ada -> opened by ada',
    'ada may edit a page of eve: true',
  ],
  value: true,
};
