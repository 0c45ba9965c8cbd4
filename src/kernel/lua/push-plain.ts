/** Plain values to Lua ones. */
import { INT64_MAX } from '../../base/integers.ts';
import { spend } from '../../base/effort.ts';
import type { PlainValue } from '../../contract/api.ts';
import { pushInt64 } from './stdlib/int64.ts';
import { StackWriter } from './vm/stack-writer.ts';
import type { LuaState } from './vm/types.ts';

/** Values nested deeper are nil. More than WIT types nest (TypeLimits in ../wit/types.ts). */
const MAX_DEPTH = 128;

/** An array with null in it becomes a table with a field `n`, or one that does not tell its length. */
type Holes = 'counted' | 'bare';

/**
 * Pushes `value`: arrays as tables 1..n, other objects as tables with string keys. False when it is more than the stack's
 * owner may hold; what was pushed is then of no use.
 */
export function pushPlain(L: LuaState, value: PlainValue, holes: Holes = 'counted'): boolean {
  return pushTo(new StackWriter(L), value, holes);
}

/** The same with every number a float, as values of a context are (spec/lua-base §7). */
export function pushPlainFloats(L: LuaState, value: PlainValue): boolean {
  return pushTo(new FloatWriter(L), value, 'bare');
}

class FloatWriter extends StackWriter {
  override integer(value: number | bigint): void {
    this.float(Number(value));
  }
}

function pushTo(writer: StackWriter, value: PlainValue, holes: Holes): boolean {
  push(writer, value, 0, holes);
  return !writer.isFull;
}

function push(to: StackWriter, value: PlainValue, depth: number, holes: Holes): void {
  spend(1);
  if (value === null || value === undefined || depth > MAX_DEPTH) to.nil();
  else if (typeof value === 'boolean') to.boolean(value);
  else if (typeof value === 'number') pushNumber(to, value);
  else if (typeof value === 'bigint') {
    if (value > INT64_MAX && !(to instanceof FloatWriter)) pushInt64(to.L, value);
    else to.integer(value);
  } else if (typeof value === 'string') to.string(value);
  else if (value instanceof Uint8Array) to.bytes(value.slice());
  else if (Array.isArray(value)) pushArray(to, value, depth, holes);
  else {
    to.map();
    for (const [key, item] of Object.entries(value as { readonly [key: string]: PlainValue })) {
      push(to, item, depth + 1, holes);
      to.setField(key);
    }
  }
}

function pushArray(to: StackWriter, items: readonly PlainValue[], depth: number, holes: Holes): void {
  let hasHoles = false;
  to.list(items.length);
  for (let index = 0; index < items.length && !to.isFull; index++) {
    const item = items[index];
    if (item === null || item === undefined) {
      hasHoles = true;
      continue;
    }
    push(to, item, depth + 1, holes);
    to.setIndex(index + 1);
  }
  if (!hasHoles || holes === 'bare') return;
  to.integer(items.length);
  to.setField('n');
}

function pushNumber(to: StackWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) to.integer(value);
  else to.float(value);
}
