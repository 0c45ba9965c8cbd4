/** The result of one call, complete before any of it enters the channel. */
import { GrowingBytes } from '../../base/bytes.ts';
import { MAX_VALUE_BYTES, type ByteWriter } from '../../wit/codec.ts';
import { formatType } from '../../wit/print.ts';
import type { WitType } from '../../wit/types.ts';
import type { ScalarWriter } from './scalars.ts';

/** Kept between calls for the next one; anything larger is given back. */
const KEPT_BYTES = 1024 * 1024;
/** Of thousands of suspended calls each has three of these, mostly for a number or two. */
const FIRST_BYTES = 256;

/**
 * A guest's `cabi_post_` may call the host, which uses the buffer in which the result would lie. So the result is gathered
 * here first, as `wit/codec.ts` says, together with what is wrong with it. A guest can make one piece of memory part of many
 * lists, so its memory does not bound its result: `maxBytes` does. Its fields are public for the tight loops.
 */
export class ResultBytes extends GrowingBytes implements ScalarWriter {
  #path: string[] = [];
  #problem = '';

  constructor(maxBytes: number = MAX_VALUE_BYTES) {
    super({ firstBytes: FIRST_BYTES, maxBytes, keptBytes: KEPT_BYTES, tooLarge: (limit) => new ResultTooLarge(limit) });
  }

  /** The memory, for whoever has reserved a part of it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.array;
  }

  begin(): void {
    this.clear();
    this.#path = [];
    this.#problem = '';
  }

  /** Ends a run: gives large memory back. What was written is gone. */
  release(): void {
    this.clear();
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
    out.bytes(this.written);
  }
}

/** Thrown while lifting: not one value is wrong but all of them together are too much. */
export class ResultTooLarge extends Error {
  override name = 'ResultTooLarge';

  constructor(maxBytes: number) {
    super(`result: more than ${maxBytes} bytes`);
  }
}
