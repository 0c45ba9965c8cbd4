/** Project files to entries (spec/registry). Pure and synchronous; no text makes it throw. */
import type { Diagnostic, EntryId, PlainValue, ProjectFiles } from '../api.ts';
import { ErrorKind, failure, invalid, notFound, type Failure } from '../errors.ts';
import { assertNever } from '../../base/assert-never.ts';
import { readDefinitions, type Definition } from './definitions.ts';
import type { Entry, FailedEntry, LuaFunctionEntry, LuaLibraryEntry, PlainMap } from './entries.ts';
import { Fields, Problems } from './fields.ts';
import { formatId, parseId } from './ids.ts';
import { isHandledKind, knownKinds, STORED_KINDS, UNAVAILABLE_KINDS, type HandledKind } from './kinds.ts';
import { decodeLuaFunction, decodeLuaLibrary, type LuaOptions } from './lua-kinds.ts';
import { nearest } from './nearest.ts';
import { orderByDependency } from './order.ts';
import { definitionFiles, openProject } from './project.ts';
import { Report } from './source.ts';
import { toPlain, type MapNode } from './tree.ts';
import { decodeWatFunction } from './wat-function.ts';

export interface LoadOptions {
  /** Names of the Lua modules there are; without them `modules` lists are not checked against any. */
  readonly luaModules?: ReadonlySet<string>;
}

export interface LoadedRegistry {
  /** In boot order: imported entries first, then by ID. */
  readonly entries: readonly Entry[];
  readonly byId: ReadonlyMap<EntryId, Entry>;
  /** File by file, in order of place. */
  readonly diagnostics: readonly Diagnostic[];
  /** False when an entry was rejected, which stops the boot (spec/registry §3.4). Dropped files do not. */
  readonly ok: boolean;
}

export function loadRegistry(files: ProjectFiles, options: LoadOptions = {}): LoadedRegistry {
  const report = new Report();
  const project = openProject(files, report);
  const definitions = definitionFiles(project).flatMap((candidate) => readDefinitions(candidate, project, report));
  const luaOptions: LuaOptions = { luaModules: options.luaModules ?? null };
  const decoded = keepLast(definitions, report).map((definition) => decode(definition, luaOptions, report));
  const { entries, ok } = link(decoded, report);
  return {
    entries,
    byId: new Map(entries.map((entry) => [entry.id, entry])),
    diagnostics: sortByPlace(report.diagnostics),
    ok,
  };
}

/** Spec/registry §3.1. */
function keepLast(definitions: readonly Definition[], report: Report): Definition[] {
  const byId = new Map<EntryId, Definition>();
  for (const definition of definitions) {
    const earlier = byId.get(definition.id);
    if (earlier) {
      report.add(earlier.place, 'duplicate-entry', 'duplicate entries detected (will use last definition)', {
        severity: 'warning',
        entry: definition.id,
        hint: `${definition.id} is defined again in ${definition.place.file}, line ${definition.place.line}`,
      });
    }
    byId.set(definition.id, definition);
  }
  return [...byId.values()];
}

function decode(definition: Definition, options: LuaOptions, report: Report): Entry {
  const { kind, id } = definition;
  if (isHandledKind(kind)) return decodeHandled(definition, kind, options, report);
  if (STORED_KINDS.has(kind)) return stored(definition);
  if (UNAVAILABLE_KINDS.has(kind)) {
    report.add(definition.kindPlace, 'not-available', `kind "${kind}" is not available in the playground yet`, { severity: 'warning', entry: id });
    return stored(definition);
  }
  const message =
    `event handler timeout after 30s for entry ${id} (kind: ${kind}): ` +
    'no listener responded - check if listener is registered for this kind';
  const guess = nearest(kind, knownKinds());
  report.add(definition.kindPlace, 'unknown-kind', message, { entry: id, hint: guess ? `did you mean "${guess}"?` : undefined });
  return failed(definition, failure(ErrorKind.timeout, message));
}

