/** The loop that both fuzzers share. */
import type { Result } from '../../base/result.ts';
import type { SharedProject } from '../project.ts';
import { findFault } from './projects.ts';
import { createRandom, type FuzzPlan } from './random.ts';

/** What one case may take. */
const LONGEST_MS = 100;
/** From here on a case is measured again: most are far below. */
const SUSPICIOUS_MS = 10;
const MOST_FAULTS = 5;

export interface FuzzReport {
  readonly cases: number;
  readonly accepted: number;
  readonly refused: number;
  readonly longestMs: number;
  /** Each begins with the seed of its case: `FUZZ_SEED=<that>` makes it the first one. */
  readonly faults: readonly string[];
}

/**
 * Case n is made from seed + n. Whatever is accepted must be valid and pass `check`, whatever is not must say why. A case
 * that took too long is run again: other work of the machine does not strike five times at the same place.
 */
export function runFuzz<I, P extends SharedProject>(
  plan: FuzzPlan,
  make: (random: (below: number) => number) => I,
  decode: (input: I) => Result<P, { readonly code: string; readonly message: string }>,
  check: (project: P) => string | null,
): FuzzReport {
  const faults: string[] = [];
  const counts = { cases: 0, accepted: 0, refused: 0, longestMs: 0 };
  const endMs = performance.now() + plan.durationMs;
  for (; performance.now() < endMs && faults.length < MOST_FAULTS; counts.cases++) {
    const seed = plan.seed + counts.cases;
    const input = make(createRandom(seed));
    try {
      const result = decode(input);
      const tookMs = fastestOf(5, () => decode(input));
      counts.longestMs = Math.max(counts.longestMs, tookMs);
      if (tookMs > LONGEST_MS) faults.push(`${seed}: took ${Math.round(tookMs)} ms`);
      const fault = result.ok ? (findFault(result.value) ?? check(result.value)) : result.error.message === '' ? 'no reason given' : null;
      if (fault !== null) faults.push(`${seed}: ${fault}`);
      if (result.ok) counts.accepted++;
      else counts.refused++;
    } catch (error) {
      faults.push(`${seed}: threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  console.info(`seed ${plan.seed}: ${counts.cases} cases, ${counts.accepted} accepted, ${counts.refused} refused, longest ${counts.longestMs.toFixed(1)} ms`);
  return { ...counts, faults };
}

/** Stops at the first run that is fast enough. */
function fastestOf(runs: number, work: () => unknown): number {
  let fastest = Infinity;
  for (let left = runs; left > 0 && fastest > SUSPICIOUS_MS; left--) {
    const start = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}
