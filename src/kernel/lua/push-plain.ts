/** Plain values to Lua ones. */
import { INT64_MAX } from '../../base/integers.ts';
import { isDue, spend, spendBytes } from '../../base/effort.ts';
import { Queue } from '../../base/queue.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { DeepCopy } from './deep-copy.ts';
import { pushInt64 } from './stdlib/int64.ts';
import type { Cell } from './vm/cells.ts';
import * as stack from './vm/stack.ts';
import { StackWriter } from './vm/stack-writer.ts';
import type { LuaState } from './vm/types.ts';

/** Values nested deeper are nil. More than WIT types nest (TypeLimits in ../wit/types.ts). */
const MAX_DEPTH = 128;

/** An array with null in it becomes a table with a field `n`, or one that does not tell its length. */
type Holes = 'counted' | 'bare';

type PlainObject = { readonly [key: string]: PlainValue };

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
  const pushing = new PlainPushing(writer, holes);
  pushing.push(value);
  while (!pushing.work());
  return !pushing.isFull;
}

/** A table that lies there, and what goes into it. */
interface Begun {
  readonly table: Cell;
  readonly source: readonly PlainValue[] | PlainObject;
  /** Of an object. */
  readonly keys: readonly string[] | null;
  readonly depth: number;
  next: number;
  hasHoles: boolean;
}

/** As {@link pushPlain}, in portions: the values lie on the stack at once, and are whole when the work is done. */
export class PlainPushing implements DeepCopy {
  readonly #to: StackWriter;
  readonly #holes: Holes;
  readonly #queue = new Queue<Begun>();
  #begun: Begun | null = null;

  constructor(to: StackWriter, holes: Holes = 'counted') {
    this.#to = to;
    this.#holes = holes;
  }

  get isDone(): boolean {
    return this.#begun === null && this.#queue.size === 0;
  }

  get isFull(): boolean {
    return this.#to.isFull;
  }

  /** One more value; what is in it comes with {@link work}. */
  push(value: PlainValue): void {
    this.#write(value, 0);
  }

  work(): boolean {
    this.#to.resume();
    for (;;) {
      this.#begun ??= this.#queue.shift() ?? null;
      if (!this.#begun || this.isFull) return true;
      if (!this.#fill(this.#begun)) return false;
      this.#begun = null;
    }
  }

  #write(value: PlainValue | undefined, depth: number): void {
    const to = this.#to;
    spend(1);
    if (value === null || value === undefined || depth > MAX_DEPTH) to.nil();
    else if (typeof value === 'boolean') to.boolean(value);
    else if (typeof value === 'number') pushNumber(to, value);
    else if (typeof value === 'bigint') {
      if (value > INT64_MAX && !(to instanceof FloatWriter)) pushInt64(to.L, value);
      else to.integer(value);
    } else if (typeof value === 'string') {
      spendBytes(value.length);
      to.string(value);
    } else if (value instanceof Uint8Array) {
      spendBytes(value.length);
      to.bytes(value.slice());
    } else this.#begin(value, depth);
  }

  #begin(source: Begun['source'], depth: number): void {
    const keys = Array.isArray(source) ? null : Object.keys(source);
    if (keys) this.#to.map();
    else this.#to.list((source as readonly PlainValue[]).length);
    if ((keys ?? (source as readonly PlainValue[])).length === 0) return;
    const table = stack.keepCell(this.#to.L, -1);
    this.#queue.push({ table, source, keys, depth: depth + 1, next: 0, hasHoles: false });
  }

  /** Whether all of it is in its table. */
  #fill(begun: Begun): boolean {
    const { L } = this.#to;
    const top = stack.getTop(L);
    try {
      stack.pushCell(L, begun.table);
      return begun.keys ? this.#fillFields(begun, begun.keys) : this.#fillItems(begun);
    } finally {
      // Also where whoever oversees it threw.
      stack.setTop(L, top);
    }
  }

  #fillFields(begun: Begun, keys: readonly string[]): boolean {
    const source = begun.source as PlainObject;
    while (begun.next < keys.length && !this.isFull) {
      const key = keys[begun.next++]!;
      this.#write(source[key], begun.depth);
      this.#to.setField(key);
      if (isDue()) return false;
    }
    return true;
  }

  #fillItems(begun: Begun): boolean {
    const to = this.#to;
    const items = begun.source as readonly PlainValue[];
    while (begun.next < items.length && !this.isFull) {
      const item = items[begun.next++];
      if (item === null || item === undefined) begun.hasHoles = true;
      this.#write(item, begun.depth);
      to.setIndex(begun.next);
      if (isDue()) return false;
    }
    if (begun.hasHoles && this.#holes === 'counted') {
      to.integer(items.length);
      to.setField('n');
    }
    return true;
  }
}

function pushNumber(to: StackWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) to.integer(value);
  else to.float(value);
}
