/** Where a place is in a text: the symbols around it, from the outside in, each with those beside it. */
import type { TextSymbol } from '../../contract/help.ts';
import type { Definition } from '../model/definitions.ts';

export interface Crumb {
  /** None of them is around the place; they are offered all the same. */
  readonly current: TextSymbol | null;
  readonly siblings: readonly TextSymbol[];
}

/** At most so many symbols are offered beside each other. */
const MAX_SIBLINGS = 500;

export function crumbsAt(symbols: readonly TextSymbol[], offset: number): readonly Crumb[] {
  const crumbs: Crumb[] = [];
  let siblings = symbols;
  while (siblings.length > 0) {
    const current = siblings.find(({ range }) => range.start <= offset && offset <= range.end) ?? null;
    const near = siblings.slice(0, MAX_SIBLINGS);
    crumbs.push({ current, siblings: current && !near.includes(current) ? [...near, current] : near });
    if (!current) break;
    siblings = current.children;
  }
  return crumbs;
}

/** The namespace of a registry file's entries, or of those that have the file as their source; null where they have none in common. */
export function namespaceOf(path: string, definitions: readonly Definition[]): string | null {
  const names = new Set(
    definitions.flatMap(({ id, file, source }) =>
      file === path || source === path ? [id.slice(0, Math.max(0, id.indexOf(':')))] : [],
    ),
  );
  const [only] = names;
  return names.size === 1 && only ? only : null;
}

/** Entries that have the file as their source. */
export function entriesOf(path: string, definitions: readonly Definition[]): readonly Definition[] {
  return definitions.filter(({ source }) => source === path);
}
