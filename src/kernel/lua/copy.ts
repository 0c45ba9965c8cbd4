import { errorAt, pushErrorObject } from './error-object.ts';
import { isInt64 } from './stdlib/int64.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

/**
 * Pushes a deep copy of the value at `index` of `from` on `to`, as values cross a boundary (spec/lua-base §7): shared
 * references, cycles and metatables are kept, error objects go along, other userdata arrives as nil. Functions and
 * threads go by reference. Iterative over tables, so depth costs no JavaScript stack.
 */
export function copyDeep(from: LuaState, index: number, to: LuaState): void {
  const source = stack.absoluteIndex(from, index);
  if (stack.typeName(from, source) !== 'table') {
    copyFlat(from, source, to);
    return;
  }
  new TableCopier(from, to).copy(source);
}

function copyFlat(from: LuaState, index: number, to: LuaState): void {
  if (stack.typeName(from, index) !== 'userdata') {
    stack.copyValue(from, index, to);
    return;
  }
  const error = errorAt(from, index);
  if (error) pushErrorObject(to, error);
  else if (isInt64(from, index)) stack.copyValue(from, index, to);
  else stack.pushNil(to);
}

class TableCopier {
  readonly #from: LuaState;
  readonly #to: LuaState;
  /** Identity of a source table → where its copy lies in the table of copies. */
  readonly #copies = new Map<unknown, number>();
  /** Source tables whose contents are still to be copied; each lies in the table of sources at this position. */
  readonly #queue: number[] = [];

  constructor(from: LuaState, to: LuaState) {
    this.#from = from;
    this.#to = to;
  }

  copy(source: number): void {
    const [from, to] = [this.#from, this.#to];
    const base = stack.getTop(from);
    // Two helper tables keep sources and copies alive and reachable by number: one on each stack.
    stack.createTable(from, 0, 0);
    const sources = stack.getTop(from);
    stack.createTable(to, 0, 0);
    const copies = stack.getTop(to);
    const root = this.#reserve(source, sources, copies);
    for (let position = this.#queue.shift(); position !== undefined; position = this.#queue.shift())
      this.#fill(position, sources, copies);
    stack.rawGetIndex(to, copies, root);
    stack.remove(to, copies);
    stack.setTop(from, base);
  }

  /** Makes the empty copy of a table and queues its contents. */
  #reserve(index: number, sources: number, copies: number): number {
    const identity = stack.toIdentity(this.#from, index);
    const known = this.#copies.get(identity);
    if (known !== undefined) return known;
    const position = this.#copies.size + 1;
    this.#copies.set(identity, position);
    stack.pushValue(this.#from, index);
    stack.rawSetIndex(this.#from, sources, position);
    stack.createTable(this.#to, 0, 0);
    stack.rawSetIndex(this.#to, copies, position);
    this.#queue.push(position);
    return position;
  }

  #fill(position: number, sources: number, copies: number): void {
    const [from, to] = [this.#from, this.#to];
    stack.rawGetIndex(from, sources, position);
    const table = stack.getTop(from);
    stack.rawGetIndex(to, copies, position);
    const copy = stack.getTop(to);
    stack.pushNil(from);
    while (stack.next(from, table)) {
      const value = stack.getTop(from);
      this.#push(value - 1, sources, copies);
      this.#push(value, sources, copies);
      if (stack.typeName(to, -2) === 'nil') stack.pop(to, 2);
      else stack.rawSet(to, copy);
      stack.pop(from, 1);
    }
    if (stack.getMetatable(from, table)) {
      this.#push(stack.getTop(from), sources, copies);
      stack.setMetatable(to, copy);
      stack.pop(from, 1);
    }
    stack.pop(from, 1);
    stack.pop(to, 1);
  }

  #push(index: number, sources: number, copies: number): void {
    if (stack.typeName(this.#from, index) !== 'table') copyFlat(this.#from, index, this.#to);
    else stack.rawGetIndex(this.#to, copies, this.#reserve(index, sources, copies));
  }
}
