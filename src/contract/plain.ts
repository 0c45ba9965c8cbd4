/** Plain values as the kernel's other rooms see them: readable like a Lua stack, writable like one. */
import { INT64_MAX, INT64_MIN } from '../base/integers.ts';
import type { PlainValue } from './api.ts';
import { isDue, type Portions } from '../base/effort.ts';
import type { CopyLimits, HeldValues, LuaTypeName, TableKey, ValueReader, ValueWriter } from './values.ts';
import type { Failure } from './errors.ts';
import { WriterFull } from '../wit/codec.ts';

type PlainArray = readonly PlainValue[];
type PlainObject = { readonly [key: string]: PlainValue };

const encoder = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Strings up to this many UTF-16 units are encoded into a buffer that is used again. */
const SCRATCH_UNITS = 1024;

/**
 * `null` and `undefined` read as nil, integral numbers as integers, BigInts as integers (spec/wit-mapping §3). Arrays are
 * tables 1..n; one that holds null has holes, and a field `n`. Other objects are tables with string keys, except that
 * `{1: …}` has an integer key, since JavaScript cannot say it otherwise.
 */
export class PlainReader implements ValueReader {
  readonly count: number;
  readonly #values: readonly PlainValue[];
  readonly #outer: PlainValue[] = [];
  #scratch: Uint8Array | null = null;
  #current: PlainValue = null;

  constructor(values: readonly PlainValue[]) {
    this.#values = values;
    this.count = values.length;
  }

  select(index: number): void {
    this.#outer.length = 0;
    this.#current = this.#values[index] ?? null;
  }

  typeName(): LuaTypeName {
    const value = this.#current;
    if (value === null) return 'nil';
    switch (typeof value) {
      case 'boolean':
        return 'boolean';
      case 'number':
        return 'number';
      case 'bigint':
        return value > INT64_MAX || value < INT64_MIN ? 'userdata' : 'number';
      case 'string':
        return 'string';
      default:
        return value instanceof Uint8Array ? 'string' : 'table';
    }
  }

  boolean(): boolean {
    return this.#current === true;
  }

  isInteger(): boolean {
    const value = this.#current;
    return typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  }

  integer(): number | bigint {
    const value = this.#current;
    if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value;
    return value as number;
  }

  float(): number {
    return this.#current as number;
  }

  isInt64(): boolean {
    return typeof this.#current === 'bigint' && this.#current > INT64_MAX;
  }

  bytes(): Uint8Array {
    const value = this.#current;
    if (value instanceof Uint8Array) return value;
    const text = value as string;
    // What UTF-8 has no form for must not turn into U+FFFD unseen: whoever asks for text will refuse these bytes.
    if (!text.isWellFormed()) return encodeGeneralized(text);
    if (text.length > SCRATCH_UNITS) return encoder.encode(text);
    this.#scratch ??= new Uint8Array(SCRATCH_UNITS * 3);
    return this.#scratch.subarray(0, encoder.encodeInto(text, this.#scratch).written);
  }

  keyCount(): number {
    const value = this.#current;
    let count = 0;
    if (Array.isArray(value)) {
      for (const item of value as PlainArray) if (isPresent(item)) count++;
      return count < value.length ? count + 1 : count;
    }
    for (const key of Object.keys(value as PlainObject)) if (isPresent((value as PlainObject)[key])) count++;
    return count;
  }

  enterField(key: string): boolean {
    const value = this.#current;
    if (Array.isArray(value)) return key === 'n' && hasHoles(value) && this.#enter(value.length);
    // A name such as `constructor` is looked for among the object's own.
    return !isPosition(key) && Object.hasOwn(value as PlainObject, key) && this.#enter((value as PlainObject)[key]);
  }

  enterIndex(index: number): boolean {
    const value = this.#current;
    if (Array.isArray(value)) return this.#enter((value as PlainArray)[index - 1]);
    return Object.hasOwn(value as PlainObject, String(index)) && this.#enter((value as PlainObject)[index]);
  }

