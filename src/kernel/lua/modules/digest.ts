/** Digests of Lua strings, in portions. */
import { isDue, spend } from '../../../base/effort.ts';
import * as call from '../vm/call.ts';
import type { LuaState } from '../vm/types.ts';

/** What a digest is fed to; the classes of @noble/hashes are such. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** A digest takes 5 to 25 ns for a byte. */
const BYTES_PER_UNIT = 8;
const PORTION = 4096;

/** Feeds `hasher` the bytes, which are borrowed, in as many pieces as it takes; `finish` pushes the results and answers their number. */
export function digestOf(
  L: LuaState,
  hasher: Hasher,
  bytes: Uint8Array,
  finish: (digest: Uint8Array) => number,
): number {
  let at = 0;
  return call.inPieces(L, () => {
    while (at < bytes.length) {
      if (isDue()) return null;
      const part = bytes.subarray(at, at + PORTION);
      spend(part.length / BYTES_PER_UNIT);
      hasher.update(part);
      at += part.length;
    }
    return finish(hasher.digest());
  });
}

const DIGITS = '0123456789abcdef';

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += `${DIGITS[byte >> 4] ?? ''}${DIGITS[byte & 15] ?? ''}`;
  return text;
}
