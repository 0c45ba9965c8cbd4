/** Plain values as the kernel's other rooms see them: readable like a Lua stack, writable like one. */
import type { LuaTypeName, PlainValue, ValueReader, ValueSource, ValueWriter } from './api.ts';
import type { Failure } from './errors.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** `null` and `undefined` read as nil, integral numbers as integers, BigInts as integers (spec/wit-mapping §3). */
export class PlainReader implements ValueReader {
  readonly count: number;
  readonly #values: readonly PlainValue[];
  readonly #encoder = new TextEncoder();
  #current: PlainValue = null;

  constructor(values: readonly PlainValue[]) {
    this.#values = values;
    this.count = values.length;
  }

  select(index: number): void {
    this.#current = this.#values[index] ?? null;
  }

  typeName(): LuaTypeName {
    const value = this.#current;
    if (value === null) return 'nil';
    switch (typeof value) {
      case 'boolean':
        return 'boolean';
      case 'number':
        return 'number';
      case 'bigint':
        return value > INT64_MAX || value < INT64_MIN ? 'userdata' : 'number';
      case 'string':
        return 'string';
      default:
        return value instanceof Uint8Array ? 'string' : 'table';
    }
  }

  boolean(): boolean {
    return this.#current === true;
  }

  isInteger(): boolean {
    const value = this.#current;
    return typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  }

  integer(): number | bigint {
    const value = this.#current;
    if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value;
    return value as number;
  }

  float(): number {
    return this.#current as number;
  }

  isInt64(): boolean {
    return typeof this.#current === 'bigint' && this.#current > INT64_MAX;
  }

  bytes(): Uint8Array {
    const value = this.#current;
    return value instanceof Uint8Array ? value : this.#encoder.encode(value as string);
  }

  plain(): PlainValue {
    return this.#current;
  }
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** Collects what is written as plain values. */
export class PlainWriter implements ValueWriter {
  readonly values: PlainValue[] = [];

  nil(): void {
    this.values.push(null);
  }
  boolean(value: boolean): void {
    this.values.push(value);
  }
  integer(value: number | bigint): void {
    this.values.push(value);
  }
  float(value: number): void {
    this.values.push(value);
  }
  bytes(value: Uint8Array): void {
    this.values.push(bytesToPlain(value));
  }
  string(value: string): void {
    this.values.push(value);
  }
  failure(value: Failure): void {
    this.values.push(failureToPlain(value));
  }
  /** A value that is plain already. */
  plain(value: PlainValue): void {
    this.values.push(value);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text where the bytes are valid UTF-8, else a copy of the bytes (DESIGN §5). */
export function bytesToPlain(bytes: Uint8Array): string | Uint8Array {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.slice();
  }
}

/** An error object inside of other values. */
export function failureToPlain(value: Failure): PlainValue {
  return { kind: value.kind, message: value.message, retryable: value.retryable, details: value.details };
}

/** The first value of a source, as plain. */
export function plainOf(source: ValueSource): PlainValue {
  const writer = new PlainWriter();
  source.writeTo(writer);
  return writer.values[0] ?? null;
}
