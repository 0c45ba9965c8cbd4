/** Types of core modules as binaries have them. */
import type { CoreType } from '../wit/types.ts';
import { Malformed, type Cursor } from './cursor.ts';
import { MAX_ITEMS } from './limits.ts';

/** What a core module exports as `memory`: nothing of that kind, or memory with addresses of 32 or 64 bits. */
export type ExportedMemory = 'none' | 'memory32' | 'memory64';

/** Of a table or a memory: whether its addresses have 32 or 64 bits. */
export function readLimits(cursor: Cursor): ExportedMemory {
  const flags = cursor.byte();
  cursor.skipInteger();
  if (flags & 1) cursor.skipInteger();
  // Bit 3: custom page sizes.
  if (flags & 8) cursor.u32();
  return flags & 4 ? 'memory64' : 'memory32';
}

export function readValueTypes(cursor: Cursor): CoreType[] {
  const types: CoreType[] = [];
  for (let left = cursor.count(MAX_ITEMS); left > 0; left--) types.push(readValueType(cursor));
  return types;
}

export function readValueType(cursor: Cursor): CoreType {
  const { offset } = cursor;
  const code = cursor.byte();
  switch (code) {
    case 0x7f:
      return 'i32';
    case 0x7e:
      return 'i64';
    case 0x7d:
      return 'f32';
    case 0x7c:
      return 'f64';
    case 0x7b:
      return 'v128';
    case 0x63:
    case 0x64:
      // ref null ht, ref ht
      cursor.skipInteger();
      return 'ref';
  }
  // The shorthands of abstract heap types.
  if (code >= 0x65 && code <= 0x75) return 'ref';
  throw new Malformed(`unknown value type 0x${code.toString(16)}`, offset);
}

/** The type of a field in a structure or an array. */
export function skipFieldType(cursor: Cursor): void {
  // i8 and i16 exist in fields only.
  if (cursor.peek() === 0x78 || cursor.peek() === 0x77) cursor.byte();
  else readValueType(cursor);
  cursor.byte();
}
