/** Lowering of scalars and strings (spec/wit-mapping §2, §3.4, §5). */
import type { ValueReader } from '../../contract/values.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { toEnd, type Steps } from '../../base/steps.ts';
import type { Lowering } from './lowering.ts';
import { expected, formatNumber, type Misfit } from './misfit.ts';
import { integerRange, type IntegerName } from '../../base/integers.ts';
import { decodeUtf8, firstInvalidByte } from '../../wit/utf8.ts';

/** Checks the current value of a reader against one type and writes it. One object per type, made once. */
export interface Lowerer {
  /** null when the value fits. Otherwise what was written so far is of no use. Throws what `run` throws. */
  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null;
  /**
   * The same, leaving off where `run` says so; the value may be changed meanwhile, and the reader may not. Undefined where nothing that
   * is taken for a value of the type can be long.
   */
  lowering?(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null>;
  /** Whether a value that has few keys can be long; missing: no. */
  readonly isLong?: boolean;
}

/** Tables with no more keys than this are looked through in one go. */
const FEW_KEYS = 1000;

/** Whether the current value is worth the steps of `part`, which cost more. */
export function isLongFor(part: Lowerer, value: ValueReader): part is Lowerer & Required<Pick<Lowerer, 'lowering'>> {
  if (!part.lowering) return false;
  return part.isLong === true || (value.typeName() === 'table' && value.keyCount() > FEW_KEYS);
}

export function* lowerPart(part: Lowerer, value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
  return isLongFor(part, value) ? yield* part.lowering(value, out, run) : part.lower(value, out, run);
}

/** Whether one of the parts has something to leave off at, so that the whole is long however few they are. */
export function areLong(parts: readonly (Lowerer | null)[]): boolean {
  return parts.some((part) => part?.lowering !== undefined);
}

/** Of a long text in one portion. */
const PIECE_BYTES = 64 * 1024;

/** Writes bytes after their number. */
export function* writeBytes(bytes: Uint8Array, out: ByteWriter, run: Lowering): Steps<void> {
  out.u32(bytes.length);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    run.workOnBytes(piece.length);
    out.bytes(piece);
    if (run.isDue) yield;
  }
}

export class BoolLowerer implements Lowerer {
  lower(value: ValueReader, out: ByteWriter): Misfit | null {
    if (value.typeName() !== 'boolean') return expected('bool', value.typeName());
    out.u8(value.boolean() ? 1 : 0);
    return null;
  }
}

/** Integers of up to 32 bits. */
export class SmallIntegerLowerer implements Lowerer {
  readonly #name: IntegerName;
  readonly #min: number;
  readonly #max: number;
  readonly #isByte: boolean;

  constructor(name: IntegerName) {
    const { min, max } = integerRange(name);
    this.#name = name;
    this.#min = Number(min);
    this.#max = Number(max);
    this.#isByte = name === 'u8' || name === 's8';
  }

