/** One definition file to raw entries (spec/registry §1, §1.1). */
import type { Diagnostic, EntryId, ProjectFiles } from '../api.ts';
import { formatId } from './ids.ts';
import { contentOf, interpolate, readText, type Candidate, type FileContent, type Project, type Reads } from './project.ts';
import { Report, SourceFile, type Place } from './source.ts';
import type { Field, MapNode, TreeNode } from './tree.ts';
import { parseYaml } from './yaml.ts';

export interface Definition {
  readonly id: EntryId;
  readonly namespace: string;
  readonly kind: string;
  readonly kindPlace: Place;
  readonly place: Place;
  readonly meta: MapNode | null;
  /** The config: the entry's own fields, or its `data`. */
  readonly config: MapNode;
}

/** A definition file as far as its own text goes. */
export interface ParsedFile {
  readonly content: FileContent;
  readonly source: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
  /** null for a file that defines nothing, or that cannot be read. */
  readonly header: { readonly tree: MapNode; readonly namespace: string } | null;
}

/** Reads the file's own text; what `file://` values name comes with {@link readDefinitions}. */
export function parseFile(candidate: Candidate, files: ProjectFiles): ParsedFile {
  const content = contentOf(files, candidate.path);
  const text = readText(files, candidate.path);
  const source = new SourceFile(candidate.path, text ?? '');
  const report = new Report();
  const parsed = (header: ParsedFile['header']): ParsedFile => ({ content, source, diagnostics: report.diagnostics, header });
  if (text === null) {
    report.add(source.place(0, 1), 'not-text', 'the file is not text', { severity: 'warning' });
    return parsed(null);
  }
  // Data of whatever size is none of ours, and is not even parsed.
  if (!/namespace|\\/.test(text)) return parsed(null);
  const own = new Report();
  const tree = parseYaml(source, own);
  const namespace = tree?.type === 'map' ? stringField(tree, 'namespace') : null;
  const isDefinition = namespace !== null && namespace.trim() !== '';
  // Of a file that cannot be parsed only the text can tell whether it was meant to define entries.
  const isMeant = /(^|[\s{,])["']?namespace["']?\s*:/.test(text);
  if (isDefinition || (tree === null && isMeant)) report.diagnostics.push(...own.diagnostics);
  return parsed(tree?.type === 'map' && isDefinition ? { tree, namespace: namespace.trim() } : null);
}

/** Entries of the file; none when it is no definition file or was dropped, which the report then says. */
export function readDefinitions(file: ParsedFile, candidate: Candidate, project: Project, report: Report, reads: Reads): Definition[] {
  if (!file.header) return [];
  const whole = interpolate(file.header.tree, project, candidate, report, reads);
  if (whole?.type !== 'map') return [];
  return readEntries(whole, file.header.namespace, file.source, report) ?? [];
}

function readEntries(file: MapNode, namespace: string, source: SourceFile, report: Report): Definition[] | null {
  const entries = file.fields.get('entries');
  if (!entries) {
    if (!file.fields.has('name') && !file.fields.has('kind')) {
      const place = file.fields.get('namespace')?.keyPlace ?? source.place(0, 1);
      report.add(place, 'no-entries', 'entries: either entries array or single entry (name/kind) must be provided');
      return null;
    }
    const fields = new Map(file.fields);
    fields.delete('namespace');
    fields.delete('version');
    const single = readEntry({ ...file, fields }, '', namespace, null, report);
    return single && [single];
  }
  const list = entries.value;
  if (list.type === 'scalar' && list.value === null) return [];
  if (list.type !== 'list') {
    report.add(list.place, 'wrong-type', `entries: expected list, got ${list.type === 'map' ? 'map' : typeof list.value}`);
    return null;
  }
  const shared = mapField(file, 'meta');
  const made: Definition[] = [];
  let failed = false;
  list.items.forEach((item, index) => {
    const entry =
      item.type === 'map' ? readEntry(item, `entry[${index}].`, namespace, shared, report) : notAnEntry(item, index, report);
    if (entry) made.push(entry);
    else failed = true;
  });
  return failed ? null : made;
}

function notAnEntry(item: TreeNode, index: number, report: Report): null {
  report.add(item.place, 'wrong-type', `entry[${index}]: expected map, got ${item.type === 'list' ? 'list' : 'a single value'}`);
  return null;
}

function readEntry(entry: MapNode, prefix: string, namespace: string, sharedMeta: MapNode | null, report: Report): Definition | null {
  const name = entry.fields.get('name');
  const kind = entry.fields.get('kind');
  const required = (field: string, value: Field | undefined): string | null => {
    const text = value?.value.type === 'scalar' && typeof value.value.value === 'string' ? value.value.value : '';
    if (text.trim() !== '') return text;
    const other = field === 'name' ? kind : name;
    const place = value?.value.place ?? other?.keyPlace ?? entry.place;
    report.add(place, 'invalid-entry', `${prefix}${field}: ${field} is required and must be a non-empty string`);
    return null;
  };
  const nameText = required('name', name);
  if (nameText === null) return null;
  const kindText = required('kind', kind);
  if (kindText === null) return null;
  return {
    id: formatId({ namespace, name: nameText }),
    namespace,
    kind: kindText,
    kindPlace: kind!.value.place,
    place: name!.value.place,
    meta: mergeMeta(sharedMeta, mapField(entry, 'meta')),
    config: mapField(entry, 'data') ?? entry,
  };
}

/** Shallow; the entry's own key wins. */
function mergeMeta(shared: MapNode | null, own: MapNode | null): MapNode | null {
  if (!shared || !own) return own ?? shared;
  return { ...own, fields: new Map([...shared.fields, ...own.fields]) };
}

function mapField(node: MapNode, name: string): MapNode | null {
  const value = node.fields.get(name)?.value;
  return value?.type === 'map' ? value : null;
}

function stringField(node: MapNode, name: string): string | null {
  const value = node.fields.get(name)?.value;
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : null;
}
