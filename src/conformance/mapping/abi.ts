/**
 * The canonical ABI's layout and flattening, once more and as directly as its definition has it: guests made from this
 * are the other side against which the runtime's own layout is tested. Slow and simple.
 */
import type { CoreType, WitType } from '../../wit/types.ts';
import { casesOf } from './wit-value.ts';

export type FlatType = Extract<CoreType, 'i32' | 'i64' | 'f32' | 'f64'>;

export const MAX_FLAT_PARAMETERS = 16;

export function alignTo(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

export function alignmentOf(type: WitType): number {
  switch (type.kind) {
    case 'scalar':
      return sizeOf(type);
    case 'string':
      return 4;
    case 'list':
      return type.length === null ? 4 : alignmentOf(type.element);
    case 'tuple':
      return Math.max(...type.items.map(alignmentOf), 1);
    case 'record':
      return Math.max(...type.fields.map((field) => alignmentOf(field.type)));
    case 'flags':
      return Math.min(4, sizeOf(type));
    default:
      return Math.max(discriminantSize(type), payloadAlignment(type));
  }
}

export function sizeOf(type: WitType): number {
  switch (type.kind) {
    case 'scalar':
      return { bool: 1, s8: 1, u8: 1, s16: 2, u16: 2, s32: 4, u32: 4, f32: 4, char: 4, s64: 8, u64: 8, f64: 8 }[
        type.name
      ];
    case 'string':
      return 8;
    case 'list':
      return type.length === null ? 8 : type.length * sizeOf(type.element);
    case 'tuple':
      return sequence(type.items).size;
    case 'record':
      return sequence(type.fields.map((field) => field.type)).size;
    case 'flags': {
      const count = type.labels.length;
      if (count <= 8) return 1;
      return count <= 16 ? 2 : 4 * Math.ceil(count / 32);
    }
    default: {
      const payloads = casesOf(type).map((entry) => (entry.type === null ? 0 : sizeOf(entry.type)));
      return alignTo(payloadOffset(type) + Math.max(...payloads), alignmentOf(type));
    }
  }
}

/** Offsets of members that lie one after the other. */
export function sequence(types: readonly WitType[]): {
  readonly offsets: readonly number[];
  readonly size: number;
  readonly alignment: number;
} {
  const offsets: number[] = [];
  let end = 0;
  for (const type of types) {
    const offset = alignTo(end, alignmentOf(type));
    offsets.push(offset);
    end = offset + sizeOf(type);
  }
  const alignment = Math.max(1, ...types.map(alignmentOf));
  return { offsets, size: alignTo(end, alignment), alignment };
}

export function discriminantSize(type: WitType): 1 | 2 | 4 {
  const count = casesOf(type).length;
  if (count <= 256) return 1;
  return count <= 65_536 ? 2 : 4;
}

export function payloadOffset(type: WitType): number {
  return alignTo(discriminantSize(type), payloadAlignment(type));
}

function payloadAlignment(type: WitType): number {
  return Math.max(1, ...casesOf(type).map((entry) => (entry.type === null ? 1 : alignmentOf(entry.type))));
}

export function flatten(type: WitType): FlatType[] {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'f32' || type.name === 'f64') return [type.name];
      return [type.name === 's64' || type.name === 'u64' ? 'i64' : 'i32'];
    case 'string':
      return ['i32', 'i32'];
    case 'list':
      return type.length === null
        ? ['i32', 'i32']
        : Array.from({ length: type.length }, () => flatten(type.element)).flat();
    case 'tuple':
      return type.items.flatMap(flatten);
    case 'record':
      return type.fields.flatMap((field) => flatten(field.type));
    case 'flags':
      return Array.from({ length: Math.ceil(type.labels.length / 32) }, () => 'i32');
    default: {
      const slots: FlatType[] = [];
      for (const entry of casesOf(type)) {
        const flat = entry.type === null ? [] : flatten(entry.type);
        flat.forEach((have, index) => (slots[index] = index < slots.length ? join(slots[index]!, have) : have));
      }
      return ['i32', ...slots];
    }
  }
}

export function join(a: FlatType, b: FlatType): FlatType {
  if (a === b) return a;
  return (a === 'i32' && b === 'f32') || (a === 'f32' && b === 'i32') ? 'i32' : 'i64';
}
