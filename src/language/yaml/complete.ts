/** What may stand at a place of a definition file: keys and values by the descriptions of kinds. */
import type { Completion, TextRange } from '../../contract/help.ts';
import { isPlannedModule, LUA_MODULES, MODULE_NAMES } from '../../contract/lua-modules/index.ts';
import { findKind } from '../../contract/kinds.ts';
import type { LuaModuleSpec } from '../../contract/lua-modules/spec.ts';
import { CORE_PROFILES } from '../../contract/profiles.ts';
import { PROFILES, type ProfileName } from '../../contract/profile-table.ts';
import type { FieldShape } from '../../project/registry/schema.ts';
import { suggestSignature } from '../../wit/suggest-signature.ts';
import { languageOfKind, type EntryView, type ProjectView } from '../project-view.ts';
import { TOP_DOCS } from './docs.ts';
import { entrySnippets } from './entry-snippets.ts';
import {
  entryOfSpot,
  isDescribed,
  kindNames,
  shapeAt,
  spotToComplete,
  unmarked,
  withoutMark,
  type Spot,
  type Step,
} from './spot.ts';
import { textOf, type YamlMap, type YamlScalar } from './tree.ts';

interface Place {
  readonly project: ProjectView;
  readonly file: string;
  readonly text: string;
  readonly offset: number;
}

export function completeYaml(place: Place): Completion[] {
  const { text, offset } = place;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (/(?:^|\s)#/.test(text.slice(lineStart, offset))) return [];
  // A dash that no blank follows yet is the beginning of a word to the outline.
  const isDash = /^[ \t]*-$/.test(text.slice(lineStart, offset));
  const spot = isDash ? null : spotToComplete(text, offset);
  if (!spot) return strayEntry(place, lineStart);
  return spot.at.type === 'key' ? completeKey(place, spot, spot.at) : completeValue(place, spot, spot.at.scalar);
}

/** A dash that stands at no column of the list of entries: the whole line is written anew. */
function strayEntry({ project, text, offset }: Place, lineStart: number): Completion[] {
  if (
    !/^[ \t]*-(?: +[\w.]*)*$/.test(text.slice(lineStart, offset)) ||
    !/^[\w.]*[ \t]*(?:\r?\n|$)/.test(text.slice(offset))
  )
    return [];
  const entries = project.readings.yaml(text).pairs.find(({ key }) => key === 'entries');
  if (!entries || entries.keyRange.end > lineStart) return [];
  const pad = ' '.repeat(entries.value?.type === 'list' && entries.value.indent >= 0 ? entries.value.indent : 2);
  const replace = { start: lineStart, end: offset };
  return entrySnippets().map((one) => ({
    ...one,
    insert: `${pad}- ${one.insert.replaceAll('\n', `\n${pad}`)}`,
    replace,
  }));
}

function completeKey(place: Place, spot: Spot, { pair, map }: Extract<Spot['at'], { type: 'key' }>): Completion[] {
  const { offset, text } = place;
  const written = withoutMark(pair.key);
  // A colon that no blank follows yet.
  if (!pair.hasColon && /^[\w.]+:$/.test(written)) {
    const steps = [...spot.steps, { map, pair: { ...pair, key: written.slice(0, -1) } }];
    return completeValue(place, { ...spot, steps }, null, ' ');
  }
  const replace = unmarked(pair.keyRange, offset);
  const root = rootOf(spot, map);
  const found = entryOfSpot(spot, root);
  const indent = map.indent < 0 ? null : ' '.repeat(map.indent + 2);
  const entrySnippet = (dash: string): Completion[] =>
    entrySnippets().map((one) => ({ ...one, insert: dash + one.insert, replace }));
  if (!found) {
    // Below `entries:`, beside the dashes.
    const [first] = spot.steps;
    const isAmongEntries =
      map === root
        ? root.pairs.some(({ key, value }) => key === 'entries' && value === null) &&
          map.indent === 0 &&
          text.slice(replace.start - 1, replace.start) === ' '
        : first && 'pair' in first && first.pair.key === 'entries' && spot.steps.length === 1;
    if (isAmongEntries) return entrySnippet('- ');
    if (map !== root) return [];
    const present = new Set(map.pairs.filter((one) => one !== pair).map(({ key }) => key));
    return Object.entries(TOP_DOCS).flatMap(([label, doc]): Completion[] =>
      present.has(label)
        ? []
        : [
            {
              label,
              kind: 'field',
              insert: pair.hasColon ? label : (TOP_INSERTS.get(label) ?? `${label}: `),
              isSnippet: true,
              doc,
              replace,
            },
          ],
    );
  }
  const shape = shapeAt(found.map, found.inner);
  if (!shape?.fields) return shape?.item?.type === 'id' ? [] : [];
  const present = new Set(map.pairs.filter((one) => one !== pair).map(({ key }) => key));
  const isNewEntry = map === found.map && map.pairs.length === 1 && map !== root;
  const keys = Object.entries(shape.fields).flatMap(([label, field]): Completion[] => {
    if (present.has(label)) return [];
    const rest = pair.hasColon ? '' : restOf(label, field, indent, textOf(found.map, 'kind'));
    const isSnippet = rest.includes('$');
    return [
      {
        label,
        kind: 'field',
        insert: label + rest,
        ...(isSnippet ? { isSnippet } : {}),
        ...(!pair.hasColon && !rest.endsWith('\n') ? { goesOn: true as const } : {}),
        detail: typeText(field),
        doc: docOf(field),
        replace,
      },
    ];
  });
  return [...(isNewEntry ? entrySnippet('') : []), ...keys];
}

const TOP_INSERTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    version: 'version: "1.0"',
    entries: 'entries:\n  - ',
    namespace: 'namespace: ${1:app}',
  }),
);

