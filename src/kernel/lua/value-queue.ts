import * as stack from './vm/stack.ts';
import type { LuaState } from './vm/types.ts';
import { ValueList } from './vm/value-list.ts';

/** Lua values, first in, first out. They lie in a Lua table, so that they count for whoever keeps that. */
export class ValueQueue {
  readonly #values: ValueList;
  #size = 0;

  /** Pushes the table on `L`, for the owner to keep. */
  constructor(L: LuaState) {
    this.#values = new ValueList(L);
  }

  get size(): number {
    return this.#size;
  }

  /** Pops a value of `L`. */
  add(L: LuaState): void {
    this.#values.append(L, stack.keepCell(L, -1));
    stack.pop(L, 1);
    this.#size++;
  }

  /** Pushes the oldest value on `L`, nil where there is none. */
  take(L: LuaState): void {
    const { first } = this.#values;
    if (!first) {
      stack.pushNil(L);
      return;
    }
    stack.pushCell(L, this.#values.take(first));
    this.#size--;
  }
}
