/** From linear memory into a message, by types that are compiled once (spec/wit-mapping §10, "Lifting"). */
import { assertNever } from '../../base/assert-never.ts';
import { casesLayout, fieldsLayout, layoutOf, MAX_BLOCK_BYTES } from '../../wit/layout.ts';
import type { StringEncoding } from '../../contract/link-plan.ts';
import type { EnumType, FlagsType, HandleTo, ListType, ScalarName, StringType, WitType } from '../../wit/types.ts';
import { decodeUtf8, firstInvalidByte } from '../../wit/utf8.ts';
import { isInside, outside, type GuestMemory } from './guest-memory.ts';
import { messageBytes } from './message-layout.ts';
import type { ResultBytes } from './result-bytes.ts';
import { isScalarValue } from './scalars.ts';
import { loadTextOf } from './text-load.ts';

/**
 * Appends the value that lies at `at`, which is aligned and inside memory. False when the guest left something that is no
 * such value; `out` then knows what and where. Nothing of the guest runs meanwhile.
 */
export type Load = (from: GuestMemory, at: number, out: ResultBytes) => boolean;

/** Appends a string or list of `count` bytes or elements; nothing about its address is known yet. */
export type LoadBlock = (from: GuestMemory, pointer: number, count: number, out: ResultBytes) => boolean;

type LoadElements = (from: GuestMemory, at: number, count: number, out: ResultBytes) => boolean;

/** Each type once: types are shared, and so are their loads. */
export class LoadCompiler {
  readonly #known = new Map<WitType, Load>();
  readonly #encoding: StringEncoding;

  constructor(encoding: StringEncoding = 'utf8') {
    this.#encoding = encoding;
  }

  of(type: WitType): Load {
    let load = this.#known.get(type);
    if (!load) this.#known.set(type, (load = this.#make(type)));
    return load;
  }

  #make(type: WitType): Load {
    switch (type.kind) {
      case 'scalar':
        return type.name === 'char'
          ? (from, at, out) => loadChar(type, from.view.getUint32(at, true), out)
          : loadScalar[type.name];
      case 'string':
        return loadAddress(this.block(type));
      case 'list':
        return type.length === null ? loadAddress(this.block(type)) : this.#fixedList(type, type.length);
      case 'tuple':
        return this.#fields(
          type.items,
          type.items.map((_item, index) => `[${index + 1}]`),
        );
      case 'record':
        return this.#fields(
          type.fields.map((field) => field.type),
          type.fields.map((field) => `.${field.name}`),
        );
      case 'option':
        return this.#byteCases(type, [null, type.some], ['', '.some']);
      case 'result':
        return this.#byteCases(type, [type.ok, type.err], ['.ok', '.err']);
      case 'variant':
        return this.#cases(
          type,
          type.cases.map((item) => item.type),
          type.cases.map((item) => `.${item.name}`),
        );
      case 'enum':
        return loadEnum(type);
      case 'flags':
        return loadFlags(type);
      case 'unsupported':
        if (type.handle) return loadHandle(type.handle);
        throw new Error(`type ${type.text} is not supported and should have been refused`);
      default:
        return assertNever(type);
    }
  }

  /** Of a string, or of a list of any length. */
  block(type: StringType | ListType): LoadBlock {
    if (type.kind === 'string') return loadTextOf(this.#encoding, type) ?? loadString(type);
    const { element } = type;
    const { size, align } = layoutOf(element);
    const elements = this.#elements(element, size);
    return (from, pointer, count, out) => {
      // Elements without size count as one byte each: their number must not be without bound.
      if (count * (size || 1) > MAX_BLOCK_BYTES)
        return out.refuse(type, `${count} elements of ${size} bytes, more than ${MAX_BLOCK_BYTES}`);
      if (pointer % align !== 0) return out.refuse(type, `pointer ${pointer}, not aligned to ${align}`);
      if (!isInside(from, pointer, count * size)) return out.refuse(type, outside(from, pointer, count * size));
      out.u32(count);
      return elements(from, pointer, count, out);
    };
  }

  #fixedList({ element }: ListType, length: number): Load {
    const elements = this.#elements(element, layoutOf(element).size);
    return (from, at, out) => {
      out.u32(length);
      return elements(from, at, length, out);
    };
  }

  #elements(element: WitType, size: number): LoadElements {
    if (element.kind === 'scalar') {
      const bulk = loadBulk[element.name];
      if (bulk) return bulk;
    }
    if (messageBytes(element) === 0) return () => true;
    const load = this.of(element);
    return (from, at, count, out) => {
      for (let index = 0; index < count; index++) {
        if (!load(from, at + index * size, out)) return out.inside(`[${index + 1}]`);
      }
      return true;
    };
  }

  #fields(types: readonly WitType[], steps: readonly string[]): Load {
    const { offsets } = fieldsLayout(types);
    const loads = types.map((type) => this.of(type));
    return (from, at, out) => {
      for (let index = 0; index < loads.length; index++) {
        if (!loads[index]!(from, at + offsets[index]!, out)) return out.inside(steps[index]!);
      }
      return true;
    };
  }

  /** Option and result: their index is a byte in the message too. */
  #byteCases(
    type: WitType,
    payloads: readonly [WitType | null, WitType | null],
    steps: readonly [string, string],
  ): Load {
    const { payload } = casesLayout(payloads);
    const [first, second] = payloads.map((part) => part && this.of(part));
    return (from, at, out) => {
      const index = from.bytes[at]!;
      if (index > 1) return out.refuse(type, `case ${index}`);
      out.u8(index);
      const load = index === 0 ? first : second;
      return !load || load(from, at + payload, out) || out.inside(steps[index]!);
    };
  }

  #cases(type: WitType, payloads: readonly (WitType | null)[], steps: readonly string[]): Load {
    const { payload, discriminant } = casesLayout(payloads);
    const loads = payloads.map((part) => part && this.of(part));
    const index = readIndex(discriminant);
    return (from, at, out) => {
      const chosen = index(from, at);
      if (chosen >= loads.length) return out.refuse(type, `case ${chosen}`);
      out.u32(chosen);
      const load = loads[chosen];
      return !load || load(from, at + payload, out) || out.inside(steps[chosen]!);
    };
  }
}

