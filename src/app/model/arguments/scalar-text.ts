/**
 * Numbers, characters and truths as they are typed into a field, be it in the run bar or in a form. Errors are worded as the value
 * mapper does (spec/wit-mapping §3.4), so that a field, a form and a call say the same.
 */
import { integerRange, isIntegerName, type IntegerName } from '../../../base/integers.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { PlainValue } from '../../../contract/api.ts';
import type { ScalarName } from '../../../wit/types.ts';
import { formatNumber } from '../format-value.ts';

export function isFloatName(name: string): name is 'f32' | 'f64' {
  return name === 'f32' || name === 'f64';
}

export function isScalarName(name: string): name is ScalarName {
  return isIntegerName(name) || isFloatName(name) || name === 'bool' || name === 'char';
}

export function parseScalar(name: ScalarName, text: string): Result<PlainValue, string> {
  if (name === 'char') return parseChar(text);
  if (name === 'bool')
    return text === 'true' || text === 'false'
      ? ok(text === 'true')
      : err(`expected bool, got ${JSON.stringify(text.trim())}`);
  return isIntegerName(name) ? parseInteger(text, name) : parseFloat(text, name);
}

/** What a field shows for a value; null for one that is none of the type. */
export function scalarText(name: ScalarName, value: PlainValue | undefined): string | null {
  if (name === 'bool') return typeof value === 'boolean' ? String(value) : null;
  if (name === 'char') return typeof value === 'string' ? value : null;
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value);
  // What JSON makes of it.
  return value === null && isFloatName(name) ? 'nan' : null;
}

function parseChar(text: string): Result<string, string> {
  const count = Array.from(text).length;
  if (count !== 1) return err(`expected char, got string of ${count} characters`);
  return text.isWellFormed() ? ok(text) : err('expected char, got half of a surrogate pair');
}

/** Decimal or hex digits, or a float that is whole; exact at any size. A safe integer comes as a number. */
function parseInteger(text: string, name: IntegerName): Result<number | bigint, string> {
  const { min, max } = integerRange(name);
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
function parseFloat(text: string, name: 'f32' | 'f64'): Result<number, string> {
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
