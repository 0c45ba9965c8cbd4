/** The `json` module (spec/lua-modules §8). Object keys keep the order in which Lua made them. */
import type { PlainValue } from '../../api.ts';
import { internal, invalid } from '../../errors.ts';
import { bytesToPlain } from '../../plain.ts';
import { pushPlain } from '../push-plain.ts';
import { isInt64, toInt64 } from '../stdlib/int64.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { errorAt, returnFailure } from '../error-object.ts';
import type { LuaModule } from './module.ts';

const MAX_DEPTH = 128;

export const jsonModule: LuaModule = {
  name: 'json',
  functions: {
    encode: (L) => {
      try {
        const text = encode(L, 1, []);
        stack.pushText(L, text);
        return 1;
      } catch (error) {
        if (!(error instanceof EncodeError)) throw error;
        return returnFailure(L, internal(error.message));
      }
    },
    decode: (L) => {
      if (stack.typeName(L, 1) !== 'string') return returnFailure(L, invalid('string expected'));
      const text = stack.toText(L, 1);
      if (text === '') return returnFailure(L, invalid('empty string is not valid JSON'));
      const decoded = decode(text);
      if (!decoded.ok) return returnFailure(L, internal(decoded.message));
      pushPlain(L, decoded.value, 'bare');
      return 1;
    },
  },
  missing: ['validate', 'validate_string'],
};

/** Carries a refusal out of the recursion; never leaves this file. */
class EncodeError extends Error {}

function encode(L: LuaState, index: number, path: readonly unknown[]): string {
  const at = stack.absoluteIndex(L, index);
  switch (stack.typeName(L, at)) {
    case 'boolean':
      return String(stack.toBoolean(L, at));
    case 'number':
      if (stack.isInteger(L, at)) return String(stack.toInteger(L, at));
      return Number.isFinite(stack.toFloat(L, at)) ? encodeFloat(stack.toFloat(L, at)) : 'null';
    case 'string':
      return encodeBytes(stack.toBytes(L, at));
    case 'table':
      return encodeTable(L, at, path);
    case 'userdata': {
      if (isInt64(L, at)) return String(toInt64(L, at));
      const error = errorAt(L, at);
      return error ? JSON.stringify(error.failure.message) : 'null';
    }
    default:
      return 'null';
  }
}

function encodeFloat(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

function encodeBytes(bytes: Uint8Array): string {
  const text = bytesToPlain(bytes);
  return JSON.stringify(typeof text === 'string' ? text : new TextDecoder().decode(bytes));
}

function encodeTable(L: LuaState, index: number, path: readonly unknown[]): string {
  const identity = stack.toIdentity(L, index);
  if (path.includes(identity)) throw new EncodeError('cannot encode recursively nested tables to JSON');
  if (path.length >= MAX_DEPTH) throw new EncodeError(`cannot encode tables nested deeper than ${MAX_DEPTH}`);
  const inner = [...path, identity];
  const items = new Map<number, string>();
  const fields: string[] = [];
  stack.pushNil(L);
  while (stack.next(L, index)) {
    const key = stack.getTop(L) - 1;
    const value = encode(L, -1, inner);
    if (stack.isInteger(L, key)) items.set(Number(stack.toInteger(L, key)), value);
    else if (stack.typeName(L, key) === 'string') fields.push(`${encodeBytes(stack.toBytes(L, key))}:${value}`);
    else throw new EncodeError(`cannot encode mixed-key table: ${stack.typeName(L, key)} key`);
    stack.pop(L, 1);
  }
  if (fields.length > 0) {
    if (items.size > 0) throw new EncodeError('cannot encode mixed-key table: both string and integer keys');
    return `{${fields.join(',')}}`;
  }
  const list: string[] = [];
  for (let position = 1; position <= items.size; position++) {
    const item = items.get(position);
    if (item === undefined) throw new EncodeError(`cannot encode sparse array: no value at index ${position}`);
    list.push(item);
  }
  return `[${list.join(',')}]`;
}

type Decoded = { readonly ok: true; readonly value: PlainValue } | { readonly ok: false; readonly message: string };

/** Strings and numbers of a JSON text; the strings are matched only to be passed over. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
/** Integers shorter than this are exact as JavaScript numbers. */
const SAFE_DIGITS = 15;

/** `JSON.parse`, with integers of up to 64 bits exact. */
function decode(text: string): Decoded {
  let mark = 'int:';
  while (text.includes(mark)) mark = `int-${mark}`;
  const marked = text.replace(TOKENS, (token) =>
    token.length > SAFE_DIGITS && /^-?\d+$/.test(token) ? `"${mark}${token}"` : token,
  );
  try {
    return { ok: true, value: unmark(JSON.parse(marked) as PlainValue, mark) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message.replaceAll(mark, '') : String(error) };
  }
}

function unmark(value: PlainValue, mark: string): PlainValue {
  if (typeof value === 'string' && value.startsWith(mark)) return integerOf(value.slice(mark.length));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item: PlainValue) => unmark(item, mark));
  for (const [key, item] of Object.entries(value)) {
    const plain = unmark(item, mark);
    if (plain !== item) Object.defineProperty(value, key, { value: plain });
  }
  return value;
}

function integerOf(digits: string): number | bigint {
  const integer = BigInt(digits);
  if (integer !== BigInt.asIntN(64, integer)) return Number(digits);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}
