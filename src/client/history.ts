export interface HistoryLimits<T> {
  readonly capacity: number;
  readonly maxBytes: number;
  readonly sizeOf: (item: T) => number;
}

/** The newest items of a stream, at most so many and so large. Dropping is cheap: the oldest half goes at once. */
export class History<T> {
  readonly #limits: HistoryLimits<T>;
  #items: T[] = [];
  #bytes = 0;
  #appended = 0;

  constructor(limits: HistoryLimits<T>) {
    this.#limits = limits;
  }

  append(items: readonly T[]): void {
    const { capacity, maxBytes, sizeOf } = this.#limits;
    for (const item of items) {
      this.#items.push(item);
      this.#appended++;
      this.#bytes += sizeOf(item);
    }
    if (this.#items.length > 2 * capacity || this.#bytes > maxBytes) this.#dropOldest();
  }

  /** Oldest first; a copy. */
  list(): readonly T[] {
    return this.#items.slice(-this.#limits.capacity);
  }

  /** How many were dropped. */
  get forgotten(): number {
    return this.#appended - Math.min(this.#items.length, this.#limits.capacity);
  }

  clear(): void {
    this.#items = [];
    this.#bytes = 0;
    this.#appended = 0;
  }

  #dropOldest(): void {
    const { capacity, maxBytes, sizeOf } = this.#limits;
    let first = this.#items.length;
    let bytes = 0;
    while (first > Math.max(0, this.#items.length - capacity)) {
      const size = sizeOf(this.#items[first - 1] as T);
      if (bytes + size > maxBytes / 2) break;
      bytes += size;
      first--;
    }
    this.#items = this.#items.slice(first);
    this.#bytes = bytes;
  }
}
