/** What integers of a width hold. */

export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;
export const UINT64_MAX = 2n ** 64n - 1n;

/** Whether what is left of a number without its fraction is one of 64 bits with a sign. */
export function fitsInt64(value: number): boolean {
  return value >= -(2 ** 63) && value < 2 ** 63;
}

export type IntegerName = 's8' | 'u8' | 's16' | 'u16' | 's32' | 'u32' | 's64' | 'u64';

export interface IntegerRange {
  readonly min: number | bigint;
  readonly max: number | bigint;
}

/** Bounds that a double holds exactly are numbers, so that comparing a number with them needs no BigInt. */
const RANGES: { readonly [K in IntegerName]: IntegerRange } = {
  s8: { min: -128, max: 127 },
  u8: { min: 0, max: 255 },
  s16: { min: -32768, max: 32767 },
  u16: { min: 0, max: 65535 },
  s32: { min: -2147483648, max: 2147483647 },
  u32: { min: 0, max: 4294967295 },
  s64: { min: INT64_MIN, max: INT64_MAX },
  u64: { min: 0, max: UINT64_MAX },
};

export function integerRange(name: IntegerName): IntegerRange {
  return RANGES[name];
}

export function isIntegerName(name: string): name is IntegerName {
  return Object.hasOwn(RANGES, name);
}
