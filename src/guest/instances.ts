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
import { FLAGS_NAME, STOP_SECTION, stopOf, type ModuleStop, type StopFlag } from '../contract/module-stop.ts';
import { MemoryRefused } from './faults.ts';

/** A larger memory is not kept for the next call. */
const KEPT_BYTES = 2 * 2 ** 20;

/** Makes instances, call by call. */
export interface InstanceMaker {
  /** A call begins, for which instances of these modules will be made. */
  begin(modules: readonly WebAssembly.Module[]): void;
  /** Throws {@link MemoryRefused}, and what engines throw. */
  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance;
}

export interface InstancesOptions {
  /** For the instances of one call together. */
  readonly memoryBytes?: number;
  /** Whether the thread may block for a moment where there is no memory yet. */
  readonly mayWait?: boolean;
  /** What ends the calls of modules that look at it; null = no such modules are given. */
  readonly stopFlag?: StopFlag | null;
  /** Told how many bytes the call's memories take once an instance with some is made. */
  readonly onMade?: ((bytes: number) => void) | null;
  /** Told of each new instance before any call of it; who makes it runs what else is to run first. */
  readonly entered?: Entered | null;
}

type Entered = (module: WebAssembly.Module, exports: WebAssembly.Exports) => void;

interface Known {
  readonly memory: ModuleMemory;
  readonly stop: ModuleStop | null;
}

/** What each module says of itself: asked for at every call, and by thousands of calls that are suspended. */
const known = new WeakMap<WebAssembly.Module, Known>();

function knownOf(module: WebAssembly.Module): Known {
  let said = known.get(module);
  if (!said) {
    known.set(module, (said = { memory: memoryOf(module), stop: stopOf(module) }));
  }
  return said;
}

interface MadeMemory {
  readonly memory: WebAssembly.Memory;
  readonly owner: WebAssembly.Module;
  readonly index: number;
  /** In bytes, when it was made. */
  readonly initialBytes: number;
  /** In pages. */
  readonly maximum: number;
}

/**
 * One call at a time, whose instances share what a call may have. A small memory that has not grown serves the next call of its
 * module again, cleared: making one costs the engine ten times as much, and a large part of its address space each time.
 */
export class Instances implements InstanceMaker {
  readonly #memoryBytes: number;
  readonly #mayWait: boolean;
  readonly #stopFlag: StopFlag | null;
  readonly #onMade: ((bytes: number) => void) | null;
  readonly #entered: Entered | null;
  #made: MadeMemory[] = [];
  /** Of calls that have ended, by the module that defines them. */
  readonly #kept = new WeakMap<WebAssembly.Module, MadeMemory[]>();
  /** Memories that the call is to have in all: they share evenly. */
  #expected = 0;
  #grantedBytes = 0;
  #endedWithBytes = 0;

  constructor({
    memoryBytes = GUEST_MEMORY_BYTES,
    mayWait = true,
    stopFlag = null,
    onMade = null,
    entered = null,
  }: InstancesOptions = {}) {
    this.#entered = entered;
    this.#memoryBytes = memoryBytes;
    this.#onMade = onMade;
    this.#mayWait = mayWait;
    this.#stopFlag = stopFlag;
  }

