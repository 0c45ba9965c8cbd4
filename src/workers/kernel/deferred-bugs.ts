/** Keeps what listeners throw until it can be thrown: one that is broken must not keep the others from being heard. */
export class DeferredBugs {
  readonly #bugs: unknown[] = [];

  guard(action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.#bugs.push(thrown);
    }
  }

  /** Throws the oldest. */
  throwFirst(): void {
    if (this.#bugs.length > 0) throw this.#bugs.shift();
  }
}
