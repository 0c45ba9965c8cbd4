/** `string.format` as in Lua 5.3, with the numbers of C's printf (spec/lua-base §4). */
import { INT64_MIN } from '../../../base/integers.ts';
import { isDue, spend, spendBytes } from '../../../base/effort.ts';
import * as call from '../vm/call.ts';
import { TextBuilder } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { exponentialText, fixedText, generalText, hexadecimalText } from './decimal.ts';

const encoder = new TextEncoder();
const PERCENT = 0x25;
const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const FLAGS = '-+ #0';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
/** Lua's own name for the least integer, whose digits alone would be read as a float. */

/** Numbers take 0.5 to 2 µs. */
const UNITS_PER_ITEM = 4;
/** Bytes of a long text between two payments. */
const PORTION = 4096;

/** `%[flags][width][.precision]` and its letter. */
interface Item {
  readonly left: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alternative: boolean;
  readonly zeros: boolean;
  readonly width: number;
  /** null where none is given. */
  readonly precision: number | null;
  readonly letter: string;
  /** Flags, width or precision are there. */
  readonly modified: boolean;
  /** Position behind it. */
  readonly end: number;
}

export const stringFormat: NativeFunction = (L) => {
  const template = call.checkBytes(L, 1, 'format');
  const top = stack.getTop(L);
  const out = new TextBuilder(L);
  let argument = 1;
  let at = 0;
  return call.inPieces(L, () => {
    while (at < template.length) {
      if (isDue()) return null;
      const percent = template.indexOf(PERCENT, at);
      if (percent !== at) out.range(template, at, percent < 0 ? template.length : percent);
      if (percent < 0) break;
      if (template[percent + 1] === PERCENT) {
        spend(1);
        out.byte(PERCENT);
        at = percent + 2;
        continue;
      }
      if (++argument > top) return call.argumentError(L, argument, 'format', 'no value');
      const item = readItem(L, template, percent + 1);
      spend(UNITS_PER_ITEM);
      out.bytes(formatItem(L, argument, item));
      at = item.end;
    }
    return out.push();
  });
};

function readItem(L: LuaState, template: Uint8Array, start: number): Item {
  let at = start;
  const isDigit = (): boolean => (template[at] ?? 0) >= ZERO && (template[at] ?? 0) <= NINE;
  /** Two digits at most. */
  const number = (): string => {
    const from = at;
    while (at - from < 2 && isDigit()) at++;
    return String.fromCharCode(...template.subarray(from, at));
  };
  while (FLAGS.includes(String.fromCharCode(template[at] ?? 0))) at++;
  if (at - start > FLAGS.length) return call.raise(L, 'invalid format (repeated flags)');
  const flags = String.fromCharCode(...template.subarray(start, at));
  const width = number();
  let precision: string | null = null;
  if (template[at] === DOT) {
    at++;
    precision = number();
  }
  if (isDigit()) return call.raise(L, 'invalid format (width or precision too long)');
  return {
    left: flags.includes('-'),
    plus: flags.includes('+'),
    space: flags.includes(' '),
    alternative: flags.includes('#'),
    zeros: flags.includes('0'),
    width: Number(width),
    precision: precision === null ? null : Number(precision),
    letter: at < template.length ? String.fromCharCode(template[at] ?? 0) : '',
    modified: at > start,
    end: at + 1,
  };
}

function formatItem(L: LuaState, index: number, item: Item): Uint8Array {
  switch (item.letter) {
    case 'c':
      return pad(Uint8Array.of(Number(BigInt.asUintN(8, BigInt(call.checkInteger(L, index, 'format'))))), item);
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      return encoder.encode(formatInteger(item, BigInt(call.checkInteger(L, index, 'format'))));
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return encoder.encode(formatFloat(item, call.checkNumber(L, index, 'format')));
    case 'q':
      return quote(L, index);
    case 's': {
      const text = call.tostringKept(L, index);
      if (!item.modified) return text;
      return pad(item.precision === null ? text : text.subarray(0, item.precision), item);
    }
    default:
      return call.raise(L, `invalid option '%${item.letter}' to 'format'`);
  }
}

function pad(bytes: Uint8Array, { width, left }: Item): Uint8Array {
  if (bytes.length >= width) return bytes;
  const padded = new Uint8Array(width).fill(0x20);
  padded.set(bytes, left ? 0 : width - bytes.length);
  return padded;
}

/** `prefix` is the sign and what marks the base: zeros come behind it. */
function padNumber(item: Item, prefix: string, digits: string, zeros: boolean): string {
  const missing = Math.max(0, item.width - prefix.length - digits.length);
  if (item.left) return prefix + digits + ' '.repeat(missing);
  return zeros ? prefix + '0'.repeat(missing) + digits : ' '.repeat(missing) + prefix + digits;
}

