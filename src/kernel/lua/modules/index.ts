/** Which names `modules:` knows, and how they get into a Lua world (spec/lua-base §3). */
import { ErrorKind, failure } from '../../../contract/errors.ts';
import type { LuaCommand } from '../commands.ts';
import type { LuaProgram } from '../program.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaEnvironment, LuaState, PushValue, VmOptions } from '../vm/types.ts';
import { returnFailure } from '../error-object.ts';
import { errorsModule } from './errors.ts';
import { funcsModule } from './funcs.ts';
import { jsonModule } from './json.ts';
import { createLogging, type LogOutput, type Writer } from './logger.ts';
import type { LuaModule } from './module.ts';
import { createTimeModule } from './time.ts';

/** Modules that Wippy has and the playground has not yet: they can be listed, and their functions say so. */
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
] as const;

/** Names that every Lua world has without listing them, besides the standard libraries. */
const ALWAYS = ['errors'] as const;

export const READY_MODULES = ['errors', 'funcs', 'json', 'logger', 'time'] as const;

/** All that `modules:` may name. */
export const MODULE_NAMES: ReadonlySet<string> = new Set([...READY_MODULES, ...NOT_YET, 'os', 'print']);

export function isReadyModule(name: string): boolean {
  return (READY_MODULES as readonly string[]).includes(name);
}

/** Binds modules, `print` and `require` as globals of Lua worlds. One per VM. */
export class Modules {
  /** What modules add to the standard libraries, for the VM to freeze with them. */
  static readonly extensions: NonNullable<VmOptions['extensions']> = { coroutine: { spawn } };
  readonly #tables: ReadonlyMap<string, LuaModule>;
  readonly #logging: ReturnType<typeof createLogging>;
  /** Modules that a Lua world of this VM has asked for: made once. */
  readonly #shared = new Map<string, PushValue>();

  constructor(output: LogOutput) {
    this.#logging = createLogging(output);
    this.#tables = new Map(
      [errorsModule, funcsModule, jsonModule, createTimeModule(output.clock)].map((module) => [module.name, module]),
    );
  }

  /** Gives `environment` what every world has, and the program's modules under all their names. Unknown names were refused when the entry was loaded. */
  bind(
    environment: LuaEnvironment,
    { modules: names, moduleAliases = [] }: Pick<LuaProgram, 'modules' | 'moduleAliases'>,
    writer: Writer,
  ): void {
    environment.setGlobal('print', (L) => stack.pushNative(L, 'print', this.#logging.print(writer)));
    environment.setGlobal('require', (L) => stack.pushNative(L, 'require', createRequire(environment)));
    for (const name of new Set<string>([...ALWAYS, ...names])) {
      if (name === 'logger' || !environment.hasGlobal(name))
        environment.setGlobal(name, this.#module(environment, name, writer));
    }
    for (const { alias, module } of moduleAliases) {
      const isThere = environment.hasGlobal(module);
      environment.setGlobal(
        alias,
        isThere ? (L) => environment.getGlobal(L, module) : this.#module(environment, module, writer),
      );
    }
  }

  #module(environment: LuaEnvironment, name: string, writer: Writer): PushValue {
    if (name === 'logger') return (L) => this.#logging.pushLogger(L, writer);
    const known = this.#shared.get(name);
    if (known) return known;
    const module = this.#tables.get(name);
    const shared = environment.share((L) => (module ? pushModule(L, module) : pushPlaceholder(L, name)));
    this.#shared.set(name, shared);
    return shared;
  }
}

/** `coroutine.spawn(fn)`: settled inside the process (spec/lua-modules §2). */
function spawn(L: LuaState): number {
  if (stack.typeName(L, 1) !== 'function') call.argumentError(L, 1, 'spawn', 'function expected');
  return call.suspend(L, { local: { type: 'spawn', body: stack.reference(L, 1) } } satisfies LuaCommand);
}

function pushModule(L: LuaState, module: LuaModule): void {
  stack.createTable(L, 0, 16);
  for (const [name, native] of Object.entries(module.functions)) {
    stack.pushNative(L, name, native);
    stack.rawSetField(L, -2, name);
  }
  for (const [name, value] of Object.entries(module.constants ?? {})) {
    if (typeof value === 'string') stack.pushText(L, value);
    else stack.pushInteger(L, value);
    stack.rawSetField(L, -2, name);
  }
  for (const name of module.missing ?? []) {
    stack.pushNative(L, name, (state) => returnFailure(state, notYet(`${module.name}.${name}`)));
    stack.rawSetField(L, -2, name);
  }
}

/** A table whose every field is a function that answers `nil, err`. */
function pushPlaceholder(L: LuaState, module: string): void {
  stack.createTable(L, 0, 0);
  stack.createTable(L, 0, 1);
  stack.pushNative(L, '__index', (state) => {
    const name = stack.typeName(state, 2) === 'string' ? stack.toText(state, 2) : '?';
    stack.pushNative(state, name, (inner) => returnFailure(inner, notYet(`${module}.${name}`)));
    return 1;
  });
  stack.rawSetField(L, -2, '__index');
  stack.setMetatable(L, -2);
}

function notYet(name: string): ReturnType<typeof failure> {
  return failure(ErrorKind.unavailable, `${name} is not available in the playground yet`, { retryable: false });
}

/** No global that anybody can have named is longer. */
const MAX_NAME_BYTES = 1024;

/** `require(name)` answers the global of that name; there is no search path (spec/lua-base §3). */
function createRequire(environment: LuaEnvironment): (L: LuaState) => number {
  return (L) => {
    const bytes = call.checkBytes(L, 1, 'require');
    const name = new TextDecoder().decode(bytes.subarray(0, MAX_NAME_BYTES));
    if (bytes.length <= MAX_NAME_BYTES) environment.getGlobal(L, name);
    else stack.pushNil(L);
    if (stack.typeName(L, -1) === 'nil') return call.raise(L, `module '${name}' not found`);
    return 1;
  };
}