  begin(modules: readonly WebAssembly.Module[]): void {
    this.#expected = 0;
    for (const module of modules) this.#expected += knownOf(module).memory.memories.length;
    this.#grantedBytes = 0;
    this.#endedWithBytes = 0;
    if (this.#made.length > 0) this.#made = [];
  }

  /** The call has ended: its memories are let go, {@link bytes} stays. */
  end(): void {
    if (this.#made.length === 0) return;
    this.#endedWithBytes = this.bytes;
    for (const made of this.#made) {
      if (made.initialBytes > KEPT_BYTES || made.memory.buffer.byteLength !== made.initialBytes) continue;
      const kept = this.#kept.get(made.owner);
      if (kept) kept.push(made);
      else this.#kept.set(made.owner, [made]);
    }
    this.#made = [];
  }

  /** The memories of the instance of `owner` that was made last: from here on they are whoever's asks, and serve no other. */
  take(owner: WebAssembly.Module): WebAssembly.Memory[] {
    const count = knownOf(owner).memory.memories.length;
    return count === 0 ? [] : this.#made.splice(-count, count).map(({ memory }) => memory);
  }

  /** What the linear memories of the call take, or took at its end. */
  get bytes(): number {
    if (this.#made.length === 0) return this.#endedWithBytes;
    let total = 0;
    for (const { memory } of this.#made) total += memory.buffer.byteLength;
    return total;
  }

  /** What a trap's message must add, or nothing. */
  get note(): string {
    const { bytes } = this;
    // A trap may come from there being no more.
    if (bytes < this.#memoryBytes / 2) return '';
    return ` (its memory had grown to ${formatMemory(bytes)}; the calls of a guest may have ${formatMemory(this.#memoryBytes)})`;
  }

  instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
    const { memory, stop } = knownOf(module);
    if (memory.tableElements > MAX_TABLE_ELEMENTS) {
      throw new MemoryRefused(`its tables have ${memory.tableElements} elements, more than ${MAX_TABLE_ELEMENTS}`);
    }
    this.#grantedBytes += tableBytes(memory);
    const instance = new WebAssembly.Instance(module, this.#withOurs(imports, module, memory, stop));
    if (stop) this.#enter(instance.exports, stop);
    this.#entered?.(module, instance.exports);
    return instance;
  }

  #withOurs(
    imports: WebAssembly.Imports,
    module: WebAssembly.Module,
    { memories }: ModuleMemory,
    stop: ModuleStop | null,
  ): WebAssembly.Imports {
    if (memories.length === 0 && !stop) return imports;
    const all = { ...imports };
    if (memories.length > 0) {
      all[MEMORY_SECTION] = this.#create(module, memories);
      this.#onMade?.(this.bytes);
    }
    if (stop) all[STOP_SECTION] = { [FLAGS_NAME]: this.#flag.memory };
    return all;
  }

  #create(owner: WebAssembly.Module, wanted: readonly MemoryLimits[]): Record<string, WebAssembly.Memory> {
    const spare =
      this.#memoryBytes - this.#grantedBytes - PAGE_BYTES * wanted.reduce((pages, { initial }) => pages + initial, 0);
    if (spare < 0) {
      throw new MemoryRefused(
        `it needs ${formatMemory(this.#memoryBytes - spare)} of memory to begin with, more than the ${formatMemory(this.#memoryBytes)} that a guest may have`,
      );
    }
    const growth = Math.floor(spare / PAGE_BYTES / Math.max(wanted.length, this.#expected - this.#made.length));
    const made: Record<string, WebAssembly.Memory> = Object.create(null) as Record<string, WebAssembly.Memory>;
    for (const [index, limits] of wanted.entries()) {
      const granted = Math.min(limits.maximum ?? Infinity, limits.initial + growth);
      const memory = this.#memoryFor(owner, index, limits, granted);
      this.#grantedBytes += granted * PAGE_BYTES;
      made[index] = memory;
    }
    return made;
  }

  #memoryFor(owner: WebAssembly.Module, index: number, limits: MemoryLimits, maximum: number): WebAssembly.Memory {
    const kept = this.#kept.get(owner);
    const at = kept?.findIndex((made) => made.index === index && made.maximum === maximum) ?? -1;
    const [made] = at >= 0 ? (kept?.splice(at, 1) ?? []) : [];
    if (made) {
      new Uint8Array(made.memory.buffer).fill(0);
      this.#made.push(made);
      return made.memory;
    }
    const memory = this.#mayWait ? createMemory(limits, maximum) : tryMemory(limits, maximum);
    if (!memory) throw noMemoryFor(limits);
    this.#made.push({ memory, owner, index, initialBytes: limits.initial * PAGE_BYTES, maximum });
    return memory;
  }

  /** Before any code of the module runs. */
  #enter(exports: WebAssembly.Exports, { address, start }: ModuleStop): void {
    (exports[address] as WebAssembly.Global).value = this.#flag.address;
    if (start !== null) (exports[start] as () => void)();
  }

  get #flag(): StopFlag {
    if (!this.#stopFlag) throw new Error('a module that looks at a flag was given where there is none');
    return this.#stopFlag;
  }
}

/**
 * Between attempts, milliseconds. Each memory takes a large part of a thread's address space, whatever its size, and engines
 * free those of earlier calls beside the thread: on a busy machine that may be late.
 */
const PAUSES_MS = [2, 8, 32, 128, 512, 1_024];

function createMemory(limits: MemoryLimits, maximum: number): WebAssembly.Memory | null {
  for (const pauseMs of PAUSES_MS) {
    const memory = tryMemory(limits, maximum);
    if (memory) return memory;
    pause(pauseMs);
  }
  return tryMemory(limits, maximum);
}

function noMemoryFor({ initial }: MemoryLimits): MemoryRefused {
  return new MemoryRefused(`the browser has no ${formatMemory(initial * PAGE_BYTES)} of memory for it`);
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
