/** How much memory plain values take, by estimates that are near V8's. */
import type { ConsoleEntry, PlainValue } from './api.ts';

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
  let bytes = OBJECT_BYTES;
  if (Array.isArray(value)) {
    bytes = LIST_BYTES;
    for (const item of value as readonly PlainValue[]) bytes += ITEM_BYTES + sizeOfPlain(item);
    return bytes;
  }
  const fields = value as { readonly [key: string]: PlainValue };
  for (const key of Object.keys(fields)) bytes += FIELD_BYTES + sizeOfText(key) + sizeOfPlain(fields[key] ?? null);
  return bytes;
}

const entrySizes = new WeakMap<object, number>();

/** Of a row of the console, which is asked for more than once. */
export function sizeOfEntry(entry: Omit<ConsoleEntry, 'id'>): number {
  const known = entrySizes.get(entry);
  if (known !== undefined) return known;
  const { text, fields, call, result } = entry;
  const error = (call ?? result)?.error ?? null;
  const said =
    error === null
      ? 0
      : error.from === 'guest'
        ? sizeOfPlain(error.payload)
        : sizeOfText(error.message) + sizeOfPlain(error.details);
  const called = call ? sizeOfText(call.target) + sizeOfPlain(call.arguments) + sizeOfPlain(call.value) : 0;
  const bytes =
    sizeOfText(text) + (fields ? sizeOfPlain(fields) : 0) + (result ? sizeOfPlain(result.values) : 0) + called + said;
  entrySizes.set(entry, bytes);
  return bytes;
}
