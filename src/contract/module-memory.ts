/** What a module says of its memories and tables once `bound-module.ts` has been over it. Any thread. */

/** Of all linear memories of one call together (README, Limits): the largest value that a call carries, and room beside it. */
export const GUEST_MEMORY_BYTES = 320 * 2 ** 20;
export const PAGE_BYTES = 64 * 1024;
/** Of all tables of one module together, when it is made. Engines take ten times as many, in each of 100 000 tables. */
export const MAX_TABLE_ELEMENTS = 1_000_000;
/** What an element of a table takes: a reference, and where a call of it goes. */
const TABLE_ELEMENT_BYTES = 24;

/** Custom section that carries a {@link ModuleMemory}, and the name of the module that the memories are imported from. */
export const MEMORY_SECTION = 'wippy:memory';

export interface MemoryLimits {
  /** In pages, as the maximum is. */
  readonly initial: number;
  readonly maximum: number | null;
  readonly isShared: boolean;
  /** Its addresses have 64 bits. */
  readonly is64: boolean;
}

export interface ModuleMemory {
  /** Those that the module defined; it imports them by their place in this list. */
  readonly memories: readonly MemoryLimits[];
  /** Of all tables when an instance is made, and the most that they can grow to. */
  readonly tableElements: number;
  readonly maxTableElements: number;
}

const NONE: ModuleMemory = { memories: [], tableElements: 0, maxTableElements: 0 };

/** Of a module that was not rewritten: nothing. Worth keeping: it is parsed at every call. */
export function memoryOf(module: WebAssembly.Module): ModuleMemory {
  const [section] = WebAssembly.Module.customSections(module, MEMORY_SECTION);
  // Written by `bound-module.ts`, which removes what else goes by this name.
  return section ? (JSON.parse(new TextDecoder().decode(new Uint8Array(section))) as ModuleMemory) : NONE;
}

export function tableBytes({ maxTableElements }: ModuleMemory): number {
  return maxTableElements * TABLE_ELEMENT_BYTES;
}

/** The most that one instance of each of these modules may take together. */
export function ceilingBytes(modules: readonly WebAssembly.Module[]): number {
  let total = 0;
  for (const module of modules) {
    if (!(module instanceof WebAssembly.Module)) continue;
    const memory = memoryOf(module);
    total += tableBytes(memory);
    for (const { maximum } of memory.memories) total += (maximum ?? Infinity) * PAGE_BYTES;
  }
  return Math.min(total, GUEST_MEMORY_BYTES);
}

/** `96 MiB`, `1.5 MiB`. */
export function formatMemory(bytes: number): string {
  return `${Number((bytes / 2 ** 20).toFixed(1))} MiB`;
}
