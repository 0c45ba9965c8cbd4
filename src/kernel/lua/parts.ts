/** Which code of Lua this thread has, and how it comes by the rest. Imports nothing of it by value: what has no Lua loads none. */
import { errorText } from '../../base/error-text.ts';
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
  readonly #loadMore: () => Promise<unknown>;
  #engine: EngineCode | null = null;
  #hasMore = false;
  #modest: ReadonlySet<string> = new Set();

  /** `loadMore`: what any code may come to use without listing it, and a first example does not. */
  constructor(
    load: () => Promise<EngineCode>,
    natives: NativeModules,
    loadMore: () => Promise<unknown> = () => Promise.resolve(),
  ) {
    this.#load = load;
    this.#loadMore = loadMore;
    this.natives = natives;
  }

  /** Texts of ours that are known to do without the rest. */
  keep(modest: Iterable<string>): void {
    this.#modest = new Set(modest);
  }

  /** Throws where nobody has {@link need}ed it. */
  get engine(): EngineCode {
    if (!this.#engine) throw new Error('Lua is wanted, and nobody has loaded it');
    return this.#engine;
  }

  /**
   * Fetches the engine, the natives of `modules` and what `sources` may need besides (without them, all), at the same time; null where all of
   * it is here. What could not be fetched is asked for again the next time.
   */
  need(modules: Iterable<string>, sources?: readonly string[]): Promise<LackingParts> | null {
    const natives = this.natives.need(modules);
    const isMore = !this.#hasMore && !(sources?.every((source) => this.#modest.has(source)) ?? false);
    return this.#engine && !natives && !isMore ? null : this.#fetch(natives, isMore);
  }

  /** Fetches what {@link need} may have left out; nothing where there is no Lua. */
  async fetchMore(): Promise<void> {
    if (this.#engine) await this.#fetchEngine(!this.#hasMore);
  }

  async #fetch(natives: Promise<ReadonlyMap<string, Failure>> | null, isMore: boolean): Promise<LackingParts> {
    const [engine, lacking] = await Promise.all([this.#fetchEngine(isMore), natives]);
    return { engine, modules: lacking ?? new Map() };
  }

  async #fetchEngine(isMore: boolean): Promise<Failure | null> {
    try {
      const [engine] = await Promise.all([this.#engine ?? this.#load(), isMore ? this.#loadMore() : null]);
      this.#engine ??= engine;
      this.#hasMore ||= isMore;
      return null;
    } catch (error) {
      // The network, most likely: the next time may go well.
      const reason = errorText(error);
      return failure(ErrorKind.unavailable, `Lua could not be loaded: ${reason}`, { retryable: true });
    }
  }
}

/** Those of this thread. */
export const LUA_PARTS = new LuaParts(
  () => import('./engine.ts'),
  new NativeModules(FETCHED_MODULES),
  () => import('./more.ts'),
);
