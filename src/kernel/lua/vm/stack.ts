/**
 * Values on a Lua stack, typed. Indices are Lua's: 1.. from the frame's base, -1.. from the top.
 * Nothing here runs Lua code (no metamethods), so nothing here raises but `not enough memory`.
 * All functions run in the VM's thread and do not block.
 */
import { assertNever } from '../../../base/assert-never.ts';
import { Tag, copyValue as copyCell, fengari, inner, meter, outer, pushCopy, trust } from './fengari.ts';
import type { Native, State, TValue, Table } from './fengari.ts';
import { displayCell, internKey, NIL_CELL, TYPE_NAMES } from './cells.ts';
import type { LuaState, LuaTypeName, NativeFunction, RegistryRef } from './types.ts';

const { lua } = fengari;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Makes room when the frame is full: natives may push as much as they like. */
function room(L: LuaState): State {
  const state = inner(L);
  if (state.top >= state.ci.top) lua.lua_checkstack(state, 8);
  return state;
}

/** The cell at an index, or null where there is none. */
export function cellAt(L: LuaState, index: number): TValue | null {
  const state = inner(L);
  const at = index > 0 ? state.ci.funcOff + index : state.top + index;
  return at < state.top ? (state.stack[at] ?? null) : null;
}

export function getTop(L: LuaState): number {
  return lua.lua_gettop(inner(L));
}
export function setTop(L: LuaState, top: number): void {
  const state = inner(L);
  const missing = top - lua.lua_gettop(state);
  if (missing > 0) lua.lua_checkstack(state, missing);
  lua.lua_settop(state, top);
}
export function pop(L: LuaState, count: number): void {
  lua.lua_pop(inner(L), count);
}
export function absoluteIndex(L: LuaState, index: number): number {
  return lua.lua_absindex(inner(L), index);
}
/** Makes sure that `count` values can be pushed; false when the stack would grow beyond its limit (200000). */
export function checkStack(L: LuaState, count: number): boolean {
  return lua.lua_checkstack(inner(L), count);
}
export function remove(L: LuaState, index: number): void {
  lua.lua_remove(inner(L), index);
}
export function insert(L: LuaState, index: number): void {
  lua.lua_insert(inner(L), index);
}
export function replace(L: LuaState, index: number): void {
  lua.lua_replace(inner(L), index);
}
/** Moves the top `count` values to another stack of the same VM. */
export function move(from: LuaState, to: LuaState, count: number): void {
  if (from === to) return;
  lua.lua_checkstack(inner(to), count);
  lua.lua_xmove(inner(from), inner(to), count);
}

/** The type as Wippy's `type()` names it; `none` beyond the top. */
export function typeName(L: LuaState, index: number): LuaTypeName {
  const cell = cellAt(L, index);
  return cell === null ? 'none' : (TYPE_NAMES[cell.type & 0x0f] ?? 'userdata');
}
/** Is it a number of the integer kind? A float with an integral value is not. */
export function isInteger(L: LuaState, index: number): boolean {
  return cellAt(L, index)?.type === Tag.integer;
}
export function isFloat(L: LuaState, index: number): boolean {
  return cellAt(L, index)?.type === Tag.float;
}

