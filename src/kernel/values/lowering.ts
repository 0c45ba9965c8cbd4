/** One lowering in progress: what it need not look at again. */

import { spend, spendBytes } from '../../base/effort.ts';

/**
 * A few tables that share their parts can stand for more values than anybody waits for, so every lowerer says here what it
 * is about to look at. Made for one call.
 */
export class Lowering {
  /** Tables that a lowerer found to be good, however often they occur. */
  #cleared: Map<object, Set<unknown>> | null = null;

  /** So many values or keys come next. Throws what whoever oversees the lowering throws. */
  work(count: number): void {
    spend(count);
  }

  workOnBytes(bytes: number): void {
    spendBytes(bytes);
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
