/** Names of modules alone: whoever only checks what a project lists needs no description of them. */

const READY = [
  'base64',
  'channel',
  'ctx',
  'crypto',
  'expr',
  'store',
  'text',
  'env',
  'errors',
  'events',
  'fs',
  'funcs',
  'hash',
  'io',
  'http',
  'http_client',
  'json',
  'logger',
  'payload',
  'process',
  'registry',
  'security',
  'system',
  'time',
  'uuid',
  'yaml',
] as const;

export type LuaModuleName = (typeof READY)[number];

/** Those that work. */
export const READY_MODULES: readonly string[] = READY;

/** Wippy has them and the playground not yet: they can be listed, and their functions say so. */
const PLANNED: readonly string[] = (
  'cdc cloudstorage compress contract eval excel exec html ' +
  'hub metrics pg queue sql stream templates treesitter ' +
  'tty websocket workflow'
).split(' ');

/** Parts of every Lua world that entries may list as if they were modules. */
export const PARTS_OF_LUA: readonly string[] = ['os', 'print'];

/** Every Lua world here has them without listing them; a test holds them against the descriptions. */
export const STANDING_MODULES: readonly string[] = [
  'channel',
  'errors',
  'payload',
  'process',
] satisfies LuaModuleName[];

export function isReadyModule(name: string): boolean {
  return READY_MODULES.includes(name);
}

/** All that `modules:` may name. */
export const MODULE_NAMES: ReadonlySet<string> = new Set([...READY_MODULES, ...PLANNED, ...PARTS_OF_LUA]);

export function isPlannedModule(name: string): boolean {
  return PLANNED.includes(name);
}
