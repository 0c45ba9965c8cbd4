import type { Result } from '../base/result.ts';
import type { Diagnostic } from '../contract/api.ts';
import type { CompiledWat } from './wat-compiler.ts';

type Compiled = Result<CompiledWat, readonly Diagnostic[]>;

/** Of texts and modules together. A large project has a hundredth of it. */
const CAPACITY_BYTES = 16 * 1024 * 1024;

/**
 * Compiles each text once, for checks and for the kernel alike. The bytes stay with the cache: whoever sends them away sends a
 * copy. Least recently used texts go first; mistakes are not kept, since whoever shows them keeps them.
 */
export class WatCache {
  readonly #compile: (source: string) => Promise<Compiled>;
  readonly #capacityBytes: number;
  readonly #modules = new Map<string, Compiled>();
  #sizeBytes = 0;

  constructor(compile: (source: string) => Promise<Compiled>, capacityBytes: number = CAPACITY_BYTES) {
    this.#compile = compile;
    this.#capacityBytes = capacityBytes;
  }

  /** Takes over a module that was compiled from `source` earlier, by the same compiler. */
  remember(source: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#keep(source, { ok: true, value: { bytes } });
  }

  async compile(source: string): Promise<Compiled> {
    const known = this.#modules.get(source);
    if (known) {
      this.#modules.delete(source);
      this.#modules.set(source, known);
      return known;
    }
    const compiled = await this.#compile(source);
    if (compiled.ok) this.#keep(source, compiled);
    return compiled;
  }

  #keep(source: string, compiled: Compiled): void {
    if (this.#modules.has(source)) return;
    this.#modules.set(source, compiled);
    this.#sizeBytes += sizeOf(source, compiled);
    this.#trim();
  }

  #trim(): void {
    for (const [source, compiled] of this.#modules) {
      if (this.#sizeBytes <= this.#capacityBytes) return;
      this.#modules.delete(source);
      this.#sizeBytes -= sizeOf(source, compiled);
    }
  }
}

function sizeOf(source: string, compiled: Compiled): number {
  return 2 * source.length + (compiled.ok ? compiled.value.bytes.length : 0);
}
