/** Integers in as many bytes as they need (LEB128): seven bits each, the lowest first; the eighth says that more follow. */

interface ByteSink {
  u8(value: number): void;
}

/** `value`: a safe integer, not negative. */
export function putLeb(value: number, out: ByteSink): void {
  let left = value;
  while (left >= 128) {
    out.u8((left % 128) | 0x80);
    left = Math.floor(left / 128);
  }
  out.u8(left);
}

/** `value`: 32 bits, signed. */
export function putSignedLeb(value: number, out: ByteSink): void {
  let left = value;
  for (;;) {
    const byte = left & 0x7f;
    left >>= 7;
    if ((left === 0 && (byte & 0x40) === 0) || (left === -1 && (byte & 0x40) !== 0)) return out.u8(byte);
    out.u8(byte | 0x80);
  }
}

export function lebBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  putLeb(value, { u8: (byte) => void bytes.push(byte) });
  return Uint8Array.from(bytes);
}

/** Where a number of up to 32 bits ends, and what it is; bytes are those of something valid. */
export function lebAt(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, shift = 0; shift < 35; at++, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value, end: start + 5 };
}
