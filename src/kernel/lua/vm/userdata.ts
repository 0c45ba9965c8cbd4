/**
 * Types of userdata: a JavaScript value with methods, as Lua sees it. Metatables are made once per VM and are frozen.
 */
import { Tag, copyValue, fengari, inner, outer, pushCopy, trust } from './fengari.ts';
import type { Cell } from './cells.ts';
import type { GlobalState, State, Table, Userdata } from './fengari.ts';
import * as call from './call.ts';
import { makeRoom } from './held.ts';
import { shareTop } from './shared.ts';
import * as stack from './stack.ts';
import type { LuaState, NativeFunction } from './types.ts';

const { lua } = fengari;

/** `self` is argument 1, already checked. Arguments begin at 2. */
export type Method<T> = (L: LuaState, self: T) => number;

export interface UserdataDefinition<T> {
  readonly methods?: Readonly<Record<string, Method<T>>>;
  readonly tostring?: (self: T) => string;
  /** Text for `..`. Default: `tostring`, when there is one. */
  readonly concat?: (self: T) => string;
  /** Two values of this type, different objects. */
  readonly eq?: (a: T, b: T) => boolean;
  /** Natives with both operands as arguments 1 and 2, either of which may be of another type. They push one boolean. */
  readonly lt?: NativeFunction;
  readonly le?: NativeFunction;
  /** Arithmetic and others, e.g. `__add`, `__len`, `__call`: natives under their Lua names. */
  readonly metamethods?: Readonly<Record<string, NativeFunction>>;
  /** The number a value stands for: `==` with Lua numbers compares it. */
  readonly numeric?: (self: T) => bigint;
  /** JavaScript memory a value keeps, bytes; the same each time it is asked. */
  readonly sizeBytes?: (self: T) => number;
}

export interface PushOptions {
  /** Index of a userdata that the new one is made from and keeps alive: what that one holds is counted there, once. */
  readonly from?: number;
  /** Index of any value that the new one keeps alive, for {@link UserdataType.pushHeld}. */
  readonly holds?: number;
}

export interface UserdataType<T> {
  readonly name: string;
  /** Raises `not enough memory` where the value keeps more than the running environment may hold. */
  push(L: LuaState, value: T, options?: PushOptions): void;
  /** The value at `index`, or null when it is something else. */
  at(L: LuaState, index: number): T | null;
  /** The same of a cell. */
  of(cell: Cell): T | null;
  /** Pushes the value that the one at `index` holds. */
  pushHeld(L: LuaState, index: number): void;
  /** Like `at`, but raises `bad argument #1 to NAME (duration expected, got nil)`. */
  check(L: LuaState, index: number, functionName: string): T;
}