  identity(): unknown {
    return this.#current;
  }

  leave(): void {
    this.#current = this.#outer.pop() ?? null;
  }

  *keys(): Generator<TableKey, void> {
    const value = this.#current as PlainArray | PlainObject;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) if (isPresent((value as PlainArray)[index])) yield index + 1;
      if (hasHoles(value)) yield 'n';
      return;
    }
    for (const key of Object.keys(value))
      if (isPresent((value as PlainObject)[key])) yield isPosition(key) ? Number(key) : key;
  }

  plain(): PlainValue {
    return this.#current;
  }

  writeTo(writer: ValueWriter): void {
    writePlain(this.#current, writer);
  }

  holdList(): HeldValues {
    const values = this.#values;
    return {
      writing: (writer) => new PlainWriting(values, writer),
      writeTo(writer) {
        writePlain(values, writer);
        return 1;
      },
      letGo: () => {},
    };
  }

  #enter(value: PlainValue | undefined): boolean {
    if (!isPresent(value)) return false;
    this.#outer.push(this.#current);
    this.#current = value;
    return true;
  }
}

function isPresent(value: PlainValue | undefined): value is Exclude<PlainValue, null> {
  return value !== null && value !== undefined;
}

function hasHoles(items: PlainArray): boolean {
  for (const item of items) if (!isPresent(item)) return true;
  return false;
}

