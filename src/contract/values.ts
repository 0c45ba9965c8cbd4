/**
 * Lua-shaped values on their way: how they are read where they are and written where they go, one at a time, whoever keeps
 * them. Types only.
 */
import type { Portions } from '../base/effort.ts';
import type { PlainValue } from './api.ts';
import type { Failure } from './errors.ts';

/** `type()` of a Lua value. */
export type LuaTypeName = 'nil' | 'boolean' | 'number' | 'string' | 'table' | 'function' | 'thread' | 'userdata';

/**
 * Reads Lua-shaped values one at a time: {@link select} makes a value current, the other members answer about it.
 * Implemented over a Lua stack and over plain values; used by whatever lowers arguments. Nothing is copied.
 */
export interface ValueReader {
  /** How many values there are, trailing nils included. */
  readonly count: number;
  /** Makes value `index` (0-based) current. */
  select(index: number): void;
  typeName(): LuaTypeName;
  /** Only for `boolean`. */
  boolean(): boolean;
  /** True for a `number` of subtype integer and for the `int64` userdata; false for floats and everything else. */
  isInteger(): boolean;
  /**
   * Only where {@link isInteger} is true: a number while it is a safe integer, else a BigInt (spec/wit-mapping §3). No
   * allocation: the VM keeps the same form.
   */
  integer(): number | bigint;
  /** Only for a `number` of subtype float. */
  float(): number;
  /** True for the userdata that carries a `u64` above 2^63-1. */
  isInt64(): boolean;
  /** Only for `string`: its bytes, borrowed until the next call. */
  bytes(): Uint8Array;
  /** Only for `table`: how many keys it has, of whatever type. Metatables count for nothing here and below. */
  keyCount(): number;
  /** Only for `table`: makes the value under a string key current; false, with the table still current, when it is nil. */
  enterField(key: string): boolean;
  /** Only for `table`: as {@link enterField}, under an integer key; 1 is the first. */
  enterIndex(index: number): boolean;
  /** Only for `table`: the same object for the same table, to be compared. */
  identity(): unknown;
  /** The table that the current value was entered from is current again. Every enter that was true needs one. */
  leave(): void;
  /** Only for `table`: all its keys in any order, one by one; keys that come or go meanwhile may be among them. For what the members above cannot tell. */
  keys(): Iterable<TableKey>;
  /** The current value as a plain one; of a reader over plain values it is the value itself. */
  plain(): PlainValue;
  /** Writes the current value: one. Throws `WriterFull` (wit/codec.ts) where the writer wants all or nothing and it is too much. */
  writeTo(writer: ValueWriter): void;
  /** All values as one list, also when they are not lent any more: what is changed until they are written may show. */
  holdList(): HeldValues;
}

/** What a copy of values may hold. It counts down while the copy is made; what comes after is left out. */
export interface CopyLimits {
  /** Values, inside of tables too. */
  values: number;
  /** Bytes of strings and keys together. */
  textBytes: number;
  /** Bytes of one string. */
  readonly longest: number;
}

/** An integral key is a number (or BigInt); what is neither number nor string is named by its type. */
export type TableKey = number | bigint | string | { readonly type: LuaTypeName };

/** Takes Lua-shaped values in order. The counterpart of {@link ValueReader}. */
export interface ValueWriter {
  nil(): void;
  /** Something that has no form outside of Lua. Unlike nil it leaves its field behind. Missing = as nil. */
  opaque?(): void;
  boolean(value: boolean): void;
  /** BigInt above 2^63-1 becomes an `int64` value. */
  integer(value: number | bigint): void;
  float(value: number): void;
  /** Takes the array over: nobody changes it afterwards. Not of shared memory. */
  bytes(value: Uint8Array): void;
  string(value: string): void;
  failure(value: Failure): void;
  /**
   * An empty table. Values written after it are put into it by {@link setIndex} and {@link setField}, each taking the last
   * value out of the row; then the table is the last value itself. `length` is known in advance, for lists and tuples.
   */
  list(length: number): void;
  /** As {@link list}, for tables with string keys. */
  map(): void;
  /** Moves the last value under `index` (1 is the first) of the table before it. A nil leaves the position empty. Once per key. */
  setIndex(index: number): void;
  setField(key: string): void;
  /** True once more is there than the receiver takes: whoever writes may stop, whoever asked should drop it. Missing = never. */
  readonly isFull?: boolean;
  /** Of a receiver that wants only the beginning of a long string: from how many bytes on {@link beginning} takes its place. */
  readonly longest?: number;
  beginning?(bytes: Uint8Array, totalBytes: number): void;
  /** In a table, where one stops because of {@link isFull}: the rest is left out, and it has `count` items or fields in all. */
  omitRest?(count: number): void;
}

/**
 * Values on their way from a callee to its caller, written straight into the caller's world. Valid while the call that
 * hands it over lasts; may be written more than once in that time.
 */
export interface ValueSource {
  /** Returns how many values were written. */
  writeTo(writer: ValueWriter): number;
  /** The values for as long as one likes; null where keeping them costs more than a copy of `maxBytes`. Without it that is always so. */
  snapshot?(maxBytes: number): ValueSnapshot | null;
  /**
   * The values beyond that call, to be written in portions; null where they are few, which a {@link snapshot} is as good for, or where
   * keeping them costs more than a copy of `maxBytes`. Without it they always are few.
   */
  hold?(maxBytes: number): HeldValues | null;
  /** They may be many, and not just long: worth it to {@link hold} them for whoever wants them as values. Missing = they are few. */
  readonly isManyValues?: boolean;
}

/** Values that stay as they are until they are let go. */
export interface HeldValues extends ValueSource {
  /** What holding them takes, where they are a copy of their own. */
  readonly sizeBytes?: number;
  /** Begins to write what {@link writeTo} writes. */
  writing(writer: ValueWriter): Portions;
  letGo(): void;
}

/** Values that stay as they are. */
export interface ValueSnapshot extends ValueSource {
  readonly sizeBytes: number;
}
