import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'greet Hello, Wippy!',
    'greet Hello, Зоя 🌍!',
    'greet Hello, !',
    'bytes 11',
    'characters 7',
    'greet failed: argument 1: name: expected string, got invalid UTF-8 at byte 2',
    'reversed 3 255 1 0',
    'reverse Hi!',
    'reverse failed: argument 1: bytes[2]: expected u8 (0..255), got 256',
    'long true',
  ],
  value: 7,
};
