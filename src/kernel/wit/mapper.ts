/**
 * Lua values to WIT values and back, against the function's type (spec/wit-mapping §2, §3, §7, §8). Used by the kernel:
 * {@link lowerArguments} first, then {@link encodeArguments} into the shared buffer, and {@link liftResult} out of it.
 * How each scalar lies in the buffer is told in `codec.ts`; the guest's end is `wasm/guest-values.ts`.
 */
import type { ValueReader, ValueSource, ValueWriter } from '../api.ts';
import type { DetailValue, Failure } from '../errors.ts';
import { invalid } from '../errors.ts';
import type { ByteReader, ByteWriter } from './codec.ts';
import { countCharacters, decodeUtf8, type Utf8 } from './utf8.ts';
import { integerRange, isIntegerName, type IntegerName } from './ranges.ts';
import type { FunctionType, ScalarName, WitType } from './types.ts';
import { unsupportedType } from './parser.ts';

/**
 * Checks all arguments and changes nothing; null when they fit. The first misfit is reported, kind `Invalid`, with
 * `details` argument (1-based), path, expected and got.
 */
export function lowerArguments(type: FunctionType, args: ValueReader): Failure | null {
  const unsupported = unsupportedType(type);
  if (unsupported) return invalid(unsupported);
  const wanted = type.parameters.length;
  const given = args.count > wanted ? countWithoutTrailingNils(args, wanted) : args.count;
  if (given !== wanted) {
    return invalid(`expected ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}, got ${given}`, { expected: wanted, got: given });
  }
  for (let index = 0; index < wanted; index++) {
    const parameter = type.parameters[index]!;
    args.select(index);
    const misfit = check(parameter.type, args);
    if (!misfit) continue;
    return invalid(`argument ${index + 1}: ${parameter.name}: expected ${misfit.expected}, got ${misfit.got}${misfit.note ?? ''}`, {
      argument: index + 1,
      path: parameter.name,
      expected: misfit.expected,
      got: misfit.value ?? misfit.got,
    });
  }
  return null;
}

/** Writes arguments that {@link lowerArguments} has passed, one after the other. Throws on any others. */
export function encodeArguments(type: FunctionType, args: ValueReader, out: ByteWriter): void {
  for (let index = 0; index < type.parameters.length; index++) {
    args.select(index);
    encode(scalarName(type.parameters[index]!.type), args, out);
  }
}

/**
 * Reads the result at once; the source then writes one value, nil when the function has no result. Integer types become
 * Lua integers, `f32` and `f64` floats (spec/wit-mapping §2, §3.2).
 */
export function liftResult(type: FunctionType, result: ByteReader): ValueSource {
  if (type.result === null) return NO_RESULT;
  const name = scalarName(type.result);
  switch (name) {
    case 'bool': {
      return result.u8() !== 0 ? TRUE_RESULT : FALSE_RESULT;
    }
    case 'u8':
      return new IntegerResult(result.u8());
    case 's8':
      return new IntegerResult((result.u8() << 24) >> 24);
    case 'u16':
      return new IntegerResult(result.u32() & 0xffff);
    case 's16':
      return new IntegerResult((result.u32() << 16) >> 16);
    case 'u32':
      return new IntegerResult(result.u32());
    case 's32':
      return new IntegerResult(result.u32() | 0);
    case 'u64':
      return new IntegerResult(result.u64());
    case 's64':
      return new IntegerResult(result.s64());
    case 'f32':
      return new FloatResult(result.f32());
    case 'f64':
      return new FloatResult(result.f64());
    case 'char':
      return new StringResult(String.fromCodePoint(result.u32()));
  }
}

/* ---------------------------------------------------------------- lowering */

