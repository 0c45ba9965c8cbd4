import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    '2^53 + 1 = 9007199254740993',
    'fibonacci(93) = 12200160415121876738',
    '9223372036854775807 -9223372036854775808',
    'userdata 18446744073709551614',
    '18446744073709551615 true true',
    '1844674407370955161 5',
    '4503599627370496',
    'add failed: argument 1: a: expected u64, got 9007199254740992: a float is not exact beyond 2^53-1',
    'add failed: argument 1: a: expected u64, got 0.5',
    'add failed: argument 1: a: expected u64 (0..18446744073709551615), got -1',
    'negate failed: argument 1: n: expected s64 (-9223372036854775808..9223372036854775807), got 18446744073709551615',
  ],
  value: 9007199254740993n,
};
