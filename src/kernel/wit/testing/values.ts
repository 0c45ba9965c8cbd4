/** Lua-shaped values and a buffer in plain JavaScript, for tests. */
import type { LuaTypeName, PlainValue, ValueReader, ValueWriter } from '../../api.ts';
import type { Failure } from '../../errors.ts';
import type { ByteReader, ByteWriter } from '../codec.ts';

export type TestValue =
  | null
  | boolean
  | string
  | Uint8Array
  | { readonly integer: number | bigint }
  | { readonly float: number }
  | { readonly int64: bigint }
  | { readonly other: LuaTypeName };

export const integer = (value: number | bigint): TestValue => ({ integer: value });
export const float = (value: number): TestValue => ({ float: value });

export class TestReader implements ValueReader {
  readonly #values: readonly TestValue[];
  #current: TestValue = null;

  constructor(values: readonly TestValue[]) {
    this.#values = values;
  }
  get count(): number {
    return this.#values.length;
  }
  select(index: number): void {
    this.#current = this.#values[index] ?? null;
  }
  typeName(): LuaTypeName {
    const value = this.#current;
    if (value === null) return 'nil';
    if (typeof value === 'boolean') return 'boolean';
    if (typeof value === 'string' || value instanceof Uint8Array) return 'string';
    if ('int64' in value) return 'userdata';
    return 'other' in value ? value.other : 'number';
  }
  boolean(): boolean {
    return this.#current as boolean;
  }
  isInteger(): boolean {
    const value = this.#current;
    return typeof value === 'object' && value !== null && ('integer' in value || 'int64' in value);
  }
  integer(): number | bigint {
    const value = this.#current as { integer?: number | bigint; int64?: bigint };
    return value.integer ?? value.int64!;
  }
  float(): number {
    return (this.#current as { float: number }).float;
  }
  isInt64(): boolean {
    const value = this.#current;
    return typeof value === 'object' && value !== null && 'int64' in value;
  }
  bytes(): Uint8Array {
    return typeof this.#current === 'string' ? new TextEncoder().encode(this.#current) : (this.#current as Uint8Array);
  }
  plain(): PlainValue {
    throw new Error('the mapper reads typed values only');
  }
}

export class TestWriter implements ValueWriter {
  readonly values: (TestValue | Failure)[] = [];
  nil(): void {
    this.values.push(null);
  }
  boolean(value: boolean): void {
    this.values.push(value);
  }
  integer(value: number | bigint): void {
    this.values.push(typeof value === 'bigint' && value > 2n ** 63n - 1n ? { int64: value } : { integer: value });
  }
  float(value: number): void {
    this.values.push({ float: value });
  }
  bytes(value: Uint8Array): void {
    this.values.push(value.slice());
  }
  string(value: string): void {
    this.values.push(value);
  }
  failure(value: Failure): void {
    this.values.push(value);
  }
}

/** Writes, then reads from the start. */
export class TestBuffer implements ByteWriter, ByteReader {
  readonly #view = new DataView(new ArrayBuffer(4096));
  #written = 0;
  #read = 0;

  get unread(): number {
    return this.#written - this.#read;
  }
  u8(): number;
  u8(value: number): void;
  u8(value?: number): number | void {
    if (value === undefined) return this.#view.getUint8(this.#take(1));
    this.#view.setUint8(this.#put(1), value);
  }
  u32(): number;
  u32(value: number): void;
  u32(value?: number): number | void {
    if (value === undefined) return this.#view.getUint32(this.#take(4), true);
    this.#view.setUint32(this.#put(4), value, true);
  }
  u64(): number | bigint;
  u64(value: number | bigint): void;
  u64(value?: number | bigint): number | bigint | void {
    if (value === undefined) return narrow(this.#view.getBigUint64(this.#take(8), true));
    this.#view.setBigUint64(this.#put(8), BigInt.asUintN(64, BigInt(value)), true);
  }
  s64(): number | bigint {
    return narrow(this.#view.getBigInt64(this.#take(8), true));
  }
  f32(): number;
  f32(value: number): void;
  f32(value?: number): number | void {
    if (value === undefined) return this.#view.getFloat32(this.#take(4), true);
    this.#view.setFloat32(this.#put(4), value, true);
  }
  f64(): number;
  f64(value: number): void;
  f64(value?: number): number | void {
    if (value === undefined) return this.#view.getFloat64(this.#take(8), true);
    this.#view.setFloat64(this.#put(8), value, true);
  }
  bytes(value: Uint8Array): void;
  bytes(length: number): Uint8Array;
  bytes(value: Uint8Array | number): Uint8Array | void {
    if (typeof value === 'number') return new Uint8Array(this.#view.buffer, this.#take(value), value).slice();
    new Uint8Array(this.#view.buffer, this.#put(value.length), value.length).set(value);
  }
  #put(size: number): number {
    const at = this.#written;
    this.#written += size;
    return at;
  }
  #take(size: number): number {
    if (this.unread < size) throw new Error('read beyond what was written');
    const at = this.#read;
    this.#read += size;
    return at;
  }
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
