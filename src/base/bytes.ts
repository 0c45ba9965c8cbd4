/** Bytes that are put together piece by piece. */

const TWO_32 = 2 ** 32;
/** Shorter runs are copied faster by a loop than by a call of the engine, which needs a view first. */
export const LOOPED_BYTES = 32;

/** Misfits are rare below, and cost little. */
const STEPPED_BYTES = 1024;
const STEP_BYTES = 65_536;
const WORD_BYTES = 8;

/** Its first word starts where words do. */
let step: Uint8Array | null = null;

/**
 * `target.set(source, at)`, fast also where one of both is shared memory: engines copy that in words only where both begin at the same
 * place within a word, and byte by byte otherwise. So it goes in steps over private memory, where every place is as good.
 */
export function copyBytes(target: Uint8Array, at: number, source: Uint8Array): void {
  const { length } = source;
  const phase = (target.byteOffset + at) % WORD_BYTES;
  const isFit = phase === source.byteOffset % WORD_BYTES || isPrivate(target) === isPrivate(source);
  if (length < STEPPED_BYTES || isFit) {
    target.set(source, at);
    return;
  }
  const shift = isPrivate(target) ? source.byteOffset % WORD_BYTES : phase;
  step ??= new Uint8Array(STEP_BYTES + WORD_BYTES);
  for (let done = 0; done < length; done += STEP_BYTES) {
    const part = source.subarray(done, done + STEP_BYTES);
    step.set(part, shift);
    target.set(step.subarray(shift, shift + part.length), at + done);
  }
}

function isPrivate({ buffer }: Uint8Array): boolean {
  return buffer instanceof ArrayBuffer;
}

/** How much a buffer may take, and what it says where that is not enough. */
export interface ByteBounds {
  /** Of the first piece of memory, taken when the first byte is written. */
  readonly firstBytes: number;
  readonly maxBytes: number;
  /** More memory than this is given back when what was written is taken or forgotten: a large value must not hold it for good. */
  readonly keptBytes: number;
  /** Thrown beyond `maxBytes`, with nothing changed. */
  readonly tooLarge: (maxBytes: number) => Error;
  /** Thrown where the engine gives no more memory; without it what the engine throws. */
  readonly noMemory?: () => Error;
}

/** The next size of memory that has to hold `needed` bytes: twice as much, so that growing costs no more than writing. */
export function grownSize(
  size: number,
  needed: number,
  { firstBytes, maxBytes }: Pick<ByteBounds, 'firstBytes' | 'maxBytes'>,
): number {
  return Math.max(needed, Math.min(maxBytes, Math.max(size * 2, firstBytes)));
}

/** For whoever holds no bytes yet, or no more: a view of its own is three objects, of which thousands of suspended calls have several. */
export const NO_BYTES = new Uint8Array(0);
export const NO_VIEW = new DataView(NO_BYTES.buffer);

/**
 * The one buffer that grows: everything that gathers a message, a result or a record of values writes into one of these, little-endian.
 * Its memory is its owner's thread's alone, never shared. Fields are public for tight loops, which {@link reserve} first.
 */
export class GrowingBytes {
  array = NO_BYTES;
  view = NO_VIEW;
  /** How much is written. */
  at = 0;
  readonly #bounds: ByteBounds;

  constructor(bounds: ByteBounds) {
    this.#bounds = bounds;
  }

  /** Makes room: the next `count` bytes may be written without asking again. Throws what the bounds say. */
  reserve(count: number): void {
    if (this.at + count > this.array.length) this.#grow(count);
  }

  /** What was written, valid until it is forgotten or taken. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.array.subarray(0, this.at);
  }

  /** What was written, for as long as the caller likes; the buffer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const isLarge = this.array.length > this.#bounds.keptBytes;
    const taken = isLarge ? this.written : this.array.slice(0, this.at);
    if (isLarge) this.#setMemory(NO_BYTES);
    this.at = 0;
    return taken;
  }

  /** Forgets what was written. */
  clear(): void {
    this.at = 0;
    if (this.array.length > this.#bounds.keptBytes) this.#setMemory(NO_BYTES);
  }

  /** Wraps into 8 bits. */
  u8(value: number): void {
    if (this.at + 1 > this.array.length) this.#grow(1);
    this.array[this.at++] = value;
  }

  /** Wraps into 32 bits. */
  u32(value: number): void {
    if (this.at + 4 > this.array.length) this.#grow(4);
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** Wraps into 64 bits. */
  u64(value: number | bigint): void {
    if (this.at + 8 > this.array.length) this.#grow(8);
    if (typeof value === 'bigint') {
      this.view.setBigUint64(this.at, value, true);
    } else {
      this.view.setUint32(this.at, value, true);
      this.view.setUint32(this.at + 4, Math.floor(value / TWO_32), true);
    }
    this.at += 8;
  }

  f32(value: number): void {
    if (this.at + 4 > this.array.length) this.#grow(4);
    this.view.setFloat32(this.at, value, true);
    this.at += 4;
  }

  f64(value: number): void {
    if (this.at + 8 > this.array.length) this.#grow(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** Copies `source[from..from+length-1]`, of any memory. */
  append(source: Uint8Array, from: number, length: number): void {
    if (this.at + length > this.array.length) this.#grow(length);
    const { array, at } = this;
    if (length < LOOPED_BYTES) for (let index = 0; index < length; index++) array[at + index] = source[from + index]!;
    else array.set(from === 0 && length === source.length ? source : source.subarray(from, from + length), at);
    this.at = at + length;
  }

  #grow(count: number): void {
    const { maxBytes, tooLarge, noMemory } = this.#bounds;
    const needed = this.at + count;
    if (needed > maxBytes) throw tooLarge(maxBytes);
    let memory: Uint8Array<ArrayBuffer>;
    try {
      memory = new Uint8Array(grownSize(this.array.length, needed, this.#bounds));
    } catch (error) {
      if (noMemory && error instanceof RangeError) throw noMemory();
      throw error;
    }
    memory.set(this.written);
    this.#setMemory(memory);
  }

  #setMemory(memory: Uint8Array<ArrayBuffer>): void {
    this.array = memory;
    this.view = new DataView(memory.buffer);
  }
}

/** All parts, one after the other, in memory of their own. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
