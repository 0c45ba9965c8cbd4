/**
 * Flat slots that several payloads of a variant share: a slot whose type is not the payload's own carries its bits
 * (spec/wit-mapping §10, "Flattening").
 */
import type { CoreType } from '../../wit/types.ts';

type Recode = (value: unknown) => number | bigint;

const scratch = new DataView(new ArrayBuffer(8));

/** How a value of type `own` travels in a slot of type `slot`; null = as it is. */
export function slotEncoder(own: CoreType, slot: CoreType): Recode | null {
  if (own === slot) return null;
  switch (`${own} in ${slot}`) {
    case 'i32 in i64':
      return (value) => BigInt((value as number) >>> 0);
    case 'f32 in i32':
      return (value) => f32Bits(value as number);
    case 'f32 in i64':
      return (value) => BigInt(f32Bits(value as number));
    case 'f64 in i64':
      return (value) => {
        scratch.setFloat64(0, value as number);
        return scratch.getBigUint64(0);
      };
    default:
      throw new Error(`no ${own} travels in a slot of ${slot}`);
  }
}

/** How it is taken out again. Bits beyond the payload's own are ignored. */
export function slotDecoder(own: CoreType, slot: CoreType): Recode | null {
  if (own === slot) return null;
  switch (`${own} in ${slot}`) {
    case 'i32 in i64':
      return (value) => Number(BigInt.asIntN(32, value as bigint));
    case 'f32 in i32':
      return (value) => f32Of(value as number);
    case 'f32 in i64':
      return (value) => f32Of(Number(BigInt.asIntN(32, value as bigint)));
    case 'f64 in i64':
      return (value) => {
        scratch.setBigUint64(0, BigInt.asUintN(64, value as bigint));
        return scratch.getFloat64(0);
      };
    default:
      throw new Error(`no ${own} travels in a slot of ${slot}`);
  }
}

/** What stands in a slot that a case does not use. */
export function emptySlot(slot: CoreType): number | bigint {
  return slot === 'i64' ? 0n : 0;
}

function f32Bits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getInt32(0);
}

function f32Of(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}
