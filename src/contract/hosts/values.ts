/** Values of host functions in a message, as `wit/codec.ts` says, by their WIT types. One file for all halves. */
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import {
  isByteList,
  type FlagsType,
  type FunctionType,
  type ScalarName,
  type VariantType,
  type WitType,
} from '../../wit/types.ts';

/** What values are taken from. */
export type ValueSource = Pick<ByteReader, 'u8' | 'u32' | 's64' | 'u64' | 'f32' | 'f64' | 'bytes' | 'remainingBytes'>;

/** Of a thread that runs anybody's code nothing is believed: what is not of the type is a RangeError. */
function malformed(): never {
  throw new RangeError('a value that its type does not have');
}

interface Typed {
  readonly type: FunctionType;
}

export function putArguments({ type: { parameters } }: Typed, args: readonly unknown[], out: ByteWriter): void {
  for (let index = 0; index < parameters.length; index++) putValue(parameters[index]!.type, args[index], out);
}

/** Copies all that lies in the message. Throws RangeError for what is not of the types. */
export function takeArguments({ type: { parameters } }: Typed, from: ValueSource): readonly unknown[] {
  return parameters.map(({ type }) => takeValue(type, from));
}

/** Under their names, as halves take them. */
export function namedArguments({ type: { parameters } }: Typed, args: readonly unknown[]): Record<string, unknown> {
  // The names are ours: those of the declaration.
  return Object.fromEntries(parameters.map(({ name }, index) => [name, args[index]] as const));
}

/** `value` comes from our own half and is of the type. */
export function putValue(type: WitType, value: unknown, out: ByteWriter): void {
  switch (type.kind) {
    case 'scalar':
      putScalar(type.name, value, out);
      return;
    case 'string':
      putBytes(new TextEncoder().encode(value as string), out);
      return;
    case 'list': {
      if (isByteList(type)) {
        putBytes(value as Uint8Array, out);
        return;
      }
      const items = value as readonly unknown[];
      out.u32(items.length);
      for (const item of items) putValue(type.element, item, out);
      return;
    }
    case 'tuple':
      for (const [index, item] of type.items.entries()) putValue(item, (value as readonly unknown[])[index], out);
      return;
    case 'record':
      for (const field of type.fields) putValue(field.type, (value as Record<string, unknown>)[field.name], out);
      return;
    case 'variant': {
      const { tag, val } = value as { readonly tag: string; readonly val: unknown };
      const index = type.cases.findIndex((one) => one.name === tag);
      out.u32(index);
      const payload = type.cases[index]!.type;
      if (payload) putValue(payload, val, out);
      return;
    }
    case 'enum':
      out.u32(type.cases.indexOf(value as string));
      return;
    case 'flags':
      putFlags(type, value as ReadonlySet<string>, out);
      return;
    case 'option':
      out.u8(value === null ? 0 : 1);
      if (value !== null) putValue(type.some, value, out);
      return;
    case 'result': {
      const sides = value as { readonly ok?: unknown; readonly err?: unknown };
      const side = Object.hasOwn(sides, 'err') ? 'err' : 'ok';
      out.u8(side === 'err' ? 1 : 0);
      const payload = type[side];
      if (payload) putValue(payload, sides[side], out);
      return;
    }
    case 'unsupported':
      if (type.why !== 'handle') throw new Error(`host functions have no values of ${type.text}`);
      out.u32(value as number);
  }
}

export function takeValue(type: WitType, from: ValueSource): unknown {
  switch (type.kind) {
    case 'scalar':
      return takeScalar(type.name, from);
    case 'string':
      return decode(from.bytes(from.u32()));
    case 'list': {
      const count = from.u32();
      if (isByteList(type)) return from.bytes(count);
      const items: unknown[] = [];
      // Each takes a byte at least, so a message bounds its lists.
      if (count > from.remainingBytes) malformed();
      for (let index = 0; index < count; index++) items.push(takeValue(type.element, from));
      return items;
    }
    case 'tuple':
      return type.items.map((item) => takeValue(item, from));
    case 'record':
      return Object.fromEntries(type.fields.map((field) => [field.name, takeValue(field.type, from)] as const));
    case 'variant':
      return takeCase(type, from);
    case 'enum':
      return type.cases[from.u32()] ?? malformed();
    case 'flags':
      return takeFlags(type, from);
    case 'option':
      return takeBool(from) ? takeValue(type.some, from) : null;
    case 'result': {
      const side = takeBool(from) ? 'err' : 'ok';
      const payload = type[side];
      return { [side]: payload ? takeValue(payload, from) : null };
    }
    case 'unsupported':
      if (type.why !== 'handle') throw new Error(`host functions have no values of ${type.text}`);
      return from.u32();
  }
}

function takeCase(type: VariantType, from: ValueSource): unknown {
  const found = type.cases[from.u32()] ?? malformed();
  return { tag: found.name, val: found.type ? takeValue(found.type, from) : null };
}

function putFlags({ labels }: FlagsType, up: ReadonlySet<string>, out: ByteWriter): void {
  for (let first = 0; first < labels.length; first += 32) {
    let word = 0;
    for (const [bit, label] of labels.slice(first, first + 32).entries()) if (up.has(label)) word |= 1 << bit;
    out.u32(word);
  }
}

function takeFlags({ labels }: FlagsType, from: ValueSource): ReadonlySet<string> {
  const up = new Set<string>();
  for (let first = 0; first < labels.length; first += 32) {
    const word = from.u32();
    const here = labels.slice(first, first + 32);
    if (here.length < 32 && word >>> here.length !== 0) malformed();
    for (const [bit, label] of here.entries()) if (word & (1 << bit)) up.add(label);
  }
  return up;
}

function putBytes(value: Uint8Array, out: ByteWriter): void {
  out.u32(value.length);
  out.bytes(value);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return malformed();
  }
}

function takeBool(from: ValueSource): boolean {
  const flag = from.u8();
  return flag > 1 ? malformed() : flag === 1;
}

function putScalar(name: ScalarName, value: unknown, out: ByteWriter): void {
  switch (name) {
    case 'bool':
      out.u8(value === true ? 1 : 0);
      return;
    case 's8':
    case 'u8':
      out.u8(value as number);
      return;
    case 's64':
    case 'u64':
      out.u64(value as bigint);
      return;
    case 'f32':
      out.f32(value as number);
      return;
    case 'f64':
      out.f64(value as number);
      return;
    case 'char':
      out.u32((value as string).codePointAt(0)!);
      return;
    default:
      out.u32(value as number);
  }
}

function takeScalar(name: ScalarName, from: ValueSource): unknown {
  switch (name) {
    case 'bool':
      return takeBool(from);
    case 's8':
      return (from.u8() << 24) >> 24;
    case 'u8':
      return from.u8();
    case 's16':
      return (from.u32() << 16) >> 16;
    case 'u16':
      return from.u32() & 0xffff;
    case 's32':
      return from.u32() | 0;
    case 'u32':
      return from.u32();
    case 's64':
      return BigInt(from.s64());
    case 'u64':
      return BigInt(from.u64());
    case 'f32':
      return from.f32();
    case 'f64':
      return from.f64();
    case 'char': {
      const point = from.u32();
      return point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? malformed() : String.fromCodePoint(point);
    }
  }
}
