/** Words that the page raises and the kernel polls while it is too busy to take messages. */
const SIGNAL_WORDS = {
  /** Not zero: whatever Lua code runs must end. Raised by the page, lowered by the kernel when it takes the stop request. */
  stop: 0,
} as const;

export function createSignals(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.keys(SIGNAL_WORDS).length * Int32Array.BYTES_PER_ELEMENT);
}

export class Signals {
  readonly #words: Int32Array | null;

  /** null where there is no shared memory: then nothing is ever raised. */
  constructor(buffer: SharedArrayBuffer | null) {
    this.#words = buffer && new Int32Array(buffer);
  }

  raiseStop(): void {
    if (this.#words) Atomics.store(this.#words, SIGNAL_WORDS.stop, 1);
  }

  lowerStop(): void {
    if (this.#words) Atomics.store(this.#words, SIGNAL_WORDS.stop, 0);
  }

  isStopRaised(): boolean {
    return this.#words !== null && Atomics.load(this.#words, SIGNAL_WORDS.stop) !== 0;
  }
}