function rootOf(spot: Spot, map: YamlMap): YamlMap {
  const [first] = spot.steps;
  return first && 'map' in first ? first.map : map;
}

/** What follows a key. */
function restOf(name: string, { type, fields, values }: FieldShape, indent: string | null, kind: string): string {
  if (type === 'list' && (name === 'modules' || name === 'imports')) return ': [$0]';
  if (indent === null || values) return ': ';
  if (type === 'list') return `:\n${' '.repeat(2)}- `;
  if (type === 'map' && (fields || kind !== '')) return ':\n  ';
  return ': ';
}

/** In one line what a field is. */
export function docOf({ doc, isRequired, default: fallback, values }: FieldShape): string {
  const parts = [
    doc,
    isRequired ? 'Required.' : '',
    values ? `One of: ${values.join(', ')}.` : '',
    fallback === undefined ? '' : `Default: \`${String(fallback)}\`.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

export function typeText({ type, item, isRequired }: FieldShape): string {
  const text =
    type === 'list' && item
      ? `list of ${item.type === 'id' ? 'IDs' : item.type === 'map' ? 'maps' : `${item.type}s`}`
      : type === 'id'
        ? 'ID'
        : type;
  return isRequired ? `${text}, required` : text;
}

function completeValue(place: Place, spot: Spot, scalar: YamlScalar | null, blank = ''): Completion[] {
  const { offset, text } = place;
  if (scalar?.style === 'block' || scalar?.style === 'alias') return [];
  const range = scalar ? unmarked(scalar, offset) : { start: offset, end: offset };
  const isQuoted = scalar?.style === 'quoted';
  const isClosed =
    isQuoted && scalar !== null && range.end - range.start > 1 && text[range.end - 1] === text[range.start];
  const replace = isQuoted ? { start: range.start + 1, end: range.end - (isClosed ? 1 : 0) } : range;
  const put = (completions: readonly Completion[]): Completion[] =>
    completions.map((one) => ({
      ...one,
      insert: blank + (isQuoted || one.isSnippet ? one.insert : quoteIfNeeded(one.insert, spot)),
    }));
  const last = spot.steps.at(-1);
  if (!last) return [];
  const [first] = spot.steps;
  const root = first && 'map' in first ? first.map : null;
  if (!root) return [];
  if (spot.steps.length === 2 && 'item' in last && first && 'pair' in first && first.pair.key === 'entries')
    return entrySnippets().map((one) => ({ ...one, replace }));
  const found = entryOfSpot(spot, root);
  if (!found) return [];
  return put(valuesFor(place, found.map, found.inner, replace));
}

function quoteIfNeeded(value: string, spot: Spot): string {
  const isFlow = spot.steps.some((step) => ('map' in step ? step.map.indent : step.indent) < 0);
  const needs = /^[\s\-?:,[\]{}#&*!|>'"%@`]|: | #|\s$/.test(value) || (isFlow && /[,[\]{}]/.test(value));
  return needs ? JSON.stringify(value) : value;
}

