/**
 * How WIT values lie in the shared buffer between kernel and guest: one after the other, little-endian, without padding,
 * in the order of the type. Both ends know the type, so nothing describes itself.
 *
 * bool, s8, u8: one byte. s16, u16, s32, u32, char: four (s16 sign-extended, char as its code point). s64, u64: eight.
 * f32: four. f64: eight. Nothing stands for a missing result.
 *
 * | scalar | lies as |
 * |---|---|
 * | bool, s8, u8 | `u8` (bool 0 or 1; s8 in two's complement) |
 * | s16, u16, s32, u32, char | `u32` (signed ones sign-extended to 32 bits, two's complement; char = its code point) |
 * | s64, u64 | `u64` |
 * | f32, f64 | themselves |
 */

export interface ByteWriter {
  /** Wraps into 8 bits. */
  u8(value: number): void;
  /** Signed or unsigned; wraps into 32 bits. */
  u32(value: number): void;
  /** Signed or unsigned; wraps into 64 bits. */
  u64(value: number | bigint): void;
  f32(value: number): void;
  f64(value: number): void;
  /** The bytes alone, without their length. Copies. */
  bytes(value: Uint8Array): void;
}

export interface ByteReader {
  u8(): number;
  u32(): number;
  /** A number while it is a safe integer, else a BigInt. */
  s64(): number | bigint;
  u64(): number | bigint;
  f32(): number;
  f64(): number;
  /** A copy. */
  bytes(length: number): Uint8Array;
}
