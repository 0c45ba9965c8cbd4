/** How the built-in modules get into a Lua world (spec/lua-base §3). */
import { ownValue } from '../../../base/own.ts';
import { isReadyModule, STANDING_MODULES } from '../../../contract/lua-modules/names.ts';
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
import { ioModule } from './io.ts';
import { createPrint, loggerModule } from './logger.ts';
import { pushPlannedModule, type LuaModule, type ModuleHost } from './module.ts';
import type { NativeModules, NativeTable } from './native-modules.ts';
import { payloadModule } from './payload.ts';
import { listenNative, processModule, unlistenNative } from './process.ts';

/** Natives that every world has or a first example lists: they come with the VM. The others are in `fetched.ts`. */
export const BUILT_IN = {
  channel: channelModule,
  errors: errorsModule,
  funcs: funcsModule,
  io: ioModule,
  logger: loggerModule,
  payload: payloadModule,
  process: processModule,
} as const satisfies NativeTable;

/** Globals of Wippy's that nothing describes (spec/lua-base §3): they do what functions of `process` do. */
const HELPERS = [
  ['subscribe', listenNative('subscribe')],
  ['unsubscribe', unlistenNative('unsubscribe')],
] as const;

/** Binds modules, `print` and `require` as globals of Lua worlds. One per VM. */
export class Modules {
  /** What modules add to the standard libraries, for the VM to freeze with them. */
  static readonly extensions: NonNullable<VmOptions['extensions']> = { coroutine: { spawn } };
  /** Set by the processes of the VM. */
  readonly running: Running = { process: null, atOnce: null };
  readonly #natives: NativeModules;
  readonly #host: ModuleHost;
  readonly #print: NativeFunction;
  /** What Lua worlds of this VM have asked for: made once. */
  readonly #shared = new Map<string, PushValue>();

  /** `natives`: those besides {@link BUILT_IN}. */
  constructor(host: Omit<ModuleHost, 'running'>, natives: NativeModules) {
    this.#natives = natives;
    this.#host = { ...host, running: this.running };
    this.#print = createPrint(this.#host);
  }

  /** Gives `environment` what every world has, and the program's modules under all their names. Unknown names were refused when the entry was loaded. */
  bind(
    environment: LuaEnvironment,
    { modules: names, moduleAliases = [] }: Pick<LuaProgram, 'modules' | 'moduleAliases'>,
  ): void {
    if (!environment.hasGlobal('print')) this.#bindStanding(environment);
    environment.setGlobal('require', (L) => stack.pushNative(L, 'require', createRequire(environment)));
    for (const name of new Set(names)) {
      if (STANDING_MODULES.includes(name)) continue;
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

  /** What every world has, in one place for all of them. */
  #bindStanding(environment: LuaEnvironment): void {
    environment.shareGlobal('print', (L) => stack.pushNative(L, 'print', this.#print));
    for (const name of STANDING_MODULES) environment.shareGlobal(name, this.#module(environment, name));
    for (const [name, native] of HELPERS) environment.shareGlobal(name, (L) => stack.pushNative(L, name, native));
  }

  #module(environment: LuaEnvironment, name: string): PushValue {
    const known = this.#shared.get(name);
    if (known) return known;
    const natives = ownValue<LuaModule>(BUILT_IN, name) ?? this.#natives.get(name);
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
