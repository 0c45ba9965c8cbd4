/** One definition file to raw entries (spec/registry §1, §1.1). */
import type { Diagnostic, EntryId, Fix, ProjectFiles } from '../../contract/api.ts';
import { formatId } from './ids.ts';
import {
  contentOf,
  interpolate,
  readText,
  readWide,
  whyNoText,
  type Candidate,
  type FileContent,
  type Project,
  type Reads,
} from './project.ts';
import { Report, SourceFile, type Place } from './source.ts';
import { EntryEdits } from './entry-edits.ts';
import { nearest } from '../../base/nearest.ts';
import { didYouMean } from '../../base/suggestion.ts';
import { describeNode, type Field, type MapNode, type TreeNode } from './tree.ts';
import { parseYaml } from './yaml.ts';
import type { ReadYaml } from './yaml-node.ts';

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
export function parseFile(candidate: Candidate, files: ProjectFiles, readYaml: ReadYaml): ParsedFile {
  const content = contentOf(files, candidate.path);
  const text = readText(files, candidate.path);
  const source = new SourceFile(candidate.path, text ?? '');
  const report = new Report();
  const parsed = (header: ParsedFile['header']): ParsedFile => ({
    content,
    source,
    diagnostics: report.diagnostics,
    header,
  });
  if (text === null) {
    if (content !== undefined) reportNoText(content, source, report);
    return parsed(null);
  }
  const isIndex = INDEX_FILE.test(candidate.path);
  // Data of whatever size is none of ours, and is not even parsed.
  if (!isIndex && !NAMESPACE_KEY.test(text) && !text.includes('\\') && !ENTRIES_KEY.test(text)) return parsed(null);
  const own = new Report();
  const tree = parseYaml(source, own, readYaml);
  if (tree?.type !== 'map') {
    // Of a file that cannot be parsed only the text can tell whether it was meant to define entries.
    if (tree === null && (isIndex || NAMESPACE_KEY.test(text))) report.diagnostics.push(...own.diagnostics);
    if (isIndex && tree !== null && !(tree.type === 'scalar' && tree.value === null)) reportNothing(tree, report);
    return parsed(null);
  }
  const namespace = readHeader(tree, report);
  if (isIndex && namespace === null && report.diagnostics.length === 0) reportNothing(tree, report);
  if (namespace !== null || report.diagnostics.length > 0) report.diagnostics.unshift(...own.diagnostics);
  return parsed(namespace === null ? null : { tree, namespace });
}

