/** Reads the numbers and names of WebAssembly binaries. Running over an end is {@link Malformed}, never a wrong value. */

/** Thrown by readers of this folder and caught at their door. */
export class Malformed extends Error {
  readonly offset: number;

  /** `offset`: the byte of the binary (0-based). */
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Of a name; no validator takes more. */
const MAX_NAME_BYTES = 100_000;

export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** From the start of the whole binary. */
  get offset(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** Goes back to an {@link offset} of this cursor. */
  seek(offset: number): void {
    this.#at = offset;
  }

  peek(): number {
    if (this.atEnd) throw new Malformed('unexpected end', this.#at);
    return this.#bytes[this.#at]!;
  }

  byte(): number {
    const value = this.peek();
    this.#at++;
    return value;
  }

  u32(): number {
    const offset = this.#at;
    let value = 0;
    for (let index = 0; index < 5; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if ((byte & 0x80) !== 0) continue;
      if (value > 0xffff_ffff) break;
      return value;
    }
    throw new Malformed('integer is too large', offset);
  }

  /** An integer of up to 64 bits that nobody needs. */
  skipInteger(): void {
    for (let index = 0; index < 10; index++) if ((this.byte() & 0x80) === 0) return;
    throw new Malformed('integer is too long', this.#at);
  }

  /** A count of items, each of which takes at least one byte. */
  count(): number {
    const offset = this.#at;
    const value = this.u32();
    if (value > this.left) throw new Malformed('count exceeds the section', offset);
    return value;
  }

  /** The next `size` bytes as a cursor of their own. */
  part(size: number): Cursor {
    if (size > this.left) throw new Malformed('section exceeds the component', this.#at);
    const part = new Cursor(this.#bytes, this.#at, this.#at + size);
    this.#at += size;
    return part;
  }

  /** What is left, borrowed. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  name(): string {
    const size = this.u32();
    if (size > this.left) throw new Malformed('name exceeds the section', this.#at);
    if (size > MAX_NAME_BYTES) throw new Malformed(`name of more than ${MAX_NAME_BYTES} bytes`, this.#at);
    const bytes = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    let text = '';
    for (const byte of size <= 64 ? bytes : []) {
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (text.length === size) return text;
    try {
      // A copy: decoders refuse shared memory.
      return decoder.decode(bytes.slice());
    } catch {
      throw new Malformed('name is not valid UTF-8', this.#at - size);
    }
  }
}
