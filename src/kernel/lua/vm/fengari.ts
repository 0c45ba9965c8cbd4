/* oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- fengari has no types: here they are given to it, once. */
/**
 * The one place that names fengari, and the shapes of it that the vm folder uses (see patches/README.md for what the patch
 * adds). Everything outside the vm folder and the stdlib next door goes through the typed functions.
 */
import { adoptTank } from '../../../base/effort.ts';
import fengariWeb from 'fengari-web/src/fengari-web.js';
import type { KillReason, LuaState } from './types.ts';

/** Tags of values (`TValue.type`). */
export const Tag = {
  nil: 0,
  boolean: 1,
  lightUserdata: 2,
  float: 3,
  /** `LUA_TNUMBER | 1 << 4` */
  integer: 19,
  shortString: 4,
  /** All strings that fengari makes. */
  string: 20,
  table: 5,
  luaClosure: 6,
  lightFunction: 22,
  nativeClosure: 38,
  userdata: 7,
  thread: 8,
} as const;

export const Status = { ok: 0, yield: 1, runtimeError: 2, syntaxError: 3 } as const;

interface Cell<Type extends number, Value> {
  readonly type: Type;
  readonly value: Value;
  setfrom(other: TValue): void;
}
/** A Lua value: a cell that is overwritten in place, so copy it before keeping it. */
export type TValue =
  | Cell<typeof Tag.nil, null>
  | Cell<typeof Tag.boolean, boolean>
  | Cell<typeof Tag.lightUserdata, unknown>
  | Cell<typeof Tag.float, number>
  | Cell<typeof Tag.integer, number | bigint>
  | Cell<typeof Tag.shortString | typeof Tag.string, TString>
  | Cell<typeof Tag.table, Table>
  | Cell<typeof Tag.luaClosure, LuaClosure>
  | Cell<typeof Tag.lightFunction, Native>
  | Cell<typeof Tag.nativeClosure, NativeClosure>
  | Cell<typeof Tag.userdata, Userdata>
  | Cell<typeof Tag.thread, State>;
export interface TString {
  mark: number;
  hash: string | null;
  getstr(): Uint8Array;
}
export interface TableEntry {
  key: TValue;
  value: TValue;
  /** previous */
  p: TableEntry | undefined;
  /** next */
  n: TableEntry | undefined;
}
export interface Table {
  id: number;
  mark: number;
  frozen: boolean;
  /** A library shared by all environments: not counted as anybody's memory. */
  shared: boolean;
  /** first and last */
  f: TableEntry | undefined;
  l: TableEntry | undefined;
  /** Entries that were deleted, for iterations that stand at them. */
  dead_strong: { readonly size: number } | undefined;
  /** An entry with a string as its key was deleted, at any time. */
  had_text: boolean;
  metatable: Table | null;
  flags: number;
  /** Whose entries it has too, until it is owned (`luaH_own`). */
  base: Table | null;
}
export interface Proto {
  k: TValue[];
  p: Proto[];
  code: unknown[];
  lineinfo: number[];
  source: TString;
  linedefined: number;
}
export interface LuaClosure {
  id: number;
  mark: number;
  p: Proto;
  nupvalues: number;
  upvals: TValue[];
}
export interface NativeClosure {
  id: number;
  mark: number;
  upvalue: TValue[];
}
/** What `defineUserdata` leaves in each value. */
export interface UserdataKind {
  readonly name: string;
  display(value: unknown): string;
}
export interface Userdata {
  id: number;
  mark: number;
  metatable: Table | null;
  /** What it keeps alive besides. */
  uservalue: TValue;
  data: { value?: unknown; type?: UserdataKind; bytes?: number; numeric?: bigint };
}
export interface CallInfo {
  func: TValue;
  funcOff: number;
  top: number;
  previous: CallInfo | null;
  next: CallInfo | null;
  callstatus: number;
  l_savedpc: number;
  c_ctx: unknown;
}
export interface GlobalState {
  readonly mainthread: State;
  mt: (Table | undefined)[];
}
export interface State {
  id: number;
  mark: number;
  l_G: GlobalState;
  stack: (TValue | undefined)[];
  top: number;
  ci: CallInfo;
  base_ci: CallInfo;
  status: number;
  nny: number;
  sysyield: boolean;
  sysraise: boolean;
  nosys: boolean;
  refuse: boolean;
  toplevel: boolean;
  from: State | null;
  owner: Owner | null;
}

