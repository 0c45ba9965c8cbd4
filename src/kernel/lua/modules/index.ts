/** How the built-in modules get into a Lua world (spec/lua-base §3). */
import { isReadyModule, STANDING_MODULES, type LuaModuleName } from '../../../contract/lua-modules/index.ts';
import { limitExceeded } from '../../../contract/errors.ts';
import { request } from '../commands.ts';
import { pushFailure } from '../error-object.ts';
import type { LuaProgram } from '../program.ts';
import type { Running } from '../running.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaEnvironment, LuaState, NativeFunction, PushValue, VmOptions } from '../vm/types.ts';
import { channelModule } from './channel.ts';
import { errorsModule } from './errors.ts';
import { funcsModule } from './funcs.ts';
import { createPrint, loggerModule } from './logger.ts';
import { pushPlannedModule, type LazyModule, type LuaModule, type ModuleHost } from './module.ts';
import { NativeModules } from './native-modules.ts';
import { payloadModule } from './payload.ts';
import { processModule } from './process.ts';

/**
 * The natives of {@link LUA_MODULES}: one line for each of its lines. What a first example does not list is fetched when a project
 * lists it.
 */
export const NATIVE_MODULES: { readonly [N in LuaModuleName]: LuaModule | LazyModule } = {
  base64: { load: async () => (await import('./base64.ts')).base64Module },
  channel: channelModule,
  ctx: { load: async () => (await import('./ctx.ts')).ctxModule },
  crypto: { load: async () => (await import('./crypto.ts')).cryptoModule },
  expr: { load: async () => (await import('./expr.ts')).exprModule },
  store: { load: async () => (await import('./store.ts')).storeModule },
  text: { load: async () => (await import('./text.ts')).textModule },
  env: { load: async () => (await import('./env.ts')).envModule },
  errors: errorsModule,
  fs: { load: async () => (await import('./fs.ts')).fsModule },
  funcs: funcsModule,
  hash: { load: async () => (await import('./hash.ts')).hashModule },
  io: { load: async () => (await import('./io.ts')).ioModule },
  http: { load: async () => (await import('./http.ts')).httpModule },
  http_client: { load: async () => (await import('./http-client.ts')).httpClientModule },
  json: { load: async () => (await import('./json.ts')).jsonModule },
  logger: loggerModule,
  payload: payloadModule,
  process: processModule,
  registry: { load: async () => (await import('./registry.ts')).registryModule },
  security: { load: async () => (await import('./security.ts')).securityModule },
  time: { load: async () => (await import('./time.ts')).timeModule },
  uuid: { load: async () => (await import('./uuid.ts')).uuidModule },
  yaml: { load: async () => (await import('./yaml.ts')).yamlModule },
};

/** Those of this thread. */
export const NATIVES = new NativeModules(NATIVE_MODULES);

/** Binds modules, `print` and `require` as globals of Lua worlds. One per VM. */
export class Modules {
  /** What modules add to the standard libraries, for the VM to freeze with them. */
  static readonly extensions: NonNullable<VmOptions['extensions']> = { coroutine: { spawn } };
  /** Set by the processes of the VM. */
  readonly running: Running = { process: null };
  readonly #natives: NativeModules;
  readonly #host: ModuleHost;
  readonly #print: NativeFunction;
  /** What Lua worlds of this VM have asked for: made once. */
  readonly #shared = new Map<string, PushValue>();

  constructor(host: Omit<ModuleHost, 'running'>, natives: NativeModules = NATIVES) {
    this.#natives = natives;
    this.#host = { ...host, running: this.running };
    this.#print = createPrint(this.#host);
  }

  /** Gives `environment` what every world has, and the program's modules under all their names. Unknown names were refused when the entry was loaded. */
  bind(
    environment: LuaEnvironment,
    { modules: names, moduleAliases = [] }: Pick<LuaProgram, 'modules' | 'moduleAliases'>,
  ): void {
    environment.setGlobal('print', (L) => stack.pushNative(L, 'print', this.#print));
    environment.setGlobal('require', (L) => stack.pushNative(L, 'require', createRequire(environment)));
    for (const name of new Set<string>([...STANDING_MODULES, ...names])) {
      if (isReadyModule(name) || !environment.hasGlobal(name))
        environment.setGlobal(name, this.#module(environment, name));
    }
    for (const { alias, module } of moduleAliases) {
      const isThere = environment.hasGlobal(module);
      environment.setGlobal(
        alias,
        isThere ? (L) => environment.getGlobal(L, module) : this.#module(environment, module),
      );
    }
  }

  #module(environment: LuaEnvironment, name: string): PushValue {
    const known = this.#shared.get(name);
    if (known) return known;
    const natives = this.#natives.get(name);
    const shared = environment.share(natives ? natives.create(this.#host) : (L) => pushPlannedModule(L, name));
    this.#shared.set(name, shared);
    return shared;
  }
}

/** `coroutine.spawn(fn)`: the new coroutine runs to its first yield before the one that spawned it goes on (spec/lua-modules §2). */
function spawn(L: LuaState): number {
  if (stack.typeName(L, 1) !== 'function') call.argumentError(L, 1, 'spawn', 'function expected');
  const body = stack.reference(L, 1);
  return request(L, (inside) => {
    const { asker } = inside;
    const thread = inside.spawn(body);
    body.release();
    if (!thread) {
      asker.raise((to) => pushFailure(to, limitExceeded('too many coroutines in one process')));
      return;
    }
    asker.wake((to) => {
      stack.pushThread(to, thread.L);
      return 1;
    });
  });
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
