/** Makes the instances of a guest's calls, with memories that are bounded and counted. On a guest's thread. */
import {
  formatMemory,
  GUEST_MEMORY_BYTES,
  MAX_TABLE_ELEMENTS,
  MEMORY_SECTION,
  memoryOf,
  PAGE_BYTES,
  tableBytes,
  type MemoryLimits,
  type ModuleMemory,
} from '../contract/module-memory.ts';

/** A call is refused the memory that it needs to begin with. */
export class MemoryRefused extends Error {
  override name = 'MemoryRefused';
}

/** Where a call's memory has grown beyond this, a trap may come from there being no more: its message says so. */
const NOTED_BYTES = GUEST_MEMORY_BYTES / 2;

/** One call at a time, whose instances share {@link GUEST_MEMORY_BYTES}. */
export class Instances {
  /** What each module says of its memory: asked for at every call. */
  readonly #known = new WeakMap<WebAssembly.Module, ModuleMemory>();
  #made: WebAssembly.Memory[] = [];
  /** Memories that the call is to have in all: they share evenly. */
  #expected = 0;
  #grantedBytes = 0;
  #endedWithBytes = 0;

  /** A call begins, for which instances of these modules will be made. */
  begin(modules: readonly WebAssembly.Module[]): void {
    this.#expected = 0;
    for (const module of modules) this.#expected += this.#memoryOf(module).memories.length;
    this.#grantedBytes = 0;
    this.#endedWithBytes = 0;
    if (this.#made.length > 0) this.#made = [];
  }

  /** The call has ended: its memories are let go, {@link bytes} stays. */
  end(): void {
    if (this.#made.length === 0) return;
    this.#endedWithBytes = this.bytes;
    this.#made = [];
  }

  /** What the linear memories of the call take, or took at its end. */
  get bytes(): number {
    if (this.#made.length === 0) return this.#endedWithBytes;
    let total = 0;
    for (const { buffer } of this.#made) total += buffer.byteLength;
    return total;
  }

  /** What a trap's message must add, or nothing. */
  get note(): string {
    const { bytes } = this;
    if (bytes < NOTED_BYTES) return '';
    return ` (its memory had grown to ${formatMemory(bytes)}; the calls of a guest may have ${formatMemory(GUEST_MEMORY_BYTES)})`;
  }

  /** Throws {@link MemoryRefused}, and what engines throw. */
  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    const memory = this.#memoryOf(module);
    if (memory.tableElements > MAX_TABLE_ELEMENTS) {
      throw new MemoryRefused(`its tables have ${memory.tableElements} elements, more than ${MAX_TABLE_ELEMENTS}`);
    }
    this.#grantedBytes += tableBytes(memory);
    return new WebAssembly.Instance(
      module,
      memory.memories.length === 0 ? imports : { ...imports, [MEMORY_SECTION]: this.#create(memory.memories) },
    );
  }

  #create(wanted: readonly MemoryLimits[]): Record<string, WebAssembly.Memory> {
    const spare =
      GUEST_MEMORY_BYTES - this.#grantedBytes - PAGE_BYTES * wanted.reduce((pages, { initial }) => pages + initial, 0);
    if (spare < 0) {
      throw new MemoryRefused(
        `it needs ${formatMemory(GUEST_MEMORY_BYTES - spare)} of memory to begin with, more than the ${formatMemory(GUEST_MEMORY_BYTES)} that a guest may have`,
      );
    }
    const growth = Math.floor(spare / PAGE_BYTES / Math.max(wanted.length, this.#expected - this.#made.length));
    const made: Record<string, WebAssembly.Memory> = Object.create(null) as Record<string, WebAssembly.Memory>;
    for (const [index, limits] of wanted.entries()) {
      const granted = Math.min(limits.maximum ?? Infinity, limits.initial + growth);
      const memory = createMemory(limits, granted);
      this.#grantedBytes += granted * PAGE_BYTES;
      this.#made.push(memory);
      made[index] = memory;
    }
    return made;
  }

  #memoryOf(module: WebAssembly.Module): ModuleMemory {
    let memory = this.#known.get(module);
    if (!memory) this.#known.set(module, (memory = memoryOf(module)));
    return memory;
  }
}

/**
 * Between attempts, milliseconds. Each memory takes a large part of a thread's address space, whatever its size, and engines
 * free those of earlier calls beside the thread: on a busy machine that may be late.
 */
const PAUSES_MS = [2, 8, 32, 128];

function createMemory(limits: MemoryLimits, maximum: number): WebAssembly.Memory {
  for (const pauseMs of PAUSES_MS) {
    const memory = tryMemory(limits, maximum);
    if (memory) return memory;
    pause(pauseMs);
  }
  const memory = tryMemory(limits, maximum);
  if (memory) return memory;
  throw new MemoryRefused(`the browser has no ${formatMemory(limits.initial * PAGE_BYTES)} of memory for it`);
}

/** null where there is no room for it now. */
function tryMemory({ initial, isShared, is64 }: MemoryLimits, maximum: number): WebAssembly.Memory | null {
  try {
    if (is64)
      return new WebAssembly.Memory({
        initial: BigInt(initial),
        maximum: BigInt(maximum),
        address: 'i64',
        shared: isShared,
      });
    return new WebAssembly.Memory({ initial, maximum, shared: isShared });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** A guest's thread may block. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
