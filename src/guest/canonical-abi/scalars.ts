/** Scalar WIT values between a message and core WebAssembly values (spec/wit-mapping §10). */
import type { ByteReader } from '../../wit/codec.ts';
import type { ScalarName } from '../../wit/types.ts';

/** What scalars need of a reader. */
export type ScalarReader = Pick<ByteReader, 'u8' | 'u32' | 's64' | 'u64' | 'f32' | 'f64'>;

/** What scalars need of a writer. */
export interface ScalarWriter {
  u8(value: number): void;
  u32(value: number): void;
  u64(value: bigint): void;
  f32(value: number): void;
  f64(value: number): void;
}

export type LowerScalar = (from: ScalarReader) => number | bigint;
/** Returns what is wrong with the value (`got …`), or null after writing it. */
export type LiftScalar = (value: unknown, out: ScalarWriter) => string | null;

export const lowerScalar: Readonly<Record<ScalarName, LowerScalar>> = {
  bool: (from) => from.u8(),
  s8: (from) => (from.u8() << 24) >> 24,
  u8: (from) => from.u8(),
  s16: (from) => from.u32() | 0,
  u16: (from) => from.u32(),
  s32: (from) => from.u32() | 0,
  u32: (from) => from.u32() | 0,
  s64: (from) => BigInt(from.s64()),
  // The bits are what counts: an i64 takes the unsigned value as its two's complement.
  u64: (from) => BigInt(from.u64()),
  f32: (from) => from.f32(),
  f64: (from) => from.f64(),
  char: (from) => from.u32(),
};

export const liftScalar: Readonly<Record<ScalarName, LiftScalar>> = {
  bool: i32((value, out) => out.u8(value === 0 ? 0 : 1)),
  s8: i32((value, out) => out.u8(value)),
  u8: i32((value, out) => out.u8(value)),
  s16: i32((value, out) => out.u32((value << 16) >> 16)),
  u16: i32((value, out) => out.u32(value & 0xffff)),
  s32: i32((value, out) => out.u32(value)),
  u32: i32((value, out) => out.u32(value)),
  s64: i64,
  u64: i64,
  f32: (value, out) => {
    if (typeof value !== 'number') return describeCore(value);
    // A NaN's payload may survive in a JavaScript number.
    out.f32(Number.isNaN(value) ? NaN : value);
    return null;
  },
  f64: (value, out) => {
    if (typeof value !== 'number') return describeCore(value);
    out.f64(Number.isNaN(value) ? NaN : value);
    return null;
  },
  char: (value, out) => {
    if (typeof value !== 'number') return describeCore(value);
    const point = value >>> 0;
    if (!isScalarValue(point)) return String(point);
    out.u32(point);
    return null;
  },
};

/** Unicode scalar value: a code point that is no surrogate. */
export function isScalarValue(point: number): boolean {
  return point < 0xd800 || (point > 0xdfff && point <= 0x10ffff);
}

/** Core values that the signature has no room for: the wrong width, several results, none. */
export function describeCore(value: unknown): string {
  if (value === undefined) return 'no value';
  if (Array.isArray(value)) return `${value.length} values`;
  if (typeof value === 'bigint') return 'i64';
  return typeof value === 'number' ? 'a 32-bit or float value' : typeof value;
}

function i32(write: (value: number, out: ScalarWriter) => void): LiftScalar {
  return (value, out) => {
    if (typeof value !== 'number') return describeCore(value);
    write(value, out);
    return null;
  };
}

function i64(value: unknown, out: ScalarWriter): string | null {
  if (typeof value !== 'bigint') return describeCore(value);
  out.u64(value);
  return null;
}