const NAMESPACE_KEY = /(^|[\s{,])["']?namespace["']?\s*:/;
const ENTRIES_KEY = /(^|[\s{,])["']?entries["']?\s*:/;
/** What a definition file has at its top. */
const FILE_KEYS: ReadonlySet<string> = new Set(['version', 'namespace', 'entries', 'meta', 'name', 'kind']);
const INDEX_FILE = /(^|\/)_index\.(ya?ml|json)$/;

function reportNoText(content: string | Uint8Array, source: SourceFile, report: Report): void {
  const wide = readWide(content);
  // Entries that are there for whoever wrote them, and for nobody else.
  const severity = wide !== null && NAMESPACE_KEY.test(wide) ? 'error' : 'warning';
  report.add(source.place(0, 1), 'not-text', `the file ${whyNoText(content)}`, { severity });
}

/** A file of that name was meant to define entries. Wippy passes over it without a word. */
function reportNothing(tree: TreeNode, report: Report): void {
  const place = tree.type === 'map' ? ([...tree.fields.values()][0]?.keyPlace ?? tree.place) : tree.place;
  const found = {
    map: 'it has no namespace and no entries',
    list: 'it is a list, and not keys with their values',
    scalar: 'it is plain text, and not keys with their values',
  };
  report.add(place, 'no-namespace', `this file defines nothing: ${found[tree.type]}`, {
    severity: 'warning',
    hint: 'begin it with: namespace: app',
  });
}

/**
 * The namespace; null for a file that defines nothing (spec/registry §1.3, §1.4). Data is passed over without a word, but a
 * file that lists entries was meant to define them.
 */
function readHeader(file: MapNode, report: Report): string | null {
  const named = file.fields.get('namespace');
  const isMeant = listsEntries(file);
  let isGood = true;
  for (const name of ['version', 'namespace']) {
    const value = file.fields.get(name)?.value;
    const isText = !value || (value.type === 'scalar' && (typeof value.value === 'string' || value.value === null));
    if (isText || !(isMeant || (named && namespaceOf(named.value) !== null))) continue;
    report.add(
      value.place,
      'wrong-type',
      `${name}: expected text, got ${describeNode(value)}, so the file is left out`,
      quoting(value),
    );
    isGood = false;
  }
  if (!isGood) return null;
  const namespace = named ? namespaceOf(named.value) : null;
  if (namespace === null && isMeant) reportNoNamespace(file, named, report);
  return namespace;
}

function namespaceOf(node: TreeNode): string | null {
  return node.type === 'scalar' && typeof node.value === 'string' && node.value.trim() !== ''
    ? node.value.trim()
    : null;
}

/** `entries` with names and kinds in them, or a single entry beside a version. */
function listsEntries({ fields }: MapNode): boolean {
  const entries = fields.get('entries')?.value;
  const isEntry = (node: TreeNode): boolean =>
    node.type === 'map' && node.fields.has('name') && node.fields.has('kind');
  if (entries) return entries.type === 'list' ? entries.items.some(isEntry) : isEntry(entries);
  return fields.has('name') && fields.has('kind') && (fields.has('version') || fields.has('namespace'));
}

/** Wippy passes over such a file without a word, so this is no more than a warning. */
function reportNoNamespace(file: MapNode, empty: Field | undefined, report: Report): void {
  const message = 'namespace is missing, so the entries of this file are not there';
  const slip = [...file.fields].find(([name]) => !FILE_KEYS.has(name) && nearest(name, ['namespace']) !== null);
  if (empty || slip) {
    const hint = slip ? didYouMean('namespace') : 'give it a name: namespace: app';
    return report.add((slip ? slip[1] : empty!).keyPlace, 'no-namespace', message, { severity: 'warning', hint });
  }
  const place = (file.fields.get('entries') ?? [...file.fields.values()][0])?.keyPlace ?? file.place;
  const fix = new EntryEdits(file).addField('namespace', 'app', 'entries') ?? undefined;
  report.add(place, 'no-namespace', message, { severity: 'warning', hint: 'add it: namespace: app', fix });
}

/** What is to be text and is written as another value: in quotes it is text. */
function quoting(node: TreeNode): { hint: string; fix?: Fix } {
  if (node.type !== 'scalar') return { hint: 'write it as text' };
  const quoted = JSON.stringify(node.written);
  return { hint: `write it in quotes: ${quoted}`, fix: { title: 'Put it in quotes', replacement: quoted } };
}

/** Entries of the file; none when it is no definition file or was dropped, which the report then says. */
export function readDefinitions(
  file: ParsedFile,
  candidate: Candidate,
  project: Project,
  report: Report,
  reads: Reads,
): Definition[] {
  if (!file.header) return [];
  const whole = interpolate(file.header.tree, project, candidate, report, reads);
  if (whole?.type !== 'map') return [];
  return readEntries(whole, file.header.namespace, file.source, report) ?? [];
}

function readEntries(file: MapNode, namespace: string, source: SourceFile, report: Report): Definition[] | null {
  const entries = file.fields.get('entries');
  if (!entries) {
    if (!file.fields.has('name') && !file.fields.has('kind')) {
      const slip = [...file.fields].find(([name]) => !FILE_KEYS.has(name) && nearest(name, ['entries']) !== null)?.[1];
      const place = (slip ?? file.fields.get('namespace'))?.keyPlace ?? source.place(0, 1);
      report.add(place, 'no-entries', 'entries: either entries array or single entry (name/kind) must be provided', {
        hint: slip && didYouMean('entries'),
      });
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
    const hint = list.type === 'map' ? 'each entry begins with a dash: - name' : undefined;
    report.add(
      list.place,
      'wrong-type',
      `entries: expected list, got ${list.type === 'map' ? 'map' : typeof list.value}`,
      { hint },
    );
    return null;
  }
  const shared = mapField(file, 'meta');
  const made: Definition[] = [];
  let failed = false;
  list.items.forEach((item, index) => {
    const entry =
      item.type === 'map'
        ? readEntry(item, `entry[${index}].`, namespace, shared, report)
        : notAnEntry(item, index, report);
    if (entry) made.push(entry);
    else failed = true;
  });
  return failed ? null : made;
}

function notAnEntry(item: TreeNode, index: number, report: Report): null {
  report.add(
    item.place,
    'wrong-type',
    `entry[${index}]: expected map, got ${item.type === 'list' ? 'list' : 'a single value'}`,
  );
  return null;
}

function readEntry(
  entry: MapNode,
  prefix: string,
  namespace: string,
  sharedMeta: MapNode | null,
  report: Report,
): Definition | null {
  const name = entry.fields.get('name');
  const kind = entry.fields.get('kind');
  const required = (field: string, value: Field | undefined): string | null => {
    const text = value?.value.type === 'scalar' && typeof value.value.value === 'string' ? value.value.value : '';
    if (text.trim() !== '') return text;
    const other = field === 'name' ? kind : name;
    const place = value?.value.place ?? other?.keyPlace ?? entry.place;
    const isOther =
      value?.value.type === 'scalar' && typeof value.value.value !== 'string' && value.value.value !== null;
    report.add(
      place,
      'invalid-entry',
      `${prefix}${field}: ${field} is required and must be a non-empty string`,
      isOther ? quoting(value.value) : {},
    );
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
