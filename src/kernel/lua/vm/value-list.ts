/** Lua values that JavaScript keeps in order, wherever in it they are taken out. */
import { NIL_CELL } from './cells.ts';
import { Tag, copyValue, fengari, inner, pushCopy } from './fengari.ts';
import type { TValue, Table, TableEntry } from './fengari.ts';
import { charge } from './held.ts';
import type { LuaState } from './types.ts';

const { ltable, lmeter } = fengari;

/** A value's place in its list. */
export type Kept = TableEntry;

/**
 * It is a table without keys that no code ever sees: a memory walk finds in it what it finds in tables, and nothing is filed or looked
 * for, which takes several times as long.
 */
export class ValueList {
  readonly #table: Table;

  /** Pushes the table on `L`, for the owner to keep. */
  constructor(L: LuaState) {
    const state = inner(L);
    this.#table = new ltable.Table(state);
    charge(L, lmeter.SIZE_TABLE);
    pushCopy(state, new fengari.lobject.TValue(Tag.table, this.#table));
  }

  get first(): Kept | undefined {
    return this.#table.f;
  }

  /** Adds the value of a cell, on the account of the owner of `L`. */
  append(L: LuaState, cell: TValue): Kept {
    const table = this.#table;
    charge(L, lmeter.SIZE_ENTRY);
    const entry: TableEntry = { key: NIL_CELL, value: copyValue(cell), p: table.l, n: undefined };
    if (table.l) table.l.n = entry;
    else table.f = entry;
    table.l = entry;
    return entry;
  }

  /** Takes a value out, once; it stays as it is. */
  take(kept: Kept): TValue {
    const table = this.#table;
    const { value, p, n } = kept;
    if (p) p.n = n;
    else table.f = n;
    if (n) n.p = p;
    else table.l = p;
    // As the table itself leaves entries, for a walk that stands here.
    kept.p = undefined;
    (kept as { value: TValue | undefined }).value = undefined;
    return value;
  }
}
