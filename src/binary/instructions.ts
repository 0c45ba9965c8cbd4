/** Where instructions of core modules end: all that browsers ship. */
import { readValueType, readValueTypes } from './core-types.ts';
import { MAX_ITEMS } from './limits.ts';
import { Malformed, type Cursor } from './cursor.ts';

/** Codes as {@link readInstruction} gives them: behind a prefix, `prefix * 0x1000 + code`. */
export const Instruction = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  delegate: 0x18,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  brOnNull: 0xd5,
  brOnNonNull: 0xd6,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  tableSet: 0x26,
  i32Load: 0x28,
  memoryGrow: 0x40,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eq: 0x46,
  i32Eqz: 0x45,
  i32LtS: 0x48,
  i64Eq: 0x51,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32ShrU: 0x76,
  i64ShrU: 0x88,
  i32WrapI64: 0xa7,
  tryTable: 0x1f,
  structSet: 0xfb005,
  arrayNew: 0xfb006,
  arrayNewDefault: 0xfb007,
  arrayNewData: 0xfb009,
  arrayNewElem: 0xfb00a,
  arraySet: 0xfb00e,
  arrayFill: 0xfb010,
  arrayCopy: 0xfb011,
  arrayInitData: 0xfb012,
  arrayInitElem: 0xfb013,
  brOnCast: 0xfb018,
  brOnCastFail: 0xfb019,
  memoryInit: 0xfc008,
  dataDrop: 0xfc009,
  memoryCopy: 0xfc00a,
  memoryFill: 0xfc00b,
  tableInit: 0xfc00c,
  elemDrop: 0xfc00d,
  tableCopy: 0xfc00e,
  tableGrow: 0xfc00f,
  tableFill: 0xfc011,
} as const;

/** Whether it opens a block. */
export function isBlock(code: number): boolean {
  return (
    (code >= Instruction.block && code <= Instruction.if) || code === Instruction.try || code === Instruction.tryTable
  );
}

/** Block type of one without parameters and results. */
export const EMPTY_BLOCK = 0x40;

const GC = 0xfb;
const BULK = 0xfc;
const SIMD = 0xfd;
const ATOMIC = 0xfe;
/** In the alignment of an access: the number of a memory follows. */
const WITH_MEMORY = 0x40;

/**
 * Reads one instruction with all that belongs to it and returns its code. Throws {@link Malformed} at one that is not known
 * here, and where the code ends within it; that it makes sense where it stands is the engine's matter.
 */
export function readInstruction(cursor: Cursor): number {
  const { offset } = cursor;
  const code = cursor.byte();
  if (code === BULK) return BULK * 0x1000 + readBulk(cursor);
  if (code === SIMD) return SIMD * 0x1000 + readSimd(cursor);
  if (code === GC) return GC * 0x1000 + readGc(cursor);
  if (code === ATOMIC) return ATOMIC * 0x1000 + readAtomic(cursor);
  const isKnown = code <= 0xd6 ? skipOperands(cursor, code) : false;
  if (!isKnown) throw new Malformed(`instruction 0x${code.toString(16)} is not known here`, offset);
  return code;
}

function skipOperands(cursor: Cursor, code: number): boolean {
  // Numbers and comparisons.
  if (code >= 0x45 && code <= 0xc4) return true;
  // Loads and stores.
  if (code >= 0x28 && code <= 0x3e) return skipAccess(cursor);
  switch (code) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0a: // throw_ref
    case 0x0b: // end
    case 0x0f: // return
    case 0x19: // catch_all
    case 0x1a: // drop
    case 0x1b: // select
    case 0xd1: // ref.is_null
    case 0xd3: // ref.eq
    case 0xd4: // ref.as_non_null
      return true;
    case Instruction.block:
    case Instruction.loop:
    case Instruction.if:
    case Instruction.try:
      return skipBlockType(cursor);
    case 0x07: // catch
    case 0x08: // throw
    case 0x09: // rethrow
    case 0x0c: // br
    case 0x0d: // br_if
    case 0x10: // call
    case 0x12: // return_call
    case 0x14: // call_ref
    case 0x15: // return_call_ref
    case 0x18: // delegate
    case 0x20: // local.get
    case 0x21: // local.set
    case 0x22: // local.tee
    case 0x23: // global.get
    case 0x24: // global.set
    case 0x25: // table.get
    case 0x26: // table.set
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
    case 0x42: // i64.const
    case 0xd0: // ref.null
    case 0xd2: // ref.func
    case 0xd5: // br_on_null
    case 0xd6: // br_on_non_null
      return skipIntegers(cursor, 1);
    case 0x11: // call_indirect
    case 0x13: // return_call_indirect
      return skipIntegers(cursor, 2);
    case 0x0e: // br_table
      return skipIntegers(cursor, cursor.count(MAX_ITEMS) + 1);
    case 0x1c: // select, with types
      readValueTypes(cursor);
      return true;
    case Instruction.tryTable:
      skipBlockType(cursor);
      for (let left = cursor.count(MAX_ITEMS); left > 0; left--) {
        // catch and catch_ref have a tag, catch_all and catch_all_ref have none.
        skipIntegers(cursor, cursor.byte() < 2 ? 2 : 1);
      }
      return true;
    case 0x43: // f32.const
      return skipBytes(cursor, 4);
    case 0x44: // f64.const
      return skipBytes(cursor, 8);
  }
  return false;
}

