/** What is typed, for whoever reads it when it comes. Read once. */
export class TypedLines implements AsyncIterable<string> {
  readonly #texts: string[] = [];
  #hasEnded = false;
  #wake: (() => void) | null = null;

  /** False once it has ended. */
  push(text: string): boolean {
    if (this.#hasEnded) return false;
    this.#texts.push(text);
    this.#wake?.();
    return true;
  }

  /** False where it had before. */
  end(): boolean {
    if (this.#hasEnded) return false;
    this.#hasEnded = true;
    this.#wake?.();
    return true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    for (;;) {
      const text = this.#texts.shift();
      if (text !== undefined) yield text;
      else if (this.#hasEnded) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
