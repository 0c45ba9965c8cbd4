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

export function isReadyModule(name: string): boolean {
  return READY.includes(name);
}
