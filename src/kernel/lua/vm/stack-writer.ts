/**
 * Writes values on a Lua stack and builds tables of them without running anything: a value is moved from the stack into
 * its table as the cell it is. For the fresh tables that results and arguments become.
 */
import { internKey, type Key } from './cells.ts';
import { Allowance } from './allowance.ts';
import { Tag, fengari, inner, meter } from './fengari.ts';
import type { State, TValue, TableEntry } from './fengari.ts';
import { normaliseInteger } from './stack.ts';
import type { LuaState } from './types.ts';

const { lua, lobject, lstring, ltable, lmeter } = fengari;
const { TValue: Value } = lobject;
const encoder = new TextEncoder();
/** Of keys that come again and again, as in a list of records: few, so that they are made at once. A power of two. */
const KEYS = 64;
/** Longer ones are no names. */
const MAX_REPEATED_BYTES = 64;

export class StackWriter {
  readonly L: LuaState;
  readonly #state: State;
  readonly #allowance: Allowance;
  readonly #keys: Key[] = [];

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
   * The same under a key that {@link keyOf} made, in a table that may have the key already: the last one counts. For what is
   * not a type's, whose names would fill the memory of known keys.
   */
  setKey({ string, hash }: Key): void {
    const state = this.#state;
    const value = this.#pop();
    const table = state.stack[state.top - 1];
    if (table?.type === Tag.table && ltable.luaH_find(table.value, hash)) {
      this.#push(Tag.string, string);
      this.#push(value.type, value.value);
      lua.lua_rawset(state, -3);
    } else if (value.type !== Tag.nil) {
      this.#count(lmeter.SIZE_ENTRY);
      this.#add(hash, Tag.string, string, value);
    }
  }

  /** The key of these bytes; one that has been there lately is the same once more. */
  keyOf(bytes: Uint8Array, from = 0, to = bytes.length): Key {
    const slot = slotOf(bytes, from, to);
    const known = this.#keys[slot];
    if (known && isEqual(known.string.getstr(), bytes, from, to)) return known;
    this.#allowance.count(lmeter.SIZE_STRING + to - from, lmeter.SIZE_STRING);
    const string = new lstring.TString(this.#state, bytes.slice(from, to));
    const key = { string, hash: lstring.luaS_hashlongstr(string) };
    if (to - from <= MAX_REPEATED_BYTES) this.#keys[slot] = key;
    return key;
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

/** FNV-1a of length and first bytes. */
function slotOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ (to - from);
  for (let at = from; at < to && at < from + MAX_REPEATED_BYTES; at++)
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) & (KEYS - 1);
}

function isEqual(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[from + at]) return false;
  return true;
}
