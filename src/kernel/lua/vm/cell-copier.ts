/** Deep copies from one Lua world to another of the same VM, in portions. */
import { Queue } from '../../../base/queue.ts';
import { isDue, spend, type Portions } from '../../../base/effort.ts';
import { Allowance } from './allowance.ts';
import { isRemoved } from './cells.ts';
import { Tag, copyValue, fengari, inner, pushCopy } from './fengari.ts';
import type { State, TValue, Table, TableEntry } from './fengari.ts';
import type { LuaState } from './types.ts';

const { lobject, lstring, ltable, lmeter } = fengari;
const { TValue: Value } = lobject;
/** A table takes about as long as five entries. */
const UNITS_PER_TABLE = 5;
/** Shorter ones are mostly names, which all tables share. */
const LONG_STRING = 256;
/** A power of two. A map that grows is made anew in one go: many small ones take their turns. Most copies need one or two. */
const MAPS = 64;

interface Begun {
  readonly source: Table;
  readonly copy: Table;
  next: TableEntry | undefined;
}

/**
 * Copies tables with all that is in them, metatables too: shared references and cycles are kept, so depth costs no stack.
 * What is in a table when its turn comes is copied; code that changes it meanwhile breaks nothing.
 */
export class CellCopier implements Portions {
  readonly #state: State;
  readonly #crosses: (cell: TValue) => boolean;
  readonly #allowance: Allowance;
  readonly #copies = new Map<number, Map<Table, Table>>();
  readonly #queue = new Queue<Begun>();
  #begun: Begun | null = null;

  /** `crosses`: whether a userdata may be there as well, by reference; else there is nil. */
  constructor(to: LuaState, crosses: (cell: TValue) => boolean) {
    this.#state = inner(to);
    this.#crosses = crosses;
    this.#allowance = new Allowance(to);
  }

  get isDone(): boolean {
    return this.#begun === null && this.#queue.size === 0;
  }

  /** The copies are more than their owner may hold; drop them. */
  get isFull(): boolean {
    return this.#allowance.isFull;
  }

  /** Pushes a copy; what tables hold comes with {@link work}. */
  push(cell: TValue): void {
    pushCopy(this.#state, this.#copyOf(cell) ?? lobject.luaO_nilobject);
  }

  work(): boolean {
    this.#allowance.begin();
    for (;;) {
      this.#begun ??= this.#queue.shift() ?? null;
      if (!this.#begun || this.isFull) return true;
      if (!this.#fill(this.#begun)) return false;
      this.#begun = null;
    }
  }

  #fill(begun: Begun): boolean {
    const { copy, source } = begun;
    for (let entry = begun.next; entry; entry = entry.n) {
      begun.next = entry;
      if (isDue()) return false;
      spend(1);
      if (isRemoved(entry)) continue;
      const key = this.#copyOf(entry.key);
      const value = key && this.#copyOf(entry.value);
      if (value) this.#add(copy, key, value);
      if (this.isFull) return true;
    }
    if (source.metatable) copy.metatable = this.#tableOf(source.metatable);
    return true;
  }

  /** Null for what does not cross. */
  #copyOf(cell: TValue): TValue | null {
    switch (cell.type) {
      case Tag.nil:
      case Tag.lightUserdata:
        return null;
      case Tag.table:
        return new Value(Tag.table, this.#tableOf(cell.value));
      case Tag.userdata:
        if (!this.#crosses(cell)) return null;
        this.#allowance.count(lmeter.SIZE_UDATA + (cell.value.data.bytes ?? 0));
        return copyValue(cell);
      case Tag.string:
        // Shared with the original, which may go: then only the copy keeps it.
        if (cell.value.getstr().length >= LONG_STRING) this.#allowance.count(cell.value.getstr().length, 0);
        return copyValue(cell);
      default:
        return copyValue(cell);
    }
  }

  #tableOf(source: Table): Table {
    const copies = this.#copiesFor(source);
    const known = copies.get(source);
    if (known) return known;
    spend(UNITS_PER_TABLE);
    this.#allowance.count(lmeter.SIZE_TABLE);
    const copy = new ltable.Table(this.#state);
    copies.set(source, copy);
    this.#queue.push({ source, copy, next: ltable.luaH_own(source).f });
    return copy;
  }

  /** As `add` in ltable.js. */
  #copiesFor({ id }: Table): Map<Table, Table> {
    const number = id & (MAPS - 1);
    let copies = this.#copies.get(number);
    if (!copies) this.#copies.set(number, (copies = new Map()));
    return copies;
  }

  #add(table: Table, key: TValue, value: TValue): void {
    this.#allowance.count(lmeter.SIZE_ENTRY);
    const entry: TableEntry = { key, value, p: table.l, n: undefined };
    if (table.l === undefined) table.f = entry;
    else table.l.n = entry;
    table.l = entry;
    table.flags = 0;
    const hash: unknown =
      key.type === Tag.string || key.type === Tag.shortString ? lstring.luaS_hashlongstr(key.value) : key.value;
    ltable.luaH_file(table, hash, entry);
  }
}
