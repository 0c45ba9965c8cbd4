/** What of a project can be built into a binary, and with which WIT. */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { definitionsOf, readDefinitions } from '../model/definitions.ts';
import { baseName } from '../model/project-files.ts';

export interface BuildSource {
  /** Unique among the sources. */
  readonly id: string;
  /** As shown: a path, or the entry that the text stands in. */
  readonly title: string;
  readonly file: string;
  readonly content: string | Uint8Array;
  /** Where text in an entry begins in its file, 1-based line, and by how many columns it is set in. */
  readonly offset: { readonly line: number; readonly indent: number };
}

export interface WitSource {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly text: string;
  /** Where text in an entry is to be found: at the entry. null for a file of its own. */
  readonly entry: { readonly line: number; readonly column: number } | null;
}

const atStart = { line: 1, indent: 0 } as const;

/** Files of text, core modules, and texts that stand in entries. */
export function buildSources(files: ProjectFiles): readonly BuildSource[] {
  const found: BuildSource[] = [];
  for (const [file, content] of Object.entries(files)) {
    if (file.endsWith('.wat') && typeof content === 'string')
      found.push({ id: file, title: file, file, content, offset: atStart });
    else if (file.endsWith('.wasm') && content instanceof Uint8Array && isCoreModule(content))
      found.push({ id: file, title: file, file, content, offset: atStart });
    else if (/\.ya?ml$/.test(file) && typeof content === 'string') found.push(...inlineSources(file, content));
  }
  const rank = ({ content, id }: BuildSource): number =>
    typeof content !== 'string' ? 2 : id.endsWith('.wat') ? 0 : 1;
  return found.toSorted((left, right) => rank(left) - rank(right) || (left.id < right.id ? -1 : 1));
}

function isCoreModule(bytes: Uint8Array): boolean {
  return [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00].every((byte, index) => bytes[index] === byte);
}

function inlineSources(file: string, text: string): readonly BuildSource[] {
  const lines = text.split(/\r?\n/);
  return readDefinitions(file, text).flatMap(({ id, kind, line, column }): readonly BuildSource[] => {
    if (kind !== 'function.wat') return [];
    // Only in the entry itself: up to the next line that is set in less than its keys.
    for (let index = line - 1; index < lines.length; index++) {
      const own = (lines[index] ?? '').slice(column - 1);
      if (index > line - 1 && (lines[index] ?? '').trim() !== '' && (lines[index] ?? '').search(/\S/) < column - 1)
        return [];
      if (/^source\s*:\s*\|/.test(own)) return [{ id, title: id, file, ...blockAt(lines, index + 1, column - 1) }];
    }
    return [];
  });
}

function blockAt(lines: readonly string[], from: number, keyIndent: number): Pick<BuildSource, 'content' | 'offset'> {
  const indent = (lines.slice(from).find((line) => line.trim() !== '') ?? '').search(/\S/);
  let end = from;
  while (end < lines.length && ((lines[end] ?? '').trim() === '' || (lines[end] ?? '').search(/\S/) > keyIndent)) end++;
  return {
    content: lines
      .slice(from, end)
      .map((line) => line.slice(Math.max(0, indent)))
      .join('\n'),
    offset: { line: from + 1, indent: Math.max(0, indent) },
  };
}

/** `.wit` files, by name. */
export function witSources(files: ProjectFiles): readonly WitSource[] {
  return Object.entries(files)
    .flatMap(([file, text]) =>
      file.endsWith('.wit') && typeof text === 'string' ? [{ id: file, title: file, file, text, entry: null }] : [],
    )
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Text of a component, which names its types itself. */
export function isComponentText(content: string | Uint8Array): boolean {
  if (typeof content !== 'string') return false;
  return withoutComments(content).trimStart().startsWith('(component');
}

function withoutComments(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const comment = /^(?:;;[^\n]*(?:\n|$)|\(;[\s\S]*?;\))/.exec(rest)?.[0];
    if (comment === undefined) return rest;
    rest = rest.slice(comment.length).trimStart();
  }
}

/** The worlds of a WIT text by their names. */
export function worldsOf(wit: string): readonly string[] {
  const text = wit.replaceAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/(?:^|[\s;}])world\s+%?([a-z][\w-]*)\s*\{/gi)].flatMap((match) =>
    match[1] === undefined ? [] : [match[1]],
  );
}

/** `wasm/<name>.wasm` */
export function outputPath(source: BuildSource): string {
  if (typeof source.content !== 'string') return source.file.replace(/\.wasm$/, '.component.wasm');
  const name =
    source.id === source.file
      ? baseName(source.file).replace(/\.wat$/, '')
      : source.id.slice(source.id.lastIndexOf(':') + 1);
  return `wasm/${name}.wasm`;
}

/**
 * The WIT that entries with this source have: a file, or what stands in them, put together where several entries share the
 * source. null when none says any, or they name several files.
 */
export function entryWit(source: BuildSource, files: ProjectFiles): WitSource | null {
  const entries = definitionsOf(files).filter(
    ({ id, source: from }) => (from ?? id) === (source.id === source.file ? source.file : source.id),
  );
  const inline = new Map<string, string>();
  const named = new Set<string>();
  for (const { id, file, wit } of entries) {
    if (wit === null) continue;
    const path = /^file:\/\/(.+)$/.exec(wit)?.[1];
    if (path === undefined) inline.set(wit, inline.get(wit) ?? id);
    else named.add(resolvePath(file, path));
  }
  const [first] = entries;
  if (inline.size === 0) {
    const [path] = named;
    const text = path === undefined || named.size > 1 ? undefined : ownValue(files, path);
    return path === undefined || typeof text !== 'string'
      ? null
      : { id: path, title: path, file: path, text, entry: null };
  }
  if (!first) return null;
  const text = [...inline.keys()].map((one) => (/[;}]\s*$/.test(one) ? one : `${one};`)).join('\n');
  return {
    id: ENTRY_WIT,
    title: `wit of ${[...inline.values()].join(', ')}`,
    file: first.file,
    text,
    entry: { line: first.line, column: first.column },
  };
}

/** No file has this name. */
export const ENTRY_WIT = '//entry';

/** A path as an entry writes it: from its file's folder, or from the root. */
function resolvePath(entryFile: string, path: string): string {
  const parts = path.startsWith('/') ? [] : entryFile.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The WIT that most likely belongs to a source: of the same name, else the only one. */
export function witFor(source: BuildSource, wits: readonly WitSource[]): WitSource | null {
  const stem = (path: string): string => baseName(path).replace(/\.[^.]*$/, '');
  return wits.find((wit) => stem(wit.file) === stem(source.file)) ?? (wits.length === 1 ? (wits[0] ?? null) : null);
}
