/**
 * Writes values on a Lua stack and builds tables of them without running anything: a value is moved from the stack into
 * its table as the cell it is. For the fresh tables that results and arguments become.
 */
import { internKey } from './cells.ts';
import { Allowance } from './allowance.ts';
import { Tag, fengari, inner, meter } from './fengari.ts';
import type { State, TValue, TableEntry } from './fengari.ts';
import { normaliseInteger } from './stack.ts';
import type { LuaState } from './types.ts';

const { lua, lobject, lstring, ltable, lmeter } = fengari;
const { TValue: Value } = lobject;
const encoder = new TextEncoder();

export class StackWriter {
  readonly L: LuaState;
  readonly #state: State;
  readonly #allowance: Allowance;

  constructor(L: LuaState) {
    this.L = L;
    this.#state = inner(L);
    this.#allowance = new Allowance(L);
  }

  /** What was written is more than the owner of the stack may hold: see {@link Allowance}. */
  get isFull(): boolean {
    return this.#allowance.isFull;
  }

  /** Again when the writing goes on after others have run. */
  resume(): void {
    this.#allowance.begin();
  }

  nil(): void {
    this.#push(Tag.nil, null);
  }

  boolean(value: boolean): void {
    this.#push(Tag.boolean, value);
  }

  /** A 64-bit integer; outside its range it wraps. A number must be integral and safe. */
  integer(value: number | bigint): void {
    this.#push(Tag.integer, typeof value === 'number' ? value : normaliseInteger(value));
  }

  float(value: number): void {
    this.#push(Tag.float, value);
  }

  /** Takes the array over. */
  bytes(value: Uint8Array): void {
    this.#allowance.count(lmeter.SIZE_STRING + value.length, lmeter.SIZE_STRING);
    this.#push(Tag.string, new lstring.TString(this.#state, value));
  }

  /** As UTF-8; lone surrogates become U+FFFD. */
  string(value: string): void {
    this.bytes(encoder.encode(value));
  }

  /** An empty table for positions; as many as are announced are counted at once. */
  list(length: number): void {
    this.#count(lmeter.SIZE_TABLE + length * lmeter.SIZE_ENTRY);
    this.#push(Tag.table, new ltable.Table(this.#state));
  }

  /** An empty table for fields. */
  map(): void {
    this.#count(lmeter.SIZE_TABLE);
    this.#push(Tag.table, new ltable.Table(this.#state));
  }

  /** Moves the value on top under a key of the table below it. The table is new and has no such key. */
  setIndex(index: number): void {
    const value = this.#pop();
    if (value.type !== Tag.nil) this.#add(index, Tag.integer, index, value);
  }

  /**
   * The same under a key of any bytes, which are taken over, in a table that may have the key already: the last one counts.
   * For what is not a type's, whose names would fill the memory of known keys.
   */
  setBytesField(key: Uint8Array): void {
    const state = this.#state;
    const string = new lstring.TString(state, key);
    const hash = lstring.luaS_hashlongstr(string);
    const value = this.#pop();
    const table = state.stack[state.top - 1];
    if (table?.type === Tag.table && ltable.luaH_find(table.value, hash)) {
      this.#push(Tag.string, string);
      this.#push(value.type, value.value);
      lua.lua_rawset(state, -3);
    } else if (value.type !== Tag.nil) {
      this.#count(lmeter.SIZE_STRING + key.length + lmeter.SIZE_ENTRY);
      this.#add(hash, Tag.string, string, value);
    }
  }

  /** Counts so many entries of a list whose length was not announced. */
  announce(entries: number): void {
    this.#count(entries * lmeter.SIZE_ENTRY);
  }

  setField(key: string): void {
    const value = this.#pop();
    if (value.type === Tag.nil) return;
    const { hash, string } = internKey(key);
    meter.bytes += lmeter.SIZE_ENTRY;
    this.#add(hash, Tag.string, string, value);
  }

  #push(type: number, value: unknown): void {
    const state = this.#state;
    if (state.top >= state.ci.top) lua.lua_checkstack(state, 8);
    state.stack[state.top++] = new Value(type, value);
  }

  #pop(): TValue {
    const state = this.#state;
    const value = state.stack[--state.top]!;
    state.stack[state.top] = undefined;
    return value;
  }

  /** As `add` in ltable.js. */
  #add(hash: unknown, keyType: number, keyValue: unknown, value: TValue): void {
    const state = this.#state;
    const cell = state.stack[state.top - 1];
    if (cell?.type !== Tag.table) throw new Error('a value was to be put into what is no table');
    const table = cell.value;
    const last = table.l;
    const entry: TableEntry = { key: new Value(keyType, keyValue), value, p: last, n: undefined };
    if (last === undefined) table.f = entry;
    else last.n = entry;
    table.l = entry;
    table.flags = 0;
    ltable.luaH_file(table, hash, entry);
  }

  #count(bytes: number): void {
    this.#allowance.count(bytes);
  }
}
