/**
 * The guest's end of the shared buffer: what {@link encodeArguments} wrote becomes the arguments of the core function,
 * and its result is written for {@link liftResult}. Runs on the guest's thread; knows nothing of Lua.
 *
 * Layout per scalar: bool, s8, u8 one byte; s16, u16, s32, u32, char four; s64, u64 eight; f32 four; f64 eight.
 */
import type { ByteReader, ByteWriter } from './codec.ts';
import type { FunctionType, ScalarName, WitType } from './types.ts';

/** i64 parameters as BigInt, everything else as numbers: what a core export takes from JavaScript. */
export function decodeCoreArguments(type: FunctionType, input: ByteReader): (number | bigint)[] {
  const values: (number | bigint)[] = [];
  for (const parameter of type.parameters) values.push(decode(nameOf(parameter.type), input));
  return values;
}

/**
 * Writes what the core export returned. Answers null, or what is wrong with a value the type does not allow, in the
 * grammar of spec/wit-mapping §8 (`result: expected char, got 55296`); nothing is written then.
 */
export function encodeCoreResult(type: FunctionType, value: unknown, out: ByteWriter): string | null {
  if (type.result === null) return null;
  const name = nameOf(type.result);
  const wanted = name === 's64' || name === 'u64' ? 'bigint' : 'number';
  if (typeof value !== wanted) return `result: expected ${name}, got ${typeof value}`;
  const number = value as number;
  switch (name) {
    case 'bool':
      out.u8(number !== 0 ? 1 : 0);
      return null;
    case 'u8':
    case 's8':
      out.u8(number & 0xff);
      return null;
    case 'u16':
    case 's16':
      out.u32(number & 0xffff);
      return null;
    case 'u32':
    case 's32':
      out.u32(number >>> 0);
      return null;
    case 'u64':
    case 's64':
      out.u64(value as bigint);
      return null;
    case 'f32':
      out.f32(number);
      return null;
    case 'f64':
      out.f64(number);
      return null;
    case 'char': {
      const codePoint = number >>> 0;
      if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return `result: expected char, got ${codePoint}`;
      out.u32(codePoint);
      return null;
    }
  }
}

function decode(name: ScalarName, input: ByteReader): number | bigint {
  switch (name) {
    case 'bool':
    case 'u8':
      return input.u8();
    case 's8':
      return (input.u8() << 24) >> 24;
    case 'u16':
    case 'u32':
    case 's16':
    case 's32':
    case 'char':
      return input.u32() | 0;
    case 'u64':
    case 's64':
      return BigInt(input.s64());
    case 'f32':
      return input.f32();
    case 'f64':
      return input.f64();
  }
}

function nameOf(type: WitType): ScalarName {
  if (type.kind !== 'scalar') throw new Error(`type ${type.text} cannot be in the shared buffer`);
  return type.name;
}
