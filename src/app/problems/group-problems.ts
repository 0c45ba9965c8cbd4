import type { Diagnostic } from '../../contract/api.ts';

export interface ProblemGroup {
  readonly file: string;
  readonly problems: readonly Problem[];
}
export interface Problem {
  readonly diagnostic: Diagnostic;
  /** In the list of all. */
  readonly index: number;
  /** Unique among all, and the same after other problems have come or gone. */
  readonly key: string;
}

/** Problems by file, in the order they come in. */
export function groupProblems(diagnostics: readonly Diagnostic[]): readonly ProblemGroup[] {
  const groups = new Map<string, Problem[]>();
  const seen = new Map<string, number>();
  for (const [index, diagnostic] of diagnostics.entries()) {
    const name = `${diagnostic.file}:${diagnostic.line}:${diagnostic.column} ${diagnostic.code} ${diagnostic.message}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const group = groups.get(diagnostic.file) ?? [];
    groups.set(diagnostic.file, group);
    group.push({ diagnostic, index, key: count === 1 ? name : `${name} ${count}` });
  }
  return Array.from(groups, ([file, problems]) => ({ file, problems }));
}
