/** Strict UTF-8 (spec/wit-mapping §5): no overlong forms, no surrogates, nothing above U+10FFFF, nothing cut off. */

export type Utf8 =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; /** 0-based */ readonly errorAt: number };

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

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
/** More than this is no name. */
const MAX_NAME_BYTES = 64 * 1024;

/** A string that is to be looked for among names. What is no UTF-8, or too long, has U+FFFD in it, which no name has. */
export function nameIn(bytes: Uint8Array): string {
  return bytes.length <= MAX_NAME_BYTES
    ? lenient.decode(bytes)
    : `${lenient.decode(bytes.subarray(0, MAX_NAME_BYTES))}\ufffd`;
}

/**
 * Where the first sequence begins that is not well-formed; the length when all is well. A loop of our own, because most
 * texts are short and a decoder would make a string of each that nobody needs.
 */
export function firstInvalidByte(bytes: Uint8Array): number {
  const end = bytes.length;
  let at = 0;
  while (at < end) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    const size = sequenceLength(bytes, at);
    if (size === 0) return at;
    at += size;
  }
  return at;
}

/** Of a sequence of several bytes; 0 when no well-formed one begins at `at` (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return isContinuation(second) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && isContinuation(bytes[at + 2] ?? 0) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high && isContinuation(bytes[at + 2] ?? 0) && isContinuation(bytes[at + 3] ?? 0)
      ? 4
      : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
