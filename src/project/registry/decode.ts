/** One definition to an entry, by its kind (spec/registry §3.2, §4). Depends on nothing but the definition. */
import { assertNever } from '../../base/assert-never.ts';
import type { EntryId, PlainValue } from '../../contract/api.ts';
import { ErrorKind, failure, invalid, type Failure } from '../../contract/errors.ts';
import type { Definition } from './definitions.ts';
import type { Entry, FailedEntry, MissingHash, PlainMap } from './entries.ts';
import { EntryEdits } from './entry-edits.ts';
import { Fields, Problems } from './fields.ts';
import { decodeDirectory } from './fs-directory.ts';
import { isHandledKind, knownKinds, STORED_KINDS, UNAVAILABLE_KINDS, type HandledKind } from './kinds.ts';
import { decodeLuaFunction, decodeLuaLibrary, type LuaOptions } from './lua-kinds.ts';
import { nearest } from '../../base/nearest.ts';
import type { Report } from './source.ts';
import { toPlain, type MapNode } from './tree.ts';
import { decodeWasmFunction } from './wasm-function.ts';
import { decodeWatFunction } from './wat-function.ts';
import { didYouMean } from '../../base/suggestion.ts';

export function decodeEntry(definition: Definition, options: LuaOptions, report: Report): Entry {
  const { kind, id } = definition;
  if (isHandledKind(kind)) return decodeHandled(definition, kind, options, report);
  if (STORED_KINDS.has(kind)) return stored(definition);
  if (UNAVAILABLE_KINDS.has(kind)) {
    report.add(definition.kindPlace, 'not-available', `kind "${kind}" is not available in the playground yet`, {
      severity: 'warning',
      entry: id,
    });
    return stored(definition);
  }
  // What boot says of it; an editor has better words.
  const message =
    `event handler timeout after 30s for entry ${id} (kind: ${kind}): ` +
    'no listener responded - check if listener is registered for this kind';
  const known = knownKinds();
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
export function rejectEntry(entry: Entry, error: Failure): FailedEntry {
  return {
    id: entry.id,
    kind: entry.kind,
    meta: entry.meta,
    place: entry.place,
    edits: entry.edits,
    type: 'failed',
    error,
  };
}

function decodeHandled(definition: Definition, kind: HandledKind, options: LuaOptions, report: Report): Entry {
  const problems = new Problems();
  const fields = new Fields(definition.config, '', problems);
  const common = base(definition);
  let missingHash: MissingHash | null = null;
  const entry = ((): Entry | null => {
    switch (kind) {
      case 'function.wat': {
        const config = decodeWatFunction(fields, definition.place, problems);
        return config && { ...common, type: kind, config };
      }
      case 'function.wasm': {
        const decoded = decodeWasmFunction(fields, definition.place, problems);
        ({ missingHash } = decoded);
        return decoded.config && { ...common, type: kind, config: decoded.config };
      }
      case 'function.lua': {
        const config = decodeLuaFunction(fields, definition.place, problems, options);
        return config && { ...common, type: kind, config };
      }
      case 'library.lua': {
        const config = decodeLuaLibrary(fields, definition.place, problems, options);
        return config && { ...common, type: kind, config };
      }
      case 'fs.directory': {
        const config = decodeDirectory(fields, definition.place, problems);
        return config && { ...common, type: kind, config };
      }
      default:
        return assertNever(kind);
    }
  })();
  const add = (list: Problems['errors'], severity: 'error' | 'warning' | 'info'): void => {
    for (const { place, code, message, hint } of list)
      report.add(place, code, message, { severity, hint, entry: definition.id });
  };
  add(problems.errors, 'error');
  add(problems.warnings, 'warning');
  add(problems.notes, 'info');
  if (entry && problems.errors.length === 0) return entry;
  return { ...failed(definition, configFailure(kind, problems)), ...(missingHash ? { missingHash } : {}) };
}

/** The texts of a chain, outermost first (spec/wasm §2): what cannot be decoded is `Internal` at the outside. */
function configFailure(kind: HandledKind, problems: Problems): Failure {
  const first = problems.errors[0];
  const message = first?.message ?? 'invalid configuration';
  if (kind === 'fs.directory') return invalid(`failed to decode config: ${message}`);
  switch (first?.code) {
    case 'wrong-type': {
      const inner = kind === 'function.wat' || kind === 'function.wasm' ? 'failed to unpack wasm config: ' : '';
      return failure(ErrorKind.internal, `failed to unpack ${kind} config: ${inner}${message}`, { retryable: false });
    }
    case 'unsupported-import':
    case 'import-requires-component':
    case 'import-conflict':
    case 'not-available':
      return invalid(message);
    case 'unknown-module':
      return failure(ErrorKind.internal, message);
    default:
      return failure(ErrorKind.internal, `failed to unpack ${kind} config: invalid configuration: ${message}`, {
        retryable: false,
      });
  }
}

function base(definition: Definition): {
  id: EntryId;
  kind: string;
  meta: PlainMap;
  place: Definition['place'];
  edits: EntryEdits;
} {
  const { id, kind, place, config } = definition;
  return { id, kind, meta: plainMap(definition.meta), place, edits: new EntryEdits(config) };
}

function stored(definition: Definition): Entry {
  return { ...base(definition), type: 'stored', data: plainMap(withoutHeader(definition.config)) };
}

function failed(definition: Definition, error: Failure): FailedEntry {
  return { ...base(definition), type: 'failed', error };
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
