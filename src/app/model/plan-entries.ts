/** Which entries make functions of a binary callable (spec/wasm §1), and which file system they read it from (spec/registry §4.1). */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import type { BinaryDescription, BinaryExport } from '../../contract/binaries.ts';
import { readDefinitions, type Definition } from './definitions.ts';
import { baseName, folderOf, isInside } from './project-files.ts';
import type { NewEntry } from './append-entries.ts';

/** Files of the registry that entries can be added to, the nearest to `binary` first. */
export function registryFiles(files: ProjectFiles, binary: string): readonly string[] {
  const found = Object.keys(files).filter(
    (path) => /(?:^|\/)_index\.ya?ml$/.test(path) && typeof ownValue(files, path) === 'string',
  );
  const isAbove = (path: string): boolean => folderOf(path) === '' || isInside(binary, folderOf(path));
  const depth = (path: string): number => path.split('/').length;
  return found.toSorted((left, right) => {
    if (isAbove(left) !== isAbove(right)) return isAbove(left) ? -1 : 1;
    return isAbove(left) ? depth(right) - depth(left) : depth(left) - depth(right) || (left < right ? -1 : 1);
  });
}

/** For a project that has none. */
export const newRegistryText = 'version: "1.0"\nnamespace: app\n\nentries: []\n';

export function namespaceOf(text: string): string {
  const written = /^namespace\s*:\s*(.*?)\s*(?:#.*)?$/m.exec(text)?.[1] ?? '';
  return written.replace(/^(["'])(.*)\1$/, '$2') || 'app';
}

export interface PlannedEntries {
  readonly entries: readonly NewEntry[];
  /** Of the functions, in the order of the exports asked for. */
  readonly ids: readonly string[];
}

export interface PlanOptions {
  readonly files: ProjectFiles;
  /** Path of the binary. */
  readonly binary: string;
  readonly description: BinaryDescription;
  readonly exports: readonly BinaryExport[];
  /** The registry file that the entries go to. */
  readonly file: string;
}

export function planEntries({ files, binary, description, exports, file }: PlanOptions): PlannedEntries {
  const definitions = allDefinitions(files);
  const text = ownValue(files, file);
  const namespace = namespaceOf(typeof text === 'string' ? text : newRegistryText);
  const taken = new Set(definitions.map((definition) => definition.id));
  const idOf = (name: string): string => {
    let id = `${namespace}:${name}`;
    for (let number = 2; taken.has(id); number++) id = `${namespace}:${name}_${number}`;
    taken.add(id);
    return id;
  };

  const entries: NewEntry[] = [];
  let system = findDirectory(definitions, binary);
  if (system === null) {
    const folder = folderOf(binary);
    const id = idOf(`${nameFrom(baseName(folder)) || 'project'}_files`);
    entries.push({
      fields: [
        ['name', localName(id)],
        ['kind', 'fs.directory'],
        ['directory', folder === '' ? '.' : `./${folder}`],
      ],
    });
    system = { id, path: baseName(binary) };
  }
  const profiles = [...new Set(description.imports.flatMap((item) => (item.profile === null ? [] : [item.profile])))];
  const ids = exports.map((item) => {
    const id = idOf(nameFrom(item.name.slice(item.name.lastIndexOf('#') + 1)) || 'run');
    const wit = description.form === 'core' ? witOf(item) : null;
    entries.push({
      fields: [
        ['name', localName(id)],
        ['kind', 'function.wasm'],
        ['fs', system.id],
        ['path', system.path],
        ['hash', description.digest],
        ['method', item.name],
        ...(wit === null ? [] : [['wit', `${wit}\n`] as const]),
        ...(profiles.length === 0 ? [] : [['imports', profiles] as const]),
      ],
    });
    return id;
  });
  return { entries, ids };
}

/** Entries that call a function of the binary already, by the method they name. */
export function usedMethods(files: ProjectFiles, binary: string): ReadonlyMap<string, string> {
  const definitions = allDefinitions(files);
  const used = new Map<string, string>();
  for (const { id, kind, method, fields } of definitions) {
    if (kind !== 'function.wasm' || method === null || used.has(method)) continue;
    const folder = definitions.find(
      (definition) => definition.id === fields.get('fs') && definition.kind === 'fs.directory',
    );
    const directory = folder ? directoryOf(folder) : null;
    const path = fields.get('path')?.replace(/^(?:\.?\/)+/, '');
    if (directory !== null && path !== undefined && (directory === '' ? path : `${directory}/${path}`) === binary)
      used.set(method, id);
  }
  return used;
}

function allDefinitions(files: ProjectFiles): readonly Definition[] {
  return Object.entries(files).flatMap(([path, text]) =>
    /\.ya?ml$/.test(path) && typeof text === 'string' ? readDefinitions(path, text) : [],
  );
}

/** The file system that begins nearest to the file. */
function findDirectory(
  definitions: readonly Definition[],
  binary: string,
): { readonly id: string; readonly path: string } | null {
  let best: { readonly id: string; readonly path: string } | null = null;
  for (const definition of definitions) {
    const directory = definition.kind === 'fs.directory' ? directoryOf(definition) : null;
    if (directory === null || (directory !== '' && !isInside(binary, directory))) continue;
    const path = directory === '' ? binary : binary.slice(directory.length + 1);
    if (best === null || path.length < best.path.length) best = { id: definition.id, path };
  }
  return best;
}

/** The folder of the project that an `fs.directory` stands for; '' for all of it, null for one outside. */
function directoryOf({ fields }: Definition): string | null {
  const written = fields.get('directory');
  if (written === undefined || written.startsWith('/') || (fields.get('base') ?? 'project') !== 'project') return null;
  const parts = written.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : parts.join('/');
}

/** `transform-users` is called `transform_users`: words of a name are joined so (spec/registry §2.3). */
function nameFrom(text: string): string {
  return text.replaceAll(/[^\w.]+/g, '_').replaceAll(/^[_.]+|[_.]+$/g, '');
}

function localName(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** `add: func(a: s32) -> s32;` */
function witOf({ name, signature }: BinaryExport): string | null {
  if (signature === null) return null;
  const text = signature.trim().replace(/;$/, '');
  return /^func\b/.test(text) ? `${name}: ${text};` : `${text};`;
}
