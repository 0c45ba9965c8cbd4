/** Which code of Lua this thread has, and how it comes by the rest. Imports nothing of it by value: what has no Lua loads none. */
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { LuaEngine } from './engine.ts';
import { FETCHED_MODULES } from './modules/fetched.ts';
import { NativeModules } from './modules/native-modules.ts';

/** The VM and all that works on it, in a file of its own. */
export interface EngineCode {
  readonly LuaEngine: typeof LuaEngine;
}

/** What could not be fetched, and why. */
export interface LackingParts {
  readonly engine: Failure | null;
  /** By name. */
  readonly modules: ReadonlyMap<string, Failure>;
}

/** Code only: nothing of a project is in it, so all projects of a thread share one. */
export class LuaParts {
  readonly natives: NativeModules;
  readonly #load: () => Promise<EngineCode>;
  #engine: EngineCode | null = null;

  constructor(load: () => Promise<EngineCode>, natives: NativeModules) {
    this.#load = load;
    this.natives = natives;
  }

  /** Throws where nobody has {@link need}ed it. */
  get engine(): EngineCode {
    if (!this.#engine) throw new Error('Lua is wanted, and nobody has loaded it');
    return this.#engine;
  }

  /** Fetches the engine and the natives of `modules`, at the same time; null where all of it is here. What could not be fetched is asked for again the next time. */
  need(modules: Iterable<string>): Promise<LackingParts> | null {
    const natives = this.natives.need(modules);
    return this.#engine && !natives ? null : this.#fetch(natives);
  }

  async #fetch(natives: Promise<ReadonlyMap<string, Failure>> | null): Promise<LackingParts> {
    const [engine, lacking] = await Promise.all([this.#fetchEngine(), natives]);
    return { engine, modules: lacking ?? new Map() };
  }

  async #fetchEngine(): Promise<Failure | null> {
    try {
      this.#engine ??= await this.#load();
      return null;
    } catch (error) {
      // The network, most likely: the next time may go well.
      const reason = error instanceof Error ? error.message : String(error);
      return failure(ErrorKind.unavailable, `Lua could not be loaded: ${reason}`, { retryable: true });
    }
  }
}

/** Those of this thread. */
export const LUA_PARTS = new LuaParts(() => import('./engine.ts'), new NativeModules(FETCHED_MODULES));
