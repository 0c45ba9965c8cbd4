/** From the other encodings of the canonical ABI, in linear memory, to the UTF-8 of messages. */
import type { StringEncoding } from '../../contract/link-plan.ts';
import { MAX_BLOCK_BYTES } from '../../wit/layout.ts';
import type { StringType } from '../../wit/types.ts';
import { isInside, outside, type GuestMemory } from './guest-memory.ts';
import type { ResultBytes } from './result-bytes.ts';

/** In the length of a string that may be latin1 or UTF-16: it is UTF-16. */
export const UTF16_TAG = 2 ** 31;

/** Appends a string of so many units; nothing about its address is known yet. False when it is none, as `load.ts` has it. */
type LoadText = (from: GuestMemory, pointer: number, length: number, out: ResultBytes) => boolean;

/** null for UTF-8. */
export function loadTextOf(encoding: StringEncoding, type: StringType): LoadText | null {
  switch (encoding) {
    case 'utf8':
      return null;
    case 'utf16':
      return (from, pointer, length, out) => loadUtf16(type, from, pointer, length, out);
    case 'latin1+utf16':
      return (from, pointer, length, out) =>
        length >= UTF16_TAG
          ? loadUtf16(type, from, pointer, length - UTF16_TAG, out)
          : loadLatin1(type, from, pointer, length, out);
  }
}

/** What is wrong with where a string says that it lies; null when it is there. */
function placeProblem(from: GuestMemory, pointer: number, size: number): string | null {
  if (size > MAX_BLOCK_BYTES) return `${size} bytes, more than ${MAX_BLOCK_BYTES}`;
  if (pointer % 2 !== 0) return `pointer ${pointer}, not aligned to 2`;
  return isInside(from, pointer, size) ? null : outside(from, pointer, size);
}

function loadLatin1(type: StringType, from: GuestMemory, pointer: number, count: number, out: ResultBytes): boolean {
  const problem = placeProblem(from, pointer, count);
  if (problem !== null) return out.refuse(type, problem);
  const { bytes } = from;
  let size = count;
  for (let at = pointer; at < pointer + count; at++) if (bytes[at]! >= 0x80) size++;
  // Twice what it takes at most, should another thread change it meanwhile.
  out.reserve(4 + 2 * count);
  const lengthAt = out.at;
  out.u32(size);
  for (let at = pointer; at < pointer + count; at++) {
    const point = bytes[at]!;
    if (point < 0x80) out.bytes[out.at++] = point;
    else {
      out.bytes[out.at++] = 0xc0 | (point >> 6);
      out.bytes[out.at++] = 0x80 | (point & 0x3f);
    }
  }
  out.view.setUint32(lengthAt, out.at - lengthAt - 4, true);
  return true;
}

function loadUtf16(type: StringType, from: GuestMemory, pointer: number, units: number, out: ResultBytes): boolean {
  const problem = placeProblem(from, pointer, 2 * units);
  if (problem !== null) return out.refuse(type, problem);
  const { view } = from;
  const lengthAt = out.at;
  out.u32(0);
  for (let index = 0; index < units; index++) {
    // A character of four bytes takes two units.
    out.reserve(4);
    const unit = view.getUint16(pointer + 2 * index, true);
    if (unit < 0x80) out.bytes[out.at++] = unit;
    else if (unit < 0x800) {
      out.bytes[out.at++] = 0xc0 | (unit >> 6);
      out.bytes[out.at++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      out.bytes[out.at++] = 0xe0 | (unit >> 12);
      out.bytes[out.at++] = 0x80 | ((unit >> 6) & 0x3f);
      out.bytes[out.at++] = 0x80 | (unit & 0x3f);
    } else {
      const low = unit < 0xdc00 && index + 1 < units ? view.getUint16(pointer + 2 * index + 2, true) : 0;
      if (low < 0xdc00 || low > 0xdfff) return out.refuse(type, `invalid UTF-16 at unit ${index + 1}`);
      index++;
      appendPair(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), out);
    }
  }
  out.view.setUint32(lengthAt, out.at - lengthAt - 4, true);
  return true;
}

function appendPair(point: number, out: ResultBytes): void {
  out.bytes[out.at++] = 0xf0 | (point >> 18);
  out.bytes[out.at++] = 0x80 | ((point >> 12) & 0x3f);
  out.bytes[out.at++] = 0x80 | ((point >> 6) & 0x3f);
  out.bytes[out.at++] = 0x80 | (point & 0x3f);
}
