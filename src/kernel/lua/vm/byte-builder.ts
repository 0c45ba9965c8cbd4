/** The bytes of a string that is being made: asks before it grows whether the string may be as long, and the environment hold it. */
import { spend, spendBytes } from '../../../base/effort.ts';
import * as call from './call.ts';
import { meter } from './fengari.ts';
import { Held } from './held.ts';
import * as stack from './stack.ts';
import type { LuaState } from './types.ts';

const FIRST_BYTES = 64;
const encoder = new TextEncoder();

export class ByteBuilder {
  readonly #L: LuaState;
  readonly #held: Held;
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** For the native that runs on `L`. What it holds counts with `held`, for which it takes a place on the stack where none is given. */
  constructor(L: LuaState, held: Held = new Held(L)) {
    this.#L = L;
    this.#held = held;
  }

  /** All the adding raises `resulting string too large` and `not enough memory`. */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(value: Uint8Array): void {
    if (this.#length + value.length > this.#bytes.length) this.#grow(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** `source[from..to-1]`, without a view for short ones. */
  range(source: Uint8Array, from: number, to: number): void {
    if (to - from > FIRST_BYTES) {
      this.bytes(source.subarray(from, to));
      return;
    }
    if (this.#length + to - from > this.#bytes.length) this.#grow(to - from);
    for (let at = from; at < to; at++) this.#bytes[this.#length++] = source[at] ?? 0;
  }

  /** As UTF-8; lone surrogates become U+FFFD. */
  text(value: string): void {
    this.bytes(encoder.encode(value));
  }

  /** ASCII only. */
  ascii(value: string): void {
    if (this.#length + value.length > this.#bytes.length) this.#grow(value.length);
    for (let at = 0; at < value.length; at++) this.#bytes[this.#length++] = value.charCodeAt(at);
  }

  /** What was made, for a string that counts by itself; nothing is left. */
  take(): Uint8Array {
    spendBytes(this.#length);
    const made = this.#bytes.slice(0, this.#length);
    this.#held.shrink(this.#bytes.length - FIRST_BYTES);
    this.#bytes = new Uint8Array(FIRST_BYTES);
    this.#length = 0;
    return made;
  }

  /** Pushes the string. */
  push(): void {
    stack.pushOwned(this.#L, this.take());
  }

  #grow(by: number): void {
    const needed = this.#length + by;
    const size = Math.max(needed, Math.min(this.#bytes.length * 2, meter.maxstring));
    const before = this.#bytes.length;
    call.reserve(this.#L, size);
    this.#held.grow(before === FIRST_BYTES ? size - FIRST_BYTES : size);
    spend(1);
    const larger = new Uint8Array(size);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    if (before > FIRST_BYTES) this.#held.shrink(before);
  }
}
