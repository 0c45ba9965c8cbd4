/** The newest items of a stream, at most `capacity`. Dropping is cheap: the oldest half goes at once. */
export class History<T> {
  readonly #capacity: number;
  #items: T[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  append(items: readonly T[]): void {
    for (const item of items) this.#items.push(item);
    if (this.#items.length > 2 * this.#capacity) this.#items = this.#items.slice(-this.#capacity);
  }

  /** Oldest first; a copy. */
  list(): readonly T[] {
    return this.#items.slice(-this.#capacity);
  }

  clear(): void {
    this.#items = [];
  }
}
