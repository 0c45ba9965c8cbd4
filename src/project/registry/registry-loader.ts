/** Project files to entries (spec/registry). Pure and synchronous; no text makes it throw. */
import type { Diagnostic, EntryId, ProjectFiles } from '../../contract/api.ts';
import { decodeEntry } from './decode.ts';
import { parseFile, readDefinitions, type Definition, type ParsedFile } from './definitions.ts';
import type { AnyEntry, DecodeOptions, EntryKind } from './entries.ts';
import { Kinds, type KindTable } from './kind.ts';
import { linkEntries } from './link.ts';
import {
  contentOf,
  definitionFiles,
  foldersOf,
  openProject,
  type Candidate,
  type Project,
  type Reads,
} from './project.ts';
import { relativeReferences, reportRelative, type RelativeReference } from './references.ts';
import { Report } from './source.ts';
import type { ReadYaml } from './yaml-node.ts';

export interface LoadOptions<K extends EntryKind = EntryKind> {
  readonly kinds: KindTable<K>;
  /** Names of the Lua modules there are; without them `modules` lists are not checked against any. */
  readonly luaModules?: ReadonlySet<string>;
  readonly readYaml: ReadYaml;
}

export interface LoadedRegistry<K extends EntryKind = EntryKind> {
  /** In boot order: imported entries first, then by ID. */
  readonly entries: readonly AnyEntry<K>[];
  readonly byId: ReadonlyMap<EntryId, AnyEntry<K>>;
  /** As their own texts say, before they were looked at together: whoever lacks an import is whole here. */
  readonly decoded: readonly AnyEntry<K>[];
  /** File by file, in order of place. */
  readonly diagnostics: readonly Diagnostic[];
  /** False when an entry was rejected, which stops the boot (spec/registry §3.4). Dropped files do not. */
  readonly ok: boolean;
}

interface DecodedDefinition {
  readonly definition: Definition;
  readonly entry: AnyEntry;
  readonly diagnostics: readonly Diagnostic[];
  readonly relative: readonly RelativeReference[];
}

interface LoadedFile {
  readonly parsed: ParsedFile;
  readonly reads: Reads;
  readonly diagnostics: readonly Diagnostic[];
  readonly definitions: readonly DecodedDefinition[];
}

/**
 * Loads one project again and again. A file is parsed only when its text has changed and decoded only when it or a text
 * that it names has, so that entries of other files come out as the same objects. Remembers the last load only.
 */
export class RegistryLoader<K extends EntryKind> {
  readonly #kinds: Kinds<K>;
  readonly #options: DecodeOptions;
  readonly #readYaml: ReadYaml;
  #files = new Map<string, LoadedFile>();

  constructor({ kinds, luaModules, readYaml }: LoadOptions<K>) {
    this.#kinds = new Kinds(kinds);
    this.#options = { luaModules: luaModules ?? null };
    this.#readYaml = readYaml;
  }

  load(files: ProjectFiles): LoadedRegistry<K> {
    const report = new Report();
    const project = openProject(files, report, this.#readYaml);
    const loaded = new Map<string, LoadedFile>();
    for (const candidate of definitionFiles(project)) {
      const key = `${candidate.root}\0${candidate.path}`;
      loaded.set(key, this.#loadFile(candidate, project, this.#files.get(key)));
    }
    this.#files = loaded;
    const definitions: DecodedDefinition[] = [];
    for (const file of loaded.values()) {
      report.diagnostics.push(...file.diagnostics);
      definitions.push(...file.definitions);
    }
    const kept = keepLast(definitions, report);
    const decoded = kept.map(({ entry }) => entry);
    for (const { diagnostics } of kept) report.diagnostics.push(...diagnostics);
    const { entries, ok } = linkEntries(decoded, { folders: foldersOf(files) }, report);
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    for (const { relative } of kept) reportRelative(relative, (id) => byId.has(id), report);
    // All of them were decoded by descriptions of the table.
    return {
      entries,
      byId,
      decoded,
      diagnostics: sortByPlace(report.diagnostics),
      ok,
    } as LoadedRegistry<K>;
  }

  #loadFile(candidate: Candidate, project: Project, last: LoadedFile | undefined): LoadedFile {
    const isSame = last !== undefined && last.parsed.content === contentOf(project.files, candidate.path);
    if (isSame && [...last.reads].every(([path, content]) => contentOf(project.files, path) === content)) return last;
    const parsed = isSame ? last.parsed : parseFile(candidate, project.files, this.#readYaml);
    const report = new Report();
    const reads: Reads = new Map();
    const definitions = readDefinitions(parsed, candidate, project, report, reads).map((definition) =>
      this.#decode(definition),
    );
    return { parsed, reads, diagnostics: [...parsed.diagnostics, ...report.diagnostics], definitions };
  }

  #decode(definition: Definition): DecodedDefinition {
    const report = new Report();
    const entry = decodeEntry(definition, this.#kinds, this.#options, report);
    const relative = relativeReferences(definition, this.#kinds.schemaOf(definition.kind));
    return { definition, entry, diagnostics: report.diagnostics, relative };
  }
}

/** Spec/registry §3.1. */
function keepLast(all: readonly DecodedDefinition[], report: Report): DecodedDefinition[] {
  const byId = new Map<EntryId, DecodedDefinition>();
  for (const decoded of all) {
    const { id, place } = decoded.definition;
    const earlier = byId.get(id);
    if (earlier) {
      report.add(earlier.definition.place, 'duplicate-entry', 'duplicate entries detected (will use last definition)', {
        severity: 'warning',
        entry: id,
        hint: `${id} is defined again in ${place.file}, line ${place.line}`,
      });
    }
    byId.set(id, decoded);
  }
  return [...byId.values()];
}

export function sortByPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
