/** A call and what came of it, on one line as Lua would have it: `app:main(6, 7) → 42, nil`. */
import type { CallError, EvalResult, PlainValue } from '../../contract/api.ts';
import { formatValue } from './format-value.ts';

/** UTF-16 units of each argument, of the value and of the error; what is longer ends in `…` and is read in the rows. */
const shownArgument = 40;
const shownResult = 120;

export interface CallAnswer {
  readonly value: PlainValue;
  readonly error: CallError | null;
}

export function callText(target: string, args: readonly PlainValue[]): string {
  return `${target}(${args.map((value) => short(value, shownArgument)).join(', ')})`;
}

/** The tuple of value and error that a caller in Lua gets. */
export function tupleText({ value, error }: CallAnswer): string {
  if (error === null) return `${short(value, shownResult)}, nil`;
  if (error.from === 'guest') return `nil, ${short(error.payload, shownResult)}`;
  const message = error.message.length > shownResult ? `${error.message.slice(0, shownResult)}…` : error.message;
  return `nil, ${error.kind || 'Unknown'}: ${message}`;
}

/** What a chunk gave: all its values, or why it failed. */
export function valuesText({ values, error }: EvalResult): string {
  if (error !== null) return tupleText({ value: null, error });
  return values.length === 0 ? 'nothing' : values.map((value) => short(value, shownResult)).join(', ');
}

function short(value: PlainValue, maxLength: number): string {
  return formatValue(value, { maxLength, layout: 'line' }).text;
}
