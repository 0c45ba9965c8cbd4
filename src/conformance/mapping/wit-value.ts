/**
 * Values of WIT types in a neutral form, and what contracts say they look like elsewhere: as Lua-shaped plain values
 * (spec/wit-mapping §2, column "Produced"), as Lua source, and as bytes of the shared buffer (../codec.ts). Written from
 * the contracts alone, so that tests can hold the runtime's own code against it.
 */
import { INT64_MAX } from '../../base/integers.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { OptionType, ScalarName, WitType } from '../../wit/types.ts';

/**
 * | type | value |
 * |---|---|
 * | bool | boolean |
 * | integers | bigint |
 * | f32, f64 | number (an f32 is rounded already) |
 * | char, string | string without lone surrogates |
 * | list, tuple, record | array; record fields in WIT order |
 * | option | case 0 = none, 1 = some |
 * | result | case 0 = ok, 1 = err |
 * | variant, enum | the case's index |
 * | flags | one boolean per label |
 */
export type WitValue = boolean | bigint | number | string | readonly WitValue[] | CaseValue;

export interface CaseValue {
  readonly case: number;
  /** null where the case has none. */
  readonly payload: WitValue | null;
}

export const INTEGER_RANGES: Readonly<Partial<Record<ScalarName, readonly [min: bigint, max: bigint]>>> = {
  s8: [-(2n ** 7n), 2n ** 7n - 1n],
  u8: [0n, 2n ** 8n - 1n],
  s16: [-(2n ** 15n), 2n ** 15n - 1n],
  u16: [0n, 2n ** 16n - 1n],
  s32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  s64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
};

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function isByteList(type: WitType): boolean {
  return type.kind === 'list' && type.element.kind === 'scalar' && type.element.name === 'u8';
}

/** The cases of everything that is a choice, payloads first resolved: option, result, variant, enum. */
export function casesOf(type: WitType): readonly { readonly name: string; readonly type: WitType | null }[] {
  switch (type.kind) {
    case 'option':
      return [
        { name: 'none', type: null },
        { name: 'some', type: type.some },
      ];
    case 'result':
      return [
        { name: 'ok', type: type.ok },
        { name: 'err', type: type.err },
      ];
    case 'variant':
      return type.cases;
    case 'enum':
      return type.cases.map((name) => ({ name, type: null }));
    default:
      throw new Error(`${type.kind} has no cases`);
  }
}

/* ---------------------------------------------------------------- as a plain value */

/** The one form that lifting makes. Bytes that are valid UTF-8 are text, as everywhere among plain values. */
export function toPlain(type: WitType, value: WitValue): PlainValue {
  switch (type.kind) {
    case 'scalar':
      return typeof value === 'bigint' ? integerToPlain(value) : (value as boolean | number | string);
    case 'string':
      return value as string;
    case 'list': {
      const items = value as readonly WitValue[];
      if (isByteList(type)) return bytesToPlain(items);
      const element = type.element;
      if (element.kind !== 'option') return items.map((item) => toPlain(element, item));
      const table: Record<string, PlainValue> = { n: items.length };
      items.forEach((item, index) => {
        if ((item as CaseValue).case === 1) table[index + 1] = toPlain(element, item);
      });
      return table;
    }
    case 'tuple':
      return type.items.map((item, index) => toPlain(item, (value as readonly WitValue[])[index]!));
    case 'record': {
      const table = emptyTable();
      type.fields.forEach((field, index) => {
        const form = toPlain(field.type, (value as readonly WitValue[])[index]!);
        if (form !== null) table[field.name] = form;
      });
      return table;
    }
    case 'option': {
      const { payload } = value as CaseValue;
      return payload === null ? null : payloadToPlain(type.some, payload);
    }
    case 'enum':
      return type.cases[(value as CaseValue).case]!;
    case 'flags': {
      const table = emptyTable();
      type.labels.forEach((label, index) => (table[label] = (value as readonly boolean[])[index]!));
      return table;
    }
    case 'result':
    case 'variant': {
      const chosen = casesOf(type)[(value as CaseValue).case]!;
      const table = emptyTable();
      table[chosen.name] = chosen.type === null ? true : payloadToPlain(chosen.type, (value as CaseValue).payload!);
      return table;
    }
    case 'unsupported':
      throw new Error(type.text);
  }
}

function payloadToPlain(type: WitType, value: WitValue): PlainValue {
  return type.kind === 'option' ? boxToPlain(type, value as CaseValue) : toPlain(type, value);
}

