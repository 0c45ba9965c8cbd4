import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'next_u8 254 -> 255',
    'next_u8 255 -> 0',
    'next_u8 256 -> argument 1: n: expected u8 (0..255), got 256',
    'next_u8 -1 -> argument 1: n: expected u8 (0..255), got -1',
    'next_u8 7 -> 8',
    'next_u8 7.5 -> argument 1: n: expected u8, got 7.5',
    'next_s64 9007199254740992 -> 9007199254740993',
    'next_s64 -9223372036854775808 -> -9223372036854775807',
    'next_s64 9007199254740992 -> argument 1: n: expected s64, got 9007199254740992: a float is not exact beyond 2^53-1',
    'next_u64 9223372036854775807 -> 9223372036854775808',
    'userdata true',
    'next_u64 9223372036854775808 -> 9223372036854775809',
    'half 7 -> 3.5',
    'half inf -> inf',
    'single 0.1 -> 0.10000000149011612',
    'upper q -> Q',
    'upper ß -> ß',
    'upper no -> argument 1: c: expected char, got string of 2 characters',
    'invert false -> true',
    'invert 0 -> argument 1: b: expected bool, got number',
    'next_s64 41 -> 42',
  ],
  value: 42,
};
