/** What the canonical ABI keeps of each component instance: flags, and its table of handles. */
import type { HandleTo } from '../../wit/types.ts';
import type { Handles } from '../canonical-abi/guest-memory.ts';
import { HostTrap } from '../faults.ts';

/** A table lies outside of the guest's memory: nobody holds so many. */
const MAX_HANDLES = 1_000_000;

export interface Resource {
  /** Number in the plan. */
  readonly id: number;
  /** The instance that implements it; null for the host. */
  readonly instance: ComponentInstance | null;
  /** Ends what a handle stood for. */
  readonly destroy: (representation: number) => void | Promise<void>;
}

export interface Handle {
  readonly resource: Resource;
  readonly representation: number;
  /** A borrowed one has to be dropped before the call ends to which it was lent. */
  readonly isOwned: boolean;
  /** Calls that it is lent to and that have not ended. */
  lends: number;
}

/** One call at a time: {@link reset} makes it new. */
export class ComponentInstance implements Handles {
  /** False while a call of it runs: it is never entered twice. */
  mayEnter = true;
  /** False while the canonical ABI runs its allocator or post-return, which must not call out. */
  mayLeave = true;
  readonly #resources: ReadonlyMap<number, Resource>;
  /** Handles that calls out lent, innermost call last; shared by all instances of a component. */
  readonly #lent: Handle[];
  /** From index 1. */
  #table: (Handle | null)[] = [];
  #free: number[] = [];
  /** Borrowed handles that the call which runs has not dropped. */
  #borrowed = 0;

  constructor(resources: ReadonlyMap<number, Resource>, lent: Handle[]) {
    this.#resources = resources;
    this.#lent = lent;
  }

  reset(): void {
    this.mayEnter = this.mayLeave = true;
    this.#borrowed = 0;
    if (this.#table.length === 0) return;
    this.#table = [];
    this.#free = [];
  }

  enter(): void {
    if (!this.mayEnter) throw new HostTrap('cannot enter component instance: it is running already');
    this.mayEnter = false;
  }

  checkLeave(): void {
    if (!this.mayLeave)
      throw new HostTrap('cannot leave component instance: its allocator and post-return must not call out');
  }

  /** The call that runs hands its result back. */
  checkBorrows(): void {
    if (this.#borrowed > 0) throw new HostTrap('borrowed handles were not dropped before the call ended');
  }

  lift({ mode, resource }: HandleTo, index: number): number {
    const handle = this.#get(index, resource);
    if (mode === 'own') {
      if (!handle.isOwned) throw new HostTrap(`handle ${index} is borrowed and cannot be given away`);
      this.#remove(index, handle);
    } else {
      handle.lends++;
      this.#lent.push(handle);
    }
    return handle.representation;
  }

  lower({ mode, resource: id }: HandleTo, representation: number): number {
    const resource = this.#resource(id);
    if (mode === 'own') return this.#add({ resource, representation, isOwned: true, lends: 0 });
    if (resource.instance === this) return representation | 0;
    this.#borrowed++;
    return this.#add({ resource, representation, isOwned: false, lends: 0 });
  }

  create(id: number, representation: number): number {
    this.checkLeave();
    return this.#add({ resource: this.#resource(id), representation, isOwned: true, lends: 0 });
  }

  representationOf(id: number, index: number): number {
    return this.#get(index, id).representation;
  }

  /** A promise where the guest has to be suspended. */
  drop(id: number, index: number): void | Promise<void> {
    this.checkLeave();
    const handle = this.#get(index, id);
    this.#remove(index, handle);
    if (!handle.isOwned) {
      this.#borrowed--;
      return;
    }
    const { instance, destroy } = handle.resource;
    if (instance === null || instance === this) return destroy(handle.representation);
    instance.enter();
    const waits = destroy(handle.representation);
    if (waits) return waits.then(() => void (instance.mayEnter = true));
    instance.mayEnter = true;
  }

  #resource(id: number): Resource {
    const resource = this.#resources.get(id);
    if (!resource) throw new HostTrap('a handle to a resource that nobody has');
    return resource;
  }

  #get(index: number, id: number): Handle {
    const handle = this.#table[(index >>> 0) - 1];
    if (!handle) throw new HostTrap(`unknown handle ${index >>> 0}`);
    if (handle.resource.id !== id) throw new HostTrap(`handle ${index >>> 0} is of another resource`);
    return handle;
  }

  #add(handle: Handle): number {
    const free = this.#free.pop();
    if (free !== undefined) {
      this.#table[free - 1] = handle;
      return free;
    }
    if (this.#table.length >= MAX_HANDLES) throw new HostTrap(`more than ${MAX_HANDLES} handles`);
    return this.#table.push(handle);
  }

  #remove(index: number, handle: Handle): void {
    if (handle.lends > 0) throw new HostTrap(`handle ${index >>> 0} is lent to a call that has not ended`);
    this.#table[(index >>> 0) - 1] = null;
    this.#free.push(index >>> 0);
  }
}
