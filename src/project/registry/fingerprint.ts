import { assertNever } from '../../base/assert-never.ts';
import type { EntryId } from '../../contract/api.ts';
import type { Entry } from './entries.ts';

/**
 * What makes an entry behave as it does, as a text to compare with: kind, config and source, and nothing of where they
 * stand. What it imports shows by ID only.
 */
export function fingerprintOf(entry: Entry): string {
  return JSON.stringify([entry.kind, entry.meta, contentOf(entry)], (_key, value: unknown) =>
    typeof value === 'bigint' ? `bigint:${value}` : value,
  );
}

/** IDs that an entry is made from besides its own content. */
export function ingredientsOf(entry: Entry): readonly EntryId[] {
  if (entry.type === 'function.wasm') return [entry.config.fs];
  return entry.type === 'function.lua' || entry.type === 'library.lua'
    ? entry.config.imports.map((item) => item.target)
    : [];
}

function contentOf(entry: Entry): unknown {
  switch (entry.type) {
    case 'function.wat': {
      const { source, wit, places: _places, ...rest } = entry.config;
      return { ...rest, source: source.text, wit: wit?.text ?? null };
    }
    case 'function.wasm': {
      // The hash stands for the bytes: no entry loads whose file has another (spec/wasm §4.5).
      const { wit, profiles, places: _places, ...rest } = entry.config;
      return { ...rest, profiles: profiles.map(({ profile }) => profile), wit: wit?.text ?? null };
    }
    case 'function.lua':
    case 'library.lua': {
      const { source, imports, places: _places, ...rest } = entry.config;
      return { ...rest, source: source.text, imports: imports.map(({ alias, target }) => [alias, target]) };
    }
    case 'fs.directory': {
      const { places: _places, ...rest } = entry.config;
      return rest;
    }
    case 'stored':
      return entry.data;
    case 'failed':
      return entry.error.message;
    default:
      return assertNever(entry);
  }
}
