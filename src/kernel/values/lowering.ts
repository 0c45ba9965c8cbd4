/** One lowering in progress: when it asks whether to go on, and what it need not look at again. */

import { spend } from '../../base/effort.ts';

/** Values and keys between two questions. A few milliseconds; the question itself costs nothing against them. */
const WORK_PER_LOOK = 64 * 1024;
/** So many bytes of a string, as a power of two, are as much work as one value. */
const BYTES_SHIFT = 4;

/** Thrown out of a lowering that may not go on. */
export class LoweringStopped extends Error {
  constructor() {
    super('the conversion was stopped');
  }
}

/**
 * A few tables that share their parts can stand for more values than anybody waits for, so every lowerer says here what it
 * is about to look at. Made for one call.
 */
export class Lowering {
  readonly #mayGoOn: () => boolean;
  #left = WORK_PER_LOOK;
  /** Tables that a lowerer found to be good, however often they occur. */
  #cleared: Map<object, Set<unknown>> | null = null;

  constructor(mayGoOn: () => boolean) {
    this.#mayGoOn = mayGoOn;
  }

  /** So many values or keys come next. Throws {@link LoweringStopped}. */
  work(count: number): void {
    this.#left -= count;
    if (this.#left < 0) this.#look();
  }

  workOnBytes(bytes: number): void {
    if (bytes >>> BYTES_SHIFT > 0) this.work(bytes >>> BYTES_SHIFT);
  }

  /** Whether `lowerer` has cleared this table before; else it is taken to do so now, or to fail. */
  isCleared(lowerer: object, table: unknown): boolean {
    this.#cleared ??= new Map();
    let tables = this.#cleared.get(lowerer);
    if (!tables) this.#cleared.set(lowerer, (tables = new Set()));
    if (tables.has(table)) return true;
    tables.add(table);
    return false;
  }

  #look(): void {
    // What was looked at since the last time.
    spend(WORK_PER_LOOK - this.#left);
    this.#left = WORK_PER_LOOK;
    if (!this.#mayGoOn()) throw new LoweringStopped();
  }
}
