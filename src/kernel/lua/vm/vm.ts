import { openLibraries } from '../stdlib/libraries.ts';
import { RunClock } from './clock.ts';
import { Environment } from './environment.ts';
import { ChunkCompilation } from './chunk.ts';
import { fengari, meter, outer, trust } from './fengari.ts';
import type { State } from './fengari.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { EnvironmentOptions, LuaCompilation, LuaEnvironment, Vm, VmLimits, VmOptions } from './types.ts';

/** A Lua VM with Wippy's base environment (spec/lua-base §1-§4). Environments share its frozen libraries and nothing else. */
export function createVm(options: VmOptions): Vm {
  return new FengariVm(options);
}

class FengariVm implements Vm {
  readonly limits: VmLimits;
  readonly #main: State;
  readonly #clock: RunClock;
  readonly #makeGlobals: ReturnType<typeof openLibraries>;
  readonly #compile = (source: string | Uint8Array, chunkName: string): LuaCompilation =>
    this.compile(source, chunkName);

  constructor(options: VmOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#main = fengari.lauxlib.luaL_newstate();
    this.#clock = new RunClock(options, this.limits);
    this.#makeGlobals = openLibraries(outer(this.#main), options);
    // The libraries are nobody's memory.
    if (this.#clock.current === null) meter.bytes = 0;
  }

  createEnvironment(name: string, options: EnvironmentOptions = {}): LuaEnvironment {
    const parts = {
      main: this.#main,
      globals: this.#makeGlobals(),
      clock: this.#clock,
      compile: this.#compile,
    };
    return new Environment(name, parts, options);
  }

  compile(source: string | Uint8Array, chunkName: string): LuaCompilation {
    const state = fengari.lua.lua_newthread(this.#main);
    fengari.lua.lua_pop(this.#main, 1);
    const { memoryBytes, totalMemoryBytes } = this.limits;
    const headroom = (): number => Math.min(memoryBytes, totalMemoryBytes - this.memoryBytes);
    return trust<LuaCompilation>(new ChunkCompilation(state, source, chunkName, headroom));
  }

  get memoryBytes(): number {
    const { current, totalBytes } = this.#clock;
    return current === null ? totalBytes : totalBytes - current.bytes + current.memoryBytes;
  }

  dispose(): void {
    for (const environment of this.#clock.environments) environment.release();
  }
}
