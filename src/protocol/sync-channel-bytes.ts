/** Values in and out of a channel's data area. Views are made when a buffer grows, never per call. */
import { copyBytes, GrowingBytes, grownSize, LOOPED_BYTES, joinBytes, type ByteBounds } from '../base/bytes.ts';
import { ByteLimitExceeded, MAX_VALUE_BYTES, NoMemory, type ByteReader, type ByteWriter } from '../wit/codec.ts';
import { ChannelSize, ChannelWord, headerOf } from './sync-channel-layout.ts';

/** The values of a call, and what the messages around them add: numbers, the text of a fault. */
export const MAX_MESSAGE_BYTES = MAX_VALUE_BYTES + 64 * 1024;

const SPILL: ByteBounds = {
  firstBytes: ChannelSize.initialBytes,
  maxBytes: MAX_MESSAGE_BYTES,
  keptBytes: 0,
  tooLarge: () => new ByteLimitExceeded(),
  noMemory: () => new NoMemory(),
};

const TWO_32 = 2 ** 32;

/** Fixed-length views of a growing buffer (length-tracking ones cost twenty times as much per element). */
class Area {
  readonly channel: SharedArrayBuffer;
  readonly head: Int32Array<SharedArrayBuffer>;
  view: DataView;
  bytes: Uint8Array;

  constructor(channel: SharedArrayBuffer) {
    this.channel = channel;
    this.head = headerOf(channel);
    this.view = new DataView(channel, 0, channel.byteLength);
    this.bytes = new Uint8Array(channel, 0, channel.byteLength);
  }

  /** Follows a growth by the other end. The word only says that there was one: how far it went, the buffer knows itself. */
  refresh(): void {
    if (Atomics.load(this.head, ChannelWord.size) !== this.view.byteLength) this.#remake(this.channel.byteLength);
  }

  /** False when the buffer cannot hold that much, or there is no memory for it. Only for whoever has the turn. */
  grow(bytes: number): boolean {
    const max = this.channel.maxByteLength;
    if (bytes > max) return false;
    const size = grownSize(this.channel.byteLength, bytes, { firstBytes: 0, maxBytes: max });
    try {
      this.channel.grow(size);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    Atomics.store(this.head, ChannelWord.size, size);
    this.#remake(size);
    return true;
  }

  #remake(size: number): void {
    this.view = new DataView(this.channel, 0, size);
    this.bytes = new Uint8Array(this.channel, 0, size);
  }
}

/**
 * Writes a message: into the shared buffer, which grows up to its maximum, and what does not fit any more into private
 * memory, from where it is sent piece by piece. Throws {@link ByteLimitExceeded} beyond {@link MAX_MESSAGE_BYTES} and
 * {@link NoMemory}; nothing was sent then.
 */
export class ChannelWriter implements ByteWriter {
  readonly #area: Area;
  #view: DataView;
  #bytes: Uint8Array;
  #position: number = ChannelSize.dataAt;
  #limit: number;
  /** What does not fit into the shared buffer, while there is such a thing. */
  #spill: GrowingBytes | null = null;
  /** Length of the first piece once the rest spilled, else -1. */
  #firstBytes = -1;
  #sentBytes = 0;

  constructor(channel: SharedArrayBuffer) {
    this.#area = new Area(channel);
    this.#view = this.#area.view;
    this.#bytes = this.#area.bytes;
    this.#limit = this.#bytes.length;
  }

  /** Starts a message. Only for whoever has the turn. */
  begin(): void {
    const area = this.#area;
    area.refresh();
    this.#view = area.view;
    this.#bytes = area.bytes;
    this.#limit = area.bytes.length;
    this.#position = ChannelSize.dataAt;
    this.#firstBytes = -1;
    this.#sentBytes = 0;
    this.#spill = null;
  }

