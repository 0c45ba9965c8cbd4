/** Private memory in which arguments are put together before anybody sees them. */
import { ByteLimitExceeded, MAX_VALUE_BYTES, NoMemory, type ByteWriter } from '../../wit/codec.ts';

const TWO_32 = 2 ** 32;
const FIRST_BYTES = 4 * 1024;
/** A larger buffer is not kept: one call with a large value must not hold its memory for good. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Shorter runs are copied faster by a loop than by a call of the engine. */
const LOOPED_BYTES = 32;

/**
 * A buffer that grows, used for one value after another. Throws {@link ByteLimitExceeded} beyond `maxBytes`, {@link NoMemory}
 * where the engine gives no more. Owned by one thread.
 */
export class StagingWriter implements ByteWriter {
  readonly #maxBytes: number;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #position = 0;

  constructor(maxBytes: number = MAX_VALUE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Forgets what was written. */
  clear(): void {
    this.#position = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#replace(0);
  }

  /** What was written, valid until the next {@link clear} or {@link take}. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#position);
  }

  /** What was written, for as long as the caller likes; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const { written } = this;
    const isLarge = this.#bytes.length > KEPT_BYTES;
    const taken = isLarge ? written : written.slice();
    if (isLarge) this.#replace(0);
    this.#position = 0;
    return taken;
  }

  u8(value: number): void {
    if (this.#position + 1 > this.#bytes.length) this.#grow(1);
    this.#bytes[this.#position++] = value;
  }

  u32(value: number): void {
    if (this.#position + 4 > this.#bytes.length) this.#grow(4);
    this.#view.setUint32(this.#position, value, true);
    this.#position += 4;
  }

  u64(value: number | bigint): void {
    if (this.#position + 8 > this.#bytes.length) this.#grow(8);
    if (typeof value === 'bigint') {
      this.#view.setBigUint64(this.#position, value, true);
    } else {
      this.#view.setUint32(this.#position, value, true);
      this.#view.setUint32(this.#position + 4, Math.floor(value / TWO_32), true);
    }
    this.#position += 8;
  }

  f32(value: number): void {
    if (this.#position + 4 > this.#bytes.length) this.#grow(4);
    this.#view.setFloat32(this.#position, value, true);
    this.#position += 4;
  }

  f64(value: number): void {
    if (this.#position + 8 > this.#bytes.length) this.#grow(8);
    this.#view.setFloat64(this.#position, value, true);
    this.#position += 8;
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    if (this.#position + length > this.#bytes.length) this.#grow(length);
    const target = this.#bytes;
    let at = this.#position;
    if (length > LOOPED_BYTES) target.set(value, at);
    else for (let index = 0; index < length; index++) target[at++] = value[index]!;
    this.#position += length;
  }

  #grow(bytes: number): void {
    const needed = this.#position + bytes;
    if (needed > this.#maxBytes) throw new ByteLimitExceeded();
    this.#replace(Math.min(this.#maxBytes, Math.max(needed, this.#bytes.length * 2, FIRST_BYTES)));
  }

  #replace(size: number): void {
    const bytes = allocate(size);
    bytes.set(this.#bytes.subarray(0, Math.min(size, this.#position)));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

function allocate(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (error) {
    if (error instanceof RangeError) throw new NoMemory();
    throw error;
  }
}
