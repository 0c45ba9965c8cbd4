/** Plain values to Lua ones. */
import type { PlainValue } from '../api.ts';
import { pushInt64 } from './stdlib/int64.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

/** Values nested deeper are nil. */
const MAX_DEPTH = 32;
const INT64_MAX = 2n ** 63n - 1n;

/** Pushes `value`: arrays as tables 1..n, other objects as tables with string keys; nil beyond `maxDepth`. */
export function pushPlain(L: LuaState, value: PlainValue, depth = 0, maxDepth = MAX_DEPTH): void {
  if (value === null || value === undefined || depth > maxDepth) stack.pushNil(L);
  else if (typeof value === 'boolean') stack.pushBoolean(L, value);
  else if (typeof value === 'number') pushNumber(L, value);
  else if (typeof value === 'bigint') {
    if (value > INT64_MAX) pushInt64(L, value);
    else stack.pushInteger(L, value);
  } else if (typeof value === 'string') stack.pushText(L, value);
  else if (value instanceof Uint8Array) stack.pushBytes(L, value);
  else if (Array.isArray(value)) {
    stack.createTable(L, value.length, 0);
    value.forEach((item: PlainValue, position) => {
      pushPlain(L, item, depth + 1, maxDepth);
      stack.rawSetIndex(L, -2, position + 1);
    });
  } else {
    stack.createTable(L, 0, 0);
    for (const [key, item] of Object.entries(value as { readonly [key: string]: PlainValue })) {
      pushPlain(L, item, depth + 1, maxDepth);
      stack.rawSetField(L, -2, key);
    }
  }
}

function pushNumber(L: LuaState, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) stack.pushInteger(L, value);
  else stack.pushFloat(L, value);
}
