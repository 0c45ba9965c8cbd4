/** From the UTF-8 of messages to the other encodings of the canonical ABI, in linear memory. */
import type { StringEncoding } from '../../contract/link-plan.ts';
import type { ArgumentBytes } from './argument-bytes.ts';
import type { GuestMemory } from './guest-memory.ts';
import { UTF16_TAG } from './text-load.ts';

/** Takes a string and puts it in a new block, whose address it returns; its length is then `to.textLength`. */
export type StoreText = (from: ArgumentBytes, to: GuestMemory) => number;

/** null for UTF-8. */
export function storeTextOf(encoding: StringEncoding): StoreText | null {
  switch (encoding) {
    case 'utf8':
      return null;
    case 'utf16':
      return storeUtf16;
    case 'latin1+utf16':
      return storeNarrowest;
  }
}

const storeUtf16: StoreText = (from, to) => {
  const size = from.u32();
  const units = countUnits(from.bytes, from.at, size);
  const pointer = to.allocate(2, 2 * units);
  writeUtf16(from, size, to, pointer);
  to.textLength = units;
  return pointer;
};

/** Latin-1 where every character has room in it, else UTF-16, which the length's highest bit tells. */
const storeNarrowest: StoreText = (from, to) => {
  const size = from.u32();
  if (!isLatin1(from.bytes, from.at, size)) {
    const units = countUnits(from.bytes, from.at, size);
    const pointer = to.allocate(2, 2 * units);
    writeUtf16(from, size, to, pointer);
    to.textLength = units + UTF16_TAG;
    return pointer;
  }
  const count = countUnits(from.bytes, from.at, size);
  const pointer = to.allocate(2, count);
  const source = from.bytes;
  const target = to.bytes;
  let { at } = from;
  for (let index = 0; index < count; index++) {
    const byte = source[at++]!;
    target[pointer + index] = byte < 0x80 ? byte : ((byte & 0x1f) << 6) | (source[at++]! & 0x3f);
  }
  from.at += size;
  to.textLength = count;
  return pointer;
};

/** Of valid UTF-8: each character begins with no continuation, and those of four bytes take two units. */
function countUnits(bytes: Uint8Array, start: number, size: number): number {
  let units = 0;
  for (let at = start; at < start + size; at++) {
    const byte = bytes[at]!;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

function isLatin1(bytes: Uint8Array, start: number, size: number): boolean {
  // U+00FF begins with C3.
  for (let at = start; at < start + size; at++) if (bytes[at]! > 0xc3) return false;
  return true;
}

function writeUtf16(from: ArgumentBytes, size: number, to: GuestMemory, pointer: number): void {
  const { bytes } = from;
  const { view } = to;
  const end = from.at + size;
  let { at } = from;
  let target = pointer;
  while (at < end) {
    const lead = bytes[at++]!;
    let point = lead;
    if (lead >= 0xf0)
      point = ((lead & 0x07) << 18) | (tail(bytes, at++) << 12) | (tail(bytes, at++) << 6) | tail(bytes, at++);
    else if (lead >= 0xe0) point = ((lead & 0x0f) << 12) | (tail(bytes, at++) << 6) | tail(bytes, at++);
    else if (lead >= 0xc0) point = ((lead & 0x1f) << 6) | tail(bytes, at++);
    if (point >= 0x10000) {
      view.setUint16(target, 0xd800 + ((point - 0x10000) >> 10), true);
      view.setUint16(target + 2, 0xdc00 + ((point - 0x10000) & 0x3ff), true);
      target += 4;
    } else {
      view.setUint16(target, point, true);
      target += 2;
    }
  }
  from.at = end;
}

function tail(bytes: Uint8Array, at: number): number {
  return bytes[at]! & 0x3f;
}
