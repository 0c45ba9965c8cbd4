/** References that must be full IDs (spec/registry §2): written without a namespace they are found by nobody. */
import type { EntryId } from '../../contract/api.ts';
import type { Definition } from './definitions.ts';
import { formatId } from './ids.ts';
import { relativeNames, type Schema } from './schema.ts';
import type { Place, Report } from './source.ts';
import { didYouMean } from '../../base/suggestion.ts';

/** A relative name where none is allowed. Nothing at load depends on it, so it is a warning. */
export interface RelativeReference {
  readonly entry: EntryId;
  /** The ID that was probably meant, when an entry has it. */
  readonly own: EntryId;
  readonly message: string;
  readonly place: Place;
}

/** Relative names of one definition, in the order of its fields. */
export function relativeReferences({ id, namespace, config }: Definition, schema: Schema): RelativeReference[] {
  return relativeNames(schema, config).map(({ name, message, place }) => ({
    entry: id,
    own: formatId({ namespace, name }),
    message,
    place,
  }));
}

/** Says what each of them will end in, and which entry was meant. */
export function reportRelative(
  references: readonly RelativeReference[],
  isKnown: (id: EntryId) => boolean,
  report: Report,
): void {
  for (const { entry, own, message, place } of references) {
    const hint = isKnown(own) ? didYouMean(own) : 'write the full ID, with its namespace';
    report.add(place, 'relative-reference', message, { severity: 'warning', entry, hint });
  }
}
