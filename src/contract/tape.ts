/**
 * Values as bytes: a record of everything that was said to a {@link ValueWriter}, which can be said again to another one,
 * in parts if need be. It is how a large value is kept, and how it crosses to the page: one buffer costs a thread nothing to
 * take over, two million values would stop it for half a second.
 *
 * One operation after another, each a byte and what belongs to it, little-endian; keys are written out once and then
 * called by their number.
 */
import { INT64_MAX } from '../base/integers.ts';
import { GrowingBytes } from '../base/bytes.ts';
import { isDue, spend, spendBytes } from '../base/effort.ts';
import type { CallResult, PlainValue, TapedResult } from './api.ts';
import type { ValueWriter } from './values.ts';
import { failureToPlain, writePlain } from './plain.ts';
import type { Failure } from './errors.ts';

const Op = {
  nil: 0,
  false: 1,
  true: 2,
  /** One byte, signed. */
  small: 3,
  /** Four bytes, signed. */
  int32: 4,
  int64: 5,
  uint64: 6,
  float: 7,
  /** A float that was told as an integer: beyond 32 bits, and safe. */
  integer: 8,
  /** Length in four bytes, UTF-8. */
  text: 9,
  /** Length in units in four bytes, UTF-16: what UTF-8 has no form for. */
  units: 10,
  /** Length in four bytes; text or not. */
  bytes: 11,
  /** Length in four bytes. */
  list: 12,
  map: 13,
  opaque: 14,
  /** Under the position after the last one of the list. This and what follows puts a value into the table before it. */
  next: 15,
  /** Position in four bytes. */
  index: 16,
  /** Length in four bytes, UTF-8; takes the next number. */
  newField: 17,
  /** Number of a key in four bytes. */
  field: 18,
} as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const FIRST_BYTES = 4096;
/** Units. Longer text is encoded by the engine. */
const SHORT = 32;

export interface TapeLimits {
  /** Values, inside of tables too. */
  readonly values: number;
  readonly bytes: number;
}

export type Tape = Uint8Array<ArrayBuffer>;

/** Records what is written. More than its limits makes it full, after which what it has is of no use. */
export class TapeWriter implements ValueWriter {
  readonly #memory: GrowingBytes;
  #values: number;
  readonly #maxBytes: number;
  #isTooLong = false;
  readonly #keys = new Map<string, number>();
  /** Of each value that was not put anywhere yet: the last position of it, where it is a list. */
  readonly #positions: number[] = [];

