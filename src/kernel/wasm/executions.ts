/** Encoded arguments of all calls that wait, together: a Lua world may pass one string to any number of them. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/** What runs in guests now, across all functions of a project: for `state()`, and so that a stop knows when it is over. */
export class Executions<T> {
  readonly #items = new Set<T>();
  #waiting: (() => void)[] = [];
  readonly maxHeldBytes: number;
  #heldBytes = 0;

  constructor(maxHeldBytes: number = MAX_HELD_BYTES) {
    this.maxHeldBytes = maxHeldBytes;
  }

  /** Arguments that wait for their turn; false where there is no more room for them. */
  hold(bytes: number): boolean {
    if (this.#heldBytes + bytes > this.maxHeldBytes) return false;
    this.#heldBytes += bytes;
    return true;
  }

  letGo(bytes: number): void {
    this.#heldBytes -= bytes;
  }

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
