/** What a function has returned, as a guest gets it through `wippy:runtime/funcs` (spec/hosts §9, spec/wit-mapping §7). */
import { Interrupted, isDue, spend, spendBytes, type Portions } from '../../base/effort.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { sorting } from '../../base/sorting.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { HeldValues, ValueSource, ValueWriter } from '../../contract/values.ts';
import { canceledFailure } from '../../contract/errors.ts';
import { PlainWriter } from '../../contract/plain.ts';
import { ValueTooDeep, WriterFull } from '../../wit/codec.ts';

/** Of a table. */
const MAX_VALUES = 1_000_000;
const TOO_MANY = `function returned more than ${MAX_VALUES} values`;
const encoder = new TextEncoder();
const replacing = new TextDecoder('utf-8', { ignoreBOM: true });

/** Strings that are answers themselves stay bytes, and what no guest can be given is told from nil. */
class AnswerWriter extends PlainWriter {
  isOpaque = false;

  constructor() {
    super({ values: MAX_VALUES, textBytes: Infinity, longest: Infinity });
  }

  override bytes(value: Uint8Array): void {
    if (this.values.length === 0) this.values.push(value);
    else super.bytes(value);
  }

  override opaque(): void {
    if (this.values.length === 0) this.isOpaque = true;
    super.opaque();
  }
}

type Answered = Result<Uint8Array, string>;

/** A string as it is, nothing for nil, the text of numbers and booleans, tables as JSON. The error is a text for the guest. */
export function answeredBytes(source: ValueSource): Answered {
  if (source instanceof AnsweredSource) return source.answered;
  const writer = new AnswerWriter();
  try {
    source.writeTo(writer);
  } catch (thrown) {
    return err(reasonOf(thrown));
  }
  const text = answering(writer);
  for (;;) {
    const { done, value } = text.next();
    if (done === true) return value;
  }
}

/** What {@link answeredBytes} answers of values that may be many, in portions; {@link made} once the work is done. */
export class AnsweredText implements Portions {
  readonly #writer = new AnswerWriter();
  #writing: Portions | null;
  #text: Generator<undefined, Answered> | null = null;
  #answered: Answered | null = null;

  constructor(values: HeldValues) {
    this.#writing = values.writing(this.#writer);
  }

  work(): boolean {
    try {
      if (this.#writing?.work() === false) return false;
    } catch (thrown) {
      if (thrown instanceof Interrupted) throw thrown;
      this.#answered = err(reasonOf(thrown));
      return true;
    }
    this.#writing = null;
    this.#text ??= answering(this.#writer);
    const { done, value } = this.#text.next();
    if (done !== true) return false;
    this.#answered = value;
    return true;
  }

  get made(): ValueSource {
    if (!this.#answered) throw new Error('an answer that is still being made');
    return new AnsweredSource(this.#answered);
  }
}

/** For whoever asked for the text. */
class AnsweredSource implements ValueSource {
  readonly answered: Answered;

  constructor(answered: Answered) {
    this.answered = answered;
  }

  writeTo(writer: ValueWriter): number {
    if (this.answered.ok) writer.bytes(this.answered.value);
    else writer.string(this.answered.error);
    return 1;
  }
}

function* answering(writer: AnswerWriter): Generator<undefined, Answered> {
  if (writer.isFull) return err(TOO_MANY);
  const value = writer.values[0] ?? null;
  if (writer.isOpaque) return err('function returned userdata, expected string');
  if (value === null) return ok(new Uint8Array());
  if (value instanceof Uint8Array) return ok(value);
  if (typeof value !== 'object') return ok(encoder.encode(scalarText(value)));
  const parts: string[] = [];
  yield* writeJson(value, parts);
  return ok(encoder.encode(parts.join('')));
}

/** Why a value could not be written. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Interrupted) return canceledFailure().message;
  if (thrown instanceof WriterFull && !(thrown instanceof ValueTooDeep)) return TOO_MANY;
  // The buffer of a guest whose thread was taken over may hold anything.
  const isExpected = thrown instanceof ValueTooDeep || thrown instanceof RangeError;
  if (!isExpected) throw thrown;
  return thrown instanceof RangeError ? `result: ${thrown.message}` : thrown.message;
}

function scalarText(value: string | number | bigint | boolean): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** Keys in order, integers of any size as digits; what JSON has no form for is null. */
function* writeJson(value: PlainValue, parts: string[]): Generator<undefined, void> {
  spend(1);
  if (isDue()) yield;
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) parts.push('null');
  else if (typeof value === 'string') parts.push(quoted(value));
  else if (value instanceof Uint8Array) parts.push(quoted(replacing.decode(value)));
  else if (typeof value !== 'object') parts.push(String(value));
  else if (Array.isArray(value)) {
    parts.push('[');
    let separator = '';
    for (const item of value as readonly PlainValue[]) {
      parts.push(separator);
      separator = ',';
      yield* writeJson(item, parts);
    }
    parts.push(']');
  } else {
    const fields = value as { readonly [key: string]: PlainValue };
    parts.push('{');
    let separator = '';
    for (const key of yield* sorting(Object.keys(fields), inOrder)) {
      parts.push(separator, quoted(key), ':');
      separator = ',';
      yield* writeJson(fields[key] ?? null, parts);
    }
    parts.push('}');
  }
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function quoted(text: string): string {
  spendBytes(text.length);
  return JSON.stringify(text);
}
