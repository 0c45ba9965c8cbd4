/** Lines of a disassembly against the bytes that they are of. */

/** From `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Of a line, 1-based; null where it is not told. `places` are as `playground.disassemble` has them. */
export function bytesOfLine(places: Uint32Array, line: number): ByteRange | null {
  const [start = 0, end = 0] = places.subarray(line * 2 - 2, line * 2);
  return end > start ? { start, end } : null;
}

/** The line, 1-based, that says what stands at an offset: the innermost, and of several the first. Null where none does. */
export function lineOfByte(places: Uint32Array, offset: number): number | null {
  let found: number | null = null;
  let size = Infinity;
  for (let index = 0; index < places.length; index += 2) {
    const start = places[index]!;
    const end = places[index + 1]!;
    if (start <= offset && offset < end && end - start < size) {
      found = index / 2 + 1;
      size = end - start;
    }
  }
  return found;
}

/** `0x4e–0x51, 4 bytes` */
export function rangeText({ start, end }: ByteRange): string {
  const size = end - start;
  const address = (at: number): string => `0x${at.toString(16)}`;
  return size === 1
    ? `${address(start)}, 1 byte`
    : `${address(start)}–${address(end - 1)}, ${size.toLocaleString('en')} bytes`;
}
