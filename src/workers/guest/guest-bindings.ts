/** The bindings of components, as a guest has them: each text imported once, for as long as the guest lives. */

/** An import of a text that is at hand takes milliseconds: one of this length waits for what never comes. */
const PATIENCE_MS = 10_000;

export type Bindings =
  | { readonly ok: true; readonly module: unknown }
  | { readonly ok: false; readonly message: string };

interface Imported {
  readonly bindings: Promise<Bindings>;
  /** The text, where its import failed: for another attempt, because no text comes twice. */
  failed: string | null;
}

/**
 * An engine never lets go of a module that it has imported, so nothing is forgotten here either: a project that is opened again
 * finds its bindings, and a guest holds those of every component that it has met.
 */
export class GuestBindings {
  readonly #importModule: (source: string) => Promise<unknown>;
  readonly #imported = new Map<string, Imported>();

  /** `importModule`: the module that a text is; rejects when it cannot be one. */
  constructor(importModule: (source: string) => Promise<unknown>) {
    this.#importModule = importModule;
  }

  /** `source` is empty for a translation that was here before. Begins at once. Never rejects. */
  take(id: string, source: string): Promise<Bindings> {
    const known = this.#imported.get(id);
    if (known && known.failed === null) return known.bindings;
    const text = known?.failed ?? source;
    const imported: Imported = { bindings: this.#import(text), failed: null };
    this.#imported.set(id, imported);
    void imported.bindings.then(({ ok }) => {
      if (!ok) imported.failed = text;
    });
    return imported.bindings;
  }

  async #import(source: string): Promise<Bindings> {
    if (source === '') return { ok: false, message: 'the bindings did not arrive' };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it took more than ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    });
    try {
      return { ok: true, module: await Promise.race([this.#importModule(source), late]) };
    } catch (error) {
      return {
        ok: false,
        message: `the bindings could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      };
    } finally {
      clearTimeout(timer);
    }
  }
}
