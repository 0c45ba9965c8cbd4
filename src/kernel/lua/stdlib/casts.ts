/** `string(v)`, `integer(v)`, `number(v)`, `boolean(v)`: the value, where it is of that type; else they raise (spec/lua-base §2). */
import { fitsInt64 } from '../../../base/integers.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { int64Of } from './int64.ts';
import * as cells from '../vm/cells.ts';

export type CastName = 'string' | 'integer' | 'number' | 'boolean';

/** The value lies at `index`. */
export function cast(name: CastName, index: number): NativeFunction {
  return (L) => {
    if (name === 'integer') return castInteger(L, index);
    const isCarrier = name === 'number' && int64Of(cells.cellOf(L, index)) !== null;
    if (stack.typeName(L, index) !== name && !isCarrier) return refuse(L, name, index);
    stack.pushValue(L, index);
    return 1;
  };
}

/** A float without a fraction becomes one. */
function castInteger(L: LuaState, index: number): number {
  if (stack.isInteger(L, index) || int64Of(cells.cellOf(L, index)) !== null) stack.pushValue(L, index);
  else {
    const value = stack.isFloat(L, index) ? stack.toFloat(L, index) : Number.NaN;
    if (!Number.isInteger(value) || !fitsInt64(value)) return refuse(L, 'integer', index);
    stack.pushInteger(L, stack.normaliseInteger(BigInt(value)));
  }
  return 1;
}

function refuse(L: LuaState, name: CastName, index: number): never {
  const type = stack.typeName(L, index);
  return call.raise(L, `${name}: ${name} expected, got ${type === 'none' ? 'nil' : type}`);
}
