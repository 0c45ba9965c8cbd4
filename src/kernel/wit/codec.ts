/**
 * How WIT values lie in the shared buffer between kernel and guest: one after the other, little-endian, without padding,
 * in the order of the type. Both ends know the type, so nothing describes itself.
 */

export interface ByteWriter {
  u8(value: number): void;
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
