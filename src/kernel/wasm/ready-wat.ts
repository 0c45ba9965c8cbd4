/** Entries of WebAssembly text that were held against their modules when the page was built: nothing is fetched to do so again. */
import type { WatFunctionEntry } from '../../project/kinds/function-wat.ts';
import type { FunctionType } from '../../wit/types.ts';

/** What was found: it can be called, and there is nothing to be said of it. */
export interface ReadySignature {
  readonly type: FunctionType;
  readonly exportName: string;
}

/** All that such an entry is held against its module by. */
export function examinedKey({ config }: WatFunctionEntry): string {
  const { source, method, wit, profiles } = config;
  return JSON.stringify([source.text, method, wit?.text ?? null, profiles]);
}

/** Of our texts only: nothing of a project is in it, so all projects of a thread share one. */
export class ReadyWat {
  #found: ReadonlyMap<string, ReadySignature> = new Map();
  #isUsed = false;

  /** By {@link examinedKey}. */
  keep(found: readonly (readonly [key: string, signature: ReadySignature])[]): void {
    this.#found = new Map(found);
  }

  /** Whether any was found: then what would have looked at it may be missing on this thread. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  find(entry: WatFunctionEntry): ReadySignature | null {
    if (this.#found.size === 0) return null;
    const found = this.#found.get(examinedKey(entry)) ?? null;
    this.#isUsed ||= found !== null;
    return found;
  }
}

/** That of this thread. */
export const READY_WAT = new ReadyWat();
