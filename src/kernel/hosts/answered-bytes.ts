/** What a function has returned, as a guest gets it through `wippy:runtime/funcs` (spec/hosts §9, spec/wit-mapping §7). */
import { Interrupted } from '../../base/effort.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { ValueSource } from '../../contract/values.ts';
import { canceledFailure } from '../../contract/errors.ts';
import { PlainWriter } from '../../contract/plain.ts';
import { ValueTooDeep, WriterFull } from '../../wit/codec.ts';

/** Of a table: as text it takes the kernel some hundred milliseconds at most. */
const MAX_VALUES = 1_000_000;
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

/** A string as it is, nothing for nil, the text of numbers and booleans, tables as JSON. The error is a text for the guest. */
export function answeredBytes(source: ValueSource): Result<Uint8Array, string> {
  const writer = new AnswerWriter();
  try {
    source.writeTo(writer);
  } catch (thrown) {
    return err(reasonOf(thrown));
  }
  if (writer.isFull) return err(`function returned more than ${MAX_VALUES} values`);
  const value = writer.values[0] ?? null;
  if (writer.isOpaque) return err('function returned userdata, expected string');
  if (value === null) return ok(new Uint8Array());
  if (value instanceof Uint8Array) return ok(value);
  return ok(encoder.encode(typeof value === 'object' ? jsonOf(value) : scalarText(value)));
}

/** Why a value could not be written. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Interrupted) return canceledFailure().message;
  // The buffer of a guest whose thread was taken over may hold anything.
  const isExpected = thrown instanceof ValueTooDeep || thrown instanceof WriterFull || thrown instanceof RangeError;
  if (!isExpected) throw thrown;
  return thrown instanceof RangeError ? `result: ${thrown.message}` : thrown.message;
}

function scalarText(value: string | number | bigint | boolean): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** Keys in order, integers of any size as digits; what JSON has no form for is null. */
function jsonOf(value: PlainValue): string {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(replacing.decode(value));
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly PlainValue[]).map(jsonOf).join(',')}]`;
  const fields = Object.entries(value as { readonly [key: string]: PlainValue });
  fields.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${jsonOf(item)}`).join(',')}}`;
}
