/** Values of host functions in the channel, as `wit/codec.ts` says, by their WIT types. One file for both halves. */
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import type { ScalarName, WitType } from '../../wit/types.ts';
import type { HostFunction } from './host-interface.ts';

/** Of a thread that runs anybody's code nothing is believed: what is not of the type is a RangeError. */
function malformed(): never {
  throw new RangeError('a value that its type does not have');
}

export function putArguments(fn: HostFunction, args: readonly unknown[], out: ByteWriter): void {
  const { parameters } = fn.type;
  for (let index = 0; index < parameters.length; index++) putValue(parameters[index]!.type, args[index], out);
}

/** Copies all that lies in the message. Throws RangeError for what is not of the types. */
export function takeArguments(fn: HostFunction, from: ByteReader): readonly unknown[] {
  return fn.type.parameters.map(({ type }) => takeValue(type, from));
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
      if (isBytes(type.element)) {
        putBytes(value as Uint8Array, out);
        return;
      }
      const items = value as readonly unknown[];
      out.u32(items.length);
      for (const item of items) putValue(type.element, item, out);
      return;
    }
    case 'enum':
      out.u32(type.cases.indexOf(value as string));
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
    default:
      throw new Error(`host functions have no values of kind ${type.kind} yet`);
  }
}

export function takeValue(type: WitType, from: ByteReader): unknown {
  switch (type.kind) {
    case 'scalar':
      return takeScalar(type.name, from);
    case 'string':
      return decode(from.bytes(from.u32()));
    case 'list': {
      const count = from.u32();
      if (isBytes(type.element)) return from.bytes(count);
      const items: unknown[] = [];
      // Each takes a byte at least, so a message bounds its lists.
      if (count > from.remainingBytes) malformed();
      for (let index = 0; index < count; index++) items.push(takeValue(type.element, from));
      return items;
    }
    case 'enum':
      return type.cases[from.u32()] ?? malformed();
    case 'option':
      return takeFlag(from) ? takeValue(type.some, from) : null;
    case 'result': {
      const side = takeFlag(from) ? 'err' : 'ok';
      const payload = type[side];
      return { [side]: payload ? takeValue(payload, from) : null };
    }
    default:
      throw new Error(`host functions have no values of kind ${type.kind} yet`);
  }
}

function isBytes(element: WitType): boolean {
  return element.kind === 'scalar' && element.name === 'u8';
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

function takeFlag(from: ByteReader): boolean {
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

function takeScalar(name: ScalarName, from: ByteReader): unknown {
  switch (name) {
    case 'bool':
      return takeFlag(from);
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
