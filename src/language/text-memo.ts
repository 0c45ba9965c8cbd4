/** What was made of the texts that were asked for last, of so many characters in all; of the last one in any case. */
export class TextMemo<T> {
  readonly #make: (text: string) => T;
  readonly #capacity: number;
  readonly #known = new Map<string, T>();
  #length = 0;

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
    this.#length += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#length <= this.#capacity || oldest === text) break;
      this.#known.delete(oldest);
      this.#length -= oldest.length;
    }
    return made;
  }
}
