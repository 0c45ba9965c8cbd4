import type { Dispose } from '../../base/disposable.ts';
import { Chain } from '../../base/chain.ts';
import { Interrupted } from '../../base/effort.ts';
import type { Failure } from '../../contract/errors.ts';
import { refusalOf } from './copy.ts';
import type { DeepCopy } from './deep-copy.ts';
import type { LuaEnvironment, LuaState } from './vm/types.ts';

interface Arrival {
  readonly copy: DeepCopy;
  readonly L: LuaState;
  readonly there: (refusal: Failure | null) => void;
}

/** Values on their way into a process, no coroutine of which waits for just these: copied in as many slices as it takes. */
export class Arrivals {
  readonly #environment: LuaEnvironment;
  readonly #underway = new Chain<Arrival>();

  constructor(environment: LuaEnvironment) {
    this.#environment = environment;
  }

  get isEmpty(): boolean {
    return this.#underway.first === null;
  }

  /**
   * Goes on with a copy to `L`. `there` is told once, perhaps at once: all of it is there, or why not, such as that it is more than the
   * process may hold. The undo drops it.
   */
  add(L: LuaState, copy: DeepCopy, there: (refusal: Failure | null) => void): Dispose {
    const arrival = { copy, L, there };
    try {
      // All of nearly everything is copied when it comes.
      if (copy.isDone || this.#environment.atOnce(() => copy.work())) {
        this.#end(arrival);
        return () => {};
      }
    } catch (error) {
      // The next step hears of it too, and can say so.
      if (!(error instanceof Interrupted)) throw error;
    }
    const place = this.#underway.append(arrival);
    return () => place.leave();
  }

  /** Throws `Interrupted` once everything is to be stopped. */
  work(sliceMs: number): void {
    const place = this.#underway.first;
    if (!place || !this.#workOn(place.item, sliceMs)) return;
    place.leave();
    this.#end(place.item);
  }

  #workOn({ copy }: Arrival, sliceMs: number): boolean {
    return this.#environment.inSlice(sliceMs, () => copy.work());
  }

  #end({ copy, L, there }: Arrival): void {
    there(refusalOf(copy, L));
  }
}
