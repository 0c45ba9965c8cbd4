/**
 * Wippy's base environment (spec/lua-base §1, §3): the libraries are made once per VM, frozen and shared; each environment gets
 * a table of globals of its own that refers to them. `print`, `require` and the modules are bound by others.
 */
import { errorAt } from '../error-object.ts';
import * as call from '../vm/call.ts';
import { Tag, copyValue, fengari, inner, pushCopy } from '../vm/fengari.ts';
import type { TValue, Table } from '../vm/fengari.ts';
import { share, shareTop } from '../vm/shared.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction, VmOptions } from '../vm/types.ts';
import { cast } from './casts.ts';
import { stringFormat } from './format.ts';
import { int64Constructor } from './int64.ts';
import { osFunctions } from './os.ts';

const VERSION = 'Lua 5.3 - Wippy Modification';

/** Opens everything on `L` (the VM's main stack). The result makes a new table of globals, with `_G` in it. */
export function openLibraries(L: LuaState, options: VmOptions): () => TValue {
  const globals = new Map<string, TValue>();
  const take = (name: string): void => {
    globals.set(name, taken(L));
  };

  for (const [name, open] of [
    ['coroutine', fengari.lualib.luaopen_coroutine],
    ['table', fengari.lualib.luaopen_table],
    ['string', fengari.lualib.luaopen_string],
    ['math', fengari.lualib.luaopen_math],
  ] as const) {
    open(inner(L));
    if (name === 'table') {
      stack.rawGetField(L, -1, 'unpack');
      take('unpack');
    }
    if (name === 'string') {
      setNative(L, 'format', stringFormat);
      for (const key of OF_TEXTS) takeErrors(L, key);
      checkBytes(L);
      setNative(L, 'dump', (inside) => call.raise(inside, 'unable to dump given function'));
      // `string(v)`: the library is its first argument.
      stack.createTable(L);
      setNative(L, '__call', cast('string', 2));
      shareTop(L);
      stack.setMetatable(L, -2);
    }
    finish(name, options.extensions?.[name]);
  }
  stack.createTable(L);
  finish('os', { ...osFunctions(options), ...options.extensions?.os }, { platform: 'wippy' });
  stack.createTable(L);
  finish('package', packageFunctions, { path: '', cpath: '' });
  for (const [name, functions] of Object.entries(options.extensions ?? {})) {
    if (globals.has(name)) continue;
    stack.createTable(L);
    finish(name, functions);
  }
  shareStringMetatable(L);

  fengari.lualib.luaopen_base(inner(L));
  for (let entry = tableOnTop(L).f; entry !== undefined; entry = entry.n) {
    if (entry.key.type === Tag.string)
      globals.set(String.fromCharCode(...entry.key.value.getstr()), copyValue(entry.value));
  }
  stack.pop(L, 1);
  stack.pushNative(L, 'int64', int64Constructor);
  take('int64');
  for (const name of ['boolean', 'integer', 'number'] as const) {
    stack.pushNative(L, name, cast(name, 1));
    take(name);
  }
  stack.pushText(L, VERSION);
  take('_VERSION');

  function finish(
    name: string,
    functions: Readonly<Record<string, NativeFunction>> = {},
    texts: Readonly<Record<string, string>> = {},
  ): void {
    for (const [key, fn] of Object.entries(functions)) setNative(L, key, fn);
    for (const [key, text] of Object.entries(texts)) {
      stack.pushText(L, text);
      stack.rawSetField(L, -2, key);
    }
    shareTop(L);
    take(name);
  }

  stack.createTable(L);
  for (const [name, value] of globals) {
    pushCopy(inner(L), value);
    stack.rawSetField(L, -2, name);
  }
  const base = tableOnTop(L);
  share(base);
  stack.pop(L, 1);
  return () => {
    stack.createTable(L);
    tableOnTop(L).base = base;
    stack.pushValue(L, -1);
    stack.rawSetField(L, -2, '_G');
    return taken(L);
  };
}

/** Functions of `string` whose first argument is the text they are about. */
const OF_TEXTS = [
  'byte',
  'find',
  'gfind',
  'gmatch',
  'gsub',
  'len',
  'lower',
  'match',
  'rep',
  'reverse',
  'sub',
  'upper',
] as const;

/** A function of the table on top acts on the message where it is given an error object (spec/lua-base §6). */
function takeErrors(L: LuaState, key: (typeof OF_TEXTS)[number]): void {
  const fn = nativeOf(L, key);
  const taking: NativeFunction = (inside) => {
    if (stack.typeName(inside, 1) === 'userdata') {
      const error = errorAt(inside, 1);
      if (error) {
        stack.pushText(inside, error.failure.message);
        stack.replace(inside, 1);
      }
    }
    return fn(inner(inside));
  };
  // What fengari calls it where it is called without a name, as by `pcall`.
  setNative(L, key, Object.assign(taking, { luaname: key }));
}

/** `char` of the table on top refuses what is no byte: fengari's own check breaks down over its message. */
function checkBytes(L: LuaState): void {
  const fn = nativeOf(L, 'char');
  const checking: NativeFunction = (inside) => {
    for (let index = 1, top = stack.getTop(inside); index <= top; index++) {
      const byte = call.checkInteger(inside, index, 'char');
      if (byte < 0 || byte > 255) return call.argumentError(inside, index, 'char', 'value out of range');
    }
    return fn(inner(inside));
  };
  setNative(L, 'char', Object.assign(checking, { luaname: 'char' }));
}

function nativeOf(L: LuaState, key: string) {
  stack.rawGetField(L, -1, key);
  const cell = stack.cellAt(L, -1);
  stack.pop(L, 1);
  if (cell?.type !== Tag.lightFunction) throw new Error(`string.${key} is no native`);
  return cell.value;
}

/** Pops the value on top and gives a copy of its cell. */
function taken(L: LuaState): TValue {
  const cell = stack.cellAt(L, -1);
  if (cell === null) throw new Error('nothing on the stack');
  const value = copyValue(cell);
  stack.pop(L, 1);
  return value;
}

function tableOnTop(L: LuaState): Table {
  const cell = stack.cellAt(L, -1);
  if (cell?.type !== Tag.table) throw new Error('a library left no table');
  return cell.value;
}

function setNative(L: LuaState, name: string, fn: NativeFunction): void {
  stack.pushNative(L, name, fn);
  stack.rawSetField(L, -2, name);
}

function shareStringMetatable(L: LuaState): void {
  const metatable = inner(L).l_G.mt[Tag.string & 0x0f];
  if (metatable) share(metatable);
}

const packageFunctions: Readonly<Record<string, NativeFunction>> = {
  loadlib: (L) => {
    stack.pushText(L, 'loadlib is disabled');
    return 1;
  },
  seeall: () => 0,
};
