/** The arguments field: a JSON list, with whole numbers beyond 2^53 kept exact. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { PlainValue } from '../../../contract/api.ts';

type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown;

const keepIntegers: Reviver = (_key, value, context) =>
  typeof value === 'number' &&
  !Number.isSafeInteger(value) &&
  context?.source !== undefined &&
  /^-?\d+$/.test(context.source)
    ? BigInt(context.source)
    : value;

/** An empty field is an empty list. The error is a sentence for the reader. */
export function parseArguments(text: string): Result<readonly PlainValue[], string> {
  if (text.trim() === '') return ok([]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, keepIntegers);
  } catch {
    return err('Arguments must be a JSON list, such as [6, "seven", null].');
  }
  if (!Array.isArray(parsed)) return err('Arguments must be a list: put them in [ ].');
  return ok(parsed as readonly PlainValue[]);
}

export function formatArguments(values: readonly PlainValue[]): string {
  return `[${values.map(formatJson).join(', ')}]`;
}

/** With every digit of whole numbers; bytes as a list of them. What JSON has no way for is read back as it was by {@link parseArguments}. */
export function formatJson(value: PlainValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return numberJson(value);
  if (value instanceof Uint8Array) return `[${value.join(', ')}]`;
  if (Array.isArray(value)) return formatArguments(value as readonly PlainValue[]);
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${formatJson(item)}`);
    return `{${fields.join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** What JSON has a way for and `stringify` none: too large to read back as anything but infinity, and a zero with its sign. */
function numberJson(value: number): string {
  if (value === Infinity) return '1e999';
  if (value === -Infinity) return '-1e999';
  return Object.is(value, -0) ? '-0' : JSON.stringify(value);
}
