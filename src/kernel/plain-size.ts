/** How much memory plain values take, by estimates that are near V8's. */
import type { PlainValue } from './api.ts';

const NUMBER_BYTES = 16;
const TEXT_BYTES = 24;
const LIST_BYTES = 64;
const ITEM_BYTES = 8;
const OBJECT_BYTES = 64;
const FIELD_BYTES = 40;

/** One byte for a character, two where one of the text's is beyond U+00FF. */
export function sizeOfText(text: string): number {
  // oxlint-disable-next-line no-control-regex -- a range of character codes
  return TEXT_BYTES + (/[^\u0000-\u00ff]/.test(text) ? text.length * 2 : text.length);
}

/** Of a tree: values that it holds twice count twice. */
export function sizeOfPlain(value: PlainValue): number {
  if (typeof value === 'string') return sizeOfText(value);
  if (value === null || typeof value !== 'object') return NUMBER_BYTES;
  if (value instanceof Uint8Array) return LIST_BYTES + value.length;
  if (Array.isArray(value)) return (value as readonly PlainValue[]).reduce<number>((sum, item) => sum + ITEM_BYTES + sizeOfPlain(item), LIST_BYTES);
  let bytes = OBJECT_BYTES;
  for (const [key, item] of Object.entries(value as { readonly [key: string]: PlainValue })) bytes += FIELD_BYTES + sizeOfText(key) + sizeOfPlain(item);
  return bytes;
}
