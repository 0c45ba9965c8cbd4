/** What runs in guests now, across all functions of a project: for `state()`, and so that a stop knows when it is over. */
export class Executions<T> {
  readonly #items = new Set<T>();
  #waiting: (() => void)[] = [];

  add(item: T): void {
    this.#items.add(item);
  }

  delete(item: T): void {
    if (!this.#items.delete(item) || this.#items.size > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items.values();
  }

  /** Resolves when nothing is left. */
  whenEmpty(): Promise<void> {
    if (this.#items.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
