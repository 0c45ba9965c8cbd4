/**
 * What a guest writes to the console without waiting for the kernel: a ring of bytes in its channel, outside of turns. A record is
 * its length and its stream (u32: length * 2, and 1 for stderr) and its bytes; both run over the end of the ring.
 *
 * The guest puts, and rings only where the ring was empty; the kernel takes, and looks once more after it has said how much. Both
 * write their own word before they read the other's, so a record is never left lying with nobody told.
 */
import { ChannelSize, ChannelWord, headerOf } from './sync-channel-layout.ts';

export type Destination = 'stdout' | 'stderr';

const { headerBytes, ringBytes } = ChannelSize;
const MASK = ringBytes - 1;
const HEAD_BYTES = 4;
/** What is longer goes as a message, which is one copy less for it. */
export const MAX_POSTED_BYTES = 2048;

/** One end. */
export class OutputRing {
  readonly #head: Int32Array<SharedArrayBuffer>;
  readonly #ring: Uint8Array<SharedArrayBuffer>;

  constructor(channel: SharedArrayBuffer) {
    this.#head = headerOf(channel);
    this.#ring = new Uint8Array(channel, headerBytes, ringBytes);
  }

  /** Guest only. `first`: the ring was empty, so the kernel may not be looking. */
  put(to: Destination, bytes: Uint8Array): 'first' | 'more' | 'no room' {
    const { length } = bytes;
    if (length > MAX_POSTED_BYTES) return 'no room';
    const head = this.#head;
    const put = Atomics.load(head, ChannelWord.ringPut);
    const used = (put - Atomics.load(head, ChannelWord.ringTaken)) >>> 0;
    if (used + HEAD_BYTES + length > ringBytes) return 'no room';
    const ring = this.#ring;
    const word = length * 2 + (to === 'stderr' ? 1 : 0);
    for (let byte = 0; byte < HEAD_BYTES; byte++) ring[(put + byte) & MASK] = word >>> (byte * 8);
    const at = (put + HEAD_BYTES) & MASK;
    if (at + length <= ringBytes) ring.set(bytes, at);
    else {
      ring.set(bytes.subarray(0, ringBytes - at), at);
      ring.set(bytes.subarray(ringBytes - at), 0);
    }
    Atomics.store(head, ChannelWord.ringPut, (put + HEAD_BYTES + length) | 0);
    return Atomics.load(head, ChannelWord.ringTaken) === put ? 'first' : 'more';
  }

  /**
   * Kernel only. Tells what there is, what goes to one stream in a row as one, in memory of the receiver's; whether more has come
   * meanwhile. The guest may be in the hands of the code that it runs: RangeError for what is no record.
   */
  take(wrote: (to: Destination, bytes: Uint8Array) => void): boolean {
    const head = this.#head;
    const taken = Atomics.load(head, ChannelWord.ringTaken);
    const put = Atomics.load(head, ChannelWord.ringPut);
    if (put === taken) return false;
    const all = this.#copy(taken, (put - taken) >>> 0);
    Atomics.store(head, ChannelWord.ringTaken, put);
    tell(all, wrote);
    return Atomics.load(head, ChannelWord.ringPut) !== put;
  }

  #copy(from: number, length: number): Uint8Array {
    if (length > ringBytes) throw new RangeError(`${length} bytes in a ring of ${ringBytes}`);
    const all = new Uint8Array(length);
    const at = from & MASK;
    const untilEnd = Math.min(length, ringBytes - at);
    all.set(this.#ring.subarray(at, at + untilEnd));
    all.set(this.#ring.subarray(0, length - untilEnd), untilEnd);
    return all;
  }
}

/** Bytes of records in a row move together, over the heads between them. */
function tell(all: Uint8Array, wrote: (to: Destination, bytes: Uint8Array) => void): void {
  const view = new DataView(all.buffer);
  let last: Destination = 'stdout';
  let start = 0;
  let end = 0;
  const flush = (): void => {
    if (end > start) wrote(last, all.slice(start, end));
  };
  for (let at = 0; at < all.length;) {
    if (at + HEAD_BYTES > all.length) throw new RangeError('a record that ends in its head');
    const word = view.getUint32(at, true);
    const length = word >>> 1;
    const to = (word & 1) === 1 ? 'stderr' : 'stdout';
    at += HEAD_BYTES;
    if (at + length > all.length) throw new RangeError(`a record of ${length} bytes where ${all.length - at} are left`);
    if (to !== last) {
      flush();
      start = end = at;
    }
    last = to;
    all.copyWithin(end, at, at + length);
    end += length;
    at += length;
  }
  flush();
}
