/**
 * For native functions that Lua calls: arguments, errors, suspension, and where the calling code stands.
 * The functions that raise never return; write `return raise(…)`.
 */
import { Tag, fengari, inner, meter, trust } from './fengari.ts';
import type { CallInfo, State } from './fengari.ts';
import * as stack from './stack.ts';
import type { LuaState, StackFrame } from './types.ts';

const { lua, lauxlib, ldo } = fengari;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** `CIST_LUA` */
const IS_LUA = 2;

/**
 * Suspends the running code until the scheduler resumes the thread: `return suspend(L, command)`, with nothing in between (it may
 * return instead of throwing, which is faster). It passes through user
 * coroutines, `pcall`, metamethods and iterators. Raises where that cannot be: at the top level of a chunk, and inside a native
 * that has no continuation (`__tostring` called by a native, a handler of `xpcall`).
 */
export function suspend(L: LuaState, command: unknown): number {
  const state = inner(L);
  if (state.refuse) return raise(L, 'can not yield from outside of a coroutine');
  if (!canSuspend(L)) return raise(L, 'attempt to yield across a native boundary');
  meter.pending = { command, L: state };
  return ldo.luaD_sysyield(state, null, null);
}

/**
 * Work that can be left off: `piece` goes on where it was until all is done, when it answers how many results it pushed, or
 * until `isDue()` of base/effort says that the slice is over, when it answers null. Return what this returns.
 */
export function inPieces(L: LuaState, piece: () => number | null): number {
  return ldo.luaD_pieces(inner(L), piece, runPiece);
}

function runPiece(_L: State, piece: () => number | null): number {
  return piece() ?? ldo.MORE;
}

/** Would {@link suspend} work here? */
export function canSuspend(L: LuaState): boolean {
  const state = inner(L);
  return !state.refuse && state.nny === 0 && !state.nosys;
}

/** Raises `text` with the position of the calling Lua code in front, as Lua's own errors have it. */
export function raise(L: LuaState, text: string): never {
  const state = inner(L);
  lua.lua_checkstack(state, 3);
  lauxlib.luaL_where(state, 1);
  stack.pushText(L, text);
  lua.lua_concat(state, 2);
  return lua.lua_error(state);
}

/** Raises the value on top of the stack as it is. */
export function raiseValue(L: LuaState): never {
  return lua.lua_error(inner(L));
}

/** `bad argument #1 to NAME (text)` */
export function argumentError(L: LuaState, index: number, name: string, text: string): never {
  return raise(L, `bad argument #${index} to ${name} (${text})`);
}

/** `bad argument #1 to NAME (string expected, got nil)` */
export function typeError(L: LuaState, index: number, name: string, expected: string): never {
  const type = stack.typeName(L, index);
  return argumentError(L, index, name, `${expected} expected, got ${type === 'none' ? 'nil' : type}`);
}

/** A string, or a number as its text. Borrowed bytes. */
export function checkBytes(L: LuaState, index: number, name: string): Uint8Array {
  const type = stack.typeName(L, index);
  if (type !== 'string' && type !== 'number') return typeError(L, index, name, 'string');
  return stack.toBytes(L, index);
}
export function checkText(L: LuaState, index: number, name: string): string {
  return decoder.decode(checkBytes(L, index, name));
}
export function checkNumber(L: LuaState, index: number, name: string): number {
  const value = lua.lua_tonumberx(inner(L), index);
  return value === false ? typeError(L, index, name, 'number') : value;
}
export function checkInteger(L: LuaState, index: number, name: string): number | bigint {
  const value = lua.lua_tointegerx(inner(L), index);
  if (value !== false) return value;
  if (lua.lua_tonumberx(inner(L), index) === false) return typeError(L, index, name, 'number');
  return argumentError(L, index, name, 'number has no integer representation');
}
export function checkBoolean(L: LuaState, index: number, name: string): boolean {
  if (stack.typeName(L, index) !== 'boolean') return typeError(L, index, name, 'boolean');
  return stack.toBoolean(L, index);
}
export function checkTable(L: LuaState, index: number, name: string): void {
  if (stack.typeName(L, index) !== 'table') typeError(L, index, name, 'table');
}
export function checkFunction(L: LuaState, index: number, name: string): void {
  if (stack.typeName(L, index) !== 'function') typeError(L, index, name, 'function');
}

