import { createHash, webcrypto } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from './sha256.ts';

it.each([0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_003])(
  'has the digest of %i bytes, with and without the platform',
  async (length) => {
    const whole = Uint8Array.from({ length: length + 3 }, (_, index) => (index * 31) ^ (index >> 5));
    // A view that does not begin where its memory does.
    const bytes = whole.subarray(3);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(await sha256(bytes, webcrypto.subtle as SubtleCrypto)).toBe(expected);
    expect(await sha256(bytes, null as unknown as undefined)).toBe(expected);
  },
);