  constructor({ values, bytes }: TapeLimits) {
    this.#memory = new GrowingBytes({
      firstBytes: FIRST_BYTES,
      // Looked at before anything is written.
      maxBytes: Infinity,
      keptBytes: Infinity,
      tooLarge: () => new RangeError('a tape without end'),
    });
    this.#values = values;
    this.#maxBytes = bytes;
  }

  get isFull(): boolean {
    return this.#isTooLong || this.#values < 0;
  }

  /** What was recorded. Ends the recording. */
  take(): Tape {
    return this.#memory.take();
  }

  nil(): void {
    this.#value(Op.nil, 0);
  }
  opaque(): void {
    this.#value(Op.opaque, 0);
  }
  boolean(value: boolean): void {
    this.#value(value ? Op.true : Op.false, 0);
  }
  integer(value: number | bigint): void {
    if (typeof value === 'bigint') {
      const at = this.#value(value > INT64_MAX ? Op.uint64 : Op.int64, 8);
      if (at >= 0) this.#memory.view.setBigInt64(at, BigInt.asIntN(64, value), true);
    } else if (value === (value << 24) >> 24) {
      const at = this.#value(Op.small, 1);
      if (at >= 0) this.#memory.view.setInt8(at, value);
    } else if (value === (value | 0)) {
      const at = this.#value(Op.int32, 4);
      if (at >= 0) this.#memory.view.setInt32(at, value, true);
    } else {
      const at = this.#value(Op.integer, 8);
      if (at >= 0) this.#memory.view.setFloat64(at, value, true);
    }
  }
  float(value: number): void {
    const at = this.#value(Op.float, 8);
    if (at >= 0) this.#memory.view.setFloat64(at, value, true);
  }
  bytes(value: Uint8Array): void {
    this.#positions.push(0);
    this.#run(Op.bytes, value);
  }
  string(value: string): void {
    this.#positions.push(0);
    if (value.length <= SHORT && this.#short(value)) return;
    if (value.isWellFormed()) {
      this.#run(Op.text, encoder.encode(value));
      return;
    }
    const at = this.#reserve(5 + 2 * value.length);
    if (at < 0) return;
    this.#memory.array[at] = Op.units;
    this.#memory.view.setUint32(at + 1, value.length, true);
    for (let index = 0; index < value.length; index++)
      this.#memory.view.setUint16(at + 5 + 2 * index, value.charCodeAt(index), true);
  }
  failure(value: Failure): void {
    writePlain(failureToPlain(value), this);
  }
  list(length: number): void {
    this.#values -= length;
    const at = this.#value(Op.list, 4);
    if (at >= 0) this.#memory.view.setUint32(at, length, true);
  }
  map(): void {
    this.#value(Op.map, 0);
  }
  setIndex(index: number): void {
    this.#positions.pop();
    const table = this.#positions.length - 1;
    if (index === (this.#positions[table] ?? 0) + 1) this.#op(Op.next, 0);
    else {
      const at = this.#op(Op.index, 4);
      if (at >= 0) this.#memory.view.setUint32(at, index, true);
    }
    this.#positions[table] = index;
  }
  setField(key: string): void {
    this.#values--;
    this.#positions.pop();
    const number = this.#keys.get(key);
    if (number === undefined) {
      this.#keys.set(key, this.#keys.size);
      this.#run(Op.newField, encoder.encode(key));
      return;
    }
    const at = this.#op(Op.field, 4);
    if (at >= 0) this.#memory.view.setUint32(at, number, true);
  }

  #value(op: number, operandBytes: number): number {
    spend(1);
    this.#positions.push(0);
    return this.#op(op, operandBytes);
  }

  /** Where the operand goes; -1 where there is no more room. */
  #op(op: number, operandBytes: number): number {
    const at = this.#reserve(1 + operandBytes);
    if (at < 0) return -1;
    this.#memory.array[at] = op;
    return at + 1;
  }

  #run(op: number, bytes: Uint8Array): void {
    spendBytes(bytes.length);
    const at = this.#reserve(5 + bytes.length);
    if (at < 0) return;
    this.#memory.array[at] = op;
    this.#memory.view.setUint32(at + 1, bytes.length, true);
    this.#memory.array.set(bytes, at + 5);
  }

  /** False of what is not ASCII: nothing is recorded then. Encoded by the engine, a name takes several times as long. */
  #short(value: string): boolean {
    const { length } = value;
    const at = this.#reserve(5 + length);
    if (at < 0) return true;
    const { array } = this.#memory;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 127) {
        this.#memory.at = at;
        return false;
      }
      array[at + 5 + index] = unit;
    }
    spendBytes(length);
    array[at] = Op.text;
    this.#memory.view.setUint32(at + 1, length, true);
    return true;
  }

  #reserve(count: number): number {
    const memory = this.#memory;
    const at = memory.at;
    if (at + count > this.#maxBytes) this.#isTooLong = true;
    if (this.#isTooLong) return -1;
    memory.reserve(count);
    memory.at = at + count;
    return at;
  }
}

/** Says again what a tape has recorded. The tape is one that a {@link TapeWriter} made. */
export class TapePlayer {
  readonly #tape: Uint8Array;
  readonly #view: DataView;
  readonly #to: ValueWriter;
  readonly #keys: string[] = [];
  readonly #positions: number[] = [];
  /** Of the text that is read. */
  readonly #codes: number[] = [];
  #at = 0;

  constructor(tape: Uint8Array, to: ValueWriter) {
    this.#tape = tape;
    this.#view = new DataView(tape.buffer, tape.byteOffset, tape.byteLength);
    this.#to = to;
  }