/** On structures, arrays and small integers that are references; casts. */
function readGc(cursor: Cursor): number {
  const { offset } = cursor;
  const code = cursor.u32();
  // array.len, conversions, ref.i31 and i31.get
  if (code === 15 || (code >= 26 && code <= 30)) return code;
  if (code === 24 || code === 25) {
    // br_on_cast: which types may be null, a label, both types
    skipBytes(cursor, 1);
    skipIntegers(cursor, 3);
    // A field or a segment or a second type beside the type.
  } else if ((code >= 2 && code <= 5) || (code >= 8 && code <= 10) || (code >= 17 && code <= 19))
    skipIntegers(cursor, 2);
  else if (code <= 23) skipIntegers(cursor, 1);
  else throw new Malformed(`instruction 0xfb ${code} is not known here`, offset);
  return code;
}

function readAtomic(cursor: Cursor): number {
  const { offset } = cursor;
  const code = cursor.u32();
  if (code === 3) skipBytes(cursor, 1);
  else if (code <= 2 || (code >= 0x10 && code <= 0x4e)) skipAccess(cursor);
  else throw new Malformed(`instruction 0xfe ${code} is not known here`, offset);
  return code;
}

function readBulk(cursor: Cursor): number {
  const { offset } = cursor;
  const code = cursor.u32();
  // Saturating conversions, and arithmetic on 128 bits.
  if (code <= 7 || (code >= 19 && code <= 22)) return code;
  // memory.init, memory.copy, table.init, table.copy; data.drop, memory.fill, elem.drop, table.grow, table.size, table.fill
  if ([8, 10, 12, 14].includes(code)) skipIntegers(cursor, 2);
  else if ([9, 11, 13, 15, 16, 17].includes(code)) skipIntegers(cursor, 1);
  else throw new Malformed(`instruction 0xfc ${code} is not known here`, offset);
  return code;
}

function readSimd(cursor: Cursor): number {
  const { offset } = cursor;
  const code = cursor.u32();
  if (code <= 11 || code === 92 || code === 93) skipAccess(cursor);
  else if (code === 12 || code === 13) skipBytes(cursor, 16);
  else if (code >= 21 && code <= 34) skipBytes(cursor, 1);
  else if (code >= 84 && code <= 91) {
    skipAccess(cursor);
    skipBytes(cursor, 1);
  } else if (code > 275) throw new Malformed(`instruction 0xfd ${code} is not known here`, offset);
  return code;
}

function skipAccess(cursor: Cursor): true {
  const alignment = cursor.u32();
  return skipIntegers(cursor, alignment & WITH_MEMORY ? 2 : 1);
}

/** A type of one result, nothing, or the number of a function's type. */
function skipBlockType(cursor: Cursor): true {
  const first = cursor.peek();
  if (first === 0x63 || first === 0x64) readValueType(cursor);
  else cursor.skipInteger();
  return true;
}

function skipIntegers(cursor: Cursor, count: number): true {
  for (let left = count; left > 0; left--) cursor.skipInteger();
  return true;
}

function skipBytes(cursor: Cursor, count: number): true {
  cursor.part(count);
  return true;
}
