/** The built-in Lua modules, as everybody knows them. A module more is a file beside this one, its name in `names.ts` and a line in the table. */
import { base64Spec } from './base64.ts';
import { channelSpec } from './channel.ts';
import { ctxSpec } from './ctx.ts';
import { cryptoSpec } from './crypto.ts';
import { exprSpec } from './expr.ts';
import { storeSpec } from './store.ts';
import { textSpec } from './text.ts';
import { envSpec } from './env.ts';
import { errorsSpec } from './errors.ts';
import { eventsSpec } from './events.ts';
import { fsSpec } from './fs.ts';
import { funcsSpec } from './funcs.ts';
import { hashSpec } from './hash.ts';
import { ioSpec } from './io.ts';
import { httpClientSpec } from './http-client.ts';
import { httpSpec } from './http.ts';
import { jsonSpec } from './json.ts';
import { loggerSpec } from './logger.ts';
import { payloadSpec } from './payload.ts';
import { processSpec } from './process.ts';
import { registrySpec } from './registry.ts';
import { securitySpec } from './security.ts';
import { systemSpec } from './system.ts';
import { isReadyModule, PARTS_OF_LUA, STANDING_MODULES, type LuaModuleName } from './names.ts';
import { memberNames, type LuaModuleSpec } from './spec.ts';
import { timeSpec } from './time.ts';
import { uuidSpec } from './uuid.ts';
import { yamlSpec } from './yaml.ts';

export {
  isPlannedModule,
  isReadyModule,
  MODULE_NAMES,
  READY_MODULES,
  STANDING_MODULES,
  type LuaModuleName,
} from './names.ts';

/** Those that work: the kernel has natives for each. */
export const LUA_MODULES = {
  base64: base64Spec,
  channel: channelSpec,
  ctx: ctxSpec,
  crypto: cryptoSpec,
  expr: exprSpec,
  store: storeSpec,
  text: textSpec,
  env: envSpec,
  errors: errorsSpec,
  events: eventsSpec,
  fs: fsSpec,
  funcs: funcsSpec,
  hash: hashSpec,
  io: ioSpec,
  http: httpSpec,
  http_client: httpClientSpec,
  json: jsonSpec,
  logger: loggerSpec,
  payload: payloadSpec,
  process: processSpec,
  registry: registrySpec,
  security: securitySpec,
  system: systemSpec,
  time: timeSpec,
  uuid: uuidSpec,
  yaml: yamlSpec,
} as const satisfies Readonly<Record<LuaModuleName, LuaModuleSpec>>;

/** What is known of a module that works. */
export function luaModule(name: string): LuaModuleSpec | null {
  return isReadyModule(name) ? LUA_MODULES[name as LuaModuleName] : null;
}

/** There without being listed (spec/registry §4.5), here or on Wippy. */
export const ALWAYS_BOUND: readonly string[] = [...STANDING_MODULES, ...PARTS_OF_LUA];

/** What every Lua world has besides modules and what they are listed for; a test holds it against one. */
export const STANDARD_GLOBALS: ReadonlySet<string> = new Set([
  ...(
    '_G _VERSION assert boolean coroutine error getmetatable int64 integer ipairs math next number os package pairs pcall print ' +
    'rawequal rawget rawset require select setmetatable string subscribe table tonumber tostring type unpack unsubscribe xpcall'
  ).split(' '),
  ...STANDING_MODULES,
]);

/** The libraries of Lua that every world has, as this machine has them. */
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

/** What is in each library and in each module that is a table; a test holds it against a world. */
export const MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...Object.entries(LIBRARIES).map(([library, names]) => [library, new Set(names.split(' '))] as const),
  ...Object.values<LuaModuleSpec>(LUA_MODULES).flatMap((spec) =>
    spec.object === undefined ? [[spec.name, new Set(memberNames(spec))] as const] : [],
  ),
]);