interface Misfit {
  readonly expected: string;
  readonly got: string;
  /** What `got` says, as a value, where it is a number. */
  readonly value?: DetailValue;
  readonly note?: string;
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

function countWithoutTrailingNils(args: ValueReader, atLeast: number): number {
  let count = args.count;
  for (; count > atLeast; count--) {
    args.select(count - 1);
    if (args.typeName() !== 'nil') break;
  }
  return count;
}

function check(type: WitType, value: ValueReader): Misfit | null {
  const name = scalarName(type);
  const typeName = value.typeName();
  if (name === 'bool') return typeName === 'boolean' ? null : { expected: name, got: typeName };
  if (name === 'char') return typeName === 'string' ? checkChar(value.bytes()) : { expected: name, got: typeName };
  const isNumber = typeName === 'number' || (typeName === 'userdata' && value.isInt64());
  if (!isNumber) return { expected: name, got: typeName };
  if (isIntegerName(name)) return value.isInteger() ? checkInteger(name, value.integer()) : checkFloat(name, value.float());
  return value.isInt64() ? checkExact(name, value.integer()) : null;
}

function checkInteger(name: IntegerName, value: number | bigint): Misfit | null {
  const range = integerRange(name);
  if (value >= range.min && value <= range.max) return null;
  return { expected: `${name} (${range.min}..${range.max})`, got: String(value), value };
}

function checkFloat(name: IntegerName, value: number): Misfit | null {
  if (!Number.isInteger(value)) return { expected: name, got: formatFloat(value), value };
  if (Math.abs(value) > MAX_SAFE && (name === 'u64' || name === 's64')) {
    return { expected: name, got: formatFloat(value), value, note: ': a float is not exact beyond 2^53-1' };
  }
  const misfit = checkInteger(name, value);
  return misfit ? { ...misfit, got: formatFloat(value) } : null;
}

/** An `int64` value goes to a float type only if nothing is lost. */
function checkExact(name: 'f32' | 'f64', value: number | bigint): Misfit | null {
  const rounded = name === 'f32' ? Math.fround(Number(value)) : Number(value);
  if (BigInt(rounded) === BigInt(value)) return null;
  return { expected: name, got: String(value), value, note: `: not exact as ${name}` };
}

function checkChar(bytes: Uint8Array): Misfit | null {
  const decoded: Utf8 = decodeUtf8(bytes);
  if (!decoded.ok) return { expected: 'char', got: `invalid UTF-8 at byte ${decoded.errorAt + 1}` };
  const count = countCharacters(decoded.text);
  return count === 1 ? null : { expected: 'char', got: `string of ${count} characters` };
}

/** As `tostring` shows it (spec/wit-mapping §3.5). */
function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return String(value);
}

function encode(name: ScalarName, value: ValueReader, out: ByteWriter): void {
  switch (name) {
    case 'bool':
      return out.u8(value.boolean() ? 1 : 0);
    case 'u8':
    case 's8':
      return out.u8(smallInteger(value) & 0xff);
    case 'u16':
    case 's16':
    case 'u32':
    case 's32':
      return out.u32(smallInteger(value) >>> 0);
    case 'u64':
    case 's64':
      return out.u64(value.isInteger() ? value.integer() : value.float() + 0);
    case 'f32':
      return out.f32(anyNumber(value));
    case 'f64':
      return out.f64(anyNumber(value));
    case 'char':
      return out.u32(firstCodePoint(value.bytes()));
  }
}

/** Of a value that fits 32 bits. */
function smallInteger(value: ValueReader): number {
  return value.isInteger() ? Number(value.integer()) : value.float();
}

function anyNumber(value: ValueReader): number {
  if (value.isInteger()) return Number(value.integer());
  const float = value.float();
  // One NaN only: payload bits are not kept.
  return Number.isNaN(float) ? NaN : float;
}

/** Of bytes that {@link checkChar} has passed. */
function firstCodePoint(bytes: Uint8Array): number {
  const decoded = decodeUtf8(bytes);
  if (!decoded.ok) throw new Error('argument was not checked before encoding');
  return decoded.text.codePointAt(0)!;
}

function scalarName(type: WitType): ScalarName {
  if (type.kind !== 'scalar') throw new Error(`type ${type.text} is not supported and should have been refused`);
  return type.name;
}

/* ---------------------------------------------------------------- results */

class IntegerResult implements ValueSource {
  readonly #value: number | bigint;
  constructor(value: number | bigint) {
    this.#value = value;
  }
  writeTo(writer: ValueWriter): number {
    writer.integer(this.#value);
    return 1;
  }
}

class FloatResult implements ValueSource {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  writeTo(writer: ValueWriter): number {
    writer.float(this.#value);
    return 1;
  }
}

class StringResult implements ValueSource {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  writeTo(writer: ValueWriter): number {
    writer.string(this.#value);
    return 1;
  }
}

class BooleanResult implements ValueSource {
  readonly #value: boolean;
  constructor(value: boolean) {
    this.#value = value;
  }
  writeTo(writer: ValueWriter): number {
    writer.boolean(this.#value);
    return 1;
  }
}

const TRUE_RESULT = new BooleanResult(true);
const FALSE_RESULT = new BooleanResult(false);
const NO_RESULT: ValueSource = {
  writeTo(writer) {
    writer.nil();
    return 1;
  },
};
