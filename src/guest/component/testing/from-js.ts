/**
 * From what a translated component returns to a message (spec/wit-mapping §2), compiled once a type. Generated code made the
 * value, so it is looked at before it is believed: what is not of the type is refused with its path.
 */
import { assertNever } from '../../../base/assert-never.ts';
import { integerRange, isIntegerName, type IntegerName } from '../../../base/integers.ts';
import type {
  FlagsType,
  ListType,
  ResultType,
  ScalarType,
  StringType,
  TupleType,
  VariantType,
  WitType,
} from '../../../wit/types.ts';
import type { ResultBytes } from '../../canonical-abi/result-bytes.ts';
import { isScalarValue } from '../../canonical-abi/scalars.ts';
import { camelCase } from './js-names.ts';
import { mayBeUndefined } from './to-js.ts';

/** Appends the value. False when it is not of the type; `out` then knows what and where. */
export type FromJs = (value: unknown, out: ResultBytes) => boolean;

type Members = { readonly [key: string]: unknown };

/** Each type once: types are shared, and so is what is made of them. */
export class FromJsCompiler {
  readonly #known = new Map<WitType, FromJs>();

  of(type: WitType): FromJs {
    let made = this.#known.get(type);
    if (!made) this.#known.set(type, (made = this.#make(type)));
    return made;
  }

  /** A side of a result, and of a function's whole result. */
  side(type: ResultType, side: 'ok' | 'err'): FromJs {
    const payload = type[side];
    const of = payload && this.of(payload);
    const index = side === 'ok' ? 0 : 1;
    return (value, out) => {
      out.u8(index);
      return !of || of(value, out) || out.inside(`.${side}`);
    };
  }

  #make(type: WitType): FromJs {
    switch (type.kind) {
      case 'scalar':
        return scalarOf(type);
      case 'string':
        return stringOf(type);
      case 'list':
        return this.#list(type);
      case 'tuple':
        return this.#tuple(type);
      case 'record': {
        const keys = type.fields.map((field) => camelCase(field.name));
        const parts = type.fields.map((field) => this.of(field.type));
        return (value, out) => {
          if (!isMembers(value)) return out.refuse(type, describe(value));
          for (let index = 0; index < parts.length; index++) {
            if (!parts[index]!(value[keys[index]!], out)) return out.inside(`.${type.fields[index]!.name}`);
          }
          return true;
        };
      }
      case 'option':
        return this.#option(type, type.some);
      case 'result': {
        const ok = this.side(type, 'ok');
        const err = this.side(type, 'err');
        return (value, out) => {
          const tag = isMembers(value) ? value['tag'] : undefined;
          if (tag === 'ok') return ok((value as Members)['val'], out);
          return tag === 'err' ? err((value as Members)['val'], out) : out.refuse(type, describe(value));
        };
      }
      case 'variant':
        return this.#variant(type);
      case 'enum': {
        const indices = new Map(type.cases.map((name, index) => [name as unknown, index]));
        return (value, out) => {
          const index = indices.get(value);
          if (index === undefined) return out.refuse(type, describe(value));
          out.u32(index);
          return true;
        };
      }
      case 'flags':
        return flagsOf(type);
      case 'unsupported':
        throw new Error(`type ${type.text} is not supported and should have been refused`);
      default:
        return assertNever(type);
    }
  }

  #list(type: ListType): FromJs {
    const { element, length } = type;
    const row = element.kind === 'scalar' ? rowOf(element) : null;
    const of = this.of(element);
    return (value, out) => {
      if (row?.isRow(value)) {
        if (length !== null && value.length !== length) return out.refuse(type, `${value.length} elements`);
        out.u32(value.length);
        row.append(value, out);
        return true;
      }
      if (!Array.isArray(value)) return out.refuse(type, describe(value));
      const count = value.length;
      if (length !== null && count !== length) return out.refuse(type, `${count} elements`);
      out.u32(count);
      for (let index = 0; index < count; index++) if (!of(value[index], out)) return out.inside(`[${index + 1}]`);
      return true;
    };
  }

  #tuple(type: TupleType): FromJs {
    const parts = type.items.map((item) => this.of(item));
    return (value, out) => {
      if (!Array.isArray(value)) return out.refuse(type, describe(value));
      for (let index = 0; index < parts.length; index++)
        if (!parts[index]!(value[index], out)) return out.inside(`[${index + 1}]`);
      return true;
    };
  }

  #option(type: WitType, some: WitType): FromJs {
    const of = this.of(some);
    if (!mayBeUndefined(some)) {
      return (value, out) => {
        out.u8(value === undefined ? 0 : 1);
        return value === undefined || of(value, out) || out.inside('.some');
      };
    }
    return (value, out) => {
      const tag = isMembers(value) ? value['tag'] : undefined;
      if (tag !== 'none' && tag !== 'some') return out.refuse(type, describe(value));
      out.u8(tag === 'none' ? 0 : 1);
      return tag === 'none' || of((value as Members)['val'], out) || out.inside('.some');
    };
  }

  #variant(type: VariantType): FromJs {
    const indices = new Map(type.cases.map(({ name }, index) => [name as unknown, index]));
    const payloads = type.cases.map((item) => item.type && this.of(item.type));
    return (value, out) => {
      const index = isMembers(value) ? indices.get(value['tag']) : undefined;
      if (index === undefined) return out.refuse(type, describe(value));
      out.u32(index);
      const of = payloads[index];
      return !of || of((value as Members)['val'], out) || out.inside(`.${type.cases[index]!.name}`);
    };
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** The JavaScript type, or the value of what is a number. */
function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function flagsOf(type: FlagsType): FromJs {
  const keys = type.labels.map(camelCase);
  return (value, out) => {
    if (!isMembers(value)) return out.refuse(type, describe(value));
    let word = 0;
    for (let index = 0; index < keys.length; index++) {
      const flag = value[keys[index]!];
      if (typeof flag !== 'boolean') return out.refuse(type, `${describe(flag)} for ${type.labels[index]}`);
      if (flag) word |= 1 << (index % 32);
      if (index % 32 === 31 || index === keys.length - 1) {
        out.u32(word);
        word = 0;
      }
    }
    return true;
  };
}