function decodeHandled(definition: Definition, kind: HandledKind, options: LuaOptions, report: Report): Entry {
  const problems = new Problems();
  const fields = new Fields(definition.config, '', problems);
  const common = base(definition);
  const entry = ((): Entry | null => {
    switch (kind) {
      case 'function.wat': {
        const config = decodeWatFunction(fields, definition.place, problems);
        return config && { ...common, type: kind, config };
      }
      case 'function.lua': {
        const config = decodeLuaFunction(fields, definition.place, problems, options);
        return config && { ...common, type: kind, config };
      }
      case 'library.lua': {
        const config = decodeLuaLibrary(fields, definition.place, problems, options);
        return config && { ...common, type: kind, config };
      }
      default:
        return assertNever(kind);
    }
  })();
  const add = (list: Problems['errors'], severity: 'error' | 'warning' | 'info'): void => {
    for (const { place, code, message, hint } of list) report.add(place, code, message, { severity, hint, entry: definition.id });
  };
  add(problems.errors, 'error');
  add(problems.warnings, 'warning');
  add(problems.notes, 'info');
  if (entry && problems.errors.length === 0) return entry;
  return failed(definition, configFailure(kind, problems));
}

/** The texts of a chain, outermost first (spec/wasm §2): what cannot be decoded is `Internal` at the outside. */
function configFailure(kind: HandledKind, problems: Problems): Failure {
  const first = problems.errors[0];
  const message = first?.message ?? 'invalid configuration';
  switch (first?.code) {
    case 'wrong-type': {
      const inner = kind === 'function.wat' ? 'failed to unpack wasm config: ' : '';
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
      return failure(ErrorKind.internal, `failed to unpack ${kind} config: invalid configuration: ${message}`, { retryable: false });
  }
}

/** Checks the imports of Lua entries among each other and puts all entries in order. */
function link(decoded: readonly Entry[], report: Report): { entries: readonly Entry[]; ok: boolean } {
  const byId = new Map<EntryId, Entry>(decoded.map((entry) => [entry.id, entry]));
  const checked = decoded.map((entry) => (isLua(entry) ? checkImports(entry, byId, report) : entry));
  const ordered = orderByDependency(checked, importsOf);
  if (!ordered.cycle) return { entries: ordered.items, ok: !checked.some((entry) => entry.type === 'failed') };
  const cycle = ordered.cycle;
  const message = `import cycle: ${cycle.join(' -> ')}`;
  const entries = ordered.items.map((entry) => {
    if (!isLua(entry) || !cycle.includes(entry.id)) return entry;
    const next = entry.config.imports.find((item) => cycle.includes(item.target));
    report.add(next?.place ?? entry.place, 'import-cycle', message, { entry: entry.id });
    return rejected(entry, invalid(message));
  });
  return { entries, ok: false };
}

function checkImports(entry: LuaFunctionEntry | LuaLibraryEntry, byId: ReadonlyMap<EntryId, Entry>, report: Report): Entry {
  for (const { target, place } of entry.config.imports) {
    const found = byId.get(target);
    if (found && (isLua(found) || found.type === 'failed')) continue;
    const { namespace, name } = parseId(target);
    const own = formatId({ namespace: parseId(entry.id).namespace, name });
    const hint = found
      ? `${target} is of kind ${found.kind}, only Lua entries can be imported`
      : namespace === '' && byId.has(own)
        ? `did you mean "${own}"?`
        : undefined;
    const message = `imported entry not found: ${target}`;
    report.add(place, 'import-not-found', message, { entry: entry.id, hint });
    return rejected(entry, notFound(`unresolved dependencies after retry: ${entry.id}: ${message}`));
  }
  return entry;
}

function importsOf(entry: Entry): readonly string[] {
  return isLua(entry) ? entry.config.imports.map((item) => item.target) : [];
}

function isLua(entry: Entry): entry is LuaFunctionEntry | LuaLibraryEntry {
  return entry.type === 'function.lua' || entry.type === 'library.lua';
}

function base(definition: Definition): { id: EntryId; kind: string; meta: PlainMap; place: Definition['place'] } {
  return { id: definition.id, kind: definition.kind, meta: plainMap(definition.meta), place: definition.place };
}

function stored(definition: Definition): Entry {
  return { ...base(definition), type: 'stored', data: plainMap(withoutHeader(definition.config)) };
}

function failed(definition: Definition, error: Failure): FailedEntry {
  return { ...base(definition), type: 'failed', error };
}

function rejected(entry: Entry, error: Failure): FailedEntry {
  return { id: entry.id, kind: entry.kind, meta: entry.meta, place: entry.place, type: 'failed', error };
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

function sortByPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
