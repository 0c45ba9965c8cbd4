/** What is wrong with a binary, as a problem of its file. */
import type { Diagnostic, Severity } from '../../contract/api.ts';
import type { BinaryDescription, ProblemKind } from '../../contract/binaries.ts';

const KINDS: {
  readonly [K in ProblemKind]: { readonly severity: Severity; readonly words: (problem: string) => string };
} = {
  invalid: { severity: 'error', words: (problem) => `not valid: ${problem}` },
  unsupported: { severity: 'error', words: (problem) => `cannot be linked here, though it is valid: ${problem}` },
  tolerated: {
    severity: 'warning',
    words: (problem) => `not valid, and refused elsewhere, though it runs here: ${problem}`,
  },
};

/** Null for a binary without a fault, and for one of which nothing is known yet. */
export function binaryProblem(file: string, description: BinaryDescription | null): Diagnostic | null {
  if (!description || description.problem === null || description.digest === '') return null;
  const kind = description.problemKind ?? 'invalid';
  const { severity, words } = KINDS[kind];
  const place = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  return { ...place, severity, code: `binary-${kind}`, message: words(description.problem) };
}
