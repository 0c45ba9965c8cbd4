/** The door to Lua for the rest of the kernel: what is behind it is fetched when a project first needs it. */
import type { EntryId } from '../../contract/api.ts';
import { canceledFailure, type Failure } from '../../contract/errors.ts';
import { READY_MODULES } from '../../contract/lua-modules/names.ts';
import type { EntryIn } from '../../project/kinds/index.ts';
import type { EngineOptions, LuaEngine } from './engine.ts';
import type { LuaLoad, LuaLoader } from './load-chunk.ts';
import type { LackingParts, LuaParts } from './parts.ts';
import type { LuaProcess } from './process.ts';
import { DEFAULT_LIMITS } from './vm/limits.ts';

/** Lua entries of one load, each taken after those that it needs. */
export interface LuaEntries {
  /** Never rejects for what the user wrote. */
  load(entry: EntryIn<'lua'>): Promise<LuaLoad>;
}

/** Of one project. The engine is made with its first entry or chunk; a project without any has none. */
export class ProjectLua {
  readonly #options: () => EngineOptions;
  readonly #parts: LuaParts;
  #engine: LuaEngine | null = null;
  #isDisposed = false;

  constructor(options: () => EngineOptions, parts: LuaParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Throws where nobody has {@link need}ed it, and once the project is gone. */
  get engine(): LuaEngine {
    if (this.#isDisposed) throw new Error('Lua of a project that is gone');
    this.#engine ??= new this.#parts.engine.LuaEngine(this.#options(), this.#parts.natives);
    return this.#engine;
  }

  /** Of all Lua worlds; see {@link LuaEngine.memoryBytes}. */
  get memory(): { readonly luaBytes: number; readonly luaLimitBytes: number } {
    const { limits } = this.#options().vm;
    return {
      luaBytes: this.#engine?.memoryBytes ?? 0,
      luaLimitBytes: limits?.totalMemoryBytes ?? DEFAULT_LIMITS.totalMemoryBytes,
    };
  }

  /** Fetches what entries with these modules and sources need; null where all of it is here. */
  need(modules: Iterable<string>, sources?: readonly string[]): Promise<LackingParts> | null {
    return this.#parts.need(modules, sources);
  }

  /**
   * For one load, after {@link need}; `lacking`: what that could not fetch. `giveWay` lets everything else have its turn; it rejects
   * with `Interrupted` where there is nothing left to go on with.
   */
  entries(lacking: LackingParts | null, giveWay: () => Promise<void>): LuaEntries {
    let loader: LuaLoader | null = null;
    return {
      load: async (entry) => {
        if (lacking?.engine) return refused(entry, lacking.engine);
        if (this.#isDisposed) return { program: null, error: canceledFailure(), diagnostics: [] };
        loader ??= this.engine.createLoader(giveWay, lacking?.modules ?? new Map());
        return loader.load(entry);
      },
    };
  }

  /** Fetches what a chunk needs, which may use every module; null where all of it is here. Resolves to why it cannot run, or to null. */
  needForChunk(): Promise<Failure | null> | null {
    const fetched = this.need(READY_MODULES);
    return fetched && fetched.then(({ engine, modules }) => engine ?? modules.values().next().value ?? null);
  }

  /** A process of the project; see {@link LuaEngine.createChunk}. */
  createChunk(id: EntryId, source: string): LuaProcess {
    return this.engine.createChunk(id, source);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#engine?.dispose();
    this.#engine = null;
  }
}

function refused({ id, config: { places } }: EntryIn<'lua'>, error: Failure): LuaLoad {
  const told = { ...places.source, severity: 'error', code: 'lua-load', message: error.message, entry: id } as const;
  return { program: null, error, diagnostics: [told] };
}
