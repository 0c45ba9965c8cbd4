/** One argument as it is typed in: text of a WIT type to a value, and back. */
import { isIntegerName } from '../../../base/integers.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { formatArguments, parseArguments } from './arguments.ts';
import { isFloatName, isScalarName, parseScalar, scalarText } from './scalar-text.ts';
import type { Parameter } from './signature.ts';

export type FieldKind = 'integer' | 'float' | 'boolean' | 'text' | 'char' | 'json';

export function fieldKind(type: string): FieldKind {
  if (isIntegerName(type)) return 'integer';
  if (isFloatName(type)) return 'float';
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
  if (isScalarName(type)) return parseScalar(type, text);
  if (type === 'string') return ok(text);
  const expected = `expected ${type} as JSON, got ${text.trim() === '' ? 'nothing' : JSON.stringify(text)}`;
  if (text.trim() === '') return err(expected);
  const parsed = parseArguments(`[${text}]`);
  return parsed.ok && parsed.value.length === 1 ? ok(parsed.value[0] ?? null) : err(expected);
}

/** What a field shows for a value; empty for what does not fit the type. */
export function argumentText(value: PlainValue | undefined, type: string): string {
  if (isScalarName(type)) return scalarText(type, value) ?? (type === 'bool' ? 'false' : '');
  if (value === undefined) return '';
  const inner = /^option<(.*)>$/.exec(type)?.[1];
  if (inner !== undefined) return value === null ? '' : argumentText(value, inner);
  if (type === 'string') return typeof value === 'string' ? value : '';
  return formatArguments([value]).slice(1, -1);
}

/** A problem without what was typed, for a place that stands right below it and has room for little. */
export function besideWhatWasTyped(problem: string): string {
  return problem.replace(/, got [^]*$/, '');
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
