import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRandom, fastest, forEachCase, fuzzSeed, planFuzz } from './fuzz.ts';

afterEach(() => vi.unstubAllEnvs());

/** As `npm test` runs it, whatever this run was started with. */
function environment(seed: string, seconds: string): void {
  vi.stubEnv('FUZZ_SEED', seed);
  vi.stubEnv('FUZZ_SECONDS', seconds);
}

const triedBy = (plan: ReturnType<typeof planFuzz>): number[] => {
  const seeds: number[] = [];
  forEachCase(plan, ({ seed }) => seeds.push(seed));
  return seeds;
};

describe('the cases of a fuzzer', () => {
  it('are the same in every test run: seeds that failed once, and then as many as it says', () => {
    environment('', '');
    expect(triedBy(planFuzz({ cases: 3, failed: [682_942_982] }))).toEqual([682_942_982, 1, 2, 3]);
    expect([fuzzSeed(), fuzzSeed()]).toEqual([1, 1]);
    expect(Array.from({ length: 4 }, () => createRandom(1)(100))).toEqual(Array.from({ length: 4 }, () => 62));
  });

  it('are one alone, whose seed is asked for', () => {
    environment('77', '');
    expect(triedBy(planFuzz({ cases: 3, failed: [5] }))).toEqual([77]);
    expect(fuzzSeed()).toBe(77);
  });

  it('are fresh ones for as long as it is asked to', () => {
    environment('900', '1');
    const { seeds, timeoutMs } = planFuzz({ cases: 3 });
    const [first, second] = seeds;
    expect([first, second]).toEqual([900, 901]);
    expect(timeoutMs).toBeGreaterThan(1000);
  });

  it('say with which seed to try again what they have found', () => {
    environment('', '');
    const fault = new Error('it broke');
    const run = () =>
      forEachCase(planFuzz({ cases: 3 }), ({ seed }) => {
        if (seed === 2) throw fault;
      });
    expect(run).toThrow(expect.objectContaining({ message: 'FUZZ_SEED=2: it broke', cause: fault }));
  });
});

it('what is slow only at times is not called slow', () => {
  const took = [90, 70, 20, 1];
  expect(fastest(30, () => took.shift()!)).toBe(20);
});
