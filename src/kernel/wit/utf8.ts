/** Strict UTF-8 (spec/wit-mapping §5): no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off. */

export type Utf8 = { readonly ok: true; readonly text: string } | { readonly ok: false; /** 0-based */ readonly errorAt: number };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `bytes` must not be shared memory. */
export function decodeUtf8(bytes: Uint8Array): Utf8 {
  try {
    return { ok: true, text: decoder.decode(bytes) };
  } catch {
    // The decoder does not tell where; the slow search runs for broken text only.
    return { ok: false, errorAt: firstInvalidByte(bytes) };
  }
}

export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Where the first sequence begins that is not well-formed; the length when all is well. */
export function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const size = sequenceLength(bytes, at);
    if (size === 0) return at;
    at += size;
  }
  return at;
}

/** 0 when no well-formed sequence begins at `at` (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1] ?? 0;
  const follows = (index: number): boolean => ((bytes[at + index] ?? 0) & 0xc0) === 0x80;
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && follows(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}