/** Whoever holds values of a state from JavaScript: the roots of memory walks. */
export interface Owner {
  readonly references: Set<TValue>;
  /** Bytes it may still grow by: by the last estimate, or measured now, which takes milliseconds. */
  headroom(how: 'estimated' | 'measured'): number;
  /** Counts bytes that were given to it while it did not run. */
  charge(bytes: number): void;
}

export interface Meter {
  fuel: number;
  /** At a point of Lua code; answers whether to yield. */
  onfuel: (L: State, canYield: boolean) => boolean;
  /** Inside of a native. */
  onempty: () => void;
  due: boolean;
  bytes: number;
  threshold: number;
  onmemory: (L: State, extra: number) => boolean;
  maxstring: number;
  patternsteps: number;
  pending: { readonly command: unknown; readonly L: State } | null;
  onjserror: ((error: unknown) => void) | null;
  random: () => number;
}

export type Native = (L: State) => number;

/** A text on its way to a function (`SParser` in ldo.js). */
export interface Parser {
  readonly done: boolean;
}
/** Where the parser reads from (lzio.js). */
export interface Input {
  readonly data: unknown;
}

interface Fengari {
  to_luastring(text: string): Uint8Array;
  lua: {
    lua_newthread(L: State): State;
    lua_resume(L: State, from: State | null, count: number): number;
    lua_gettop(L: State): number;
    lua_settop(L: State, index: number): void;
    lua_pop(L: State, count: number): void;
    lua_pushvalue(L: State, index: number): void;
    lua_remove(L: State, index: number): void;
    lua_insert(L: State, index: number): void;
    lua_replace(L: State, index: number): void;
    lua_absindex(L: State, index: number): number;
    lua_checkstack(L: State, count: number): boolean;
    lua_xmove(from: State, to: State, count: number): void;
    lua_pushcclosure(L: State, fn: Native, upvalues: number): void;
    lua_pushnil(L: State): void;
    lua_pushboolean(L: State, value: boolean): void;
    lua_pushnumber(L: State, value: number): void;
    lua_pushinteger(L: State, value: number | bigint): void;
    lua_pushstring(L: State, value: Uint8Array): void;
    lua_createtable(L: State, narray: number, nrec: number): void;
    lua_newuserdata(L: State, size: number): Userdata['data'];
    lua_type(L: State, index: number): number;
    lua_isinteger(L: State, index: number): boolean;
    lua_toboolean(L: State, index: number): boolean;
    lua_tointegerx(L: State, index: number): number | bigint | false;
    lua_tonumberx(L: State, index: number): number | false;
    lua_tolstring(L: State, index: number): Uint8Array | null;
    lua_rawget(L: State, index: number): number;
    lua_rawgeti(L: State, index: number, key: number): number;
    lua_rawset(L: State, index: number): void;
    lua_rawseti(L: State, index: number, key: number): void;
    lua_rawlen(L: State, index: number): number;
    lua_gettable(L: State, index: number): number;
    lua_settable(L: State, index: number): void;
    lua_next(L: State, index: number): number;
    lua_rawequal(L: State, a: number, b: number): number;
    lua_topointer(L: State, index: number): unknown;
    lua_error(L: State): never;
    lua_callk(
      L: State,
      nargs: number,
      nresults: number,
      ctx: unknown,
      k: ((L: State, status: number, ctx: never) => number) | null,
    ): void;
    lua_concat(L: State, count: number): void;
    lua_getstack(L: State, level: number, ar: DebugRecord): number;
    lua_getinfo(L: State, what: Uint8Array, ar: DebugRecord): number;
    lua_Debug: new () => DebugRecord;
  };
  lauxlib: {
    luaL_newstate(): State;
    luaL_where(L: State, level: number): void;
    luaL_argerror(L: State, arg: number, message: Uint8Array): never;
    luaL_tolstring(L: State, index: number): Uint8Array;
    luaL_checkint64(L: State, arg: number): number | bigint;
    luaL_checknumber(L: State, arg: number): number;
    luaL_checklstring(L: State, arg: number): Uint8Array;
  };
  lualib: Record<'luaopen_base' | 'luaopen_coroutine' | 'luaopen_table' | 'luaopen_string' | 'luaopen_math', Native>;
  lmeter: {
    meter: Meter;
    LuaKill: new (reason: KillReason) => { readonly reason: KillReason };
    /** Thrown by what has no state at hand: becomes the Lua error `entry:line: message`. */
    LuaRaise: new (message: string) => object;
    SIZE_STRING: number;
    SIZE_TABLE: number;
    SIZE_ENTRY: number;
    SIZE_CLOSURE: number;
    SIZE_UPVALUE: number;
    SIZE_UDATA: number;
    SIZE_THREAD: number;
    /** A call of a thread, whether it goes on or not. */
    SIZE_CI: number;
    SIZE_SLOT: number;
    /** What lies in a slot. */
    SIZE_CELL: number;
    SIZE_PROTO: number;
    SIZE_INSTR: number;
  };
  lobject: {
    TValue: new (type: number, value: unknown) => TValue;
    LClosure: new (L: State, upvalues: number) => LuaClosure;
    luaO_nilobject: TValue;
  };
  luaconf: { lua_number2str(value: number): string };
  lstring: {
    luaS_bless(L: State, bytes: Uint8Array): TString;
    TString: new (L: State | null, bytes: Uint8Array) => TString;
    luaS_hashlongstr(string: TString): string;
  };
  ltable: {
    Table: new (L: State) => Table;
    luaH_own(table: Table): Table;
    luaH_getn(table: Table): number;
    luaH_size(table: Table): number;
    /** By the value that the key is filed under; without the entries of the base. */
    luaH_find(table: Table, hash: unknown): TableEntry | undefined;
    /** Files an entry that is in the list of entries already. */
    luaH_file(table: Table, hash: unknown, entry: TableEntry): void;
  };
  lzio: {
    ZIO: new <T>(L: State, reader: (L: State, data: T) => Uint8Array | null, data: T) => Input;
  };
  ldo: {
    MORE: number;
    SParser: new (L: State, input: Input, name: Uint8Array) => Parser;
    luaD_parse(L: State, parser: Parser): number;
    luaD_checkmemory(L: State, extra: number): void;
    luaD_pieces<T>(L: State, work: T, body: (L: State, work: T) => number): number;
    luaD_reservestring(L: State, bytes: number): void;
    luaD_sysyield(L: State, ctx: unknown, k: null): number;
  };
}

export interface DebugRecord {
  source: Uint8Array | null;
  short_src: Uint8Array | null;
  currentline: number;
  i_ci: CallInfo;
  name: Uint8Array | null;
  what: Uint8Array | null;
}

export const fengari = fengariWeb as Fengari;
export const meter: Meter = fengari.lmeter.meter;
// Turns of Lua loops, natives and the kernel's own work on values are counted in one place.
adoptTank(meter);

/** The fengari side of an opaque state, and back. */
export function inner(L: LuaState): State {
  return L as unknown as State;
}
export function outer(L: State): LuaState {
  return L as unknown as LuaState;
}

/** Natives see states as opaque; fengari gives them its own. Opaque handles are made and opened here too. */
export function trust<T>(value: unknown): T {
  return value as T;
}

export function copyValue(value: TValue): TValue {
  return new fengari.lobject.TValue(value.type, value.value);
}
/** Pushes a copy. Grows the frame when it is full. */
export function pushCopy(L: State, value: TValue): void {
  if (L.top >= L.ci.top) fengari.lua.lua_checkstack(L, 1);
  L.stack[L.top++] = new fengari.lobject.TValue(value.type, value.value);
}
