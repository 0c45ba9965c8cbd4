/**
 * What a link of version 2 holds, once inflated. FROZEN, as version 1 is.
 *
 *   tests     link-values: seconds since 1970, version of the playground, browser, and a list of tests,
 *             each a list of ID, suite, outcome (0 not run · 1 passed · 2 failed), microseconds, why it failed
 *   project   as in version 1
 */
import { LIMITS, limitProblem } from './limits.ts';
import { readContent1, writeContent1 } from './link-content-1.ts';
import { LinkRefusal } from './link-problem.ts';
import { readValues, writeValues } from './link-values.ts';
import type { ProjectInput, SharedProject } from './project.ts';
import { readTests, writeTests, type SharedTests } from './shared-tests.ts';
import { ByteReader, ByteWriter } from './wire.ts';

/** Throws {@link LinkRefusal}. */
export function writeContent2(project: ProjectInput, tests: SharedTests): Uint8Array {
  const out = new ByteWriter();
  writeValues(writeTests(tests), out);
  out.bytes(writeContent1(project));
  if (out.size > LIMITS.linkBytes) throw new LinkRefusal(limitProblem('linkBytes', out.size));
  return out.finish();
}

/** Throws {@link LinkRefusal} or {@link Malformed}. */
export function readContent2(content: Uint8Array): SharedProject {
  const input = new ByteReader(content);
  const tests = readTests(readValues(input));
  return { ...readContent1(input.bytes(input.left)), tests };
}
