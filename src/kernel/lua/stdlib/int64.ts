/** `int64`: userdata that carries a `u64` above 2^63-1 (spec/wit-mapping §3.3). A carrier, not a number tower. */
import { INT64_MAX, INT64_MIN, UINT64_MAX } from '../../../base/integers.ts';
import * as call from '../vm/call.ts';
import type { Cell } from '../vm/cells.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';

const ARITHMETIC = [
  'add',
  'sub',
  'mul',
  'div',
  'mod',
  'pow',
  'unm',
  'idiv',
  'band',
  'bor',
  'bxor',
  'shl',
  'shr',
  'bnot',
] as const;

const int64 = defineUserdata<bigint>('int64', {
  methods: {
    tonumber: (L, self) => {
      stack.pushFloat(L, Number(self));
      return 1;
    },
  },
  tostring: String,
  numeric: (self) => self,
  eq: (a, b) => a === b,
  lt: comparison((a, b) => a < b),
  le: comparison((a, b) => a <= b),
  metamethods: Object.fromEntries(ARITHMETIC.map((name) => [`__${name}`, refuseArithmetic])),
});

function refuseArithmetic(L: LuaState): number {
  return call.raise(L, 'cannot do arithmetic on an int64 value: convert it with v:tonumber(), or keep it as it is');
}

function comparison(holds: (a: bigint | number, b: bigint | number) => boolean): NativeFunction {
  return (L) => {
    stack.pushBoolean(L, holds(operand(L, 1), operand(L, 2)));
    return 1;
  };
}

function operand(L: LuaState, index: number): bigint | number {
  const self = int64.at(L, index);
  if (self !== null) return self;
  if (stack.isInteger(L, index)) return stack.toInteger(L, index);
  if (stack.isFloat(L, index)) return stack.toFloat(L, index);
  const names = [1, 2].map((at) => stack.typeName(L, at));
  return call.raise(L, `attempt to compare ${names.join(' with ')}`);
}

/** The global `int64("18446744073709551615")`: digits that fit a Lua integer give an integer. */
export const int64Constructor: NativeFunction = (L) => {
  const kept = int64.at(L, 1);
  if (kept !== null) {
    pushInt64(L, kept);
    return 1;
  }
  if (stack.isInteger(L, 1)) {
    stack.pushInteger(L, stack.toInteger(L, 1));
    return 1;
  }
  const text = call.checkText(L, 1, 'int64').trim();
  if (!/^-?\d{1,20}$/.test(text)) return call.argumentError(L, 1, 'int64', 'decimal digits expected');
  const value = BigInt(text);
  if (value > UINT64_MAX || value < INT64_MIN) return call.argumentError(L, 1, 'int64', 'out of range of 64 bits');
  pushInt64(L, value);
  return 1;
};

/** The value of an `int64` cell, or null. */
export function int64Of(cell: Cell): bigint | null {
  return int64.of(cell);
}
/** Is the value at `index` an `int64` userdata? (A Lua integer is not.) */
export function isInt64(L: LuaState, index: number): boolean {
  return int64.at(L, index) !== null;
}
/** The value of the `int64` at `index`; 0 when it is none. */
export function toInt64(L: LuaState, index: number): bigint {
  return int64.at(L, index) ?? 0n;
}
/** A Lua integer where `value` fits one, an `int64` above. `value` is in -2^63..2^64-1. */
export function pushInt64(L: LuaState, value: bigint): void {
  if (value > INT64_MAX) int64.push(L, value);
  else stack.pushInteger(L, value);
}
