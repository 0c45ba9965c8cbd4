/**
 * Reads the numbers and names of WebAssembly binaries, core modules and components alike. Running over an end is
 * {@link Malformed}, never a wrong value.
 */

/** Thrown by the readers of this room and caught at their doors. */
export class Malformed extends Error {
  readonly offset: number;

  /** `offset`: the byte of the binary (0-based). */
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a binary is, as messages call it. */
export type BinaryName = 'module' | 'component';

/** Of a name: no validator takes more in a component. Modules are read as far as they can be: their names are judged by others. */
const MAX_NAME_BYTES: { readonly [Name in BinaryName]: number } = { module: Infinity, component: 100_000 };

export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #whole: BinaryName;
  #at: number;

  /** `start` and `end` as offsets in `bytes`, which are borrowed. */
  constructor(bytes: Uint8Array, start: number, end: number, whole: BinaryName) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#whole = whole;
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
    if (this.#at >= this.#end) throw new Malformed('unexpected end', this.#at);
    return this.#bytes[this.#at++]!;
  }

  u32(): number {
    const offset = this.#at;
    // Most are one byte.
    const first = this.byte();
    if (first < 0x80) return first;
    this.#at = offset;
    const value = this.#leb(5, offset);
    if (value > 0xffff_ffff) throw new Malformed('integer is too large', offset);
    return value;
  }

  /** Of up to 64 bits; beyond 2^53 the last digits are lost. */
  u64(): number {
    return this.#leb(10, this.#at);
  }

  #leb(maxBytes: number, offset: number): number {
    let value = 0;
    for (let index = 0; index < maxBytes; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if ((byte & 0x80) === 0) return value;
    }
    throw new Malformed('integer is too long', offset);
  }

  /** An integer of up to 64 bits, with or without a sign, that nobody needs. */
  skipInteger(): void {
    const offset = this.#at;
    for (let index = 0; index < 10; index++) if (this.byte() < 0x80) return;
    throw new Malformed('integer is too long', offset);
  }

  /** A count of items, each of which takes at least one byte. */
  count(max = Infinity): number {
    const offset = this.#at;
    const value = this.u32();
    if (value > this.left || value > max) throw new Malformed('count exceeds the section', offset);
    return value;
  }

  /** The next `size` bytes as a cursor of their own. */
  part(size: number): Cursor {
    if (size > this.left) throw new Malformed(`section exceeds the ${this.#whole}`, this.#at);
    const part = new Cursor(this.#bytes, this.#at, this.#at + size, this.#whole);
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
    const max = MAX_NAME_BYTES[this.#whole];
    if (size > max) throw new Malformed(`name of more than ${max} bytes`, this.#at);
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
