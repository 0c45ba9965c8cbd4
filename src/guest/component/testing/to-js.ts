/** From a message to the JavaScript values that a translated component takes (spec/wit-mapping §2), compiled once a type. */
import { assertNever } from '../../../base/assert-never.ts';
import type { FlagsType, ListType, RecordType, ScalarName, VariantType, WitType } from '../../../wit/types.ts';
import type { ArgumentBytes } from '../../canonical-abi/argument-bytes.ts';
import { camelCase } from './js-names.ts';

/** Takes the next value. */
export type ToJs = (from: ArgumentBytes) => unknown;

/** Each type once: types are shared, and so is what is made of them. */
export class ToJsCompiler {
  readonly #known = new Map<WitType, ToJs>();

  of(type: WitType): ToJs {
    let made = this.#known.get(type);
    if (!made) this.#known.set(type, (made = this.#make(type)));
    return made;
  }

  #make(type: WitType): ToJs {
    switch (type.kind) {
      case 'scalar':
        return scalars[type.name];
      case 'string':
        return takeString;
      case 'list':
        return this.#list(type);
      case 'tuple':
        return this.#tuple(type.items);
      case 'record':
        return this.#record(type);
      case 'option':
        return this.#option(type.some);
      case 'result': {
        const okPayload = type.ok && this.of(type.ok);
        const errPayload = type.err && this.of(type.err);
        return (from) => {
          const isErr = from.u8() === 1;
          const payload = isErr ? errPayload : okPayload;
          return { tag: isErr ? 'err' : 'ok', val: payload ? payload(from) : undefined };
        };
      }
      case 'variant':
        return this.#variant(type);
      case 'enum': {
        const { cases } = type;
        return (from) => cases[from.u32()];
      }
      case 'flags':
        return flagsOf(type);
      case 'unsupported':
        throw new Error(`type ${type.text} is not supported and should have been refused`);
      default:
        return assertNever(type);
    }
  }

  #list({ element }: ListType): ToJs {
    if (element.kind === 'scalar') {
      const row = rows[element.name];
      if (row) return (from) => row(from, from.u32());
    }
    const of = this.of(element);
    return (from) => {
      const count = from.u32();
      const list: unknown[] = [];
      for (let index = 0; index < count; index++) list.push(of(from));
      return list;
    };
  }

  #tuple(items: readonly WitType[]): ToJs {
    const parts = items.map((item) => this.of(item));
    return (from) => {
      const tuple: unknown[] = [];
      for (let index = 0; index < parts.length; index++) tuple.push(parts[index]!(from));
      return tuple;
    };
  }

  #record({ fields }: RecordType): ToJs {
    const keys = fields.map((field) => camelCase(field.name));
    const parts = fields.map((field) => this.of(field.type));
    const Shape = shapeWithoutPrototype();
    return (from) => {
      const record = new Shape();
      for (let index = 0; index < parts.length; index++) record[keys[index]!] = parts[index]!(from);
      return record;
    };
  }

  #option(some: WitType): ToJs {
    const of = this.of(some);
    if (!mayBeUndefined(some)) return (from) => (from.u8() === 0 ? undefined : of(from));
    return (from) => (from.u8() === 0 ? { tag: 'none' } : { tag: 'some', val: of(from) });
  }

  #variant({ cases }: VariantType): ToJs {
    const payloads = cases.map((item) => item.type && this.of(item.type));
    return (from) => {
      const index = from.u32();
      const payload = payloads[index];
      return { tag: cases[index]!.name, val: payload ? payload(from) : undefined };
    };
  }
}

/** The payload of an option that is boxed for it. An option that is boxed is never `undefined` itself. */
export function mayBeUndefined(type: WitType): boolean {
  return type.kind === 'option' && !mayBeUndefined(type.some);
}

/**
 * Labels such as `constructor` and `to-string` must not meet what objects inherit. Objects made with `Object.create(null)`
 * would do, but engines keep those as dictionaries, which are slow.
 */
function shapeWithoutPrototype(): new () => Record<string, unknown> {
  const Shape = function (): void {} as unknown as { new (): Record<string, unknown>; prototype: unknown };
  Shape.prototype = Object.create(null);
  return Shape;
}

function flagsOf({ labels }: FlagsType): ToJs {
  const keys = labels.map(camelCase);
  const Shape = shapeWithoutPrototype();
  return (from) => {
    const flags = new Shape();
    let word = 0;
    for (let index = 0; index < keys.length; index++) {
      if (index % 32 === 0) word = from.u32();
      flags[keys[index]!] = ((word >>> (index % 32)) & 1) === 1;
    }
    return flags;
  };
}

const scalars: Readonly<Record<ScalarName, ToJs>> = {
  bool: (from) => from.u8() !== 0,
  s8: (from) => (from.u8() << 24) >> 24,
  u8: (from) => from.u8(),
  s16: (from) => from.u32() | 0,
  u16: (from) => from.u32(),
  s32: (from) => from.u32() | 0,
  u32: (from) => from.u32(),
  s64: (from) => BigInt(from.s64()),
  u64: (from) => BigInt(from.u64()),
  f32: (from) => from.f32(),
  f64: (from) => from.f64(),
  char: (from) => String.fromCodePoint(from.u32()),
};

type Row = (from: ArgumentBytes, count: number) => unknown;

type Numbers = { readonly buffer: ArrayBuffer; [index: number]: number };

/** Of elements that lie in the message as they do in the array. */
function copied(Make: new (count: number) => { readonly buffer: ArrayBufferLike; readonly byteLength: number }): Row {
  return (from, count) => {
    const row = new Make(count);
    new Uint8Array(row.buffer).set(from.bytes.subarray(from.at, from.at + row.byteLength));
    from.at += row.byteLength;
    return row;
  };
}

function narrowed(Make: new (count: number) => Numbers): Row {
  return (from, count) => {
    const row = new Make(count);
    for (let index = 0; index < count; index++) row[index] = from.u32();
    return row;
  };
}

/** The lists that are typed arrays to the translator. */
const rows: { readonly [Name in ScalarName]?: Row } = {
  u8: copied(Uint8Array),
  s8: copied(Int8Array),
  u16: narrowed(Uint16Array),
  s16: narrowed(Int16Array),
  u32: copied(Uint32Array),
  s32: copied(Int32Array),
  u64: copied(BigUint64Array),
  s64: copied(BigInt64Array),
  f32: copied(Float32Array),
  f64: copied(Float64Array),
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Up to here a loop is faster than the platform's decoder. */
const SHORT_TEXT_BYTES = 24;

function takeString(from: ArgumentBytes): string {
  const length = from.u32();
  const { bytes, at } = from;
  const end = (from.at = at + length);
  if (length > SHORT_TEXT_BYTES) return decoder.decode(bytes.subarray(at, end));
  let text = '';
  for (let index = at; index < end; index++) {
    const byte = bytes[index]!;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(at, end));
    text += String.fromCharCode(byte);
  }
  return text;
}
