/** The loop that both fuzzers share. */
import type { Result } from '../../base/result.ts';
import { createRandom, fastestCpuMs, type FuzzPlan, type RandomBelow } from '../../base/testing/fuzz.ts';
import type { SharedProject } from '../project.ts';
import { findFault } from './projects.ts';

/** What one case may take of a processor, milliseconds: far above what any takes, far below a hang. */
const LONGEST_MS = 400;
const MOST_FAULTS = 5;

export interface FuzzReport {
  readonly cases: number;
  readonly accepted: number;
  readonly refused: number;
  readonly longestMs: number;
  /** Each begins with the seed of its case: `FUZZ_SEED=<that>` tries it alone. */
  readonly faults: readonly string[];
}

/** Whatever is accepted must be valid and pass `check`, whatever is not must say why. */
export function runFuzz<I, P extends SharedProject>(
  plan: FuzzPlan,
  make: (random: RandomBelow) => I,
  decode: (input: I) => Result<P, { readonly code: string; readonly message: string }>,
  check: (project: P) => string | null,
): FuzzReport {
  const faults: string[] = [];
  const counts = { cases: 0, accepted: 0, refused: 0, longestMs: 0 };
  for (const seed of plan.seeds) {
    if (faults.length >= MOST_FAULTS) break;
    counts.cases++;
    const input = make(createRandom(seed));
    try {
      const result = decode(input);
      const tookMs = fastestCpuMs(LONGEST_MS, () => void decode(input));
      counts.longestMs = Math.max(counts.longestMs, tookMs);
      if (tookMs > LONGEST_MS) faults.push(`${seed}: took ${Math.round(tookMs)} ms`);
      const fault = result.ok
        ? (findFault(result.value) ?? check(result.value))
        : result.error.message === ''
          ? 'no reason given'
          : null;
      if (fault !== null) faults.push(`${seed}: ${fault}`);
      if (result.ok) counts.accepted++;
      else counts.refused++;
    } catch (error) {
      faults.push(`${seed}: threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  console.info(
    `${counts.cases} cases, ${counts.accepted} accepted, ${counts.refused} refused, longest ${counts.longestMs.toFixed(1)} ms`,
  );
  return { ...counts, faults };
}
