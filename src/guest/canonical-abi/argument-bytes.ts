/** The arguments of one call, out of the channel and in memory of our own. */
import { NO_BYTES, NO_VIEW } from '../../base/bytes.ts';
import type { ByteReader } from '../../wit/codec.ts';
import type { ScalarReader } from './scalars.ts';

/** Kept between calls for the next one; anything larger is given back. */
const KEPT_BYTES = 1024 * 1024;
/** At least, once there is anything. */
const FIRST_BYTES = 4096;

/**
 * A guest that allocates runs its own code, which may call the host, which uses the buffer in which the arguments came.
 * So they are copied before the guest runs. Laid out as `wit/codec.ts` says. Fields are public for the tight loops.
 */
export class ArgumentBytes implements ScalarReader {
  bytes: Uint8Array = NO_BYTES;
  view: DataView = NO_VIEW;
  /** Offset of the next value. */
  at = 0;

  /** Takes the rest of the message. */
  take(from: ByteReader): void {
    const length = from.remainingBytes;
    this.release();
    if (length > this.bytes.length) this.#resize(Math.max(length, FIRST_BYTES));
    from.copyTo(this.bytes.subarray(0, length));
    this.at = 0;
  }

  /** Ends a run: gives large memory back. Nothing can be read afterwards. */
  release(): void {
    if (this.bytes.length > KEPT_BYTES) this.#resize(FIRST_BYTES);
  }

  #resize(length: number): void {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u32(): number {
    const value = this.view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  s64(): number | bigint {
    const value = this.view.getBigInt64(this.at, true);
    this.at += 8;
    return value;
  }

  u64(): number | bigint {
    const value = this.view.getBigUint64(this.at, true);
    this.at += 8;
    return value;
  }

  f32(): number {
    const value = this.view.getFloat32(this.at, true);
    this.at += 4;
    return value;
  }

  f64(): number {
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }
}
