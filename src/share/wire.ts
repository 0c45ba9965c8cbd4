/**
 * Bytes in a row: varints, length-prefixed strings. The reader trusts nothing: whatever is not what the writer would have
 * written throws {@link Malformed}, which never leaves the decoder.
 */
import { lebBytes } from '../base/leb128.ts';
import { decodeUtf8 } from './text.ts';

const encoder = new TextEncoder();

export class ByteWriter {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  bytes(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
  }

  byte(value: number): void {
    this.bytes(Uint8Array.of(value));
  }

  /** LEB128, unsigned, up to 2^31 - 1. */
  varint(value: number): void {
    this.bytes(lebBytes(value));
  }

  sized(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  /** Half surrogate pairs become U+FFFD: UTF-8 has no place for them. */
  string(text: string): void {
    this.sized(encoder.encode(text));
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}

/** Data that no writer made. */
export class Malformed extends Error {}

export class ByteReader {
  readonly #all: Uint8Array;
  #at = 0;

  constructor(all: Uint8Array) {
    this.#all = all;
  }

  get left(): number {
    return this.#all.length - this.#at;
  }

  byte(): number {
    const value = this.#all[this.#at++];
    if (value === undefined) throw new Malformed('ends too early');
    return value;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) {
        if (value > 0x7fffffff || (byte === 0 && shift > 0)) break;
        return value;
      }
    }
    throw new Malformed('a number that is too long');
  }

  /** A copy, so that nobody keeps the whole alive. */
  bytes(length: number): Uint8Array {
    if (length > this.left) throw new Malformed('ends too early');
    this.#at += length;
    return this.#all.slice(this.#at - length, this.#at);
  }

  text(length: number): string {
    const text = decodeUtf8(this.bytes(length));
    if (text === null) throw new Malformed('text that is not UTF-8');
    return text;
  }

  string(): string {
    return this.text(this.varint());
  }

  end(): void {
    if (this.left > 0) throw new Malformed('goes on after its end');
  }
}
