import type { Dispose } from '../../base/disposable.ts';

const LINE_FEED = 0x0a;
const NOTHING = new Uint8Array(0);

/** Standard input of a program: what was typed and not read yet. */
export class Input {
  #bytes: Uint8Array = NOTHING;
  #hasEnded = false;
  /** Those that wait, in order: each takes what it can and says whether it did. */
  readonly #waiting: (() => boolean)[] = [];

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
    return this.#wait(() => {
      if (this.#bytes.length === 0 && !this.#hasEnded) return false;
      taken(this.#take(max));
      return true;
    });
  }

  /** Whether a read is answered at once. */
  get isReady(): boolean {
    return this.#bytes.length > 0 || this.#hasEnded;
  }

  /** Told once, when a read is answered at once. Takes nothing. */
  whenReady(ready: () => void): Dispose {
    return this.#wait(() => {
      if (this.isReady) ready();
      return this.isReady;
    });
  }

  /** As {@link read}, for a line without its end; null at the end. The last one need not have an end. */
  readLine(taken: (line: Uint8Array | null) => void): Dispose {
    return this.#wait(() => {
      const end = this.#bytes.indexOf(LINE_FEED);
      if (end < 0 && !this.#hasEnded) return false;
      if (this.#bytes.length === 0) taken(null);
      else taken(end < 0 ? this.#take(this.#bytes.length) : this.#take(end + 1).subarray(0, end));
      return true;
    });
  }

  #wait(serve: () => boolean): Dispose {
    this.#waiting.push(serve);
    this.#serve();
    return () => {
      const at = this.#waiting.indexOf(serve);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  #take(max: number): Uint8Array {
    const part = this.#bytes.slice(0, max);
    this.#bytes = this.#bytes.subarray(part.length);
    return part;
  }

  #serve(): void {
    while (this.#waiting[0]?.()) this.#waiting.shift();
  }
}