  /** Plays until the end (true) or until {@link isDue}, and goes on there when it is called again. */
  play(): boolean {
    const { length } = this.#tape;
    while (this.#at < length) {
      if (isDue()) return false;
      spend(1);
      this.#step();
    }
    return true;
  }

  #step(): void {
    const [to, view, positions] = [this.#to, this.#view, this.#positions];
    const op = this.#tape[this.#at++];
    if (op === undefined || op > Op.field) throw new RangeError('no tape');
    if (op < Op.next) positions.push(0);
    switch (op) {
      case Op.nil:
        return to.nil();
      case Op.false:
        return to.boolean(false);
      case Op.true:
        return to.boolean(true);
      case Op.small:
        return to.integer(view.getInt8(this.#skip(1)));
      case Op.int32:
        return to.integer(view.getInt32(this.#skip(4), true));
      case Op.int64:
        return to.integer(view.getBigInt64(this.#skip(8), true));
      case Op.uint64:
        return to.integer(view.getBigUint64(this.#skip(8), true));
      case Op.float:
        return to.float(view.getFloat64(this.#skip(8), true));
      case Op.integer:
        return to.integer(view.getFloat64(this.#skip(8), true));
      case Op.text:
        return to.string(this.#ascii() ?? decoder.decode(this.#bytes()));
      case Op.units:
        return to.string(this.#units());
      case Op.bytes:
        return to.bytes(this.#bytes().slice());
      case Op.list:
        return to.list(view.getUint32(this.#skip(4), true));
      case Op.map:
        return to.map();
      case Op.opaque:
        return to.opaque ? to.opaque() : to.nil();
      case Op.next:
        return this.#setIndex(null);
      case Op.index:
        return this.#setIndex(view.getUint32(this.#skip(4), true));
      case Op.newField:
        positions.pop();
        this.#keys.push(decoder.decode(this.#bytes()));
        return to.setField(this.#keys.at(-1)!);
      default:
        positions.pop();
        return to.setField(this.#keys[view.getUint32(this.#skip(4), true)]!);
    }
  }

  #setIndex(index: number | null): void {
    const positions = this.#positions;
    positions.pop();
    const table = positions.length - 1;
    const position = index ?? positions[table]! + 1;
    positions[table] = position;
    this.#to.setIndex(position);
  }

  #skip(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    return at;
  }

  /** A short text of ASCII; null, and nothing is read, where it is another. What an engine makes to decode one it lets go late. */
  #ascii(): string | null {
    const codes = this.#codes;
    const length = this.#view.getUint32(this.#at, true);
    const first = this.#at + 4;
    if (length > SHORT || first + length > this.#tape.length) return null;
    codes.length = length;
    for (let index = 0; index < length; index++) {
      const code = this.#tape[first + index] ?? 0;
      if (code >= 0x80) return null;
      codes[index] = code;
    }
    this.#at = first + length;
    spendBytes(length);
    return String.fromCharCode.apply(null, codes);
  }

  #bytes(): Uint8Array {
    const length = this.#view.getUint32(this.#skip(4), true);
    const at = this.#skip(length);
    spendBytes(length);
    return this.#tape.subarray(at, at + length);
  }

  #units(): string {
    const length = this.#view.getUint32(this.#skip(4), true);
    const at = this.#skip(2 * length);
    let text = '';
    for (let index = 0; index < length; index++)
      text += String.fromCharCode(this.#view.getUint16(at + 2 * index, true));
    return text;
  }
}

/** Is the first value on it a table? */
export function beginsWithTable(tape: Tape): boolean {
  return tape[0] === Op.list || tape[0] === Op.map;
}

/** The tuple of a result that went as a tape, with the values that were on it. */
export function callOfTape({ as, durationMs }: TapedResult, [value = null]: readonly PlainValue[]): CallResult {
  return as === 'payload'
    ? { value: null, error: { from: 'guest', payload: value }, durationMs }
    : { value, error: null, durationMs };
}
