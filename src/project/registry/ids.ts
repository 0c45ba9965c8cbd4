import type { EntryId } from '../../contract/api.ts';

export interface IdParts {
  readonly namespace: string;
  readonly name: string;
}

/** Splits at the first colon; without one the namespace is empty (spec/registry §2.1, §2.2). */
export function parseId(text: string): IdParts {
  const colon = text.indexOf(':');
  return colon < 0 ? { namespace: '', name: text } : { namespace: text.slice(0, colon), name: text.slice(colon + 1) };
}

/** A relative name means an entry of `namespace`. */
export function idWithin(namespace: string, text: string): EntryId {
  const parts = parseId(text);
  return formatId(parts.namespace === '' ? { ...parts, namespace } : parts);
}

/** `:name` when the namespace is empty. */
export function formatId(parts: IdParts): EntryId {
  return `${parts.namespace}:${parts.name}` as EntryId;
}

/** Why an entry that names this filesystem cannot load (spec/wasm §3). A relative name is shown as it was written. */
export function filesystemNotFound(fs: string): string {
  const { namespace, name } = parseId(fs);
  return `filesystem not found: ${namespace === '' ? name : fs}`;
}