export function defineUserdata<T>(name: string, definition: UserdataDefinition<T>): UserdataType<T> {
  const metatables = new WeakMap<GlobalState, Table>();
  const tostring = definition.tostring;
  const type = {
    name,
    display: (value: unknown) => (tostring ? tostring(trust<T>(value)) : name),
    push(L: LuaState, value: T, { from, holds }: PushOptions = {}): void {
      const state = inner(L);
      const held = holds === undefined ? null : stack.cellAt(L, holds);
      if (state.top >= state.ci.top) lua.lua_checkstack(state, 8);
      const source = from === undefined ? null : userdataAt(L, from);
      const bytes = Math.max(
        0,
        (definition.sizeBytes?.(value) ?? 0) -
          (source ? (definition.sizeBytes?.(trust<T>(source.data.value)) ?? 0) : 0),
      );
      makeRoom(L, bytes);
      const data = lua.lua_newuserdata(state, 0);
      data.value = value;
      data.type = type;
      if (definition.numeric) data.numeric = definition.numeric(value);
      data.bytes = bytes;
      stack.chargeBytes(bytes);
      const userdata = userdataAt(L, -1);
      userdata.metatable = metatableOf(state);
      if (source) userdata.uservalue = new fengari.lobject.TValue(Tag.userdata, source);
      else if (held) userdata.uservalue = copyValue(held);
    },
    pushHeld(L: LuaState, index: number): void {
      pushCopy(inner(L), userdataAt(L, index).uservalue);
    },
    at(L: LuaState, index: number): T | null {
      const cell = stack.cellAt(L, index);
      return cell === null ? null : type.of(cell);
    },
    of(cell: Cell): T | null {
      if (cell.type !== Tag.userdata) return null;
      const { data } = cell.value;
      return data.type === type ? trust<T>(data.value) : null;
    },
    check(L: LuaState, index: number, functionName: string): T {
      return type.at(L, index) ?? call.typeError(L, index, functionName, name);
    },
  };

  function metatableOf(state: State): Table {
    const known = metatables.get(state.l_G);
    if (known) return known;
    const L = outer(state);
    lua.lua_checkstack(state, 8);
    stack.createTable(L);
    const metatable = tableAt(L, -1);
    metatables.set(state.l_G, metatable);
    stack.createTable(L);
    for (const [method, fn] of Object.entries(definition.methods ?? {})) {
      stack.pushNative(L, method, (inside) => fn(inside, type.check(inside, 1, method)));
      stack.rawSetField(L, -2, method);
    }
    shareTop(L);
    stack.rawSetField(L, -2, '__index');
    stack.pushText(L, name);
    stack.rawSetField(L, -2, '__name');
    for (const [key, fn] of Object.entries(metamethods())) {
      stack.pushNative(L, key, fn);
      stack.rawSetField(L, -2, key);
    }
    shareTop(L);
    stack.pop(L, 1);
    return metatable;
  }

  function metamethods(): Record<string, NativeFunction> {
    const all: Record<string, NativeFunction> = { ...definition.metamethods };
    if (tostring)
      all['__tostring'] = (L) => {
        stack.pushText(L, tostring(type.check(L, 1, 'tostring')));
        return 1;
      };
    const concat = definition.concat ?? tostring;
    if (concat)
      all['__concat'] = (L) => {
        pushConcatenated(L, concatOperand(L, 1, 2, concat), concatOperand(L, 2, 1, concat));
        return 1;
      };
    const eq = definition.eq;
    if (eq)
      all['__eq'] = (L) => {
        const [a, b] = [type.at(L, 1), type.at(L, 2)];
        stack.pushBoolean(L, a !== null && b !== null && eq(a, b));
        return 1;
      };
    if (definition.lt) all['__lt'] = definition.lt;
    if (definition.le) all['__le'] = definition.le;
    return all;
  }

  function concatOperand(L: LuaState, index: number, other: number, concat: (self: T) => string): Uint8Array {
    const self = type.at(L, index);
    if (self !== null) return encoder.encode(concat(self));
    const kind = stack.typeName(L, index);
    if (kind === 'string' || kind === 'number') return stack.toBytes(L, index);
    const cell = stack.cellAt(L, index);
    if (cell?.type === Tag.userdata && cell.value.data.type)
      return encoder.encode(cell.value.data.type.display(cell.value.data.value));
    const names = index < other ? [kind, 'userdata'] : ['userdata', kind];
    return call.raise(L, `cannot perform concat operation between ${names[0]} and ${names[1]}`);
  }

  return type;
}

const encoder = new TextEncoder();

function tableAt(L: LuaState, index: number): Table {
  const cell = stack.cellAt(L, index);
  if (cell?.type !== Tag.table) throw new Error('table expected on the stack');
  return cell.value;
}
function userdataAt(L: LuaState, index: number): Userdata {
  const cell = stack.cellAt(L, index);
  if (cell?.type !== Tag.userdata) throw new Error('userdata expected on the stack');
  return cell.value;
}

function pushConcatenated(L: LuaState, a: Uint8Array, b: Uint8Array): void {
  const size = a.length + b.length;
  call.reserve(L, size);
  stack.pushParts(L, [a, b], size);
}
