/** The result of one call, complete before any of it enters the channel. */
import { MAX_VALUE_BYTES, type ByteWriter } from '../../wit/codec.ts';
import { formatType } from '../../wit/print.ts';
import type { WitType } from '../../wit/types.ts';
import type { ScalarWriter } from '../guest-values.ts';

/** Kept between calls for the next one; anything larger is given back. */
const KEPT_BYTES = 1024 * 1024;

/**
 * A guest's `cabi_post_` may call the host, which uses the buffer in which the result would lie. So the result is gathered
 * here first, as `wit/codec.ts` says, together with what is wrong with it. A guest can make one piece of memory part of many
 * lists, so its memory does not bound its result: `maxBytes` does. Fields are public for the tight loops.
 */
export class ResultBytes implements ScalarWriter {
  bytes = new Uint8Array(4096);
  view = new DataView(this.bytes.buffer);
  /** Offset behind the last value. */
  at = 0;
  readonly #maxBytes: number;
  #path: string[] = [];
  #problem = '';

  constructor(maxBytes: number = MAX_VALUE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  begin(): void {
    this.release();
    this.#path = [];
    this.#problem = '';
  }

  /** Ends a run: gives large memory back. What was written is gone. */
  release(): void {
    if (this.bytes.length > KEPT_BYTES) this.#resize(4096);
    this.at = 0;
  }

  /** Makes room; the next `bytes` bytes may be written without asking again. */
  reserve(bytes: number): void {
    if (this.at + bytes > this.bytes.length) this.#grow(bytes);
  }

  /** Says what is wrong and returns false: so does everyone on the way out, after {@link inside}. */
  refuse(expected: WitType, got: string): false {
    this.#problem = `expected ${formatType(expected)}, got ${got}`;
    return false;
  }

  /** Adds a step to the path of the problem, innermost first. */
  inside(step: string): false {
    this.#path.push(step);
    return false;
  }

  /** `result: <path>: <problem>`; the path starts at the value (spec/wit-mapping §8). */
  get misfit(): string {
    const path = this.#path.toReversed().join('').replace(/^\./, '');
    return path === '' ? `result: ${this.#problem}` : `result: ${path}: ${this.#problem}`;
  }

  copyTo(out: ByteWriter): void {
    out.bytes(this.bytes.subarray(0, this.at));
  }

  /** Appends bytes of any memory. */
  append(source: Uint8Array, from: number, length: number): void {
    this.reserve(length);
    const { bytes, at } = this;
    // For a few bytes the view that `set` needs costs more than the loop.
    if (length < 32) for (let index = 0; index < length; index++) bytes[at + index] = source[from + index]!;
    else bytes.set(source.subarray(from, from + length), at);
    this.at = at + length;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  u64(value: bigint): void {
    this.reserve(8);
    this.view.setBigUint64(this.at, value, true);
    this.at += 8;
  }

  f32(value: number): void {
    this.reserve(4);
    this.view.setFloat32(this.at, value, true);
    this.at += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  #grow(bytes: number): void {
    const needed = this.at + bytes;
    if (needed > this.#maxBytes) throw new ResultTooLarge(this.#maxBytes);
    const old = this.bytes;
    this.#resize(Math.min(this.#maxBytes, Math.max(needed, old.length * 2)));
    this.bytes.set(old.subarray(0, this.at));
  }

  #resize(length: number): void {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }
}

/** Thrown while lifting: not one value is wrong but all of them together are too much. */
export class ResultTooLarge extends Error {
  override name = 'ResultTooLarge';

  constructor(maxBytes: number) {
    super(`result: more than ${maxBytes} bytes`);
  }
}
