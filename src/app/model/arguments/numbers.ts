/** Numbers as they are typed into a field. Errors are worded as the value mapper does (spec/wit-mapping §3.4). */
import { err, ok, type Result } from '../../../base/result.ts';
import { formatNumber } from '../format-value.ts';
import type { IntegerRange } from './type-text.ts';

/** Decimal or hex digits, or a float that is whole; exact at any size. A safe integer comes as a number. */
export function parseIntegerText(
  text: string,
  name: string,
  { min, max }: IntegerRange,
): Result<number | bigint, string> {
  const trimmed = text.trim();
  if (trimmed === '') return err(`expected ${name}, got nothing`);
  const inRange = (value: bigint): Result<number | bigint, string> =>
    value < min || value > max
      ? err(`expected ${name} (${min}..${max}), got ${value}`)
      : ok(Number.isSafeInteger(Number(value)) ? Number(value) : value);
  const digits = /^([+-]?)(\d+|0x[\da-f]+)$/i.exec(trimmed);
  if (digits) return inRange(digits[1] === '-' ? -BigInt(digits[2] ?? '0') : BigInt(digits[2] ?? '0'));
  const float = readFloat(trimmed);
  if (float === null) return err(`expected ${name}, got ${JSON.stringify(trimmed)}`);
  if (!Number.isInteger(float)) return err(`expected ${name}, got ${formatNumber(float)}`);
  if (!Number.isSafeInteger(float))
    return err(`expected ${name}, got ${formatNumber(float)}: a float is not exact beyond 2^53-1`);
  return inRange(BigInt(float));
}

/** `inf`, `-inf` and `nan` are numbers here. */
export function parseFloatText(text: string, name: string): Result<number, string> {
  const trimmed = text.trim();
  if (trimmed === '') return err(`expected ${name}, got nothing`);
  const value = readFloat(trimmed);
  return value === null ? err(`expected ${name}, got ${JSON.stringify(trimmed)}`) : ok(value);
}

function readFloat(text: string): number | null {
  const word = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(text);
  if (word) return word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}
