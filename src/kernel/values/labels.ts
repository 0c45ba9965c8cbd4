/** How labels may be spelt as keys of Lua tables (spec/wit-mapping §4). */
import { labelKey } from '../../wit/names.ts';

/** Keys that are no label are remembered with the verdict, up to this many: tables of one make have the same keys. */
const MAX_REMEMBERED = 256;

/** The labels of one record, variant or flags. */
export class Labels {
  /** Exact, in the order of the type. */
  readonly names: readonly string[];
  /** With `_` for `-`; null where that is the same. */
  readonly snakes: readonly (string | null)[];
  readonly #indices = new Map<string, number>();
  readonly #spelt = new Map<string, number>();
  /** Label that is the same but for case, `-` and `_`. */
  readonly #similar = new Map<string, string>();
  readonly #verdicts = new Map<string, string | null>();

  constructor(names: readonly string[]) {
    this.names = names;
    this.snakes = names.map((name) => (name.includes('-') ? name.replaceAll('-', '_') : null));
    names.forEach((name, index) => {
      this.#indices.set(name, index);
      const folded = labelKey(name);
      if (!this.#similar.has(folded)) this.#similar.set(folded, name);
    });
    this.snakes.forEach((snake, index) => {
      if (snake !== null) this.#spelt.set(snake, index);
    });
    // What is a label exactly is never another label's second spelling.
    names.forEach((name, index) => this.#spelt.set(name, index));
  }

  /** Position of an exact label; -1 when it is none. */
  indexOf(name: string): number {
    return this.#indices.get(name) ?? -1;
  }

  /** Position of a label in either spelling; -1 when it is none. */
  indexOfKey(key: string): number {
    return this.#spelt.get(key) ?? -1;
  }

  /** The label that `key` seems to mean without being a spelling of it; null when there is none. */
  nearMiss(key: string): string | null {
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = this.indexOfKey(key) >= 0 ? null : (this.#similar.get(labelKey(key)) ?? null);
    if (this.#verdicts.size < MAX_REMEMBERED) this.#verdicts.set(key, verdict);
    return verdict;
  }
}
