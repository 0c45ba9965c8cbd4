/** What is told of a definition file where somebody points. */
import { findKind } from '../../contract/kinds.ts';
import type { FileEdit, FileRange, Hover, TextRange, TextSymbol } from '../../contract/help.ts';
import { luaModule } from '../../contract/lua-modules/index.ts';
import { PROFILES, type ProfileName } from '../../contract/profile-table.ts';
import { matchProfile } from '../../contract/profiles.ts';
import { formatFunction } from '../../wit/print.ts';
import { commentAbove } from '../comments.ts';
import { codeBlock, inlineCode, paragraphs, plainText } from '../markdown.ts';
import { filePath, fullId, languageOfKind, placeIn, type EntryView, type ProjectView } from '../project-view.ts';
import { docOf, typeText } from './complete.ts';
import { META_DOCS, TOP_DOCS } from './docs.ts';
import { entryOfSpot, shapeAt, spotAt, type Spot } from './spot.ts';
import { pairOf, textOf, valueOf } from './tree.ts';

/** Markdown about an entry, as every language shows it; null for an ID that nobody has. */
export function describeEntry(project: ProjectView, id: string): string | null {
  const entry = project.entry(id);
  if (!entry) return null;
  const type = project.typeOf(entry);
  const text = project.textOf(entry.file) ?? '';
  const dash = text.lastIndexOf('\n', entry.map.start) + 1;
  return paragraphs(
    `**${plainText(entry.id)}** · ${inlineCode(entry.kind)} · ${findKind(entry.kind)?.label ?? ''}`,
    type ? codeBlock('wit', formatFunction(type)) : null,
    plainText(commentAbove(text, dash, /^#+/)),
    `in ${inlineCode(entry.file)}`,
  );
}

interface Pointed {
  readonly spot: Spot;
  readonly entry: EntryView | null;
  readonly name: string;
  readonly value: string;
  readonly range: TextRange;
  /** Key of the field that the value belongs to, at the top of the entry. */
  readonly field: string;
}

function pointed(project: ProjectView, file: string, offset: number): Pointed | null {
  const text = project.textOf(file) ?? '';
  const root = project.readings.yaml(text);
  const spot = spotAt(root, offset);
  if (!spot) return null;
  const found = entryOfSpot(spot, root);
  const entry = found
    ? (project.entries.find((one) => one.file === file && one.map.start === found.map.start) ?? null)
    : null;
  const first = found?.inner[0];
  const isKey = spot.at.type === 'key';
  const field = first && 'pair' in first ? first.pair.key : '';
  if (spot.at.type === 'key')
    return { spot, entry, name: spot.at.pair.key, value: '', range: spot.at.pair.keyRange, field: isKey ? field : '' };
  const { scalar } = spot.at;
  return scalar && { spot, entry, name: '', value: scalar.value, range: scalar, field };
}

export function hoverYaml(project: ProjectView, file: string, offset: number): Hover | null {
  const at = pointed(project, file, offset);
  if (!at) return null;
  const text = at.name === '' ? hoverValue(project, at) : hoverKey(project, file, at);
  return text === null ? null : { range: at.range, text };
}

function hoverKey(project: ProjectView, file: string, { spot, name }: Pointed): string | null {
  const root = project.readings.yaml(project.textOf(file) ?? '');
  const found = entryOfSpot(spot, root);
  if (spot.steps.length === 0 && Object.hasOwn(TOP_DOCS, name)) return paragraphs(`**${name}**`, TOP_DOCS[name]);
  if (!found || spot.at.type !== 'key') return null;
  const shape = shapeAt(found.map, [...found.inner, { map: spot.at.map, pair: spot.at.pair }]);
  if (shape) return paragraphs(`**${plainText(name)}** · ${typeText(shape)}`, docOf(shape));
  return Object.hasOwn(META_DOCS, name) ? paragraphs(`**${name}**`, META_DOCS[name]) : null;
}

function hoverValue(project: ProjectView, { entry, value, field, spot }: Pointed): string | null {
  const last = spot.steps.at(-1);
  const isField = last !== undefined && 'pair' in last && last.pair.key === field;
  if (field === 'kind' && isField) {
    const facts = findKind(value);
    return facts && paragraphs(`**${value}**`, `${facts.label[0]!.toUpperCase()}${facts.label.slice(1)}.`);
  }
  if (!entry) return null;
  if (field === 'name' && isField) return describeEntry(project, entry.id);
  if (field === 'modules') {
    const module = luaModule(value);
    return module && paragraphs(`**${module.name}**`, module.doc, inlineCode(Object.keys(module.functions).join(', ')));
  }
  if (field === 'imports' && languageOfKind(entry.kind) !== 'lua') {
    const profile: ProfileName | undefined = matchProfile(value)?.profile;
    return profile ? paragraphs(`**${profile}**`, PROFILES[profile].doc) : null;
  }
  if (field === 'method' && isField) {
    const type = project.typeOf(entry);
    const exported = project.exportsOf(entry).find(({ name }) => name === value);
    if (!type && !exported) return null;
    return paragraphs(
      `**${plainText(value)}**`,
      type ? codeBlock('wit', formatFunction(type)) : null,
      exported && exported.detail !== '' ? inlineCode(exported.detail) : null,
    );
  }
  return describeEntry(project, fullId(value, entry));
}

export function definitionYaml(project: ProjectView, file: string, offset: number): FileRange[] {
  const at = pointed(project, file, offset);
  if (!at?.entry || at.name !== '') return [];
  const { entry, value, field } = at;
  const path = filePath(file, value);
  if (path !== null) return project.textOf(path) === null ? [] : [{ file: path, start: 0, end: 0 }];
  if (field === 'method' || field === 'name') {
    const code = project.codePlace(entry);
    return code ? [code] : [];
  }
  const target = project.entry(fullId(value, entry));
  if (target) return [project.yamlPlace(target)];
  const source = field === 'source' ? project.textIn(entry, 'source') : null;
  return source ? [placeIn(source, { start: 0, end: 0 })] : [];
}

export function symbolsYaml(project: ProjectView, file: string): TextSymbol[] {
  return project.entries.flatMap((entry): TextSymbol[] => {
    if (entry.file !== file) return [];
    const range = {
      start: Math.min(entry.map.start, entry.place.start),
      end: Math.max(entry.map.end, entry.place.end),
    };
    return [
      {
        name: entry.name,
        detail: entry.kind,
        kind: languageOfKind(entry.kind) ? 'function' : 'entry',
        range,
        selection: entry.place,
        children: [],
      },
    ];
  });
}

/** Has an entry list a Lua module; null where it does already, or where nobody could. */
export function addModule(project: ProjectView, { file, map }: EntryView, name: string): FileEdit | null {
  const text = project.textOf(file) ?? '';
  const list = valueOf(map, 'modules');
  if (list?.type === 'list') {
    const last = list.items.at(-1);
    const insertAt = (offset: number, inserted: string): FileEdit => ({
      file,
      start: offset,
      end: offset,
      text: inserted,
    });
    if (list.indent < 0) {
      const end = last?.value?.end ?? list.start + 1;
      return insertAt(end, last?.value ? `, ${name}` : name);
    }
    if (!last) return null;
    const end = last.value?.end ?? last.start + 1;
    return insertAt(end, `\n${' '.repeat(list.indent)}- ${name}`);
  }
  if (list || map.indent < 0) return null;
  const anchor = pairOf(map, 'method') ?? pairOf(map, 'kind');
  if (!anchor || textOf(map, anchor.key) === '') return null;
  const end = lineEnd(text, anchor.value?.end ?? anchor.end);
  return { file, start: end, end, text: `\n${' '.repeat(map.indent)}modules: [${name}]` };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
