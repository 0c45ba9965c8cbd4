import type { Dispose } from '../../base/disposable.ts';

const NOTHING = new Uint8Array(0);

/** Standard input of a program: what was typed and not read yet. */
export class Input {
  #bytes: Uint8Array = NOTHING;
  #hasEnded = false;
  /** Those that wait, in order. */
  readonly #waiting: { readonly max: number; readonly taken: (bytes: Uint8Array) => void }[] = [];

  /** Takes the bytes over. */
  push(bytes: Uint8Array): void {
    if (this.#hasEnded || bytes.length === 0) return;
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    this.#bytes = joined;
    this.#serve();
  }

  /** No more comes: reads answer nothing from then on. */
  end(): void {
    this.#hasEnded = true;
    this.#serve();
  }

  /** `taken` is told once, with at most `max` bytes and at least one; with none at the end. The undo withdraws the read. */
  read(max: number, taken: (bytes: Uint8Array) => void): Dispose {
    const waiter = { max, taken };
    this.#waiting.push(waiter);
    this.#serve();
    return () => {
      const at = this.#waiting.indexOf(waiter);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  #serve(): void {
    while (this.#waiting.length > 0 && (this.#bytes.length > 0 || this.#hasEnded)) {
      const next = this.#waiting.shift();
      if (!next) return;
      const part = this.#bytes.slice(0, next.max);
      this.#bytes = this.#bytes.subarray(part.length);
      next.taken(part);
    }
  }
}
