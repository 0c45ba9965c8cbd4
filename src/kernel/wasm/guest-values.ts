/** Scalar WIT values between the shared buffer and core WebAssembly values (spec/wit-mapping §10). */
import type { ScalarName } from '../wit/types.ts';
import type { ByteReader, ByteWriter } from '../wit/codec.ts';

export type Lower = (from: ByteReader) => number | bigint;
/** Returns what is wrong with the value (`got …`), or null after writing it. */
export type Lift = (value: unknown, out: ByteWriter) => string | null;

export const lowerScalar: Readonly<Record<ScalarName, Lower>> = {
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

export const liftScalar: Readonly<Record<ScalarName, Lift>> = {
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
    if (typeof value !== 'number') return describe(value);
    out.f32(value);
    return null;
  },
  f64: (value, out) => {
    if (typeof value !== 'number') return describe(value);
    out.f64(value);
    return null;
  },
  char: (value, out) => {
    if (typeof value !== 'number') return describe(value);
    const point = value >>> 0;
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return String(point);
    out.u32(point);
    return null;
  },
};

function i32(write: (value: number, out: ByteWriter) => void): Lift {
  return (value, out) => {
    if (typeof value !== 'number') return describe(value);
    write(value, out);
    return null;
  };
}

function i64(value: unknown, out: ByteWriter): string | null {
  if (typeof value !== 'bigint') return describe(value);
  out.u64(value);
  return null;
}

/** Core values that the signature has no room for: the wrong width, several results, none. */
function describe(value: unknown): string {
  if (value === undefined) return 'no value';
  if (Array.isArray(value)) return `${value.length} values`;
  if (typeof value === 'bigint') return 'i64';
  return typeof value === 'number' ? 'a 32-bit or float value' : typeof value;
}
