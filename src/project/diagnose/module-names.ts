/**
 * Names of Lua modules, as `kernel/lua/modules/index.ts` has them. Written down again because that file comes with the whole
 * Lua machine, which a thread that only looks at texts can do without; a test holds the two together.
 */

/** Those that work. */
const READY = ['errors', 'funcs', 'json', 'logger', 'time'];

/** Those whose functions say that they are not there yet. */
const NOT_YET = [
  'base64',
  'cdc',
  'channel',
  'cloudstorage',
  'compress',
  'contract',
  'crypto',
  'ctx',
  'env',
  'eval',
  'events',
  'excel',
  'exec',
  'expr',
  'fs',
  'hash',
  'html',
  'http',
  'http_client',
  'hub',
  'io',
  'metrics',
  'payload',
  'pg',
  'process',
  'queue',
  'registry',
  'security',
  'sql',
  'store',
  'system',
  'templates',
  'text',
  'treesitter',
  'tty',
  'uuid',
  'websocket',
  'workflow',
  'yaml',
];

/** All that `modules:` may name. */
export const MODULE_NAMES: ReadonlySet<string> = new Set([...READY, ...NOT_YET, 'os', 'print']);

/** There without being listed (spec/registry §4.5), here or on Wippy. */
export const ALWAYS_BOUND: readonly string[] = ['errors', 'os', 'print', 'process', 'channel'];

/** What every Lua world has besides; a test holds it against one. */
export const STANDARD_GLOBALS: ReadonlySet<string> = new Set(
  (
    '_G _VERSION assert coroutine error getmetatable int64 ipairs math next os package pairs pcall print ' +
    'rawequal rawget rawset require select setmetatable string table tonumber tostring type unpack xpcall errors'
  ).split(' '),
);

/** What is in each library and each module that works; a test holds it against a world. */
export const MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    coroutine: 'create resume running spawn status wrap yield',
    errors:
      'ALREADY_EXISTS CANCELED CONFLICT INTERNAL INVALID NOT_FOUND PERMISSION_DENIED RATE_LIMITED TIMEOUT UNAVAILABLE ' +
      'UNKNOWN call_stack is new wrap',
    funcs: 'async call new',
    json: 'decode encode validate validate_string',
    math:
      'abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max maxinteger min mininteger ' +
      'mod modf pi pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult',
    os: 'clock date difftime platform time',
    package: 'cpath loadlib path seeall',
    string: 'byte char dump find format gfind gmatch gsub len lower match pack packsize rep reverse sub unpack upper',
    table: 'concat create freeze getn insert isfrozen maxn remove sort unpack',
    time:
      'HOUR MICROSECOND MILLISECOND MINUTE NANOSECOND SECOND after date fixed_zone load_location now parse parse_duration ' +
      'sleep ticker timer unix',
  }).map(([library, names]) => [library, new Set(names.split(' '))]),
);

export function isReadyModule(name: string): boolean {
  return READY.includes(name);
}
