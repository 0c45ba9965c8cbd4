import type { Random } from '../../contract/ports.ts';

/** Numbers from 0 to below 1. */
export function fractions(random: Random): () => number {
  const word = new Uint32Array(1);
  const bytes = new Uint8Array(word.buffer);
  return () => {
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- the port fills what it is given, no array
    random.fill(bytes);
    return (word[0] ?? 0) / 2 ** 32;
  };
}
