import type { EntryId } from '../../contract/api.ts';
import type { Definition } from '../registry/definitions.ts';
import { Fields, type Problems } from '../registry/fields.ts';
import { idWithin } from '../registry/ids.ts';
import type { Place } from '../registry/source.ts';

/** The entry that `meta.NAME` says this one belongs to: relative names take its own namespace. A text is what is wrong. */
export function ownerIn(
  { meta, namespace }: Pick<Definition, 'meta' | 'namespace'>,
  name: string,
  problems: Problems,
): { readonly id: EntryId; readonly place: Place } | string {
  if (!meta || meta.fields.size === 0) return 'metadata is required';
  const read = new Fields(meta, 'meta', problems).id(name);
  if (!read || read.value === '') return `${name} metadata is required`;
  return { id: idWithin(namespace, read.value), place: read.place };
}
