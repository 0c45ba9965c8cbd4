/** One lowering in progress: what it need not look at again, and where it may be left off. */

import { isDue, spend, spendBytes } from '../../base/effort.ts';

/** More bytes of one text take several looks: so many are not lowered at once. */
const MAX_BYTES_AT_ONCE = 1024 * 1024;

/** What was to be lowered at once is too much for that. */
export class TooLong extends Error {
  constructor() {
    super('too long to be lowered at once');
  }
}

/**
 * A few tables that share their parts can stand for more values than anybody waits for, so every lowerer says here what it
 * is about to look at. Made for one call.
 */
export class Lowering {
  readonly #isAtOnce: boolean;
  /** Tables that a lowerer found to be good, however often they occur. */
  #cleared: Map<object, Set<unknown>> | null = null;

  /** `at once`: it throws {@link TooLong} where a single text is. */
  constructor(how: 'at once' | 'whole' = 'whole') {
    this.#isAtOnce = how === 'at once';
  }

  /** So many values or keys come next. Throws what whoever oversees the lowering throws. */
  work(count: number): void {
    spend(count);
  }

  workOnBytes(bytes: number): void {
    if (bytes > MAX_BYTES_AT_ONCE && this.#isAtOnce) throw new TooLong();
    spendBytes(bytes);
  }

  /** Whether a lowering in portions should leave off here. */
  get isDue(): boolean {
    return isDue();
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
}
