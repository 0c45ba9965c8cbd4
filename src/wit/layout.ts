/** Size, alignment and offsets of WIT types in linear memory (Canonical ABI; spec/wit-mapping §10). */
import { assertNever } from '../base/assert-never.ts';
import type { FlagsType, ScalarName, WitType } from './types.ts';

/** The most bytes that one string, list or value may take in memory (spec/wit-mapping §10). */
export const MAX_BLOCK_BYTES = 2 ** 28 - 1;

/**
 * Sizes stop growing here: nothing beyond {@link MAX_BLOCK_BYTES} is ever in memory, and sums of what stays below are
 * exact.
 */
const HUGE = 2 ** 40;

export interface Layout {
  /** Bytes; a multiple of `align`. Anything beyond {@link MAX_BLOCK_BYTES} means "too large", not an exact size. */
  readonly size: number;
  readonly align: 1 | 2 | 4 | 8;
}

export interface FieldsLayout extends Layout {
  readonly offsets: readonly number[];
}

export interface CasesLayout extends Layout {
  readonly discriminant: 1 | 2 | 4;
  readonly payload: number;
}

const SCALARS: { readonly [K in ScalarName]: Layout } = {
  bool: { size: 1, align: 1 },
  s8: { size: 1, align: 1 },
  u8: { size: 1, align: 1 },
  s16: { size: 2, align: 2 },
  u16: { size: 2, align: 2 },
  s32: { size: 4, align: 4 },
  u32: { size: 4, align: 4 },
  s64: { size: 8, align: 8 },
  u64: { size: 8, align: 8 },
  f32: { size: 4, align: 4 },
  f64: { size: 8, align: 8 },
  char: { size: 4, align: 4 },
};

/** Pointer and length. */
const BLOCK: Layout = { size: 8, align: 4 };

/** Throws on an unsupported type, which should have been refused before. */
export function layoutOf(type: WitType): Layout {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[type.name];
    case 'string':
      return BLOCK;
    case 'list': {
      if (type.length === null) return BLOCK;
      const { size, align } = layoutOf(type.element);
      return { size: Math.min(HUGE, size * type.length), align };
    }
    case 'tuple':
      return fieldsLayout(type.items);
    case 'record':
      return fieldsLayout(type.fields.map((field) => field.type));
    case 'option':
      return casesLayout([null, type.some]);
    case 'result':
      return casesLayout([type.ok, type.err]);
    case 'variant':
      return casesLayout(type.cases.map((item) => item.type));
    case 'enum': {
      const size = discriminantBytes(type.cases.length);
      return { size, align: size };
    }
    case 'flags':
      return flagsLayout(type);
    case 'unsupported':
      if (type.handle) return SCALARS.u32;
      throw new Error(`type ${type.text} is not supported and should have been refused`);
    default:
      return assertNever(type);
  }
}

/** Of a record's or a tuple's parts, in order. */
export function fieldsLayout(types: readonly WitType[]): FieldsLayout {
  const offsets: number[] = [];
  let size = 0;
  let align: Layout['align'] = 1;
  for (const type of types) {
    const part = layoutOf(type);
    const offset = alignTo(size, part.align);
    offsets.push(offset);
    size = Math.min(HUGE, offset + part.size);
    if (part.align > align) align = part.align;
  }
  return { size: alignTo(size, align), align, offsets };
}

/** Of a variant, an option (no payload, then one) or a result (ok, then err); null = a case without payload. */
export function casesLayout(payloads: readonly (WitType | null)[]): CasesLayout {
  const discriminant = discriminantBytes(payloads.length);
  let size = 0;
  let align: Layout['align'] = 1;
  for (const type of payloads) {
    if (!type) continue;
    const part = layoutOf(type);
    if (part.size > size) size = part.size;
    if (part.align > align) align = part.align;
  }
  const payload = alignTo(discriminant, align);
  const whole = discriminant > align ? discriminant : align;
  return { size: alignTo(payload + size, whole), align: whole, discriminant, payload };
}

export function discriminantBytes(cases: number): 1 | 2 | 4 {
  return cases <= 0x100 ? 1 : cases <= 0x1_0000 ? 2 : 4;
}

/** How many i32s the labels take beyond 16 of them, in memory and flat; 0 for none. */
export function flagsWords(type: FlagsType): number {
  return Math.ceil(type.labels.length / 32);
}

function flagsLayout(type: FlagsType): Layout {
  const count = type.labels.length;
  if (count === 0) return { size: 0, align: 1 };
  if (count <= 8) return { size: 1, align: 1 };
  if (count <= 16) return { size: 2, align: 2 };
  return { size: 4 * flagsWords(type), align: 4 };
}

export function alignTo(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
