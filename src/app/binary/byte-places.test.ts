import { expect, it } from 'vitest';
import { bytesOfLine, lineOfByte, rangeText } from './byte-places.ts';

/** A module of 20 bytes, a function in it, two instructions; a line of which nothing is told. */
const places = Uint32Array.of(0, 20, 8, 16, 10, 12, 12, 13, 0, 0);

it('a byte is said by the innermost line that has it, and a line knows its bytes', () => {
  expect([0, 8, 10, 11, 12, 13, 19].map((offset) => lineOfByte(places, offset))).toEqual([1, 2, 3, 3, 4, 2, 1]);
  expect(lineOfByte(places, 20)).toBeNull();
  expect([1, 2, 3, 4, 5, 6].map((line) => bytesOfLine(places, line))).toEqual([
    { start: 0, end: 20 },
    { start: 8, end: 16 },
    { start: 10, end: 12 },
    { start: 12, end: 13 },
    null,
    null,
  ]);
  expect([rangeText({ start: 10, end: 12 }), rangeText({ start: 12, end: 13 })]).toEqual([
    '0xa–0xb, 2 bytes',
    '0xc, 1 byte',
  ]);
});
