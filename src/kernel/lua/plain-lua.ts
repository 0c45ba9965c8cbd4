/** Lua values to plain ones: for the page, the console and the details of errors. */
import type { PlainValue } from '../api.ts';
import { bytesToPlain, failureToPlain } from '../plain.ts';
import { errorAt } from './error-object.ts';
import { isInt64, toInt64 } from './stdlib/int64.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

/** Deeper tables are shown as `"…"`; a table inside of itself too. */
const MAX_DEPTH = 32;
/** Entries of all tables of one value together; the rest is left out. */
const MAX_ENTRIES = 10_000;
const CUT = '…';

/** A copy of the value at `index`. What has no plain form (functions, threads, other userdata) is null. */
export function plainAt(L: LuaState, index: number): PlainValue {
  return convert(L, stack.absoluteIndex(L, index), 0, { left: MAX_ENTRIES });
}

function convert(L: LuaState, index: number, depth: number, budget: { left: number }): PlainValue {
  switch (stack.typeName(L, index)) {
    case 'boolean':
      return stack.toBoolean(L, index);
    case 'number':
      return stack.isInteger(L, index) ? stack.toInteger(L, index) : stack.toFloat(L, index);
    case 'string':
      return bytesToPlain(stack.toBytes(L, index));
    case 'table':
      return depth < MAX_DEPTH ? convertTable(L, index, depth, budget) : CUT;
    case 'userdata': {
      if (isInt64(L, index)) return toInt64(L, index);
      const error = errorAt(L, index);
      return error && failureToPlain(error.failure);
    }
    default:
      return null;
  }
}

/** Keys 1..n make an array, anything else an object; keys that are not strings take their text. */
function convertTable(L: LuaState, index: number, depth: number, budget: { left: number }): PlainValue {
  const length = stack.rawLength(L, index);
  const list: PlainValue[] = [];
  const entries: [string, PlainValue][] = [];
  let isList = true;
  stack.pushNil(L);
  while (stack.next(L, index)) {
    if (budget.left-- <= 0) {
      stack.pop(L, 2);
      break;
    }
    const value = convert(L, stack.getTop(L), depth + 1, budget);
    const keyIndex = stack.getTop(L) - 1;
    const key = keyOf(L, keyIndex);
    const position = stack.isInteger(L, keyIndex) ? Number(stack.toInteger(L, keyIndex)) : 0;
    if (isList && position >= 1 && position <= length) list[position - 1] = value;
    else isList = false;
    entries.push([key, value]);
    stack.pop(L, 1);
  }
  return isList && list.length > 0 ? Array.from(list, (value) => value ?? null) : toObject(entries);
}

function keyOf(L: LuaState, index: number): string {
  if (stack.typeName(L, index) === 'string') {
    const key = bytesToPlain(stack.toBytes(L, index));
    return typeof key === 'string' ? key : stack.display(L, index);
  }
  return stack.display(L, index);
}

/** Own properties only, whatever the keys are called. */
function toObject(entries: [string, PlainValue][]): PlainValue {
  const object: Record<string, PlainValue> = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  return object;
}
