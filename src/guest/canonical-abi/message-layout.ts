/** How much of a message values take (`wit/codec.ts`). */
import type { ScalarName, WitType } from '../../wit/types.ts';

const SCALARS: { readonly [K in ScalarName]: number } = {
  bool: 1,
  s8: 1,
  u8: 1,
  s16: 4,
  u16: 4,
  s32: 4,
  u32: 4,
  s64: 8,
  u64: 8,
  f32: 4,
  f64: 8,
  char: 4,
};

/** Bytes of every value of a type; null where values differ. */
export function messageBytes(type: WitType): number | null {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[type.name];
    case 'enum':
      return 4;
    case 'unsupported':
      return type.handle ? 4 : null;
    case 'flags':
      return 4 * Math.ceil(type.labels.length / 32);
    case 'tuple':
      return sum(type.items);
    case 'record':
      return sum(type.fields.map((field) => field.type));
    default:
      return null;
  }
}

function sum(types: readonly WitType[]): number | null {
  let total = 0;
  for (const type of types) {
    const bytes = messageBytes(type);
    if (bytes === null) return null;
    total += bytes;
  }
  return total;
}
