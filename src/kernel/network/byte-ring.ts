import { grownSize } from '../../base/bytes.ts';

const FIRST_BYTES = 256;

/** Bytes on their way, first in first out, in one piece of memory however small the parts are in which they come and go. */
export class ByteRing {
  readonly maxBytes: number;
  #memory = new Uint8Array(0);
  /** Of the first byte. */
  #start = 0;
  #size = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get size(): number {
    return this.#size;
  }

  get room(): number {
    return this.maxBytes - this.#size;
  }

  /** Copies as many of them as there is room for: how many. */
  put(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.room);
    this.#reserve(this.#size + taken.length);
    const at = (this.#start + this.#size) % (this.#memory.length || 1);
    const before = taken.subarray(0, this.#memory.length - at);
    this.#memory.set(before, at);
    this.#memory.set(taken.subarray(before.length), 0);
    this.#size += taken.length;
    return taken.length;
  }

  /** The first bytes, as many as there are up to `maxBytes`, for as long as the caller likes. */
  take(maxBytes: number): Uint8Array {
    const taken = new Uint8Array(Math.max(0, Math.min(maxBytes, this.#size)));
    this.#copyTo(taken);
    this.#size -= taken.length;
    this.#start = (this.#start + taken.length) % (this.#memory.length || 1);
    if (this.#size === 0) this.clear();
    return taken;
  }

  /** Forgets all, and gives the memory back. */
  clear(): void {
    this.#memory = new Uint8Array(0);
    this.#start = 0;
    this.#size = 0;
  }

  #reserve(needed: number): void {
    if (needed <= this.#memory.length) return;
    const { maxBytes } = this;
    const grown = new Uint8Array(grownSize(this.#memory.length, needed, { firstBytes: FIRST_BYTES, maxBytes }));
    this.#copyTo(grown.subarray(0, this.#size));
    this.#memory = grown;
    this.#start = 0;
  }

  #copyTo(target: Uint8Array): void {
    const before = this.#memory.subarray(this.#start, this.#start + target.length);
    target.set(before, 0);
    target.set(this.#memory.subarray(0, target.length - before.length), before.length);
  }
}
