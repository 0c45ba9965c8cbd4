/** The entries of a project with what the last boot said of them, by namespace. */
import type { EntryReport } from '../../contract/api.ts';
import type { Definition } from './definitions.ts';

export interface RegistryEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** `written` before a boot has seen it. */
  readonly status: EntryReport['status'] | 'written';
  readonly error: string | null;
  readonly signature: string | null;
  /** See {@link EntryReport}. */
  readonly calls?: 'anything';
  readonly comment: string | null;
}

export interface RegistryNamespace {
  readonly namespace: string;
  readonly entries: readonly RegistryEntry[];
}

export function registryEntries(
  definitions: readonly Definition[],
  reports: readonly EntryReport[],
): readonly RegistryNamespace[] {
  const entries = new Map<string, RegistryEntry>();
  for (const definition of definitions) {
    const { id, kind, comment } = definition;
    if (!entries.has(id))
      entries.set(id, {
        id,
        name: nameOf(id),
        kind,
        status: 'written',
        error: null,
        signature: writtenSignature(definition),
        comment,
      });
  }
  for (const { id, kind, status, error, signature, calls } of reports) {
    const written = entries.get(id);
    entries.set(id, {
      id,
      name: nameOf(id),
      kind,
      status,
      error: error ? `${error.kind || 'Error'}: ${error.message}` : null,
      signature: signature ?? written?.signature ?? null,
      ...(calls ? { calls } : {}),
      comment: written?.comment ?? null,
    });
  }
  const groups = new Map<string, RegistryEntry[]>();
  for (const entry of [...entries.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1))) {
    const namespace = entry.id.slice(0, entry.id.lastIndexOf(':'));
    const group = groups.get(namespace);
    if (group) group.push(entry);
    else groups.set(namespace, [entry]);
  }
  return Array.from(groups, ([namespace, list]) => ({ namespace, entries: list }));
}

/** The function that `method` names, of the WIT text in the entry. */
function writtenSignature({ wit, method }: Definition): string | null {
  if (wit === null || !/\bfunc\b/.test(wit)) return null;
  const functions = wit
    .split(';')
    .map((text) => text.trim())
    .filter((text) => /\bfunc\b/.test(text));
  const isNamed = (text: string): boolean =>
    method !== null && new RegExp(`(?:^|\\s)%?${method.replaceAll(/[^\w-]/g, '.')}\\s*:`).test(text);
  return functions.find(isNamed) ?? (functions.length === 1 ? (functions[0] ?? null) : null);
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf(':') + 1);
}

/** `compute: func(a: s32) -> s32;` without the name that stands beside it. */
export function shortSignature(signature: string): string {
  return (/func\s*\([\s\S]*$/.exec(signature)?.[0] ?? signature)
    .replace(/^func\s*/, '')
    .replace(/;\s*$/, '')
    .replaceAll(/\s+/g, ' ');
}
