/** One argument as it is typed in: text of a WIT type to a value, and back. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { formatNumber } from '../format-value.ts';
import { formatArguments, parseArguments } from './arguments.ts';
import type { Parameter } from './signature.ts';

const integerBits: ReadonlyMap<string, number> = new Map(
  [8, 16, 32, 64].flatMap((bits) => [[`s${bits}`, bits] as const, [`u${bits}`, bits] as const]),
);

export type FieldKind = 'integer' | 'float' | 'boolean' | 'text' | 'char' | 'json';

export function fieldKind(type: string): FieldKind {
  if (integerBits.has(type)) return 'integer';
  if (type === 'f32' || type === 'f64') return 'float';
  if (type === 'bool') return 'boolean';
  if (type === 'string') return 'text';
  return type === 'char' ? 'char' : 'json';
}

/** The keys that a phone shows for a field of this type. */
export function keypadOf(type: string): 'numeric' | 'decimal' | undefined {
  const kind = fieldKind(/^option<(.*)>$/.exec(type)?.[1] ?? type);
  return kind === 'integer' ? 'numeric' : kind === 'float' ? 'decimal' : undefined;
}

/** Whether a number of this type may be negative, for which that keypad has no key. */
export function isSigned(type: string): boolean {
  return keypadOf(type) !== undefined && !/^(?:option<)?u/.test(type);
}

/** What that keypad cannot write of a float's values, in the order in which a key goes through them. */
const WORDS = ['inf', 'nan'] as const;

/** Whether there are such values of this type. */
export function hasWords(type: string): boolean {
  return keypadOf(type) === 'decimal';
}

/** The next of {@link WORDS} after `text`; null after the last. A sign goes along. */
export function wordAfter(text: string): string | null {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/.exec(text.trim().toLowerCase()) ?? [];
  const next = WORDS[WORDS.findIndex((word) => word === rest) + 1];
  return next === undefined ? null : next === 'nan' ? next : `${sign}${next}`;
}

/** The error is a sentence for the reader. */
export function parseArgument(text: string, type: string): Result<PlainValue, string> {
  const optional = /^option<(.*)>$/.exec(type)?.[1];
  if (optional !== undefined) return text.trim() === '' ? ok(null) : parseArgument(text, optional);
  switch (fieldKind(type)) {
    case 'integer':
      return parseInteger(text.trim(), type);
    case 'float':
      return parseFloatText(text.trim(), type);
    case 'boolean':
      return text === 'true' || text === 'false' ? ok(text === 'true') : err('true or false is expected');
    case 'char':
      return Array.from(text).length === 1 ? ok(text) : err('exactly one character is expected');
    case 'text':
      return ok(text);
    default: {
      if (text.trim() === '') return err(`a ${type} as JSON is expected`);
      const parsed = parseArguments(`[${text}]`);
      return parsed.ok && parsed.value.length === 1
        ? ok(parsed.value[0] ?? null)
        : err(`a ${type} as JSON is expected`);
    }
  }
}

function parseInteger(text: string, type: string): Result<PlainValue, string> {
  const bits = BigInt(integerBits.get(type) ?? 32);
  const hasSign = type.startsWith('s');
  const min = hasSign ? -(2n ** (bits - 1n)) : 0n;
  const max = 2n ** (hasSign ? bits - 1n : bits) - 1n;
  if (!/^[+-]?(?:\d+|0x[\da-f]+)$/i.test(text))
    return err(text === '' ? 'a whole number is expected' : 'this is not a whole number');
  const digits = text.replace(/^[+-]/, '');
  const value = text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
  if (value < min || value > max) return err(`${type} goes from ${min} to ${max}`);
  return ok(Number.isSafeInteger(Number(value)) ? Number(value) : value);
}

function parseFloatText(text: string, type: string): Result<PlainValue, string> {
  const word = /^([+-]?)(nan|inf)$/i.exec(text);
  if (word) return ok(word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity);
  return text === '' || Number.isNaN(Number(text)) ? err(`a number is expected (${type})`) : ok(Number(text));
}

/** What a field shows for a value; empty for what does not fit the type. */
export function argumentText(value: PlainValue | undefined, type: string): string {
  if (fieldKind(type) === 'boolean') return String(value === true);
  if (value === undefined) return '';
  // JSON has no other way to write what is no number.
  if (value === null && fieldKind(type) === 'float') return 'nan';
  if (value === null) return fieldKind(type) === 'json' && !type.startsWith('option<') ? 'null' : '';
  if (typeof value === 'number') return formatNumber(value);
  const inner = /^option<(.*)>$/.exec(type)?.[1] ?? type;
  const isText = fieldKind(inner) === 'text' || fieldKind(inner) === 'char';
  return isText && typeof value === 'string' ? value : formatArguments([value]).slice(1, -1);
}

export interface TypedArguments {
  /** What stands in each field. */
  readonly texts: readonly string[];
  readonly errors: readonly (string | null)[];
  /** Null while a field has an error. */
  readonly values: readonly PlainValue[] | null;
}

export function readFields(texts: readonly string[], parameters: readonly Parameter[]): TypedArguments {
  const results = parameters.map(({ type }, index) =>
    parseArgument(texts[index] ?? argumentText(undefined, type), type),
  );
  const errors = results.map((result) => (result.ok ? null : result.error));
  const values = results.map((result) => (result.ok ? result.value : null));
  return { texts, errors, values: errors.every((error) => error === null) ? values : null };
}

/** Fields for a list of arguments written as JSON. */
export function fieldTexts(argumentsText: string, parameters: readonly Parameter[]): readonly string[] {
  const parsed = parseArguments(argumentsText);
  const values = parsed.ok ? parsed.value : [];
  return parameters.map(({ type }, index) => argumentText(values[index], type));
}