  u8(value: number): void {
    if (this.#position + 1 > this.#limit) this.#makeRoom(1);
    this.#view.setUint8(this.#position, value);
    this.#position += 1;
  }

  u32(value: number): void {
    if (this.#position + 4 > this.#limit) this.#makeRoom(4);
    this.#view.setUint32(this.#position, value, true);
    this.#position += 4;
  }

  u64(value: number | bigint): void {
    if (this.#position + 8 > this.#limit) this.#makeRoom(8);
    if (typeof value === 'bigint') {
      this.#view.setBigUint64(this.#position, value, true);
    } else {
      this.#view.setUint32(this.#position, value, true);
      this.#view.setUint32(this.#position + 4, Math.floor(value / TWO_32), true);
    }
    this.#position += 8;
  }

  f32(value: number): void {
    if (this.#position + 4 > this.#limit) this.#makeRoom(4);
    this.#view.setFloat32(this.#position, value, true);
    this.#position += 4;
  }

  f64(value: number): void {
    if (this.#position + 8 > this.#limit) this.#makeRoom(8);
    this.#view.setFloat64(this.#position, value, true);
    this.#position += 8;
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    if (this.#position + length > this.#limit) this.#makeRoom(length);
    const target = this.#bytes;
    let at = this.#position;
    if (length > LOOPED_BYTES) copyBytes(target, at, value);
    else for (let index = 0; index < length; index++) target[at++] = value[index]!;
    this.#position += length;
  }

  /** Bytes of the piece that lies in the shared buffer. */
  get pieceBytes(): number {
    return this.#firstBytes < 0 ? this.#position - ChannelSize.dataAt : this.#firstBytes;
  }

  /** Whether pieces are left to be sent after this one. */
  get hasMore(): boolean {
    return this.#firstBytes >= 0 && this.#sentBytes < this.#position;
  }

  /** Copies the next piece into the shared buffer. Only for whoever has the turn, while {@link hasMore}. */
  nextPiece(): void {
    const area = this.#area;
    area.refresh();
    const length = Math.min(this.#position - this.#sentBytes, area.bytes.length - ChannelSize.dataAt);
    area.bytes.set(this.#bytes.subarray(this.#sentBytes, this.#sentBytes + length), ChannelSize.dataAt);
    this.#sentBytes += length;
    this.#firstBytes = length;
    if (this.#sentBytes === this.#position) this.#dropSpill();
  }

  /** Frees what spilled. */
  #dropSpill(): void {
    this.#view = this.#area.view;
    this.#bytes = this.#area.bytes;
    this.#limit = 0;
    this.#spill = null;
  }

  #makeRoom(bytes: number): void {
    if (this.#firstBytes < 0) {
      if (this.#area.grow(this.#position + bytes)) {
        this.#view = this.#area.view;
        this.#bytes = this.#area.bytes;
        this.#limit = this.#bytes.length;
        return;
      }
      this.#firstBytes = this.#position - ChannelSize.dataAt;
      this.#position = 0;
    }
    const spill = (this.#spill ??= new GrowingBytes(SPILL));
    spill.at = this.#position;
    spill.reserve(bytes);
    this.#bytes = spill.array;
    this.#view = spill.view;
    this.#limit = spill.array.length;
  }
}

/**
 * Reads a message, whether it came in one piece (from the shared buffer) or in several (from private memory). What the other
 * end says of lengths is not believed: a message that cannot be is a RangeError.
 */
export class ChannelReader implements ByteReader {
  readonly #area: Area;
  #view: DataView;
  #bytes: Uint8Array;
  #start = 0;
  #position = 0;
  #end = 0;
  /** Earlier pieces of the message that is arriving. */
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;

  constructor(channel: SharedArrayBuffer) {
    this.#area = new Area(channel);
    this.#view = this.#area.view;
    this.#bytes = this.#area.bytes;
  }

  /** Takes a piece that is not the last one. */
  collect(pieceBytes: number): void {
    const piece = this.#piece(pieceBytes);
    // The first piece may be a short one; each that follows fills the buffer.
    const mostPieces = Math.ceil(MAX_MESSAGE_BYTES / (this.#area.bytes.length - ChannelSize.dataAt)) + 1;
    if (this.#pieces.length >= mostPieces) throw new RangeError(`a message of more than ${mostPieces} pieces`);
    this.#pieces.push(piece.slice());
    this.#piecesBytes += pieceBytes;
  }

  /** Forgets the pieces of a message that will not be completed. */
  reset(): void {
    this.#pieces = [];
    this.#piecesBytes = 0;
  }

  /** Makes the message readable, whose last or only piece lies in the shared buffer. */
  open(pieceBytes: number): void {
    const last = this.#piece(pieceBytes);
    const area = this.#area;
    if (this.#pieces.length === 0) {
      this.#view = area.view;
      this.#bytes = area.bytes;
      this.#start = this.#position = ChannelSize.dataAt;
      this.#end = ChannelSize.dataAt + pieceBytes;
      return;
    }
    const whole = joinBytes([...this.#pieces, last]);
    this.reset();
    this.#bytes = whole;
    this.#view = new DataView(whole.buffer);
    this.#start = this.#position = 0;
    this.#end = whole.length;
  }

  /** What lies in the shared buffer now. */
  #piece(bytes: number): Uint8Array {
    this.#area.refresh();
    const all = this.#area.bytes;
    if (bytes < 0 || bytes > all.length - ChannelSize.dataAt)
      throw new RangeError(`a piece of ${bytes} bytes in a buffer of ${all.length}`);
    if (this.#piecesBytes + bytes > MAX_MESSAGE_BYTES)
      throw new RangeError(`a message of more than ${MAX_MESSAGE_BYTES} bytes`);
    return all.subarray(ChannelSize.dataAt, ChannelSize.dataAt + bytes);
  }

  get position(): number {
    return this.#position - this.#start;
  }

  seek(position: number): void {
    const at = this.#start + position;
    if (position < 0 || at > this.#end) throw new RangeError(`position ${position} is outside of the message`);
    this.#position = at;
  }

  get remainingBytes(): number {
    return this.#end - this.#position;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  s64(): number | bigint {
    const at = this.#advance(8);
    const value = this.#view.getInt32(at + 4, true) * TWO_32 + this.#view.getUint32(at, true);
    return Number.isSafeInteger(value) ? value : this.#view.getBigInt64(at, true);
  }

  u64(): number | bigint {
    const at = this.#advance(8);
    const value = this.#view.getUint32(at + 4, true) * TWO_32 + this.#view.getUint32(at, true);
    return Number.isSafeInteger(value) ? value : this.#view.getBigUint64(at, true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  bytes(length: number): Uint8Array {
    // Before the copy is made: memory for a length that cannot be would be the greater harm.
    if (length > this.remainingBytes) this.#advance(length);
    // A slice of shared memory is shared memory, which decoders refuse.
    const copy = new Uint8Array(length);
    this.copyTo(copy);
    return copy;
  }

  /** Reads bytes without a copy: they last until the next message, and may lie in shared memory. */
  borrow(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  copyTo(target: Uint8Array): void {
    const { length } = target;
    let at = this.#advance(length);
    const source = this.#bytes;
    if (length > LOOPED_BYTES) copyBytes(target, 0, source.subarray(at, at + length));
    else for (let index = 0; index < length; index++) target[index] = source[at++]!;
  }

  /** Where the next `bytes` lie. Throws at the end: then the two ends disagree about a type, which is a bug. */
  #advance(bytes: number): number {
    const at = this.#position;
    if (at + bytes > this.#end) throw new RangeError(`read of ${bytes} bytes where ${this.#end - at} are left`);
    this.#position = at + bytes;
    return at;
  }
}