/** The name of the field that the steps lead to, whichever list or map of it they end in. */
function fieldName(inner: readonly Step[]): string {
  const [first] = inner;
  return first && 'pair' in first ? first.pair.key : '';
}

function valuesFor(place: Place, map: YamlMap, inner: readonly Step[], replace: TextRange): Completion[] {
  const { project, file } = place;
  const kind = withoutMark(textOf(map, 'kind'));
  const name = fieldName(inner);
  const shape = shapeAt(map, inner);
  const entry: EntryView = { id: '', namespace: '', name: '', kind, file, map, place: map };
  const value = (label: string, rest: Partial<Completion> = {}): Completion => ({
    label,
    kind: 'value',
    insert: label,
    replace,
    ...rest,
  });
  if (inner.length === 1 && name === 'kind')
    return kindNames().map((one) =>
      value(one, { detail: findKind(one)?.label ?? '', doc: isDescribed(one) ? '' : 'Kept as data here.' }),
    );
  if (shape?.values) return shape.values.map((one) => value(one, { detail: one === shape.default ? 'default' : '' }));
  if (shape?.type === 'boolean')
    return ['true', 'false'].map((one) => value(one, String(shape.default) === one ? { detail: 'default' } : {}));
  if (shape?.type === 'id') return idsOf(project, shape, map, replace);
  const last = inner.at(-1);
  if (shape?.fields && last && 'item' in last)
    return Object.entries(shape.fields).map(([label, field]) => ({
      label,
      kind: 'field',
      insert: `${label}: `,
      isSnippet: true,
      goesOn: true,
      detail: typeText(field),
      doc: docOf(field),
      replace,
    }));
  const language = languageOfKind(kind);
  switch (name) {
    case 'method':
      return methodsOf(project, entry, replace);
    case 'source':
      return language === null || language === 'wasm'
        ? []
        : [...filesFor(project, file, `.${language}`, replace), ...blockSnippet(language, replace, place)];
    case 'wit':
      return [
        ...signaturesOf(project, entry).map((text) =>
          value(text, {
            detail: 'by the export',
            kind: 'function',
            insert: JSON.stringify(text).slice(1, -1).includes(': ') ? text : text,
          }),
        ),
        ...filesFor(project, file, '.wit', replace),
      ];
    case 'modules':
      return 'item' in (inner.at(-1) ?? {}) || inner.length === 1 ? modulesOf(map, replace) : [];
    case 'imports':
      return language === 'wat' || language === 'wasm'
        ? profilesOf(language, replace)
        : idsOf(project, { ...shape, type: 'id', doc: '', kinds: ['library.lua', 'function.lua'] }, map, replace);
    case 'path':
      return filesWithin(project, project.directoryOf(textOf(map, 'fs')), replace);
    case 'directory':
      return [
        ...new Set(
          Object.keys(project.files).flatMap((path) =>
            path.includes('/') ? [`./${path.slice(0, path.lastIndexOf('/'))}`] : [],
          ),
        ),
      ].map((path) => value(path, { kind: 'file' }));
    default:
      return [];
  }
}

