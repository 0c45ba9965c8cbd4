/** What was made of each text, for as long as the text is in use. */
export class TextCache<T> {
  readonly #make: (text: string) => T;
  readonly #values = new Map<string, T>();
  #used = new Set<string>();

  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  get(text: string): T {
    this.#used.add(text);
    if (!this.#values.has(text)) this.#values.set(text, this.#make(text));
    return this.#values.get(text) as T;
  }

  /** Forgets what was not asked for since the last call of this. */
  sweep(): void {
    if (this.#values.size > this.#used.size)
      for (const text of this.#values.keys()) if (!this.#used.has(text)) this.#values.delete(text);
    this.#used = new Set();
  }
}
