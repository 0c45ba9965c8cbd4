/** One definition to an entry, by its kind (spec/registry §3.2, §4). Depends on nothing but the definition. */
import type { PlainValue } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Definition } from './definitions.ts';
import type { AnyEntry, DecodeOptions, EntryBase, EntryKind, FailedEntry, PlainMap, StoredEntry } from './entries.ts';
import { EntryEdits } from './entry-edits.ts';
import { Problems } from './fields.ts';
import type { Kinds } from './kind.ts';
import { nearest } from '../../base/nearest.ts';
import type { Report } from './source.ts';
import { toPlain, type MapNode } from './tree.ts';
import { didYouMean } from '../../base/suggestion.ts';

export function decodeEntry(definition: Definition, kinds: Kinds, options: DecodeOptions, report: Report): AnyEntry {
  const { kind, id } = definition;
  const described = kinds.described(kind);
  if (described) return decodeDescribed(definition, described, options, report);
  const named = kinds.named(kind);
  if (named) {
    if (named.status === 'unavailable') {
      report.add(definition.kindPlace, 'not-available', `kind "${kind}" is not available in the playground yet`, {
        severity: 'warning',
        entry: id,
      });
    }
    return stored(definition);
  }
  // What boot says of it; an editor has better words.
  const message =
    `event handler timeout after 30s for entry ${id} (kind: ${kind}): ` +
    'no listener responded - check if listener is registered for this kind';
  const known = kinds.names();
  // One half of a name is no slip of a letter.
  const guess =
    nearest(kind, known) ??
    known.find((one) => kind.length > 1 && (one.endsWith(`.${kind}`) || one.startsWith(kind))) ??
    null;
  report.add(definition.kindPlace, 'unknown-kind', `unknown kind "${kind}"`, {
    entry: id,
    hint: guess ? didYouMean(guess) : undefined,
  });
  return failed(definition, failure(ErrorKind.timeout, message));
}

/** An entry that was decoded and cannot be had all the same. */
export function rejectEntry({ id, kind, meta, data, place, edits }: AnyEntry, error: Failure): FailedEntry {
  return { id, kind, meta, data, place, edits, type: 'failed', description: null, error };
}

function decodeDescribed(
  definition: Definition,
  description: EntryKind,
  options: DecodeOptions,
  report: Report,
): AnyEntry {
  const problems = new Problems();
  const { config, missingHash } = description.decode(definition, problems, options);
  const add = (list: Problems['errors'], severity: 'error' | 'warning' | 'info'): void => {
    for (const { place, code, message, hint } of list)
      report.add(place, code, message, { severity, hint, entry: definition.id });
  };
  add(problems.errors, 'error');
  add(problems.warnings, 'warning');
  add(problems.notes, 'info');
  const [first] = problems.errors;
  if (!first) return { ...base(definition), type: description.name, description, config };
  return { ...failed(definition, description.refusal(first)), ...(missingHash ? { missingHash } : {}) };
}

function base(definition: Definition): EntryBase {
  const { id, kind, place, config } = definition;
  return {
    id,
    kind,
    meta: plainMap(definition.meta),
    data: plainMap(withoutHeader(config)),
    place,
    edits: new EntryEdits(config),
  };
}

function stored(definition: Definition): StoredEntry {
  return { ...base(definition), type: 'stored', description: null };
}

function failed(definition: Definition, error: Failure): FailedEntry {
  return { ...base(definition), type: 'failed', description: null, error };
}

function withoutHeader(config: MapNode): MapNode {
  const fields = new Map(config.fields);
  for (const name of ['name', 'kind', 'meta']) fields.delete(name);
  return { ...config, fields };
}

function plainMap(node: MapNode | null): PlainMap {
  const value: PlainValue = node ? toPlain(node) : {};
  return value as PlainMap;
}