function idsOf(project: ProjectView, { kinds }: FieldShape, own: YamlMap, replace: TextRange): Completion[] {
  return project.entries.flatMap((entry): Completion[] =>
    (kinds && !kinds.includes(entry.kind)) || entry.map.start === own.start
      ? []
      : [{ label: entry.id, kind: 'entry', insert: entry.id, detail: entry.kind, replace }],
  );
}

function methodsOf(project: ProjectView, entry: EntryView, replace: TextRange): Completion[] {
  return project.exportsOf(entry).map(({ name, detail, core }) => ({
    label: name,
    kind: 'function',
    insert: name,
    detail: (core && suggestSignature(name, core)) ?? detail,
    replace,
  }));
}

/** Signatures that fit the exports of the entry's module, that of its method first. */
export function signaturesOf(project: ProjectView, entry: EntryView): string[] {
  const method = textOf(entry.map, 'method');
  const exports = project.exportsOf(entry).toSorted((a, b) => Number(b.name === method) - Number(a.name === method));
  return exports.flatMap(({ name, core }) => (core && suggestSignature(name, core)) ?? []);
}

function filesFor(project: ProjectView, from: string, ending: string, replace: TextRange): Completion[] {
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  return Object.keys(project.files).flatMap((path): Completion[] => {
    if (!path.endsWith(ending) || !path.startsWith(folder)) return [];
    const label = `file://${path.slice(folder.length)}`;
    return [{ label, kind: 'file', insert: label, replace }];
  });
}

function filesWithin(project: ProjectView, directory: string | null, replace: TextRange): Completion[] {
  if (directory === null) return [];
  const prefix = directory === '' ? '' : `${directory}/`;
  return Object.keys(project.files).flatMap((path): Completion[] =>
    path.startsWith(prefix) && path.endsWith('.wasm')
      ? [{ label: path.slice(prefix.length), kind: 'file', insert: path.slice(prefix.length), replace }]
      : [],
  );
}

function blockSnippet(language: 'lua' | 'wat', replace: TextRange, { text, offset }: Place): Completion[] {
  // Lines of a block are indented two more than its key; the editor adds the indentation of the line itself.
  const isItem = /^\s*- /.test(text.slice(text.lastIndexOf('\n', offset - 1) + 1));
  const pad = isItem ? '    ' : '  ';
  const lines =
    language === 'wat'
      ? ['(module', '  (func (export "${1:name}") (result i32)', '    $0))']
      : ['local function ${1:main}()', '  $0', 'end', '', 'return { ${1:main} = ${1:main} }'];
  const insert = `|\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
  return [
    {
      label: '| (write it here)',
      kind: 'snippet',
      insert,
      isSnippet: true,
      doc: 'The text stands in the lines below.',
      replace,
    },
  ];
}

function modulesOf(map: YamlMap, replace: TextRange): Completion[] {
  const list = map.pairs.find(({ key }) => key === 'modules')?.value;
  const listed = new Set(
    list?.type === 'list' ? list.items.flatMap(({ value }) => (value?.type === 'scalar' ? [value.value] : [])) : [],
  );
  return [...MODULE_NAMES].flatMap((name): Completion[] => {
    if (listed.has(name)) return [];
    const spec = Object.hasOwn(LUA_MODULES, name)
      ? (LUA_MODULES as Readonly<Record<string, LuaModuleSpec>>)[name]
      : undefined;
    const doc =
      spec?.doc ??
      (isPlannedModule(name)
        ? 'Not available in the playground yet; its functions answer with an error.'
        : 'There without being listed.');
    return [{ label: name, kind: 'module', insert: name, doc, replace }];
  });
}

function profilesOf(language: 'wat' | 'wasm', replace: TextRange): Completion[] {
  const all = language === 'wat' ? CORE_PROFILES : (Object.keys(PROFILES) as ProfileName[]);
  return all.map((label) => ({ label, kind: 'module', insert: label, doc: PROFILES[label].doc, replace }));
}