/** Is it the text of an integer that a table could be indexed with? */
function isPosition(key: string): boolean {
  const first = key.charCodeAt(0);
  // A cheap look first: nearly all keys are names.
  return first <= 0x39 && /^(?:0|-?[1-9]\d{0,15})$/.test(key) && Number.isSafeInteger(Number(key));
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** UTF-8, with lone surrogates in the form that they would have. */
function encodeGeneralized(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff)
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    else for (const byte of encoder.encode(character)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/* ---------------------------------------------------------------- writing */

/** Of a result, since the page makes its tables anew: more would take it longer than anyone waits, and most of its memory. */
export const MAX_PLAIN_VALUES = 4_000_000;

/** Collects what is written as plain values. */
export class PlainWriter implements ValueWriter {
  readonly values: PlainValue[] = [];
  /** What it takes. */
  readonly limits: CopyLimits;
  /** Place of a null that is more than nil; it is the last value as long as it counts. */
  #opaqueAt = -1;

  constructor(limits: CopyLimits = { values: MAX_PLAIN_VALUES, textBytes: Infinity, longest: Infinity }) {
    this.limits = limits;
  }

  get isFull(): boolean {
    return this.limits.values < 0;
  }
  nil(): void {
    this.values.push(null);
  }
  opaque(): void {
    this.#opaqueAt = this.values.length;
    this.values.push(null);
  }
  boolean(value: boolean): void {
    this.values.push(value);
  }
  integer(value: number | bigint): void {
    this.values.push(value);
  }
  float(value: number): void {
    this.values.push(value);
  }
  bytes(value: Uint8Array): void {
    this.values.push(decodeOr(value, value));
  }
  string(value: string): void {
    this.values.push(value);
  }
  failure(value: Failure): void {
    this.values.push(failureToPlain(value));
  }
  list(length: number): void {
    this.limits.values -= length;
    this.values.push([]);
  }
  map(): void {
    this.values.push({});
  }
  /** Positions that were left out before it are null. */
  setIndex(index: number): void {
    const value = this.values.pop() ?? null;
    this.#opaqueAt = -1;
    const list = this.#table() as PlainValue[];
    while (list.length < index - 1) list.push(null);
    list[index - 1] = value;
  }
  setField(key: string): void {
    const value = this.values.pop() ?? null;
    const isNil = value === null && this.#opaqueAt !== this.values.length;
    this.#opaqueAt = -1;
    const table = this.#table();
    // An array tells its length itself.
    if (isNil || Array.isArray(table)) return;
    this.limits.values--;
    defineField(table as Record<string, PlainValue>, key, value);
  }
  #table(): PlainValue {
    return this.values[this.values.length - 1] ?? null;
  }
}

/** An own property, whatever it is called. */
export function defineField(object: Record<string, PlainValue>, key: string, value: PlainValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/** Text where the bytes are valid UTF-8, else a copy of the bytes (DESIGN §5). */
export function bytesToPlain(bytes: Uint8Array): string | Uint8Array {
  return decodeOr(bytes, null) ?? bytes.slice();
}

/** Up to this length a loop is faster than the platform's decoder. */
const SHORT_TEXT_BYTES = 12;

function decodeOr<T>(bytes: Uint8Array, otherwise: T): string | T {
  if (bytes.length <= SHORT_TEXT_BYTES) {
    const text = shortAscii(bytes);
    if (text !== null) return text;
  }
  try {
    return utf8.decode(bytes);
  } catch {
    return otherwise;
  }
}

function shortAscii(bytes: Uint8Array): string | null {
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** An error object inside of other values. */
export function failureToPlain(value: Failure): PlainValue {
  return { kind: value.kind, message: value.message, retryable: value.retryable, details: value.details };
}

/* ---------------------------------------------------------------- from one form to another */

/**
 * Writes a plain value. What the writer takes no more of is left out where it has a way to say so. Throws
 * {@link WriterFull} where it has none.
 */
export function writePlain(value: PlainValue | undefined, to: ValueWriter): void {
  if (value === null || value === undefined) to.nil();
  else if (typeof value === 'boolean') to.boolean(value);
  else if (typeof value === 'number') writeNumber(value, to);
  else if (typeof value === 'bigint') to.integer(value);
  else if (typeof value === 'string') to.string(value);
  else if (value instanceof Uint8Array) to.bytes(value.slice());
  else if (Array.isArray(value)) writeArray(value as PlainArray, to);
  else writeObject(value as PlainObject, to);
}

/** Writes as {@link writePlain} does, in portions. */
class PlainWriting implements Portions {
  readonly #steps: Generator<undefined, void>;

  constructor(values: PlainArray, to: ValueWriter) {
    this.#steps = writingArray(values, to);
  }

  work(): boolean {
    return this.#steps.next().done === true;
  }
}

function* writing(value: PlainValue | undefined, to: ValueWriter): Generator<undefined, void> {
  if (Array.isArray(value)) yield* writingArray(value as PlainArray, to);
  else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    yield* writingObject(value as PlainObject, to);
  else writePlain(value, to);
}

function* writingArray(items: PlainArray, to: ValueWriter): Generator<undefined, void> {
  to.list(items.length);
  for (let index = 0; index < items.length; index++) {
    if (to.isFull === true) return omitRest(to, items.length);
    yield* writing(items[index], to);
    to.setIndex(index + 1);
    if (isDue()) yield;
  }
}

function* writingObject(fields: PlainObject, to: ValueWriter): Generator<undefined, void> {
  const keys = Object.keys(fields);
  to.map();
  for (const key of keys) {
    if (to.isFull === true) return omitRest(to, keys.length);
    yield* writing(fields[key], to);
    to.setField(key);
    if (isDue()) yield;
  }
}

function writeNumber(value: number, to: ValueWriter): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) to.integer(value);
  else to.float(value);
}

function writeArray(items: PlainArray, to: ValueWriter): void {
  to.list(items.length);
  for (let index = 0; index < items.length; index++) {
    if (to.isFull === true) return omitRest(to, items.length);
    writePlain(items[index], to);
    to.setIndex(index + 1);
  }
}

function writeObject(fields: PlainObject, to: ValueWriter): void {
  const keys = Object.keys(fields);
  to.map();
  for (const key of keys) {
    if (to.isFull === true) return omitRest(to, keys.length);
    writePlain(fields[key], to);
    to.setField(key);
  }
}

/** The table written last has `count` items or fields in all, and no more of them are written. */
export function omitRest(to: ValueWriter, count: number): void {
  if (!to.omitRest) throw new WriterFull();
  to.omitRest(count);
}