  lower(value: ValueReader, out: ByteWriter): Misfit | null {
    let number: number | bigint;
    if (value.isInteger()) number = value.integer();
    else {
      const misfit = checkFloat(this.#name, value);
      if (misfit) return misfit;
      number = value.float();
    }
    if (typeof number === 'bigint' || number < this.#min || number > this.#max) return outOfRange(this.#name, number);
    if (this.#isByte) out.u8(number);
    else out.u32(number);
    return null;
  }
}

export class LongIntegerLowerer implements Lowerer {
  readonly #name: 's64' | 'u64';
  readonly #min: number | bigint;
  readonly #max: number | bigint;

  constructor(name: 's64' | 'u64') {
    const { min, max } = integerRange(name);
    this.#name = name;
    this.#min = min;
    this.#max = max;
  }

  lower(value: ValueReader, out: ByteWriter): Misfit | null {
    const name = this.#name;
    let number: number | bigint;
    if (value.isInteger()) number = value.integer();
    else {
      const misfit = checkFloat(name, value);
      if (misfit) return misfit;
      // -0.0 counts as 0.
      number = value.float() + 0;
      if (!Number.isSafeInteger(number)) return notExact(name, number, ': a float is not exact beyond 2^53-1');
    }
    // Safe integers are in range but for the sign; a comparison with BigInts is left to those that are not.
    const fits =
      typeof number === 'number' ? number >= 0 || name === 's64' : number >= this.#min && number <= this.#max;
    if (!fits) return outOfRange(name, number);
    out.u64(number);
    return null;
  }
}

function checkFloat(name: IntegerName, value: ValueReader): Misfit | null {
  if (value.typeName() !== 'number') return expected(name, value.typeName());
  const number = value.float();
  return Number.isInteger(number) ? null : notExact(name, number, '');
}

function notExact(name: string, value: number | bigint, note: string): Misfit {
  return expected(name, formatNumber(value), value, note);
}

function outOfRange(name: IntegerName, value: number | bigint): Misfit {
  const { min, max } = integerRange(name);
  return expected(`${name} (${min}..${max})`, formatNumber(value), value);
}

export class FloatLowerer implements Lowerer {
  readonly #name: 'f32' | 'f64';

  constructor(name: 'f32' | 'f64') {
    this.#name = name;
  }

  lower(value: ValueReader, out: ByteWriter): Misfit | null {
    let number: number;
    if (value.isInteger()) {
      const integer = value.integer();
      number = Number(integer);
      // An `int64` value goes to a float type only if nothing is lost.
      if (value.isInt64() && BigInt(this.#round(number)) !== BigInt(integer))
        return notExact(this.#name, integer, `: not exact as ${this.#name}`);
    } else {
      if (value.typeName() !== 'number') return expected(this.#name, value.typeName());
      number = value.float();
      // One NaN only: payload bits are not kept.
      if (Number.isNaN(number)) number = NaN;
    }
    if (this.#name === 'f32') out.f32(number);
    else out.f64(number);
    return null;
  }

  #round(number: number): number {
    return this.#name === 'f32' ? Math.fround(number) : number;
  }
}

export class CharLowerer implements Lowerer {
  readonly isLong = true;

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'string') return expected('char', value.typeName());
    const bytes = value.bytes();
    const first = bytes[0];
    if (bytes.length !== 1 || first === undefined || first >= 0x80) return toEnd(this.lowering(value, out, run));
    out.u32(first);
    return null;
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() !== 'string') return expected('char', value.typeName());
    const bytes = value.bytes();
    const validBytes = yield* countValidBytes(bytes, run);
    if (validBytes < bytes.length) return invalidUtf8('char', validBytes);
    const count = yield* countCharacters(bytes, run);
    if (count !== 1) return expected('char', `string of ${count} characters`);
    const decoded = decodeUtf8(bytes);
    out.u32((decoded.ok ? decoded.text.codePointAt(0) : undefined) ?? 0);
    return null;
  }
}

export class StringLowerer implements Lowerer {
  readonly isLong = true;

  lower(value: ValueReader, out: ByteWriter, run: Lowering): Misfit | null {
    if (value.typeName() !== 'string') return expected('string', value.typeName());
    const bytes = value.bytes();
    run.workOnBytes(bytes.length);
    const validBytes = firstInvalidByte(bytes);
    if (validBytes < bytes.length) return invalidUtf8('string', validBytes);
    out.u32(bytes.length);
    out.bytes(bytes);
    return null;
  }

  *lowering(value: ValueReader, out: ByteWriter, run: Lowering): Steps<Misfit | null> {
    if (value.typeName() !== 'string') return expected('string', value.typeName());
    const bytes = value.bytes();
    const validBytes = yield* countValidBytes(bytes, run);
    if (validBytes < bytes.length) return invalidUtf8('string', validBytes);
    yield* writeBytes(bytes, out, run);
    return null;
  }
}

const MAX_CHARACTER_BYTES = 4;

/** How many bytes of UTF-8 there are before the first that is none. */
function* countValidBytes(bytes: Uint8Array, run: Lowering): Steps<number> {
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    run.workOnBytes(piece.length);
    const validBytes = firstInvalidByte(piece);
    // What is cut off at the end of a piece is whole at the beginning of the next.
    const isCut = at + piece.length < bytes.length && validBytes > piece.length - MAX_CHARACTER_BYTES;
    at += validBytes;
    if (validBytes < piece.length && !isCut) return at;
    if (run.isDue) yield;
  }
  return bytes.length;
}

/** Of UTF-8 that is valid. */
function* countCharacters(bytes: Uint8Array, run: Lowering): Steps<number> {
  let count = 0;
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    run.workOnBytes(piece.length);
    for (const byte of piece) if ((byte & 0xc0) !== 0x80) count++;
    if (run.isDue) yield;
  }
  return count;
}

/** `errorAt` is 0-based; Lua counts from 1. */
function invalidUtf8(type: string, errorAt: number): Misfit {
  return expected(type, `invalid UTF-8 at byte ${errorAt + 1}`);
}
