/** What passes between core code and the host, as readers and writers of values take it. */
import type { ValueSource } from '../../contract/hosts/values.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import type { ArgumentBytes } from '../canonical-abi/argument-bytes.ts';
import type { ResultBytes } from '../canonical-abi/result-bytes.ts';

export class PassageReader implements ValueSource {
  readonly #from: ArgumentBytes;

  constructor(from: ArgumentBytes) {
    this.#from = from;
  }

  /** At least: the memory is longer than what lies in it. */
  get remainingBytes(): number {
    return this.#from.bytes.length - this.#from.at;
  }

  u8(): number {
    return this.#from.u8();
  }

  u32(): number {
    return this.#from.u32();
  }

  s64(): number | bigint {
    return this.#from.s64();
  }

  u64(): number | bigint {
    return this.#from.u64();
  }

  f32(): number {
    return this.#from.f32();
  }

  f64(): number {
    return this.#from.f64();
  }

  bytes(length: number): Uint8Array {
    const { bytes, at } = this.#from;
    this.#from.at += length;
    return bytes.slice(at, at + length);
  }
}

export class PassageWriter implements ByteWriter {
  readonly #to: ResultBytes;

  constructor(to: ResultBytes) {
    this.#to = to;
  }

  u8(value: number): void {
    this.#to.u8(value);
  }

  u32(value: number): void {
    this.#to.u32(value);
  }

  u64(value: number | bigint): void {
    this.#to.u64(value);
  }

  f32(value: number): void {
    this.#to.f32(value);
  }

  f64(value: number): void {
    this.#to.f64(value);
  }

  bytes(value: Uint8Array): void {
    this.#to.append(value, 0, value.length);
  }
}
