/**
 * Where entries are written down, found without a full reading of YAML: the lines that begin an entry, its namespace and
 * the few fields that lead to its source. The registry's own reader runs in the kernel; this serves jumps and a first
 * list before anything has booted, so a file that is half written gives what it can.
 */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { flowFields, isClosed } from './flow-mapping.ts';

export interface Definition {
  readonly id: string;
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly comment: string | null;
  /** File with the source; null where the source stands in the entry itself or there is none. */
  readonly source: string | null;
  readonly method: string | null;
  /** WIT text given in the entry on one line or as a block. */
  readonly wit: string | null;
  /** Values on one line and blocks of text that stand directly in the entry. */
  readonly fields: ReadonlyMap<string, string>;
}

const registryFile = /(?:^|\/)_index\.ya?ml$/;

export function definitionsOf(files: ProjectFiles): readonly Definition[] {
  const found: Definition[] = [];
  for (const file of Object.keys(files)
    .filter((path) => registryFile.test(path))
    .toSorted()) {
    const text = ownValue(files, file);
    if (typeof text === 'string') found.push(...cached(file, text));
  }
  return found;
}

/** Most files do not change between two questions. */
const cache = new Map<string, { readonly text: string; readonly definitions: readonly Definition[] }>();

function cached(file: string, text: string): readonly Definition[] {
  const known = cache.get(file);
  if (known?.text === text) return known.definitions;
  const definitions = readDefinitions(file, text);
  cache.set(file, { text, definitions });
  return definitions;
}

interface Draft {
  name: string | null;
  kind: string;
  line: number;
  column: number;
  indent: number;
  fields: Map<string, string>;
}

/** The entries of one file, whatever it is called. */
export function readDefinitions(file: string, text: string): readonly Definition[] {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const found: Definition[] = [];
  let namespace = '';
  let inEntries = false;
  let itemIndent = -1;
  let draft: Draft | null = null;
  let block: { readonly key: string; readonly indent: number; readonly anchor: string | null; lines: string[] } | null =
    null;
  /** An entry in braces, until they are closed. */
  let flow: string | null = null;
  /** Values that have a name for being used again: `&name value`, then `*name`. */
  const anchors = new Map<string, string>();
  const endBlock = ({ key, anchor, lines }: NonNullable<typeof block>): void => {
    const value = lines.join('\n').trim();
    if (anchor !== null) anchors.set(anchor, value);
    put(key, value);
  };

  const finish = (): void => {
    if (draft?.name && draft.kind) {
      const { fields } = draft;
      const source = /^file:\/\/(.+)$/.exec(fields.get('source') ?? '')?.[1] ?? null;
      found.push({
        id: `${namespace}:${draft.name}`,
        kind: draft.kind,
        file,
        line: draft.line,
        column: draft.column,
        comment: fields.get('comment') ?? null,
        source: source === null ? null : joined(folder, source),
        method: fields.get('method') ?? null,
        wit: fields.get('wit') ?? null,
        fields,
      });
    }
    draft = null;
  };
  const put = (key: string, value: string): void => {
    if (!draft) return;
    if (key === 'name') draft.name ??= value;
    else if (key === 'kind') draft.kind ||= value;
    else if (!draft.fields.has(key)) draft.fields.set(key, value);
  };

  const endFlow = (written: string): void => {
    for (const [key, value] of flowFields(written)) put(key, scalar(value) ?? '');
    finish();
  };

  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const indent = line.search(/\S/);
    if (flow !== null && indent > itemIndent) {
      flow += `\n${line}`;
      if (!isClosed(flow)) continue;
      endFlow(flow);
      flow = null;
      continue;
    }
    if (flow !== null && indent >= 0) {
      endFlow(flow);
      flow = null;
    }
    if (block) {
      if (indent < 0 || indent > block.indent) {
        block.lines.push(line.trim());
        continue;
      }
      endBlock(block);
      block = null;
    }
    if (indent < 0 || line[indent] === '#') continue;
    if (indent === 0 && line[0] !== '-') {
      finish();
      inEntries = /^entries\s*:/.test(line);
      namespace = scalar(/^namespace\s*:(.*)$/.exec(line)?.[1]) ?? namespace;
      itemIndent = -1;
      continue;
    }
    if (!inEntries) continue;
    const item = /^(\s*-\s+)(.*)$/.exec(line);
    if (item && (itemIndent < 0 || indent === itemIndent)) {
      finish();
      itemIndent = indent;
      draft = {
        name: null,
        kind: '',
        line: index + 1,
        column: (item[1]?.length ?? 0) + 1,
        indent: item[1]?.length ?? 0,
        fields: new Map(),
      };
      if (item[2]?.startsWith('{')) {
        if (isClosed(item[2])) endFlow(item[2]);
        else flow = item[2];
        continue;
      }
    }
    if (!draft) continue;
    const field = /^([\w.-]+)\s*:(?:\s+(.*))?$/.exec((item && indent === itemIndent ? item[2] : line.trim()) ?? '');
    const key = field?.[1];
    // Of what lies deeper only `meta.comment` is of use.
    if (key === undefined || (indent > draft.indent && key !== 'comment')) continue;
    const anchored = /^&(\S+)\s+(.*)$/.exec(field?.[2] ?? '');
    const anchor = anchored?.[1] ?? null;
    const rest = anchored?.[2] ?? field?.[2] ?? '';
    if (/^[|>]/.test(rest)) {
      block = { key, indent: Math.max(indent, draft.indent - 1), anchor, lines: [] };
      continue;
    }
    const alias = /^\*(\S+)/.exec(rest)?.[1];
    const value = alias === undefined ? (scalar(rest) ?? '') : (anchors.get(alias) ?? '');
    if (anchor !== null) anchors.set(anchor, value);
    put(key, value);
  }
  if (block) endBlock(block);
  if (flow !== null) endFlow(flow);
  finish();
  return found;
}

function scalar(text: string | undefined): string | null {
  const trimmed = text?.trim();
  if (!trimmed) return null;
  const quoted = /^(["'])(.*?)\1/.exec(trimmed);
  return quoted ? (quoted[2] ?? '') : trimmed.replace(/\s+#.*$/, '');
}

function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