/** A value whose address the guest returned. */
export function loadAt(type: WitType, load: Load, from: GuestMemory, pointer: number, out: ResultBytes): boolean {
  const { size, align } = layoutOf(type);
  if (pointer % align !== 0) return out.refuse(type, `pointer ${pointer}, not aligned to ${align}`);
  if (!isInside(from, pointer, size)) return out.refuse(type, outside(from, pointer, size));
  return load(from, pointer, out);
}

/** Appends a character, flat or from memory. */
export function loadChar(type: WitType, point: number, out: ResultBytes): boolean {
  if (!isScalarValue(point)) return out.refuse(type, String(point));
  out.u32(point);
  return true;
}

/** The words of flags, without the bits that have no label. */
export function flagsMasks(type: FlagsType): readonly number[] {
  const count = type.labels.length;
  const masks: number[] = [];
  for (let first = 0; first < count; first += 32) masks.push(count - first >= 32 ? -1 : 2 ** (count - first) - 1);
  return masks;
}

function loadAddress(block: LoadBlock): Load {
  return (from, at, out) => block(from, from.view.getUint32(at, true), from.view.getUint32(at + 4, true), out);
}

function loadHandle(handle: HandleTo): Load {
  return (from, at, out) => {
    out.u32(from.handles!.lift(handle, from.view.getUint32(at, true)));
    return true;
  };
}

function loadString(type: StringType): LoadBlock {
  return (from, pointer, length, out) => {
    if (length > MAX_BLOCK_BYTES) return out.refuse(type, `${length} bytes, more than ${MAX_BLOCK_BYTES}`);
    if (!isInside(from, pointer, length)) return out.refuse(type, outside(from, pointer, length));
    out.u32(length);
    const start = out.at;
    out.append(from.bytes, pointer, length);
    // Looked at in the copy, which no other thread of the guest can change.
    const errorAt = invalidUtf8At(out, start, length);
    return errorAt < 0 || out.refuse(type, `invalid UTF-8 at byte ${errorAt + 1}`);
  };
}

/** From this length on the platform's decoder is faster than a loop, although it makes a string that nobody wants. */
const LONG_TEXT_BYTES = 64;

/** 0-based from `start`; -1 when all is well. Most text is ASCII, which is looked at in words. */
function invalidUtf8At({ bytes, view }: ResultBytes, start: number, length: number): number {
  const end = start + length;
  let at = start;
  while (at + 4 <= end && (view.getUint32(at) & 0x80808080) === 0) at += 4;
  while (at < end && bytes[at]! < 0x80) at++;
  if (at === end) return -1;
  const rest = bytes.subarray(at, end);
  if (rest.length >= LONG_TEXT_BYTES && decodeUtf8(rest).ok) return -1;
  const valid = firstInvalidByte(rest);
  return valid === rest.length ? -1 : at + valid - start;
}

