/** An instance that serves call after call and is as new for each: what a call may have changed is put back. */

/** Larger memories take longer to be put back than an instance takes to be made. */
const MAX_MEMORY_BYTES = 2 * 2 ** 20;
/** Of what is in its memories when it is new; the rest is zero. */
const MAX_IMAGE_BYTES = 256 * 1024;

interface Image {
  readonly memory: WebAssembly.Memory;
  readonly sizeBytes: number;
  /** How it begins; zero behind it. */
  readonly begin: Uint8Array;
}

interface Value {
  readonly global: WebAssembly.Global;
  readonly initial: unknown;
}

export class RestoredInstance {
  readonly instance: WebAssembly.Instance;
  readonly #images: readonly Image[];
  readonly #values: readonly Value[];

  private constructor(instance: WebAssembly.Instance, images: readonly Image[], values: readonly Value[]) {
    this.instance = instance;
    this.#images = images;
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
  ): RestoredInstance | null {
    const sizeBytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    if (sizeBytes > MAX_MEMORY_BYTES) return null;
    const images = memories.map((memory) => ({
      memory,
      sizeBytes: memory.buffer.byteLength,
      begin: beginOf(memory.buffer),
    }));
    if (images.reduce((sum, { begin }) => sum + begin.length, 0) > MAX_IMAGE_BYTES) return null;
    const values = state.map((name) => {
      const global = instance.exports[name] as WebAssembly.Global;
      return { global, initial: global.value as unknown };
    });
    return new RestoredInstance(instance, images, values);
  }

  /** Makes it as new. False where it cannot be: a memory has grown. */
  restore(): boolean {
    for (const { memory, sizeBytes, begin } of this.#images) {
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

/** A copy up to the last byte that is not zero, or a few more. */
function beginOf(buffer: ArrayBuffer): Uint8Array {
  const words = new BigUint64Array(buffer);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0n) end--;
  return new Uint8Array(buffer, 0, end * 8).slice();
}
