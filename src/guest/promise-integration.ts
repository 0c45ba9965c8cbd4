/** What engines have for suspending WebAssembly until a promise is kept (JavaScript Promise Integration). */
import type { CoreFunction, Suspension } from '../contract/ports.ts';

/** How code is left and entered so that it can be suspended. */
export type PromiseIntegration = Pick<Suspension, 'imported' | 'entered'>;

/** Of `WebAssembly`, as far as engines have it. */
interface Engine {
  readonly Suspending?: new (fn: CoreFunction) => WebAssembly.ImportValue;
  readonly promising?: (fn: CoreFunction) => CoreFunction;
}

/** null where the engine has none. */
export function promiseIntegration(engine: Engine = WebAssembly as Engine): PromiseIntegration | null {
  const { Suspending } = engine;
  if (typeof Suspending !== 'function' || typeof engine.promising !== 'function') return null;
  return {
    imported: (fn) => new Suspending(fn),
    entered(fn) {
      try {
        return engine.promising!(fn);
      } catch (error) {
        // What a component exports may be a function of ours, which is no code of the guest's.
        if (error instanceof TypeError) return fn;
        throw error;
      }
    },
  };
}
