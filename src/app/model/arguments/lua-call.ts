/** A call as it is written in Lua. */
import { INT64_MAX, INT64_MIN } from '../../../base/integers.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { isLuaName } from '../../../lua-text/words.ts';
import { formatNumber } from '../format-value.ts';

/** A table longer than this is written over several lines where that is asked for; UTF-16 units. */
const maxLine = 72;

export function luaCall(id: string, args: readonly PlainValue[]): string {
  return `funcs.call(${[id, ...args].map(luaLiteral).join(', ')})`;
}

/** The same for reading: what is long has a line for each argument, field and item. */
export function luaCallBlock(id: string, args: readonly PlainValue[]): string {
  const line = luaCall(id, args);
  if (line.length <= maxLine) return line;
  const lines = [id, ...args].map((value) => `  ${luaBlock(value, 1)}`);
  return `funcs.call(\n${lines.join(',\n')}\n)`;
}

export function luaLiteral(value: PlainValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return luaInteger(value);
  if (typeof value === 'number') return luaNumber(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Uint8Array)
    return `"${Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  return `{${partsOf(value)
    .map((part) => part.name + luaLiteral(part.value))
    .join(', ')}}`;
}

function luaBlock(value: PlainValue, depth: number): string {
  const line = luaLiteral(value);
  if (line.length + depth * 2 <= maxLine || value === null || typeof value !== 'object' || value instanceof Uint8Array)
    return line;
  const indent = '  '.repeat(depth + 1);
  const parts = partsOf(value).map((part) => `${indent}${part.name}${luaBlock(part.value, depth + 1)}`);
  return `{\n${parts.join(',\n')}\n${'  '.repeat(depth)}}`;
}

interface Part {
  /** `key = `, or nothing for the places of a list. */
  readonly name: string;
  readonly value: PlainValue;
}

function partsOf(value: readonly PlainValue[] | { readonly [key: string]: PlainValue }): readonly Part[] {
  if (!isList(value))
    return Object.entries(value).map(([key, item]) => ({
      name: `${isLuaName(key) ? key : `[${quoted(key)}]`} = `,
      value: item,
    }));
  const items = value.map((item) => ({ name: '', value: item }));
  // A list with holes has to say how long it is.
  return value.includes(null) ? [...items, { name: 'n = ', value: value.length }] : items;
}

function isList(value: readonly PlainValue[] | { readonly [key: string]: PlainValue }): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/** Digits that Lua would read as a float are written another way (spec/wit-mapping §3.3). */
function luaInteger(value: bigint): string {
  if (value === INT64_MIN) return 'math.mininteger';
  return value > INT64_MAX ? `int64("${value}")` : value.toString();
}

function luaNumber(value: number): string {
  if (Number.isNaN(value)) return '(0/0)';
  if (value === Infinity) return 'math.huge';
  if (Object.is(value, -0)) return '-0.0';
  return value === -Infinity ? '-math.huge' : formatNumber(value);
}

function quoted(text: string): string {
  // Three digits, so that a digit after the escape is not read as part of it.
  // eslint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (char) =>
    char === '\n'
      ? '\\n'
      : char === '"' || char === '\\'
        ? `\\${char}`
        : `\\${String(char.charCodeAt(0)).padStart(3, '0')}`,
  )}"`;
}
