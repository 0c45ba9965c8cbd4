/** Boot order (spec/registry §3.3): dependencies first, within a level by ID; plain ID order when there is a cycle. */

export interface Ordered<T> {
  readonly items: readonly T[];
  /** IDs of one cycle, first and last the same; null when there is none. */
  readonly cycle: readonly string[] | null;
}

/** Edges to IDs that do not exist are no edges. */
export function orderByDependency<T extends { readonly id: string }>(
  items: readonly T[],
  dependenciesOf: (item: T) => readonly string[],
): Ordered<T> {
  const byId = new Map<string, T>(items.map((item) => [item.id, item]));
  const sorted = items.toSorted((a, b) => compareIds(a.id, b.id));
  const waiting = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const item of sorted) {
    const dependencies = new Set(dependenciesOf(item).filter((id) => byId.has(id)));
    waiting.set(item.id, dependencies.size);
    for (const id of dependencies) {
      const list = dependents.get(id);
      if (list) list.push(item.id);
      else dependents.set(id, [item.id]);
    }
  }
  const ordered: T[] = [];
  let level = sorted.filter((item) => waiting.get(item.id) === 0).map((item) => item.id);
  while (level.length > 0) {
    const next: string[] = [];
    for (const id of level.toSorted(compareIds)) {
      ordered.push(byId.get(id)!);
      for (const dependent of dependents.get(id) ?? []) {
        const left = waiting.get(dependent)! - 1;
        waiting.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    level = next;
  }
  if (ordered.length === items.length) return { items: ordered, cycle: null };
  const done = new Set(ordered.map((item) => item.id));
  return { items: sorted, cycle: findCycle(byId, done, dependenciesOf) };
}

/** Follows dependencies that never came to be ordered; among them every path runs into a cycle or starts behind one. */
function findCycle<T extends { readonly id: string }>(
  byId: ReadonlyMap<string, T>,
  done: ReadonlySet<string>,
  dependenciesOf: (item: T) => readonly string[],
): string[] {
  const path: string[] = [];
  let id = [...byId.keys()].filter((candidate) => !done.has(candidate)).toSorted(compareIds)[0]!;
  while (!path.includes(id)) {
    path.push(id);
    id = [...dependenciesOf(byId.get(id)!)]
      .filter((next) => byId.has(next) && !done.has(next))
      .toSorted(compareIds)[0]!;
  }
  return [...path.slice(path.indexOf(id)), id];
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
