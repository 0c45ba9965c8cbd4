import { expect, test } from 'vitest';
import { createRandom } from '../../base/testing/fuzz.ts';
import { disguise, mutate } from './mutate.ts';

const BINARY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0);

test('a binary that is shorter than its version word is disguised as far as it goes', () => {
  const disguised = (length: number) => [...disguise(BINARY.subarray(0, length), 'component')];
  expect([0, 3, 4, 5, 6, 8, 9].map(disguised)).toEqual([
    [],
    [0, 97, 115],
    [0, 97, 115, 109],
    [0, 97, 115, 109, 0x0d],
    [0, 97, 115, 109, 0x0d, 0],
    [0, 97, 115, 109, 0x0d, 0, 1, 0],
    [0, 97, 115, 109, 0x0d, 0, 1, 0, 1],
  ]);
});

test('binaries of any length are changed, the same way each time', () => {
  const binaries = Array.from({ length: BINARY.length + 1 }, (_, length) => BINARY.slice(0, length));
  for (let seed = 0; seed < 2000; seed++) {
    const once = mutate(binaries, createRandom(seed));
    expect(mutate(binaries, createRandom(seed))).toEqual(once);
  }
});
