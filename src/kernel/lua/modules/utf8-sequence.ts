/** Finding what is no UTF-8 in bytes that shall become text. */

/** U+FFFD */
export const REPLACEMENT = Uint8Array.of(0xef, 0xbf, 0xbd);

/**
 * How many bytes from `at` on are one character beyond ASCII; negative: so many are none, and take one U+FFFD together, as
 * everywhere on the web (https://encoding.spec.whatwg.org/#utf-8-decoder).
 */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2 || first > 0xf4) return -1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  let [lowest, highest] = [0x80, 0xbf];
  if (first === 0xe0) lowest = 0xa0;
  else if (first === 0xed) highest = 0x9f;
  else if (first === 0xf0) lowest = 0x90;
  else if (first === 0xf4) highest = 0x8f;
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0;
    if (byte < lowest || byte > highest) return -next;
    [lowest, highest] = [0x80, 0xbf];
  }
  return length;
}