function scalarOf(type: ScalarType): FromJs {
  const { name } = type;
  if (isIntegerName(name)) return integerOf(type, name);
  switch (name) {
    case 'bool':
      return (value, out) => {
        if (typeof value !== 'boolean') return out.refuse(type, describe(value));
        out.u8(value ? 1 : 0);
        return true;
      };
    case 'f32':
      return (value, out) => {
        if (typeof value !== 'number') return out.refuse(type, describe(value));
        // A NaN's payload may survive in a JavaScript number.
        out.f32(Number.isNaN(value) ? NaN : value);
        return true;
      };
    case 'f64':
      return (value, out) => {
        if (typeof value !== 'number') return out.refuse(type, describe(value));
        out.f64(Number.isNaN(value) ? NaN : value);
        return true;
      };
    case 'char':
      return (value, out) => {
        const point = typeof value === 'string' ? value.codePointAt(0) : undefined;
        if (point === undefined || !isScalarValue(point) || (value as string).length !== (point > 0xffff ? 2 : 1)) {
          return out.refuse(type, describe(value));
        }
        out.u32(point);
        return true;
      };
    default:
      return assertNever(name);
  }
}

function integerOf(type: ScalarType, name: IntegerName): FromJs {
  const { min, max } = integerRange(name);
  if (name === 's64' || name === 'u64') {
    const [least, most] = [BigInt(min), BigInt(max)];
    return (value, out) => {
      if (typeof value !== 'bigint' || value < least || value > most) return out.refuse(type, describe(value));
      out.u64(value);
      return true;
    };
  }
  const [least, most] = [Number(min), Number(max)];
  const isByte = name === 'u8' || name === 's8';
  return (value, out) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
      return out.refuse(type, describe(value));
    if (isByte) out.u8(value);
    else out.u32(value);
    return true;
  };
}

interface Row {
  isRow(value: unknown): value is NumberRow;
  append(row: NumberRow, out: ResultBytes): void;
}

type NumberRow =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

const ROWS: { readonly [Name in ScalarType['name']]?: new (...parameters: never[]) => NumberRow } = {
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** What the translator makes typed arrays of. */
function rowOf({ name }: ScalarType): Row | null {
  const Kind = ROWS[name];
  if (!Kind) return null;
  const isRow = (value: unknown): value is NumberRow => value instanceof Kind;
  switch (name) {
    case 'u16':
    case 's16':
      return {
        isRow,
        append: (row, out) => {
          out.reserve(4 * row.length);
          for (let index = 0; index < row.length; index++) out.u32(row[index] as number);
        },
      };
    case 'f32':
    case 'f64': {
      const one = scalarOf({ kind: 'scalar', name });
      return {
        isRow,
        append: (row, out) => {
          for (let index = 0; index < row.length; index++) one(row[index], out);
        },
      };
    }
    default:
      return {
        isRow,
        append: (row, out) => out.append(new Uint8Array(row.buffer, row.byteOffset, row.byteLength), 0, row.byteLength),
      };
  }
}

const encoder = new TextEncoder();
/** Up to here a loop is faster than the platform's encoder. */
const SHORT_TEXT_LENGTH = 24;
/** Up to here room for the longest encoding is taken at once; a unit takes three bytes at most. */
const MEDIUM_TEXT_LENGTH = 1024 * 1024;

function stringOf(type: StringType): FromJs {
  return (value, out) => {
    if (typeof value !== 'string') return out.refuse(type, describe(value));
    const { length } = value;
    if (length <= SHORT_TEXT_LENGTH && appendAscii(value, out)) return true;
    if (length > MEDIUM_TEXT_LENGTH) {
      const bytes = encoder.encode(value);
      out.u32(bytes.length);
      out.append(bytes, 0, bytes.length);
      return true;
    }
    out.reserve(4 + 3 * length);
    const { written } = encoder.encodeInto(value, out.bytes.subarray(out.at + 4));
    out.u32(written);
    out.at += written;
    return true;
  };
}

function appendAscii(text: string, out: ResultBytes): boolean {
  out.reserve(4 + text.length);
  const { bytes, at } = out;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return false;
    bytes[at + 4 + index] = unit;
  }
  out.u32(text.length);
  out.at += text.length;
  return true;
}
