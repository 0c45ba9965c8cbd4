import { chainOf, waiterFor, type Frame } from './process.ts';

/** A pool as its waits see it. */
export interface Slots {
  /** The calls inside. */
  readonly holders: ReadonlySet<Frame>;
  /** There will be room without any of them ending. */
  readonly canGrow: boolean;
}

/**
 * Who waits for whom, over all pools of a project: tells a wait that ends from one that cannot.
 *
 * A call that waits in a pool goes on when any of the pool's holders ends. A holder ends when every wait below it has: the calls
 * that it made, and those that they made. Waits that could not end were refused, so each that is known ends unless the newest
 * one is in its way.
 */
export class SlotWaits {
  /** By each call above a waiting one: the pools waited in, and who waits there. */
  readonly #below = new Map<Frame, Map<Slots, Set<Frame>>>();

  add(frame: Frame, pool: Slots): void {
    for (let above = waiterFor(frame); above; above = waiterFor(above)) {
      const pools = this.#below.get(above) ?? new Map<Slots, Set<Frame>>();
      this.#below.set(above, pools);
      const frames = pools.get(pool) ?? new Set<Frame>();
      pools.set(pool, frames);
      frames.add(frame);
    }
  }

  remove(frame: Frame, pool: Slots): void {
    for (let above = waiterFor(frame); above; above = waiterFor(above)) {
      const pools = this.#below.get(above);
      const frames = pools?.get(pool);
      if (!pools || !frames) continue;
      frames.delete(frame);
      if (frames.size === 0) pools.delete(pool);
      if (pools.size === 0) this.#below.delete(above);
    }
  }

  /** Null when the wait of `frame` in `pool`, already added, can end; else the chains of calls that wait for each other. */
  deadlock(frame: Frame, pool: Slots): readonly string[] | null {
    const ending = this.#ending(pool);
    if (ending.has(pool)) return null;
    // Breadth first along waits that cannot end, until one is for a call above `frame`: that closes the circle.
    const ancestors = new Set<Frame>();
    for (let above = waiterFor(frame); above; above = waiterFor(above)) ancestors.add(above);
    const ways = new Map<Slots, readonly string[]>([[pool, [chainOf(frame)]]]);
    for (const [at, chains] of ways)
      for (const holder of at.holders) {
        if (ancestors.has(holder)) return chains;
        for (const [next, waiting] of this.#below.get(holder) ?? []) {
          const [waiter] = waiting;
          if (waiter && !ending.has(next) && !ways.has(next)) ways.set(next, [...chains, chainOf(waiter)]);
        }
      }
    return [chainOf(frame)];
  }

  /** Of the pools that a wait in `pool` leads to, those in which waits end; not all of them when `pool` is among them. */
  #ending(pool: Slots): ReadonlySet<Slots> {
    const ending = new Set<Slots>();
    const reached = new Set([pool]);
    for (const at of reached)
      for (const holder of at.holders) for (const next of this.#below.get(holder)?.keys() ?? []) reached.add(next);
    const ends = (holder: Frame): boolean =>
      [...(this.#below.get(holder)?.keys() ?? [])].every((next) => ending.has(next));
    for (let before = -1; before < ending.size && !ending.has(pool);) {
      before = ending.size;
      for (const at of reached) if (at.canGrow || [...at.holders].some(ends)) ending.add(at);
    }
    return ending;
  }
}
