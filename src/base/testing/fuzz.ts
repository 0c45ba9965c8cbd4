/**
 * What all fuzzers share: numbers from a seed, and which cases are tried.
 *
 * `npm test` tries a fixed number of cases from fixed seeds, so that it says the same everywhere. `npm run fuzz` takes fresh
 * seeds for as long as it is asked to; `FUZZ_SEED` alone tries the one case of that seed again.
 */
import { errorText } from '../error-text.ts';

/** A whole number from 0 to `below` - 1. */
export type RandomBelow = (below: number) => number;

/** mulberry32: 32 bits of state are plenty for choosing a place to break. The same everywhere. */
export function createRandom(seed: number): RandomBelow {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export interface FuzzCase {
  /** `FUZZ_SEED=<this>` tries the case alone. */
  readonly seed: number;
  readonly random: RandomBelow;
}

export interface FuzzOptions {
  /** How many cases a run of `npm test` tries. */
  readonly cases: number;
  /** Seeds that found a fault once, each tried first. */
  readonly failed?: readonly number[];
}

export interface FuzzPlan {
  readonly seeds: Iterable<number>;
  /** For the runner's own limit: far beyond what the cases take, milliseconds. */
  readonly timeoutMs: number;
}

/** Seeds are below this, so that counting up from one stays exact and short to type. */
const SEED_LIMIT = 2 ** 31;
const FIRST_SEED = 1;
/** A machine with other work takes several times as long. */
const TIMEOUT_MS = 300_000;

export function planFuzz({ cases, failed = [] }: FuzzOptions): FuzzPlan {
  const { seed, seconds } = fromEnvironment();
  if (seconds !== null) {
    const first = seed ?? Date.now() % SEED_LIMIT;
    process.stdout.write(`seeds from ${first}, ${seconds} s\n`);
    return { seeds: seedsFor(seconds * 1000, first), timeoutMs: seconds * 1000 + TIMEOUT_MS };
  }
  if (seed !== null) return { seeds: [seed], timeoutMs: TIMEOUT_MS };
  return {
    seeds: [...failed, ...Array.from({ length: cases }, (_, index) => FIRST_SEED + index)],
    timeoutMs: TIMEOUT_MS,
  };
}

/** Tries every case of the plan; what is thrown says with which seed to try again. Returns how many there were. */
export function forEachCase(plan: FuzzPlan, tryCase: (one: FuzzCase) => void): number {
  let count = 0;
  for (const seed of plan.seeds) {
    count++;
    try {
      tryCase({ seed, random: createRandom(seed) });
    } catch (cause) {
      throw new Error(`FUZZ_SEED=${seed}: ${errorText(cause)}`, { cause });
    }
  }
  return count;
}

/** One seed for what is made in one go (samples of types, a whole session): fixed in `npm test`. */
export function fuzzSeed(): number {
  const { seed, seconds } = fromEnvironment();
  return seed ?? (seconds === null ? FIRST_SEED : Date.now() % SEED_LIMIT);
}

/** For how long something is tried again before it is called slow, milliseconds. */
const TRIED_FOR_MS = 30_000;

/**
 * Runs `work`, and again while it took more than `limitMs` of a processor: what is slow by itself is so for half a minute, a
 * collector at work or a machine out of breath is not. Returns the processor time of the fastest run, milliseconds.
 */
export function fastestCpuMs(limitMs: number, work: () => void): number {
  return fastest(limitMs, () => {
    const before = process.cpuUsage();
    work();
    return usedMs(before);
  });
}

/** The same for milliseconds that `measure` takes itself. */
export function fastest(limitMs: number, measure: () => number): number {
  const endMs = performance.now() + TRIED_FOR_MS;
  let least = measure();
  while (least > limitMs && performance.now() < endMs) least = Math.min(least, measure());
  return least;
}

/** Time of processors that this process has used since `before`; milliseconds. */
export function usedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function* seedsFor(durationMs: number, first: number): Generator<number> {
  const endMs = performance.now() + durationMs;
  for (let seed = first; performance.now() < endMs; seed++) yield seed;
}

function fromEnvironment(): { readonly seed: number | null; readonly seconds: number | null } {
  const { FUZZ_SEED: seed, FUZZ_SECONDS: seconds } = process.env;
  return { seed: seed ? Number(seed) : null, seconds: seconds ? Number(seconds) : null };
}
