import { expect, it } from 'vitest';
import { measureCheck } from './testing/measure.ts';

/** The target is 3, which holds on a quiet machine; a check that does everything anew takes 20 with ten files. */
const LIMIT = 6;

it('a check after a keystroke costs a few parses of the changed file at most', async () => {
  for (const { name, lines, parseMs, checkMs, ratio } of await measureCheck(5000, 8)) {
    console.info(`${name}: ${lines} lines, parse ${parseMs.toFixed(1)} ms, check ${checkMs.toFixed(1)} ms (${ratio.toFixed(2)}x)`);
    expect(lines).toBeGreaterThan(4800);
    expect(ratio).toBeLessThan(LIMIT);
  }
}, 120_000);
