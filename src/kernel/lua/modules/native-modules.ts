/** Which natives this thread has, and how it comes by the others. */
import { errorText } from '../../../base/error-text.ts';
import { ErrorKind, failure, type Failure } from '../../../contract/errors.ts';
import type { LazyModule, LuaModule } from './module.ts';

export type NativeTable = Readonly<Record<string, LuaModule | LazyModule>>;

/**
 * Code only: nothing of a project is in it, so all projects of a thread may share one. Natives are synchronous; so whoever makes a
 * Lua world has asked for the world's modules before.
 */
export class NativeModules {
  readonly #here = new Map<string, LuaModule>();
  readonly #elsewhere = new Map<string, LazyModule>();

  constructor(table: NativeTable) {
    for (const [name, module] of Object.entries(table)) {
      if ('load' in module) this.#elsewhere.set(name, module);
      else this.#here.set(name, module);
    }
  }

  /** Null where there are no natives of that name. Throws for a module that nobody {@link need}ed. */
  get(name: string): LuaModule | null {
    const module = this.#here.get(name);
    if (module) return module;
    if (this.#elsewhere.has(name)) throw new Error(`a world wants the Lua module ${name}, which nobody has loaded`);
    return null;
  }

  /** Fetches what is not here yet; null where all of it is. Resolves to those that could not be fetched, and why. */
  need(names: Iterable<string>): Promise<ReadonlyMap<string, Failure>> | null {
    const missing = [...new Set(names)].filter((name) => this.#elsewhere.has(name));
    return missing.length === 0 ? null : this.#load(missing);
  }

  async #load(names: readonly string[]): Promise<ReadonlyMap<string, Failure>> {
    const failures = new Map<string, Failure>();
    await Promise.all(
      names.map(async (name) => {
        try {
          const module = await this.#elsewhere.get(name)?.load();
          if (module) this.#here.set(name, module);
          this.#elsewhere.delete(name);
        } catch (error) {
          // The network, most likely: the next time may go well.
          const reason = errorText(error);
          failures.set(
            name,
            failure(ErrorKind.unavailable, `the Lua module ${name} could not be loaded: ${reason}`, {
              retryable: true,
            }),
          );
        }
      }),
    );
    return failures;
  }
}
