/** Projects as they are loaded. */
import type { EntryId, ProjectFiles } from '../../../contract/api.ts';
import type { WatFunctionEntry } from '../../kinds/function-wat.ts';
import type { LoadedRegistry } from '../../kinds/load-registry.ts';

export const id = (text: string): EntryId => text as EntryId;

export const index = (text: string, more: ProjectFiles = {}): ProjectFiles => ({ '_index.yaml': text, ...more });

export const messages = (loaded: LoadedRegistry): string[] =>
  loaded.diagnostics.map((item) => `${item.file}:${item.line}:${item.column} ${item.message}`);

export function wat(loaded: LoadedRegistry, name: string): WatFunctionEntry {
  const entry = loaded.byId.get(id(name));
  if (entry?.type !== 'function.wat') throw new Error(`${name}: ${JSON.stringify(loaded.diagnostics)}`);
  return entry;
}
