/** Linear memory of the instance that runs, and its allocator. */
import { NO_BYTES, NO_VIEW } from '../../base/bytes.ts';
import { ALLOCATORS } from '../../wit/flatten.ts';
import { MAX_BLOCK_BYTES } from '../../wit/layout.ts';
import type { HandleTo } from '../../wit/types.ts';
import { HostTrap } from '../faults.ts';

/** The handles of the component instance whose memory it is. What traps is thrown. */
export interface Handles {
  /** From an index in the table to what the resource is represented by. */
  lift(handle: HandleTo, index: number): number;
  lower(handle: HandleTo, representation: number): number;
}

type Allocator = (...parameters: number[]) => unknown;

/**
 * Views of a guest's memory that are renewed whenever the guest may have let it grow. Fields are public for the tight
 * loops; they stay valid until the guest runs.
 */
export class GuestMemory {
  bytes = NO_BYTES;
  view = NO_VIEW;
  /** null where no handle passes. */
  readonly handles: Handles | null;
  /** What stands beside the address of the string that was stored last: code units, or bytes of latin1. */
  textLength = 0;
  #memory: WebAssembly.Memory | null = null;
  #buffer: ArrayBuffer = this.bytes.buffer;
  #allocate: Allocator | null = null;
  #allocatorName = '';
  /** Called as `cabi_realloc`, not as alloc(size). */
  #isRealloc = false;

  constructor(handles: Handles | null = null) {
    this.handles = handles;
  }

  /** As canonical options name them. */
  enterWith(memory: WebAssembly.Memory | null, realloc: Allocator | null): void {
    this.#memory = memory;
    this.#allocate = realloc;
    this.#allocatorName = 'cabi_realloc';
    this.#isRealloc = true;
    this.refresh();
  }

  /** `exports` of a fresh instance. Without memory there, every address is outside. */
  enter(exports: WebAssembly.Exports): void {
    const { memory } = exports;
    this.#memory = memory instanceof WebAssembly.Memory ? memory : null;
    this.#allocate = null;
    for (const name of ALLOCATORS) {
      const allocator = exports[name];
      if (typeof allocator !== 'function') continue;
      this.#allocate = allocator;
      this.#allocatorName = name;
      // The length of an exported function is the count of its parameters.
      this.#isRealloc = allocator.length >= 4;
      break;
    }
    this.refresh();
  }

  /** Lets the instance go. */
  leave(): void {
    this.#memory = this.#allocate = null;
    this.bytes = NO_BYTES;
    this.view = NO_VIEW;
    this.#buffer = this.bytes.buffer;
  }

  /** To be called after every call into the guest. */
  refresh(): void {
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || buffer === this.#buffer) return;
    this.#buffer = buffer;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /**
   * Address of a new block that belongs to the guest from now on. An empty block takes no memory: its address is aligned,
   * not null and not to be used. Throws what the guest throws, and a trap for an address that no allocator may return.
   */
  allocate(align: number, size: number): number {
    if (size === 0) return align;
    if (size > MAX_BLOCK_BYTES)
      throw new HostTrap(`an argument needs ${size} bytes in one piece, more than ${MAX_BLOCK_BYTES}`);
    const allocate = this.#allocate;
    if (!allocate) throw new HostTrap('the module exports no allocator');
    const isRealloc = this.#isRealloc;
    const returned = isRealloc ? allocate(0, 0, align, size) : allocate(size);
    this.refresh();
    if (typeof returned !== 'number') throw new HostTrap(`${this.#allocatorName} returned no i32`);
    const pointer = returned >>> 0;
    // An allocator in the manner of malloc says so that it has no more; cabi_realloc has to trap, and may own address 0.
    if (pointer === 0 && !isRealloc) throw this.#badBlock(pointer, align, size, 'out of memory');
    if (pointer % align !== 0) throw this.#badBlock(pointer, align, size, 'not aligned');
    if (pointer + size > this.bytes.length)
      throw this.#badBlock(pointer, align, size, `outside memory of ${this.bytes.length} bytes`);
    return pointer;
  }

  #badBlock(pointer: number, align: number, size: number, problem: string): HostTrap {
    return new HostTrap(`${this.#allocatorName} returned ${pointer} for ${size} bytes aligned to ${align}: ${problem}`);
  }
}

export function isInside(from: GuestMemory, pointer: number, size: number): boolean {
  return pointer + size <= from.bytes.length;
}

/** What is said of a block that is not. */
export function outside(from: GuestMemory, pointer: number, size: number): string {
  return `${size} bytes at ${pointer}, outside memory of ${from.bytes.length} bytes`;
}