/** spec/wit-mapping §6 */
function boxToPlain(type: OptionType, value: CaseValue): PlainValue {
  return value.payload === null ? {} : { some: payloadToPlain(type.some, value.payload) };
}

function integerToPlain(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function bytesToPlain(items: readonly WitValue[]): string | Uint8Array {
  const bytes = Uint8Array.from(items as readonly bigint[], Number);
  try {
    return decoder.decode(bytes);
  } catch {
    return bytes;
  }
}

/** Labels such as `constructor` must not meet inherited members. */
function emptyTable(): Record<string, PlainValue> {
  return Object.create(null) as Record<string, PlainValue>;
}

/* ---------------------------------------------------------------- comparison */

/**
 * Where a plain value differs from the one expected, or null. Tables are compared as Lua sees them: an array is a table with
 * keys 1..n, an empty array equals an empty object, and an array tells the `n` that it has in Lua by its length.
 */
export function differencePlain(expected: PlainValue, actual: PlainValue, path = 'value'): string | null {
  const differ = (): string => `${path}: expected ${show(expected)}, got ${show(actual)}`;
  const [wantedBytes, bytes] = [asBytes(expected), asBytes(actual)];
  if (wantedBytes || bytes)
    return wantedBytes &&
      bytes &&
      wantedBytes.length === bytes.length &&
      wantedBytes.every((byte, at) => byte === bytes[at])
      ? null
      : differ();
  if (!isTable(expected) || !isTable(actual)) return Object.is(expected ?? null, actual ?? null) ? null : differ();
  const [wanted, found] = [entriesOf(expected), entriesOf(actual)];
  if (wanted.has('n') && Array.isArray(actual)) found.set('n', actual.length);
  for (const [key, item] of wanted) {
    const inner = differencePlain(item, found.get(key) ?? null, `${path}.${key}`);
    if (inner) return inner;
  }
  const extra = [...found.keys()].find((key) => !wanted.has(key));
  return extra === undefined ? null : `${path}: unexpected key ${extra} in ${show(actual)}`;
}

type Table = readonly PlainValue[] | { readonly [key: string]: PlainValue };

function isTable(value: PlainValue): value is Table {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function asBytes(value: PlainValue): Uint8Array | null {
  if (typeof value === 'string') return encoder.encode(value);
  return value instanceof Uint8Array ? value : null;
}

function entriesOf(table: Table): Map<string, PlainValue> {
  const entries = Array.isArray(table)
    ? table.map((item, index): [string, PlainValue] => [String(index + 1), item as PlainValue])
    : Object.entries(table as object);
  return new Map(entries.filter(([, item]) => item !== null && item !== undefined));
}

/** For messages. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return `${item}n`;
    if (typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0)))
      return Object.is(item, -0) ? '-0' : String(item);
    return item instanceof Uint8Array ? `bytes ${[...item].join(' ')}` : item;
  });
  return (text ?? 'nil').slice(0, 300);
}

/* ---------------------------------------------------------------- as Lua source */

/** A Lua expression of the same form as {@link toPlain}. */
export function toLua(type: WitType, value: WitValue): string {
  return isFloat(type)
    ? floatToLua(value as number)
    : isByteList(type)
      ? bytesToLua(Uint8Array.from(value as readonly bigint[], Number))
      : structureToLua(type, value);
}

function structureToLua(type: WitType, value: WitValue): string {
  switch (type.kind) {
    case 'list': {
      const items = (value as readonly WitValue[]).map((item) => toLua(type.element, item));
      return type.element.kind === 'option'
        ? `{${[...items, `n = ${items.length}`].join(', ')}}`
        : `{${items.join(', ')}}`;
    }
    case 'tuple':
      return `{${type.items.map((item, index) => toLua(item, (value as readonly WitValue[])[index]!)).join(', ')}}`;
    case 'record':
      return `{${type.fields.map(({ name, type: field }, index) => `[${textToLua(name)}] = ${toLua(field, (value as readonly WitValue[])[index]!)}`).join(', ')}}`;
    case 'option': {
      const { payload } = value as CaseValue;
      return payload === null ? 'nil' : payloadToLua(type.some, payload);
    }
    case 'result':
    case 'variant': {
      const chosen = casesOf(type)[(value as CaseValue).case]!;
      const payload = chosen.type === null ? 'true' : payloadToLua(chosen.type, (value as CaseValue).payload!);
      return `{[${textToLua(chosen.name)}] = ${payload}}`;
    }
    default:
      return plainToLua(toPlain(type, value));
  }
}

function payloadToLua(type: WitType, value: WitValue): string {
  if (type.kind !== 'option') return toLua(type, value);
  const { payload } = value as CaseValue;
  return payload === null ? '{}' : `{some = ${payloadToLua(type.some, payload)}}`;
}

/** A plain value as a Lua expression: integral numbers are integers, as the page's own values are. */
export function plainToLua(value: PlainValue): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return integerToLua(value);
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? integerToLua(BigInt(value)) : floatToLua(value);
  if (typeof value === 'string') return textToLua(value);
  if (value instanceof Uint8Array) return bytesToLua(value);
  if (Array.isArray(value)) return `{${(value as readonly PlainValue[]).map(plainToLua).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([key, item]) => `[${/^[1-9]\d*$/.test(key) ? key : textToLua(key)}] = ${plainToLua(item)}`)
    .join(', ')}}`;
}

function integerToLua(value: bigint): string {
  if (value > INT64_MAX) return `int64("${value}")`;
  return value === -(2n ** 63n) ? 'math.mininteger' : String(value);
}

function floatToLua(value: number): string {
  if (Number.isNaN(value)) return '(0/0)';
  if (!Number.isFinite(value)) return value > 0 ? '(1/0)' : '(-1/0)';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function textToLua(text: string): string {
  return /^[\w .:,-]*$/.test(text) ? `"${text}"` : bytesToLua(encoder.encode(text));
}

function bytesToLua(bytes: Uint8Array): string {
  return `"${Array.from(bytes, (byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;
}

function isFloat(type: WitType): boolean {
  return type.kind === 'scalar' && (type.name === 'f32' || type.name === 'f64');
}

/* ---------------------------------------------------------------- as bytes of the shared buffer */

/** The bytes of arguments, or of one result. */
export function encodeValues(types: readonly WitType[], values: readonly WitValue[]): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  types.forEach((type, index) => encode(type, values[index]!, out));
  return Uint8Array.from(out);
}

export function encodeValue(type: WitType, value: WitValue): Uint8Array<ArrayBuffer> {
  return encodeValues([type], [value]);
}

function encode(type: WitType, value: WitValue, out: number[]): void {
  switch (type.kind) {
    case 'scalar':
      return encodeScalar(type.name, value, out);
    case 'string': {
      const bytes = encoder.encode(value as string);
      little(BigInt(bytes.length), 4, out);
      for (const byte of bytes) out.push(byte);
      return;
    }
    case 'list':
      little(BigInt((value as readonly WitValue[]).length), 4, out);
      for (const item of value as readonly WitValue[]) encode(type.element, item, out);
      return;
    case 'tuple':
      return type.items.forEach((item, index) => encode(item, (value as readonly WitValue[])[index]!, out));
    case 'record':
      return type.fields.forEach((field, index) => encode(field.type, (value as readonly WitValue[])[index]!, out));
    case 'flags': {
      const words = Math.ceil(type.labels.length / 32);
      const bits = (value as readonly boolean[]).reduce(
        (sum, isSet, index) => (isSet ? sum + 2n ** BigInt(index) : sum),
        0n,
      );
      return little(bits, words * 4, out);
    }
    default: {
      const { case: index, payload } = value as CaseValue;
      little(BigInt(index), type.kind === 'option' || type.kind === 'result' ? 1 : 4, out);
      const payloadType = casesOf(type)[index]!.type;
      if (payloadType !== null) encode(payloadType, payload!, out);
    }
  }
}

function encodeScalar(name: ScalarName, value: WitValue, out: number[]): void {
  switch (name) {
    case 'bool':
      return little(value === true ? 1n : 0n, 1, out);
    case 's8':
    case 'u8':
      return little(value as bigint, 1, out);
    case 's16':
    case 'u16':
    case 's32':
    case 'u32':
      return little(value as bigint, 4, out);
    case 's64':
    case 'u64':
      return little(value as bigint, 8, out);
    case 'char':
      return little(BigInt((value as string).codePointAt(0)!), 4, out);
    case 'f32':
      return void out.push(...new Uint8Array(new Float32Array([value as number]).buffer));
    case 'f64':
      return void out.push(...new Uint8Array(new Float64Array([value as number]).buffer));
  }
}

function little(value: bigint, size: number, out: number[]): void {
  let rest = BigInt.asUintN(size * 8, value);
  for (let index = 0; index < size; index++) {
    out.push(Number(rest & 255n));
    rest >>= 8n;
  }
}