/** What Lua's `tostring` gives, as bytes; calls `__tostring`, which cannot be suspended here. */
export function tostringBytes(L: LuaState, index: number): Uint8Array {
  const state = inner(L);
  lua.lua_checkstack(state, 4);
  const bytes = lauxlib.luaL_tolstring(state, index);
  lua.lua_pop(state, 1);
  return bytes;
}
/** The same, and leaves the text on top of the stack, where it counts as held, until the native returns. */
export function tostringKept(L: LuaState, index: number): Uint8Array {
  const state = inner(L);
  lua.lua_checkstack(state, 4);
  return lauxlib.luaL_tolstring(state, index);
}
export function tostring(L: LuaState, index: number): string {
  return decoder.decode(tostringBytes(L, index));
}

/**
 * Before a string of `bytes` is made: raises where that is too long for a string or more than the running environment may hold.
 * What is made must be counted when it is there, as strings and tables are.
 */
export function reserve(L: LuaState, bytes: number): void {
  ldo.luaD_reservestring(inner(L), bytes);
}

/** The line the calling Lua code is at: `entry:12`, or empty outside Lua code. */
export function location(L: LuaState): string {
  for (let state: State | null = inner(L); state !== null; state = state.from)
    for (let ci: CallInfo | null = state.ci; ci !== null; ci = ci.previous)
      if (isLua(ci)) return `${sourceOf(ci)}:${lineOf(ci)}`;
  return '';
}
/** 1-based line of the calling Lua code, 0 when there is none. */
export function currentLine(L: LuaState): number {
  for (let ci: CallInfo | null = inner(L).ci; ci !== null; ci = ci.previous) if (isLua(ci)) return lineOf(ci);
  return 0;
}

/** Frames from `L` outwards, through the user coroutines that resumed it; at most 50. */
export function framesOf(L: LuaState): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  for (let state: State | null = inner(L); state !== null; state = state.from) collect(state, frames);
  return frames;
}

/** Frames of a suspended thread, from the innermost user coroutine it waits in. */
export function framesOfThread(L: LuaState): readonly StackFrame[] {
  const chain: State[] = [];
  for (let state: State | undefined = inner(L); state !== undefined;) {
    chain.unshift(state);
    const context: unknown = state.status === 1 && state.sysyield ? state.ci.c_ctx : null;
    state = typeof context === 'object' && context !== null && 'co' in context ? trust<State>(context.co) : undefined;
  }
  const frames: StackFrame[] = [];
  for (const state of chain) collect(state, frames);
  return frames;
}

const MAX_FRAMES = 50;

function collect(state: State, frames: StackFrame[]): void {
  const record = new lua.lua_Debug();
  const what = encoder.encode('n');
  for (let level = 0; frames.length < MAX_FRAMES && lua.lua_getstack(state, level, record) !== 0; level++) {
    const ci = record.i_ci;
    // A coroutine that yielded values has its innermost call covered by them.
    if ((ci.func.type & 0x0f) !== 6) continue;
    lua.lua_getinfo(state, what, record);
    const name = record.name === null ? '' : decoder.decode(record.name);
    const inLua = isLua(ci);
    const main = ci.func.type === Tag.luaClosure && ci.func.value.p.linedefined === 0;
    frames.push({
      level: frames.length,
      source: inLua ? sourceOf(ci) : '[native]',
      line: inLua ? lineOf(ci) : 0,
      name: name || stack.nativeName(ci.func.value),
      type: main ? 'main' : inLua ? 'lua' : 'native',
    });
  }
}

function isLua(ci: CallInfo): boolean {
  return (ci.callstatus & IS_LUA) !== 0;
}
function sourceOf(ci: CallInfo): string {
  return ci.func.type === Tag.luaClosure ? decoder.decode(ci.func.value.p.source.getstr()).replace(/^[=@]/, '') : '?';
}
function lineOf(ci: CallInfo): number {
  if (ci.func.type !== Tag.luaClosure) return 0;
  return ci.func.value.p.lineinfo[Math.max(0, ci.l_savedpc - 1)] ?? 0;
}
