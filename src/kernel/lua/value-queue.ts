import type { Cell } from './vm/cells.ts';
import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';

/** Lua values, first in, first out. They lie in a Lua table, so that they count for whoever keeps that. */
export class ValueQueue {
  readonly #table: Cell;
  #first = 1;
  #end = 1;

  /** Pushes the table on `L`, for the owner to keep. */
  constructor(L: LuaState) {
    stack.createTable(L);
    this.#table = stack.keepCell(L, -1);
  }

  get size(): number {
    return this.#end - this.#first;
  }

  /** Pops a value of `L`. */
  add(L: LuaState): void {
    stack.pushCell(L, this.#table);
    stack.insert(L, -2);
    stack.rawSetIndex(L, -2, this.#end++);
    stack.pop(L, 1);
  }

  /** Pushes the oldest value on `L`, nil where there is none. */
  take(L: LuaState): void {
    if (this.size === 0) {
      stack.pushNil(L);
      return;
    }
    stack.pushCell(L, this.#table);
    stack.rawGetIndex(L, -1, this.#first);
    stack.pushNil(L);
    stack.rawSetIndex(L, -3, this.#first++);
    stack.remove(L, -2);
  }
}
