/** Values out of a message in private memory. */
import type { ByteReader } from './codec.ts';

/** Reads bytes that are nobody's channel: borrowed, and shared with nobody while it reads. Throws RangeError beyond their end. */
export class BytesReader implements ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get remainingBytes(): number {
    return this.#bytes.length - this.position;
  }
  seek(position: number): void {
    this.position = position;
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  s64(): number | bigint {
    return narrow(this.#view.getBigInt64(this.#take(8), true));
  }
  u64(): number | bigint {
    return narrow(this.#view.getBigUint64(this.#take(8), true));
  }
  f32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }
  copyTo(target: Uint8Array): void {
    target.set(this.bytes(target.length));
  }
  #take(size: number): number {
    const at = this.position;
    if (at + size > this.#bytes.length)
      throw new RangeError(`read of ${size} bytes where ${this.remainingBytes} are left`);
    this.position = at + size;
    return at;
  }
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
