/** What was made of the texts that were asked for last. */
export class TextMemo<T> {
  readonly #make: (text: string) => T;
  readonly #capacity: number;
  readonly #known = new Map<string, T>();

  constructor(make: (text: string) => T, capacity: number) {
    this.#make = make;
    this.#capacity = capacity;
  }

  get(text: string): T {
    const known = this.#known.get(text);
    if (known !== undefined) {
      this.#known.delete(text);
      this.#known.set(text, known);
      return known;
    }
    const made = this.#make(text);
    this.#known.set(text, made);
    if (this.#known.size > this.#capacity) this.#known.delete(this.#known.keys().next().value!);
    return made;
  }
}
