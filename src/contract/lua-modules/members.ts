/** What stands behind a dot: in Lua's own libraries, and in the modules that are tables. A test holds it against a world. */
import { LUA_MODULES } from './index.ts';
import type { LuaModuleSpec } from './spec.ts';

const LIBRARIES: Readonly<Record<string, string>> = {
  coroutine: 'create resume running spawn status wrap yield',
  math:
    'abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max maxinteger min mininteger ' +
    'mod modf pi pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult',
  os: 'clock date difftime platform time',
  package: 'cpath loadlib path seeall',
  string: 'byte char dump find format gfind gmatch gsub len lower match pack packsize rep reverse sub unpack upper',
  table: 'concat create freeze getn insert isfrozen maxn remove sort unpack',
};

const tables = Object.values<LuaModuleSpec>(LUA_MODULES).filter(({ object }) => object === undefined);

/** By the name of the library or the module. */
export const MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Object.entries(LIBRARIES).map(([name, members]) => [name, new Set(members.split(' '))] as const),
  ...tables.map(
    ({ name, functions, constants = {} }) =>
      [name, new Set([...Object.keys(functions), ...Object.keys(constants)])] as const,
  ),
]);
