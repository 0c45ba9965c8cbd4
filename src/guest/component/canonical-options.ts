import type { CanonicalOptions, CoreItem, StringEncoding } from '../../contract/link-plan.ts';
import type { Suspension } from '../../contract/ports.ts';
import { GuestMemory } from '../canonical-abi/guest-memory.ts';
import { LoadCompiler } from '../canonical-abi/load.ts';
import { StoreCompiler } from '../canonical-abi/store.ts';
import type { ComponentInstance } from './component-instance.ts';

/** What of the core a call's instances have. */
export interface CoreItems {
  /** A new number for each call. */
  readonly call: number;
  /** null where guests block. */
  readonly suspension: Suspension | null;
  get(item: CoreItem): unknown;
}

/** Canonical options of a plan, with the memory and the allocator of the call that runs. */
export class LinkedOptions {
  readonly instance: ComponentInstance;
  readonly #options: CanonicalOptions;
  readonly #core: CoreItems;
  readonly #memory: GuestMemory;
  #call = -1;

  constructor(options: CanonicalOptions, instance: ComponentInstance, core: CoreItems) {
    this.instance = instance;
    this.#options = options;
    this.#core = core;
    this.#memory = new GuestMemory(instance);
  }

  get encoding(): StringEncoding {
    return this.#options.encoding;
  }

  loads(): LoadCompiler {
    return new LoadCompiler(this.encoding);
  }

  stores(): StoreCompiler {
    return new StoreCompiler(this.encoding);
  }

  /** The memory as it is now. */
  get memory(): GuestMemory {
    const memory = this.#memory;
    if (this.#call === this.#core.call) {
      memory.refresh();
      return memory;
    }
    this.#call = this.#core.call;
    const { memory: where, realloc } = this.#options;
    const found = where && this.#core.get(where);
    const allocate = realloc && this.#core.get(realloc);
    memory.enterWith(
      found instanceof WebAssembly.Memory ? found : null,
      typeof allocate === 'function' ? (allocate as (...parameters: number[]) => unknown) : null,
    );
    return memory;
  }

  /** Lets the instances of the call go. */
  leave(): void {
    if (this.#call < 0) return;
    this.#call = -1;
    this.#memory.leave();
  }
}
