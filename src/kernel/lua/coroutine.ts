import type { Place } from '../../base/chain.ts';
import type { Incoming } from './incoming.ts';
import { charged } from './vm/held.ts';
import type { LuaState, LuaThread, ResumeResult } from './vm/types.ts';

/** What coroutines tell the process that they are part of. */
export interface CoroutineOwner {
  /** It can go on, after those that could before. */
  ready(coroutine: Coroutine): void;
  /** It waits for another one, or for what comes from outside. */
  parked(coroutine: Coroutine): void;
}

const NOWHERE: readonly Place<unknown>[] = [];

/** A coroutine of a process: its method, or one that it spawned. */
export class Coroutine {
  readonly thread: LuaThread;
  /** Values pushed on the thread for its next resume. */
  count = 0;
  /** They are still being copied. */
  incoming: Incoming | null = null;
  /** Its owner's note of that it waits for another one, or for what comes from outside. */
  isParked = false;
  /** Its next resume raises a value where it was suspended. */
  #raises = false;
  #places: readonly Place<unknown>[] = NOWHERE;
  readonly #owner: CoroutineOwner;

  constructor(thread: LuaThread, owner: CoroutineOwner) {
    this.thread = thread;
    this.#owner = owner;
  }

  /** It waits at `places`, all of which it leaves when it goes on or is released. */
  park(places: readonly Place<unknown>[]): void {
    this.#places = places;
    this.#owner.parked(this);
  }

  /** It goes on with what `push` pushes; that answers how many values these are. */
  wake(push: (L: LuaState) => number): void {
    this.#leave();
    const { L } = this.thread;
    this.count = charged(L, () => push(L));
    this.#owner.ready(this);
  }

  /** It goes on with an error, the one value that `push` pushes, raised where it was suspended. */
  raise(push: (L: LuaState) => void): void {
    this.#raises = true;
    this.wake((L) => {
      push(L);
      return 0;
    });
  }

  resume(sliceMs: number): ResumeResult {
    const { count, thread } = this;
    this.count = 0;
    if (!this.#raises) return thread.resume(count, sliceMs);
    this.#raises = false;
    return thread.raise(sliceMs);
  }

  release(): void {
    this.#leave();
    this.thread.release();
  }

  #leave(): void {
    const places = this.#places;
    this.#places = NOWHERE;
    for (const place of places) place.leave();
  }
}
