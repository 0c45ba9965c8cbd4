/** Texts in queries and forms, as Go's `net/url` has them: bytes, of which blanks are plus signs. */

const encoder = new TextEncoder();
/** By byte: 1 for those that stand for themselves. */
const PLAIN = new Uint8Array(256);
for (const byte of encoder.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~'))
  PLAIN[byte] = 1;
const DIGITS = encoder.encode('0123456789ABCDEF');
/** By digit of base 16, 255 for what is none. */
const VALUES = new Uint8Array(256).fill(255);
for (const [value, digit] of DIGITS.entries()) {
  VALUES[digit] = value;
  VALUES[digit | 0x20] = Math.min(VALUES[digit | 0x20] ?? 255, value);
}
const [BLANK, PERCENT, PLUS] = [0x20, 0x25, 0x2b];

/** ASCII, at most three times as long. A few nanoseconds for each byte. */
export function escapeQuery(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(3 * bytes.length);
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (PLAIN[byte] === 1) out[end++] = byte;
    else if (byte === BLANK) out[end++] = PLUS;
    else {
      out[end++] = PERCENT;
      out[end++] = DIGITS[byte >> 4] ?? 0;
      out[end++] = DIGITS[byte & 15] ?? 0;
    }
  }
  return out.subarray(0, end);
}

/** Of a piece; the error is what stands where two digits should. */
export function unescapeQuery(bytes: Uint8Array): Uint8Array | { readonly malformed: string } {
  const out = new Uint8Array(bytes.length);
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== PERCENT) {
      out[end++] = byte === PLUS ? BLANK : byte;
      continue;
    }
    const [high, low] = [VALUES[bytes[at + 1] ?? 0] ?? 255, VALUES[bytes[at + 2] ?? 0] ?? 255];
    if (high > 15 || low > 15) return { malformed: new TextDecoder().decode(bytes.subarray(at, at + 3)) };
    out[end++] = 16 * high + low;
    at += 2;
  }
  return out.subarray(0, end);
}

/** Where a piece may end that begins at `from`, so that no escape is cut. */
export function pieceEnd(bytes: Uint8Array, from: number, pieceBytes: number): number {
  const end = Math.min(bytes.length, from + pieceBytes);
  if (end === bytes.length) return end;
  if (bytes[end - 1] === PERCENT) return Math.min(bytes.length, end + 2);
  return bytes[end - 2] === PERCENT ? Math.min(bytes.length, end + 1) : end;
}
