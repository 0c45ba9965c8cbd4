/** The guest's memory as a host function may use it: every address is checked before it is touched. */
import type { InMemory } from './in-memory.ts';

/** An address or length outside of memory, or no memory at all. Becomes `EFAULT`. */
export class AddressError extends Error {
  override name = 'AddressError';
}

export class GuestMemory {
  readonly #memory: WebAssembly.Memory | null;
  /** Remade when the memory has grown, which detaches the buffer it views. */
  #view = new DataView(new ArrayBuffer(0));
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(memory: WebAssembly.Memory | null) {
    this.#memory = memory;
  }

  /** A view for an access to `length` bytes at `pointer`, both as a guest passes them (i32, any sign). */
  view(pointer: number, length: number): DataView {
    this.#check(pointer >>> 0, length);
    return this.#view;
  }

  /** Borrowed until guest code runs again. */
  bytes(pointer: number, length: number): Uint8Array {
    const at = pointer >>> 0;
    const count = length >>> 0;
    this.#check(at, count);
    return this.#bytes.subarray(at, at + count);
  }

  store<Value>(of: InMemory<Value, unknown>, pointer: number, value: Value): void {
    of.store(this.view(pointer, of.sizeBytes), pointer >>> 0, value);
  }

  setU32(pointer: number, value: number): void {
    this.view(pointer, 4).setUint32(pointer >>> 0, value, true);
  }

  setU64(pointer: number, value: bigint): void {
    this.view(pointer, 8).setBigUint64(pointer >>> 0, value, true);
  }

  #check(pointer: number, length: number): void {
    if (this.#memory === null) throw new AddressError('the module exports no memory');
    const buffer = this.#memory.buffer;
    if (this.#view.buffer !== buffer) {
      this.#view = new DataView(buffer);
      this.#bytes = new Uint8Array(buffer);
    }
    if (pointer + length > buffer.byteLength) {
      throw new AddressError(`${length} bytes at ${pointer} lie outside of a memory of ${buffer.byteLength} bytes`);
    }
  }
}