const loadByte: Load = (from, at, out) => {
  out.u8(from.bytes[at]!);
  return true;
};
const loadWord: Load = (from, at, out) => {
  out.u32(from.view.getUint32(at, true));
  return true;
};
/** In two halves: a BigInt would be made for each. */
const loadDouble: Load = (from, at, out) => {
  out.reserve(8);
  out.view.setUint32(out.at, from.view.getUint32(at, true), true);
  out.view.setUint32(out.at + 4, from.view.getUint32(at + 4, true), true);
  out.at += 8;
  return true;
};

const loadScalar: Readonly<Record<Exclude<ScalarName, 'char'>, Load>> = {
  bool: (from, at, out) => {
    out.u8(from.bytes[at] === 0 ? 0 : 1);
    return true;
  },
  s8: loadByte,
  u8: loadByte,
  s16: (from, at, out) => {
    out.u32(from.view.getInt16(at, true));
    return true;
  },
  u16: (from, at, out) => {
    out.u32(from.view.getUint16(at, true));
    return true;
  },
  s32: loadWord,
  u32: loadWord,
  s64: loadDouble,
  u64: loadDouble,
  f32: (from, at, out) => loadFloats32(from, at, 1, out),
  f64: (from, at, out) => loadFloats64(from, at, 1, out),
};

const loadBytes: LoadElements = (from, at, count, out) => {
  out.append(from.bytes, at, count);
  return true;
};
const loadWords: LoadElements = (from, at, count, out) => {
  out.append(from.bytes, at, 4 * count);
  return true;
};
const loadDoubles: LoadElements = (from, at, count, out) => {
  out.append(from.bytes, at, 8 * count);
  return true;
};

/** Rows of what looks the same, or nearly so, in memory and in a message. */
const loadBulk: { readonly [K in ScalarName]?: LoadElements } = {
  bool: (from, at, count, out) => {
    out.reserve(count);
    const target = out.bytes;
    for (let index = 0; index < count; index++) target[out.at++] = from.bytes[at + index] === 0 ? 0 : 1;
    return true;
  },
  s8: loadBytes,
  u8: loadBytes,
  s16: (from, at, count, out) => {
    out.reserve(4 * count);
    for (let index = 0; index < count; index++, out.at += 4)
      out.view.setInt32(out.at, from.view.getInt16(at + 2 * index, true), true);
    return true;
  },
  u16: (from, at, count, out) => {
    out.reserve(4 * count);
    for (let index = 0; index < count; index++, out.at += 4)
      out.view.setUint32(out.at, from.view.getUint16(at + 2 * index, true), true);
    return true;
  },
  s32: loadWords,
  u32: loadWords,
  s64: loadDoubles,
  u64: loadDoubles,
  f32: loadFloats32,
  f64: loadFloats64,
};

/** As bits, so that every NaN can be made the canonical one and nothing else is touched. */
function loadFloats32(from: GuestMemory, at: number, count: number, out: ResultBytes): boolean {
  out.reserve(4 * count);
  const { view } = out;
  for (let index = 0; index < count; index++, out.at += 4) {
    const bits = from.view.getUint32(at + 4 * index, true);
    view.setUint32(out.at, (bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits, true);
  }
  return true;
}

function loadFloats64(from: GuestMemory, at: number, count: number, out: ResultBytes): boolean {
  out.reserve(8 * count);
  const { view } = out;
  for (let index = 0; index < count; index++, out.at += 8) {
    const low = from.view.getUint32(at + 8 * index, true);
    const high = from.view.getUint32(at + 8 * index + 4, true);
    const magnitude = high & 0x7fffffff;
    const isNan = magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0);
    view.setUint32(out.at, isNan ? 0 : low, true);
    view.setUint32(out.at + 4, isNan ? 0x7ff80000 : high, true);
  }
  return true;
}

function readIndex(discriminant: 1 | 2 | 4): (from: GuestMemory, at: number) => number {
  switch (discriminant) {
    case 1:
      return (from, at) => from.bytes[at]!;
    case 2:
      return (from, at) => from.view.getUint16(at, true);
    case 4:
      return (from, at) => from.view.getUint32(at, true);
    default:
      return assertNever(discriminant);
  }
}

function loadEnum(type: EnumType): Load {
  const index = readIndex(casesLayout(type.cases.map(() => null)).discriminant);
  const count = type.cases.length;
  return (from, at, out) => {
    const chosen = index(from, at);
    if (chosen >= count) return out.refuse(type, `case ${chosen}`);
    out.u32(chosen);
    return true;
  };
}

function loadFlags(type: FlagsType): Load {
  const masks = flagsMasks(type);
  const { size } = layoutOf(type);
  const word = readIndex(size === 1 || size === 2 ? size : 4);
  return (from, at, out) => {
    for (let index = 0; index < masks.length; index++) out.u32(word(from, at + 4 * index) & masks[index]!);
    return true;
  };
}
