/** What the host's handles stand for while a call runs. */
import { HostTrap } from '../faults.ts';

/** Of each kind of thing its own class: a handle to one is none to another. */
type Kind<T> = abstract new (...args: never[]) => T;

/** One table for all interfaces of a program, since one gives what another waits for. */
export class HostHandles {
  readonly #things = new Map<number, object>();
  #last = 0;

  /** The number that the guest's handle represents. */
  add(thing: object): number {
    this.#things.set(++this.#last, thing);
    return this.#last;
  }

  /** Traps for a handle that is dropped, or is another kind of thing. */
  get<T extends object>(kind: Kind<T>, representation: number): T {
    const thing = this.#things.get(representation);
    if (!(thing instanceof kind)) throw new HostTrap(`unknown handle ${representation}`);
    return thing;
  }

  /** As {@link get}, of a handle that the guest gives away: nothing is told, the thing is whoever's called. */
  take<T extends object>(kind: Kind<T>, representation: number): T {
    const thing = this.get(kind, representation);
    this.#things.delete(representation);
    return thing;
  }

  /** A thing that has a method `dropped` is told. */
  drop(representation: number): void {
    const thing = this.#things.get(representation);
    if (thing && 'dropped' in thing && typeof thing.dropped === 'function') thing.dropped();
    this.#things.delete(representation);
  }

  clear(): void {
    this.#things.clear();
    this.#last = 0;
  }
}
