/**
 * The one count of effort on a thread. Whatever handles values (natives of Lua, copies, conversions, parsers, digests) spends
 * from it by the bytes and nodes it handles; when it is used up, whoever oversees the work looks at Stop and at the clock.
 *
 * A unit is about one turn of a Lua loop, or one small value handled: 0.05 to 0.3 µs. Too many units cost a look at the clock
 * (0.1 µs) more; too few keep others waiting.
 *
 * Work that cannot be left off just spends: overseers may throw through it. Work that can goes in portions: it ends one where
 * {@link isDue} says so, and is called again in a later slice ({@link Portions}).
 */

/** What is spent from. The Lua VM's own counter takes this part over where there is one ({@link adoptTank}). */
export interface Tank {
  /** Units until the overseer is asked. */
  fuel: number;
  /** The slice is over, and who works has not given way yet. */
  due: boolean;
}

/** Looks at Stop and at the clock, and refills the tank; ends the work by throwing. Sets `due` when the slice is over. */
export type Overseer = () => void;

/** Work that goes on where it was. */
export interface Portions {
  /** Works until all is done (true) or until {@link isDue} (false). */
  work(): boolean;
}

/** Bytes that one unit pays for where each is looked at in JavaScript, 1 to 2 ns each. */
const BYTES_PER_UNIT = 64;
/** Between two looks of an overseer, Lua's turns included: 0.1 to 0.5 ms. */
export const UNITS_PER_LOOK = 2000;

let tank: Tank = { fuel: UNITS_PER_LOOK, due: false };
/** Work that nobody waits for is overseen by nobody. */
const nobody: Overseer = () => {
  tank.fuel = UNITS_PER_LOOK;
};
let overseer: Overseer = nobody;

/** May throw what the overseer of the running work throws (a kill, {@link Interrupted}): hold nothing that must be given back. */
export function spend(units: number): void {
  if ((tank.fuel -= units) < 0) overseer();
}

/** Spends for `bytes` that are looked at one by one. */
export function spendBytes(bytes: number): void {
  if ((tank.fuel -= bytes / BYTES_PER_UNIT) < 0) overseer();
}

/** Should work in portions leave off here? */
export function isDue(): boolean {
  return tank.due;
}

/** From now on all effort of this thread is counted in `next`; returns where it was. For the Lua VM, whose loop counts its own turns there. */
export function adoptTank(next: Tank): Tank {
  const previous = tank;
  next.fuel = tank.fuel;
  tank = next;
  return previous;
}

/** Puts `next` in charge of what follows; returns who was, to be put back. */
export function replaceOverseer(next: Overseer | null): Overseer {
  const previous = overseer;
  overseer = next ?? nobody;
  return previous;
}

/** The work was ended from outside, before it was done. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

export interface Slice {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** When the slice is over. */
  readonly endMs: number;
  /** Is everything to be stopped? */
  readonly interrupted: () => boolean;
}

/** A slice of about {@link UNITS_PER_LOOK} units: what is done in a moment is, and no clock is read for it. */
export function briefSlice(interrupted: () => boolean): Slice {
  return { nowMs: () => 0, endMs: 0, interrupted };
}

/** Runs `work`, which is not left off; it throws {@link Interrupted} once everything is to be stopped. */
export function inOneGo<T>(interrupted: () => boolean, work: () => T): T {
  return inSlice({ nowMs: () => 0, endMs: Infinity, interrupted }, work);
}

/**
 * Runs `work`, which may look at {@link isDue} from time to time; it throws {@link Interrupted} once everything is to be
 * stopped. What lies around it is overseen as before, and pays for it: by the units, or with a look at the clock.
 */
export function inSlice<T>(slice: Slice, work: () => T): T {
  const { fuel, due } = tank;
  let hasLooked = false;
  const look: Overseer = () => {
    hasLooked = true;
    tank.fuel = UNITS_PER_LOOK;
    if (slice.interrupted()) throw new Interrupted();
    if (slice.nowMs() >= slice.endMs) tank.due = true;
  };
  const previous = replaceOverseer(look);
  tank.fuel = UNITS_PER_LOOK;
  tank.due = false;
  try {
    return work();
  } finally {
    replaceOverseer(previous);
    tank.fuel = hasLooked ? Math.min(fuel, 0) : fuel - (UNITS_PER_LOOK - tank.fuel);
    tank.due = due;
  }
}
