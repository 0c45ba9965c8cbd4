import type { EntryId } from '../../contract/api.ts';
import type { AnyEntry, Reference } from './entries.ts';

/**
 * What makes an entry behave as it does, as a text to compare with: kind, config and source, and nothing of where they
 * stand. What it imports shows by ID only.
 */
export function fingerprintOf(entry: AnyEntry): string {
  return JSON.stringify([entry.kind, entry.meta, contentOf(entry)], (_key, value: unknown) =>
    typeof value === 'bigint' ? `bigint:${value}` : value,
  );
}

export function referencesOf(entry: AnyEntry): readonly Reference[] {
  return entry.description ? entry.description.references(entry.config) : [];
}

/** IDs that an entry is made from besides its own content. */
export function ingredientsOf(entry: AnyEntry): readonly EntryId[] {
  return referencesOf(entry).map(({ target }) => target);
}

function contentOf(entry: AnyEntry): unknown {
  if (entry.description) return entry.description.fingerprint(entry.config);
  return entry.type === 'stored' ? entry.data : entry.error.message;
}