export function pushNil(L: LuaState): void {
  lua.lua_pushnil(room(L));
}
export function pushBoolean(L: LuaState, value: boolean): void {
  lua.lua_pushboolean(room(L), value);
}
/** A 64-bit integer; outside its range it wraps. A number must be integral and safe. */
export function pushInteger(L: LuaState, value: number | bigint): void {
  lua.lua_pushinteger(room(L), typeof value === 'bigint' ? normaliseInteger(value) : value);
}
/** Wraps into 64 bits; a number while it is safe, as the VM keeps integers. */
export function normaliseInteger(value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}
export function pushFloat(L: LuaState, value: number): void {
  lua.lua_pushnumber(room(L), value);
}
/** Copies the bytes. */
export function pushBytes(L: LuaState, value: Uint8Array): void {
  lua.lua_pushstring(room(L), value);
}
/** Pushes the `size` bytes of all parts as one string. */
export function pushParts(L: LuaState, parts: readonly Uint8Array[], size: number): void {
  const whole = new Uint8Array(size);
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  pushOwned(L, whole);
}
/** Takes the bytes over. */
export function pushOwned(L: LuaState, value: Uint8Array): void {
  const state = room(L);
  state.stack[state.top++] = new fengari.lobject.TValue(Tag.string, fengari.lstring.luaS_bless(state, value));
}
/** As UTF-8; lone surrogates become U+FFFD. */
export function pushText(L: LuaState, value: string): void {
  pushOwned(L, encoder.encode(value));
}
/** The name of a field: one string for all tables that have it. */
function pushKey(L: LuaState, key: string): void {
  const state = room(L);
  state.stack[state.top++] = new fengari.lobject.TValue(Tag.string, internKey(key).string);
}
const nativeNames = new WeakMap<object, string>();
/** `name` is what stack traces show where the calling code does not tell. */
export function pushNative(L: LuaState, name: string, fn: NativeFunction): void {
  nativeNames.set(fn, name);
  lua.lua_pushcclosure(room(L), trust<Native>(fn), 0);
}
export function nativeName(fn: unknown): string {
  return (typeof fn === 'function' && nativeNames.get(fn)) || '';
}
/** Pushes a copy of the value at `index`. */
export function pushValue(L: LuaState, index: number): void {
  const cell = cellAt(L, index);
  if (cell === null) pushNil(L);
  else pushCopy(inner(L), cell);
}
/** Pushes the value at `index` of `from` on `to`, by reference (same VM). */
export function copyValue(from: LuaState, index: number, to: LuaState): void {
  const cell = cellAt(from, index);
  if (cell === null) pushNil(to);
  else pushCopy(inner(to), cell);
}
/** Pushes what a cell holds. */
export function pushCell(L: LuaState, cell: TValue): void {
  pushCopy(room(L), cell);
}
/** The value at `index` as a cell that stays as it is; nil beyond the top. */
export function keepCell(L: LuaState, index: number): TValue {
  return copyCell(cellAt(L, index) ?? NIL_CELL);
}
/** Pushes the thread `thread` as a value on `L`. */
export function pushThread(L: LuaState, thread: LuaState): void {
  pushCopy(inner(L), new fengari.lobject.TValue(Tag.thread, inner(thread)));
}
/** The thread at `index`, or null. */
export function toThread(L: LuaState, index: number): LuaState | null {
  const cell = cellAt(L, index);
  return cell?.type === Tag.thread ? outer(cell.value) : null;
}

/** false for nil and false and beyond the top, else true. */
export function toBoolean(L: LuaState, index: number): boolean {
  return lua.lua_toboolean(inner(L), index);
}
/** An integer, or an integral float or numeric string converted to one; otherwise 0. A bigint beyond the safe integers. */
export function toInteger(L: LuaState, index: number): number | bigint {
  const value = lua.lua_tointegerx(inner(L), index);
  return value === false ? 0 : value;
}
/** Nearest double of a number or numeric string; otherwise 0. */
export function toFloat(L: LuaState, index: number): number {
  const value = lua.lua_tonumberx(inner(L), index);
  return value === false ? 0 : value;
}
export const toNumber = toFloat;
/** The bytes of a string (borrowed: do not change or keep them; copy), of a number its text, otherwise empty. */
export function toBytes(L: LuaState, index: number): Uint8Array {
  const cell = cellAt(L, index);
  if (cell === null) return new Uint8Array(0);
  if (cell.type === Tag.string || cell.type === Tag.shortString) return cell.value.getstr();
  if (cell.type !== Tag.integer && cell.type !== Tag.float) return new Uint8Array(0);
  // Converted on a copy: lua_tolstring changes the cell, which would break a running `next`.
  pushCopy(inner(L), cell);
  const bytes = lua.lua_tolstring(inner(L), -1) ?? new Uint8Array(0);
  pop(L, 1);
  return bytes;
}
/** Like {@link toBytes}, decoded as UTF-8 with U+FFFD for what is invalid. */
export function toText(L: LuaState, index: number): string {
  return decoder.decode(toBytes(L, index));
}
/** The object behind a table, function, userdata or thread, to compare and to use as a key; null for other values. */
export function toIdentity(L: LuaState, index: number): object | null {
  const cell = cellAt(L, index);
  if (cell === null) return null;
  switch (cell.type) {
    case Tag.table:
    case Tag.luaClosure:
    case Tag.lightFunction:
    case Tag.nativeClosure:
    case Tag.userdata:
    case Tag.thread:
      return cell.value;
    case Tag.nil:
    case Tag.boolean:
    case Tag.lightUserdata:
    case Tag.float:
    case Tag.integer:
    case Tag.string:
    case Tag.shortString:
      return null;
    default:
      return assertNever(cell);
  }
}
/** What `tostring` would give, without running Lua code: a Lua `__tostring` is not called, a native one is. */
export function display(L: LuaState, index: number): string {
  return displayCell(cellAt(L, index) ?? NIL_CELL);
}