function signOf(item: Item, isNegative: boolean): string {
  if (isNegative) return '-';
  if (item.plus) return '+';
  return item.space ? ' ' : '';
}

const RADIX: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 };

function formatInteger(item: Item, value: bigint): string {
  const { letter, precision, alternative } = item;
  const isSigned = letter === 'd' || letter === 'i';
  const magnitude = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits =
    precision === 0 && magnitude === 0n ? '' : magnitude.toString(RADIX[letter] ?? 10).padStart(precision ?? 1, '0');
  let prefix = isSigned ? signOf(item, value < 0n) : '';
  if (alternative && letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
  if (alternative && RADIX[letter] === 16 && magnitude !== 0n) prefix = '0x';
  const text = padNumber(item, prefix, digits, item.zeros && precision === null);
  return letter === 'X' ? text.toUpperCase() : text;
}

function formatFloat(item: Item, value: number): string {
  const letter = item.letter.toLowerCase();
  const size = Math.abs(value);
  const isFinite = Number.isFinite(value);
  const sign = signOf(item, value < 0 || Object.is(value, -0));
  const digits = isFinite ? digitsOf(letter, size, item) : Number.isNaN(value) ? 'nan' : 'inf';
  const prefix = isFinite && letter === 'a' ? `${sign}0x` : sign;
  const text = padNumber(item, prefix, digits, item.zeros && isFinite);
  return letter === item.letter ? text : text.toUpperCase();
}

function digitsOf(letter: string, size: number, { precision, alternative }: Item): string {
  const digits = ((): string => {
    switch (letter) {
      case 'a':
        return hexadecimalText(size, precision);
      case 'e':
        return exponentialText(size, precision ?? 6);
      case 'f':
        return fixedText(size, precision ?? 6);
      default:
        return generalText(size, precision ?? 6, alternative ? 'kept' : 'dropped');
    }
  })();
  if (!alternative || digits.includes('.')) return digits;
  // `#` keeps the point, before the exponent.
  return digits.replace(letter === 'a' ? /(?=p|$)/ : /(?=e|$)/, '.');
}

/** `%q`: a text that Lua reads back as the value. */
function quote(L: LuaState, index: number): Uint8Array {
  const type = stack.typeName(L, index);
  if (type === 'string') return quoteBytes(L, stack.toBytes(L, index));
  if (type === 'nil' || type === 'boolean') return call.tostringBytes(L, index);
  if (type !== 'number') return call.argumentError(L, index, 'format', 'value has no literal form');
  if (!stack.isInteger(L, index)) return encoder.encode(formatFloat(PLAIN_HEX, stack.toFloat(L, index)));
  const integer = BigInt(stack.toInteger(L, index));
  return encoder.encode(integer === INT64_MIN ? '0x8000000000000000' : integer.toString());
}

const PLAIN_HEX: Item = {
  left: false,
  plus: false,
  space: false,
  alternative: false,
  zeros: false,
  width: 0,
  precision: null,
  letter: 'a',
  modified: false,
  end: 0,
};

function quoteBytes(L: LuaState, bytes: Uint8Array): Uint8Array {
  let size = 2;
  for (let at = 0; at < bytes.length; at++) {
    if (at % PORTION === 0) spendBytes(PORTION);
    size += escapeOf(bytes, at)?.length ?? 1;
  }
  call.reserve(L, size);
  const quoted = new Uint8Array(size);
  quoted[0] = QUOTE;
  let end = 1;
  for (let at = 0; at < bytes.length; at++) {
    if (at % PORTION === 0) spendBytes(PORTION);
    const escape = escapeOf(bytes, at);
    if (escape === null) quoted[end++] = bytes[at] ?? 0;
    else {
      quoted.set(escape, end);
      end += escape.length;
    }
  }
  quoted[end] = QUOTE;
  return quoted;
}

/** How the byte is written, where not as itself. */
function escapeOf(bytes: Uint8Array, at: number): Uint8Array | null {
  const byte = bytes[at] ?? 0;
  if (byte === QUOTE || byte === BACKSLASH || byte === NEWLINE) return Uint8Array.of(BACKSLASH, byte);
  if (byte >= 0x20 && byte !== 0x7f) return null;
  const next = bytes[at + 1] ?? 0;
  // A digit behind it must not become part of the number.
  const isLonger = next >= ZERO && next <= NINE;
  return encoder.encode(`\\${isLonger ? byte.toString().padStart(3, '0') : byte}`);
}
