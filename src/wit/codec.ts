/**
 * How WIT values lie in the shared buffer between kernel and guest: one after the other, little-endian, without padding,
 * in the order of the type. Both ends know the type, so nothing describes itself. Arguments lie one after the other; a
 * function without result sends nothing.
 *
 * | type | lies as |
 * |---|---|
 * | bool, s8, u8 | `u8` (bool 0 or 1; s8 in two's complement) |
 * | s16, u16, s32, u32, char | `u32` (signed ones sign-extended to 32 bits, two's complement; char = its code point) |
 * | s64, u64 | `u64` (two's complement) |
 * | f32, f64 | themselves; NaN is canonical |
 * | string | `u32` count of bytes, then UTF-8, valid |
 * | list\<u8\> | `u32` count, then the bytes |
 * | list\<T\> | `u32` count, then the elements |
 * | list\<T, N\> | as `list<T>`; the count is N |
 * | tuple, record | items, fields in order |
 * | option | `u8` 0 = none, 1 = some, then the value |
 * | result | `u8` 0 = ok, 1 = err, then the payload if that side has one |
 * | variant | `u32` index of the case, then the payload if it has one |
 * | enum | `u32` index of the case |
 * | flags | one `u32` for each 32 labels begun; the first label is the lowest bit; unused bits are 0 |
 */

/** Most bytes that the arguments of one call, or its result, may take in the buffer. */
export const MAX_VALUE_BYTES = 256 * 1024 * 1024;

/** Thrown by a {@link ByteWriter} that finds no memory for what it is given. */
export class NoMemory extends Error {
  constructor() {
    super('there is no memory for the values');
  }
}

/** Thrown by a {@link ByteWriter} that is given more than it takes; carries "too large" out of what converts values. */
export class ByteLimitExceeded extends Error {
  constructor() {
    super(`values of more than ${MAX_VALUE_BYTES} bytes cannot be passed`);
  }
}

/** Thrown while a value is read into a writer that takes no more of it (`isFull` of `ValueWriter`): what was written is of no use. */
export class WriterFull extends Error {
  constructor(message = 'the value is more than its receiver takes') {
    super(message);
  }
}

/** The same for what nests without end. */
export class ValueTooDeep extends WriterFull {
  constructor(depth: number) {
    super(`tables nested deeper than ${depth}, or inside of themselves, cannot be passed`);
  }
}

export interface ByteWriter {
  /** Wraps into 8 bits. */
  u8(value: number): void;
  /** Signed or unsigned; wraps into 32 bits. */
  u32(value: number): void;
  /** Signed or unsigned; wraps into 64 bits. */
  u64(value: number | bigint): void;
  f32(value: number): void;
  f64(value: number): void;
  /** The bytes alone, without their length. Copies; `value` may be a view of any memory. */
  bytes(value: Uint8Array): void;
}

export interface ByteReader {
  /** Bytes from the start of the message to the next value: to be given to {@link seek}. */
  readonly position: number;
  /** Bytes from here to the end of the message. */
  readonly remainingBytes: number;
  /** Reads on from an earlier {@link position}. */
  seek(position: number): void;
  u8(): number;
  u32(): number;
  /** A number while it is a safe integer, else a BigInt. */
  s64(): number | bigint;
  u64(): number | bigint;
  f32(): number;
  f64(): number;
  /** A copy, in memory that is not shared. */
  bytes(length: number): Uint8Array;
  /** Fills `target` with the next bytes. */
  copyTo(target: Uint8Array): void;
}