/** Sizes are hints. */
export function createTable(L: LuaState, arrayHint = 0, hashHint = 0): void {
  lua.lua_createtable(room(L), arrayHint, hashHint);
}
function tableAt(L: LuaState, index: number): Table {
  const cell = cellAt(L, index);
  if (cell?.type !== Tag.table) throw new Error(`table expected on the stack, found ${typeName(L, index)}`);
  return cell.value;
}
/** Pops the key, pushes the value. */
export function rawGet(L: LuaState, index: number): void {
  lua.lua_rawget(inner(L), index);
}
/** Pushes `t[key]`. */
export function rawGetIndex(L: LuaState, index: number, key: number): void {
  lua.lua_rawgeti(room(L), index, key);
}
/** Pushes `t[key]`. */
export function rawGetField(L: LuaState, index: number, key: string): void {
  const at = absoluteIndex(L, index);
  pushKey(L, key);
  rawGet(L, at);
}
/** `t[k] = v` with v on top and k below; pops both. Raises when the table is frozen. */
export function rawSet(L: LuaState, index: number): void {
  lua.lua_rawset(inner(L), index);
}
/** `t[key] = v` with v on top; pops it. */
export function rawSetIndex(L: LuaState, index: number, key: number): void {
  lua.lua_rawseti(inner(L), index, key);
}
/** `t[key] = v` with v on top; pops it. */
export function rawSetField(L: LuaState, index: number, key: string): void {
  const at = absoluteIndex(L, index);
  pushKey(L, key);
  insert(L, -2);
  rawSet(L, at);
}
/** Border of a table, or length of a string in bytes. */
export function rawLength(L: LuaState, index: number): number {
  return lua.lua_rawlen(inner(L), index);
}
/** Pops a key, pushes the next key and its value and answers true; at the end pushes nothing and answers false. */
export function next(L: LuaState, index: number): boolean {
  return lua.lua_next(room(L), index) !== 0;
}
export function rawEqual(L: LuaState, a: number, b: number): boolean {
  return lua.lua_rawequal(inner(L), a, b) !== 0;
}
/** Makes the table at `index` read-only for Lua and for {@link rawSet}. */
export function freeze(L: LuaState, index: number): void {
  tableAt(L, index).frozen = true;
}
export function isFrozen(L: LuaState, index: number): boolean {
  return tableAt(L, index).frozen;
}
/** Pops a table (or nil) and makes it the metatable of the table or userdata at `index`. */
export function setMetatable(L: LuaState, index: number): void {
  const target = cellAt(L, index);
  const metatable = cellAt(L, -1);
  if (target?.type === Tag.table || target?.type === Tag.userdata)
    target.value.metatable = metatable?.type === Tag.table ? metatable.value : null;
  pop(L, 1);
}
/** Pushes the metatable of the table or userdata at `index`; false and nothing pushed when it has none. */
export function getMetatable(L: LuaState, index: number): boolean {
  const cell = cellAt(L, index);
  if (cell?.type !== Tag.table && cell?.type !== Tag.userdata) return false;
  const { metatable } = cell.value;
  if (metatable === null) return false;
  pushCopy(inner(L), new fengari.lobject.TValue(Tag.table, metatable));
  return true;
}

/** Keeps the value at `index` alive. It counts as memory of the environment that owns `L`. */
export function reference(L: LuaState, index: number): RegistryRef {
  const cell = cellAt(L, index);
  let value: TValue | null = cell === null ? null : copyCell(cell);
  const holder = inner(L).owner?.references ?? null;
  if (value !== null) holder?.add(value);
  return trust<RegistryRef>({
    push(target: LuaState): void {
      if (value === null) pushNil(target);
      else pushCopy(inner(target), value);
    },
    release(): void {
      if (value !== null) holder?.delete(value);
      value = null;
    },
  });
}

/** Counts `bytes` of JavaScript memory held by a Lua value towards the running environment, e.g. a decoded body. */
export function chargeBytes(bytes: number): void {
  meter.bytes += bytes;
}
