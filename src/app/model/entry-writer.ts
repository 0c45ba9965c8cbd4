/** Entries that the page writes for the visitor, each with a Lua file of its name where it has a source. */
import { ownValue } from '../../base/own.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { appendEntries, type NewEntry } from './append-entries.ts';
import { definitionsOf } from './definitions.ts';
import { namespaceOf, newRegistryText, registryFiles } from './plan-entries.ts';
import { exists, folderOf, joinPath } from './project-files.ts';

export interface WritableProject {
  readonly files: ProjectFiles;
  readonly folders: readonly string[];
}

export interface EntryWriter {
  /** The definition file that entries are added to. */
  readonly registry: string;
  /** ID of an entry of the kind, if there is one. */
  readonly idOf: (kind: string) => string | undefined;
  /** `wanted`, or with a number behind it: no entry and no Lua file is called so. */
  readonly freeName: (wanted: string) => string;
  /** Of the Lua file of an entry. */
  readonly sourceOf: (name: string) => string;
  /** What is new or another in the project then. The error is a sentence. */
  readonly add: (entries: readonly NewEntry[], sources: ProjectFiles) => Result<ProjectFiles, string>;
}

export function entryWriter(project: WritableProject): EntryWriter {
  const [registry = '_index.yaml'] = registryFiles(project.files, '_index.yaml');
  const before = ownValue(project.files, registry);
  const text = typeof before === 'string' ? before : newRegistryText;
  const namespace = namespaceOf(text);
  const definitions = definitionsOf(project.files);
  const sourceOf = (name: string): string => joinPath(folderOf(registry), `${name}.lua`);
  const isFree = (name: string): boolean =>
    !definitions.some(({ id }) => id === `${namespace}:${name}`) && !exists(project, sourceOf(name));
  return {
    registry,
    idOf: (kind) => definitions.find((one) => one.kind === kind)?.id,
    freeName(wanted) {
      for (let number = 1; ; number++) {
        const name = number === 1 ? wanted : `${wanted}-${number}`;
        if (isFree(name)) return name;
      }
    },
    sourceOf,
    add(entries, sources) {
      const added = appendEntries(text, entries);
      if (!added)
        return err(
          `The entries of ${registry} are written in a way that nothing can be added to: put them below “entries:”, each behind a dash.`,
        );
      return ok({ [registry]: added.text, ...sources });
    },
  };
}
