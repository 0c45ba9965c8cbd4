/**
 * Arguments of the call that Run makes, as bytes: a tag, then
 * 0 null · 1 false · 2 true · 3 number, as JavaScript's shortest text · 4 string · 5 bigint, decimal text · 6 bytes ·
 * 7 list: count, values · 8 map: count, then key and value in the order of the keys.
 * FROZEN as part of link version 1.
 */
import { INT64_MIN, UINT64_MAX } from '../base/integers.ts';
import type { PlainValue } from '../contract/api.ts';
import { LIMITS, limitProblem } from './limits.ts';
import { LinkRefusal } from './link-problem.ts';
import { Malformed, type ByteReader, type ByteWriter } from './wire.ts';

export function writeValues(values: readonly PlainValue[], out: ByteWriter, depth = 0): void {
  if (values.length > LIMITS.arguments) throw new LinkRefusal(limitProblem('arguments', values.length));
  out.varint(values.length);
  for (const value of values) writeValue(value, out, depth);
}

function writeValue(value: PlainValue, out: ByteWriter, depth: number): void {
  if (depth > LIMITS.argumentDepth) throw new LinkRefusal(limitProblem('argumentDepth', depth));
  if (value === null) out.byte(0);
  else if (value === false) out.byte(1);
  else if (value === true) out.byte(2);
  else if (typeof value === 'number') {
    out.byte(3);
    out.string(formatNumber(value));
  } else if (typeof value === 'string') {
    out.byte(4);
    out.string(value);
  } else if (typeof value === 'bigint') {
    out.byte(5);
    out.string(formatInteger(value));
  } else if (value instanceof Uint8Array) {
    out.byte(6);
    out.sized(value);
  } else if (Array.isArray(value)) {
    out.byte(7);
    writeValues(value, out, depth + 1);
  } else if (typeof value === 'object') writeMap(value as { readonly [key: string]: PlainValue }, out, depth);
  else throw new LinkRefusal({ code: 'invalid', message: `An argument is a ${typeof value}, which no link can hold.` });
}

function writeMap(map: { readonly [key: string]: PlainValue }, out: ByteWriter, depth: number): void {
  const keys = Object.keys(map).toSorted(compareUnits);
  if (keys.length > LIMITS.arguments) throw new LinkRefusal(limitProblem('arguments', keys.length));
  out.byte(8);
  out.varint(keys.length);
  for (const key of keys) {
    // It would be replaced, and might then be there twice.
    if (!key.isWellFormed())
      throw new LinkRefusal({ code: 'invalid', message: 'A key in an argument has half of a surrogate pair in it.' });
    out.string(key);
    writeValue(map[key]!, out, depth + 1);
  }
}

export function readValues(input: ByteReader, depth = 0): PlainValue[] {
  const count = readCount(input);
  return Array.from({ length: count }, () => readValue(input, depth));
}

function readValue(input: ByteReader, depth: number): PlainValue {
  if (depth > LIMITS.argumentDepth) throw new LinkRefusal(limitProblem('argumentDepth', depth));
  switch (input.byte()) {
    case 0:
      return null;
    case 1:
      return false;
    case 2:
      return true;
    case 3:
      return readNumber(input.string());
    case 4:
      return input.string();
    case 5:
      return readInteger(input.string());
    case 6:
      return input.bytes(input.varint());
    case 7:
      return readValues(input, depth + 1);
    case 8:
      return readMap(input, depth);
    default:
      throw new Malformed('a value of unknown type');
  }
}

/** `fromEntries` makes own properties, whatever they are called. */
function readMap(input: ByteReader, depth: number): PlainValue {
  const entries: [string, PlainValue][] = [];
  for (let left = readCount(input); left > 0; left--) {
    const key = input.string();
    const last = entries.at(-1);
    if (last !== undefined && compareUnits(last[0], key) >= 0) throw new Malformed('keys out of order');
    entries.push([key, readValue(input, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

function readCount(input: ByteReader): number {
  const count = input.varint();
  if (count > LIMITS.arguments) throw new LinkRefusal(limitProblem('arguments', count));
  // Each takes a byte at least.
  if (count > input.left) throw new Malformed('ends too early');
  return count;
}

const formatNumber = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

function readNumber(text: string): number {
  const value = Number(text);
  if (formatNumber(value) !== text) throw new Malformed('a number in another form');
  return value;
}

/** Lua integers have 64 bits; `u64` needs the upper half too. Bounded, for parsing long numbers is slow. */
function formatInteger(value: bigint): string {
  if (value < INT64_MIN || value > UINT64_MAX)
    throw new LinkRefusal({ code: 'invalid', message: 'An argument is an integer of more than 64 bits.' });
  return String(value);
}

function readInteger(text: string): bigint {
  if (!/^(0|-?[1-9]\d{0,19})$/.test(text)) throw new Malformed('an integer in another form');
  const value = BigInt(text);
  if (value < INT64_MIN || value > UINT64_MAX) throw new Malformed('an integer of more than 64 bits');
  return value;
}

const compareUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
