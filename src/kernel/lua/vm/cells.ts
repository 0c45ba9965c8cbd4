/**
 * Raw reading of Lua values where they lie: no metamethods, no stack, nothing copied. A cell is overwritten in place by
 * the code that owns it, so cells are read only while that code is suspended.
 */
import { assertNever } from '../../../base/assert-never.ts';
import { Tag, fengari, inner } from './fengari.ts';
import type { TString, TValue, TableEntry } from './fengari.ts';
import type { LuaState, LuaTypeName } from './types.ts';

export type { TValue as Cell, TableEntry } from './fengari.ts';

type ValueTypeName = Exclude<LuaTypeName, 'none'>;

/** By the tag's lowest four bits. */
export const TYPE_NAMES: readonly ValueTypeName[] = [
  'nil',
  'boolean',
  'userdata',
  'number',
  'string',
  'table',
  'function',
  'userdata',
  'thread',
];
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const NIL_CELL: TValue = fengari.lobject.luaO_nilobject;

/** The value at an index of the stack; nil beyond its top. */
export function cellOf(L: LuaState, index: number): TValue {
  const state = inner(L);
  const at = index > 0 ? state.ci.funcOff + index : state.top + index;
  return at < state.top ? (state.stack[at] ?? NIL_CELL) : NIL_CELL;
}

export function cellType(cell: TValue): ValueTypeName {
  return TYPE_NAMES[cell.type & 0x0f] ?? 'userdata';
}

/** The bytes of a string; borrowed, never to be changed. Empty for anything else. */
export function cellBytes(cell: TValue): Uint8Array {
  return cell.type === Tag.string || cell.type === Tag.shortString ? cell.value.getstr() : EMPTY;
}
const EMPTY = new Uint8Array(0);

/** As the language takes it: all but nil and false is true. */
export function cellBoolean(cell: TValue): boolean {
  return cell.type !== Tag.nil && cell.value !== false;
}

export function isIntegerCell(cell: TValue): boolean {
  return cell.type === Tag.integer;
}

/** Of a number: an integer is a BigInt where a double cannot hold it. */
export function cellNumber(cell: TValue): number | bigint {
  return cell.type === Tag.integer || cell.type === Tag.float ? cell.value : 0;
}

/** What `tostring` would give, without running Lua code: a Lua `__tostring` is not called, a native one is. */
export function displayCell(cell: TValue): string {
  switch (cell.type) {
    case Tag.nil:
      return 'nil';
    case Tag.boolean:
    case Tag.integer:
      return String(cell.value);
    case Tag.float:
      return fengari.luaconf.lua_number2str(cell.value);
    case Tag.string:
    case Tag.shortString:
      return decoder.decode(cell.value.getstr());
    case Tag.userdata: {
      const { data } = cell.value;
      return data.type ? data.type.display(data.value) : 'userdata';
    }
    case Tag.lightUserdata:
      return 'userdata';
    case Tag.lightFunction:
      return 'function: native';
    case Tag.table:
    case Tag.luaClosure:
    case Tag.nativeClosure:
    case Tag.thread:
      return `${cellType(cell)}: 0x${cell.value.id.toString(16)}`;
    default:
      return assertNever(cell);
  }
}

/* ---------------------------------------------------------------- tables */

const { ltable } = fengari;

/** 0 for what is no table. */
export function entryCount(cell: TValue): number {
  return cell.type === Tag.table ? ltable.luaH_size(ltable.luaH_own(cell.value)) : 0;
}

/** A border of a table, as `#t` without metamethods. */
export function border(cell: TValue): number {
  return cell.type === Tag.table ? fengari.ltable.luaH_getn(cell.value) : 0;
}

/** The first of a table's entries in the order in which they were made; go on with `n`. Keys with nil are not among them. */
export function firstEntry(cell: TValue): TableEntry | undefined {
  return cell.type === Tag.table ? ltable.luaH_own(cell.value).f : undefined;
}

/** Was the entry taken out of its table since it was got? Then it has neither key nor value; `n` leads on all the same. */
export function isRemoved(entry: TableEntry): boolean {
  return (entry.value as TValue | undefined) === undefined;
}

/** Whether an empty table ever had keys that are strings, whatever else it has had since. */
export function hadTextKeys(cell: TValue): boolean {
  return cell.type === Tag.table && cell.value.had_text;
}

export function entryAt(cell: TValue, index: number): TableEntry | undefined {
  return cell.type === Tag.table ? ltable.luaH_find(ltable.luaH_own(cell.value), index) : undefined;
}

export function entryOf(cell: TValue, key: string): TableEntry | undefined {
  return cell.type === Tag.table ? ltable.luaH_find(ltable.luaH_own(cell.value), internKey(key).hash) : undefined;
}

/** Whether an entry of a table is the one under a position. */
export function isAt({ key }: TableEntry, index: number): boolean {
  return key.type === Tag.integer && key.value === index;
}

/** Whether an entry of a table is the one under a field. */
export function isOf({ key }: TableEntry, name: string): boolean {
  return (key.type === Tag.string || key.type === Tag.shortString) && key.value.hash === internKey(name).hash;
}

/* ---------------------------------------------------------------- key strings */

/** A Lua string with the text under which fengari's tables file it. */
export interface Key {
  readonly string: TString;
  readonly hash: string;
}

/** Field names come from types and repeat with every record, so each is encoded once. */
let recentKeys = new Map<string, Key>();
/** Used before the recent ones were begun; what is still in use moves over. */
let olderKeys = new Map<string, Key>();
/**
 * Beyond it a generation is over: a page that loads project after project must not collect their names. The records of
 * one function have fewer fields (`TypeLimits` in ../../wit/types.ts), so a call does not drive out its own.
 */
const MAX_KEYS = 20_000;
/** No name is longer; what is would take memory that nobody has to answer for. */
const MAX_KEY_LENGTH = 256;

export function internKey(text: string): Key {
  if (text.length > MAX_KEY_LENGTH) return makeKey(text);
  return recentKeys.get(text) ?? addKey(text);
}

function addKey(text: string): Key {
  const key = olderKeys.get(text) ?? makeKey(text);
  if (recentKeys.size >= MAX_KEYS) {
    olderKeys = recentKeys;
    recentKeys = new Map();
  }
  recentKeys.set(text, key);
  return key;
}

function makeKey(text: string): Key {
  const string = new fengari.lstring.TString(null, encoder.encode(text));
  return { string, hash: fengari.lstring.luaS_hashlongstr(string) };
}
