/** Instances that serve call after call and are as new for each: what a call may have changed is put back. */

/** Larger memories take longer to be put back than an instance takes to be made. */
const MAX_MEMORY_BYTES = 2 * 2 ** 20;
/** Of what is in its memories when it is new; the rest is zero. */
const MAX_IMAGE_BYTES = 256 * 1024;

interface MemoryImage {
  readonly sizeBytes: number;
  /** How it begins; zero behind it. */
  readonly begin: Uint8Array;
}

/** What every new instance of a module has in common that imports nothing but its memories: taken of one, true of all. */
export class InstanceImage {
  readonly #memories: readonly MemoryImage[];
  readonly #values: ReadonlyMap<string, unknown>;

  private constructor(memories: readonly MemoryImage[], values: ReadonlyMap<string, unknown>) {
    this.#memories = memories;
    this.#values = values;
  }

  /**
   * `instance` is new and nobody has called it; `memories` are all that it has, and theirs alone; `state` are names of exported globals,
   * all that it has besides. null where it is not worth it.
   */
  static of(
    instance: WebAssembly.Instance,
    memories: readonly WebAssembly.Memory[],
    state: readonly string[],
  ): InstanceImage | null {
    const sizeBytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    if (sizeBytes > MAX_MEMORY_BYTES) return null;
    const images = memories.map(({ buffer }) => ({ sizeBytes: buffer.byteLength, begin: beginOf(buffer) }));
    if (images.reduce((sum, { begin }) => sum + begin.length, 0) > MAX_IMAGE_BYTES) return null;
    return new InstanceImage(images, new Map(state.map((name) => [name, globalOf(instance, name).value])));
  }

  /** Of another new instance with its memories. null where it began otherwise: there may have been less room for what it asked for. */
  restored(instance: WebAssembly.Instance, memories: readonly WebAssembly.Memory[]): RestoredInstance | null {
    const parts = this.#memories.map(({ sizeBytes, begin }, index) => ({ memory: memories[index]!, sizeBytes, begin }));
    const values = [...this.#values].map(([name, initial]) => ({ global: globalOf(instance, name), initial }));
    const isSame =
      parts.every(({ memory, sizeBytes }) => memory.buffer.byteLength === sizeBytes) &&
      values.every(({ global, initial }) => Object.is(global.value, initial));
    return isSame ? new RestoredInstance(instance, parts, values) : null;
  }
}

export class RestoredInstance {
  readonly instance: WebAssembly.Instance;
  readonly #memories: readonly (MemoryImage & { readonly memory: WebAssembly.Memory })[];
  readonly #values: readonly { readonly global: WebAssembly.Global; readonly initial: unknown }[];

  constructor(
    instance: WebAssembly.Instance,
    memories: readonly (MemoryImage & { readonly memory: WebAssembly.Memory })[],
    values: readonly { readonly global: WebAssembly.Global; readonly initial: unknown }[],
  ) {
    this.instance = instance;
    this.#memories = memories;
    this.#values = values;
  }

  /** Makes it as new. False where it cannot be: a memory has grown. */
  restore(): boolean {
    for (const { memory, sizeBytes, begin } of this.#memories) {
      const { buffer } = memory;
      if (buffer.byteLength !== sizeBytes) return false;
      const bytes = new Uint8Array(buffer);
      bytes.fill(0, begin.length);
      bytes.set(begin);
    }
    for (const { global, initial } of this.#values) global.value = initial;
    return true;
  }
}

function globalOf(instance: WebAssembly.Instance, name: string): WebAssembly.Global {
  return instance.exports[name] as WebAssembly.Global;
}

/** A copy up to the last byte that is not zero, or a few more. */
function beginOf(buffer: ArrayBuffer): Uint8Array {
  const words = new BigUint64Array(buffer);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0n) end--;
  return new Uint8Array(buffer, 0, end * 8).slice();
}
