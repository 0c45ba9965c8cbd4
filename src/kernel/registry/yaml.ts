/** The only door to the package `yaml`: a file's text to a {@link TreeNode}, or diagnostics. Reads JSON too. */
import { isAlias, isMap, isScalar, isSeq, parseDocument, visit, type Document, type Node, type ParsedNode, type Scalar } from 'yaml';
import { Report, type SourceFile } from './source.ts';
import { scalarSource, type ScalarRange, type ScalarStyle } from './scalar-source.ts';
import type { Field, MapNode, ScalarNode, TreeNode } from './tree.ts';

/** Reading 200 kB takes about 0.2 s; a definition file of this size is a mistake. */
export const MAX_FILE_LENGTH = 1024 * 1024;
/** Values after all aliases are followed. */
export const MAX_NODES = 100_000;
const MAX_DEPTH = 64;

/** null when the file cannot be used; the report then says why, at the place. Never throws. */
export function parseYaml(file: SourceFile, report: Report): TreeNode | null {
  if (file.text.length > MAX_FILE_LENGTH) {
    report.add(file.place(0, 1), 'file-too-large', `the file has ${file.text.length} characters, at most ${MAX_FILE_LENGTH} are read`);
    return null;
  }
  const deep = tooDeepAt(file.text);
  if (deep !== null) {
    report.add(file.place(deep, deep + 1), 'yaml-syntax', `nested more than ${MAX_DEPTH} deep`);
    return null;
  }
  try {
    const document = parseDocument(file.text, { keepSourceTokens: true, prettyErrors: false, intAsBigInt: true, logLevel: 'error' });
    for (const error of document.errors.slice(0, 20)) {
      const start = error.code === 'MISSING_CHAR' ? openQuote(document, file.text, error.pos[0]) : null;
      const [from, to] = start === null ? error.pos : [start, start + 1];
      report.add(file.place(from, to), 'yaml-syntax', oneLine(error.message));
    }
    if (document.errors.length > 0) return null;
    for (const warning of document.warnings.slice(0, 20)) {
      report.add(file.place(warning.pos[0], warning.pos[1]), 'yaml-syntax', oneLine(warning.message), { severity: 'warning' });
    }
    if (document.contents === null) return nullNode(file);
    return new Builder(file, report).build(document.contents);
  } catch (error) {
    if (error instanceof Rejected) return null;
    // The package walks nested blocks recursively.
    if (!(error instanceof RangeError)) throw error;
    report.add(file.place(0, 1), 'yaml-syntax', 'the file is nested too deeply');
    return null;
  }
}

/** Ends the building of a tree after its reason was reported. */
class Rejected extends Error {}

interface Built {
  readonly node: TreeNode;
  /** Values in it, aliases followed. */
  readonly size: number;
}

class Builder {
  readonly #file: SourceFile;
  readonly #report: Report;
  /** What each anchor stands for at this point of the file; null while it is being built. */
  readonly #anchors = new Map<string, Built | null>();

  constructor(file: SourceFile, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  build(node: ParsedNode): TreeNode {
    return this.#build(node, 0).node;
  }

  #build(node: Node | null, depth: number): Built {
    if (node === null) return { node: nullNode(this.#file), size: 1 };
    if (depth > MAX_DEPTH) this.#reject(node, `nested more than ${MAX_DEPTH} deep`);
    if (isAlias(node)) return this.#alias(node.source, node);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) this.#anchors.set(anchor, null);
    const built = this.#collect(node, depth);
    if (built.size > MAX_NODES) this.#reject(node, `more than ${MAX_NODES} values after following aliases`);
    if (anchor) this.#anchors.set(anchor, built);
    return built;
  }

  #alias(name: string, node: Node): Built {
    const target = this.#anchors.get(name);
    if (target) return target;
    this.#reject(node, target === null ? `alias *${name} contains itself` : `unknown alias *${name}`);
  }

  #collect(node: Node, depth: number): Built {
    if (isScalar(node)) return { node: this.#scalar(node), size: 1 };
    const place = this.#placeOf(node);
    if (isSeq(node)) {
      let size = 1;
      const items: TreeNode[] = [];
      for (const item of node.items) {
        const built = this.#build(item as Node | null, depth + 1);
        size += built.size;
        items.push(built.node);
      }
      return { node: { type: 'list', place, items }, size };
    }
    if (isMap(node)) return this.#map(node.items as unknown as readonly { key: Node; value: Node | null }[], node, depth);
    this.#reject(node, 'unknown kind of value');
  }

  #map(pairs: readonly { key: Node; value: Node | null }[], node: Node, depth: number): Built {
    const fields = new Map<string, Field>();
    const merged: MapNode[] = [];
    let size = 1;
    for (const { key, value } of pairs) {
      const keyPlace = this.#placeOf(key);
      const built = this.#build(value, depth + 1);
      size += built.size;
      if (!isScalar(key)) {
        this.#report.add(keyPlace, 'yaml-key', 'a key must be a plain name', { severity: 'warning' });
        continue;
      }
      const name = String(key.value ?? '');
      if (name === '__proto__') {
        this.#report.add(keyPlace, 'yaml-key', 'the key __proto__ is not allowed and was left out', { severity: 'warning' });
      } else if (name === '<<' && key.type === 'PLAIN') {
        merged.push(...mapsOf(built.node));
      } else {
        // A key without a value is null, to be underlined at the key.
        fields.set(name, { keyPlace, value: value === null || isEmptyScalar(value) ? { ...nullNode(this.#file), place: keyPlace } : built.node });
      }
    }
    for (const map of merged) for (const [name, field] of map.fields) if (!fields.has(name)) fields.set(name, field);
    return { node: { type: 'map', place: this.#placeOf(node), fields }, size };
  }

  #scalar(node: Scalar): ScalarNode {
    const value = scalarValue(node.value);
    const source = typeof value === 'string' ? scalarSource(this.#file, value, contentRange(node, this.#file.text)) : null;
    return { type: 'scalar', place: this.#placeOf(node), value, source };
  }

  #placeOf(node: Node): TreeNode['place'] {
    const range = node.range;
    return this.#file.place(range?.[0] ?? 0, range?.[1] ?? 0);
  }

  #reject(node: Node, message: string): never {
    this.#report.add(this.#placeOf(node), 'yaml-syntax', message);
    throw new Rejected();
  }
}

function nullNode(file: SourceFile): ScalarNode {
  return { type: 'scalar', place: file.place(0, 1), value: null, source: null };
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range !== undefined && node.range !== null && node.range[0] === node.range[1];
}

/** Merge keys take one map or a list of maps. */
function mapsOf(node: TreeNode): MapNode[] {
  if (node.type === 'map') return [node];
  return node.type === 'list' ? node.items.filter((item) => item.type === 'map') : [];
}

function scalarValue(value: unknown): ScalarNode['value'] {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  return String(value);
}

function contentRange(node: Scalar, text: string): ScalarRange {
  const [start, end] = node.range ?? [0, 0];
  const token = node.srcToken;
  if (token?.type === 'block-scalar') {
    const last = token.props[token.props.length - 1];
    const contentStart = last && 'source' in last ? last.offset + last.source.length : text.indexOf('\n', start) + 1;
    const style: ScalarStyle = node.type === 'BLOCK_FOLDED' ? 'folded' : 'literal';
    return { style, start: contentStart, end: contentStart + token.source.length };
  }
  if (node.type === 'QUOTE_DOUBLE') return { style: 'double', start: start + 1, end: end - 1 };
  if (node.type === 'QUOTE_SINGLE') return { style: 'single', start: start + 1, end: end - 1 };
  return { style: 'plain', start, end };
}

/** Brackets in a row, as in `[[[[`: counted before the package's recursion meets them. */
function tooDeepAt(text: string): number | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    // Blanks, commas and indicators between brackets change nothing; any other character ends the run.
    if (c === 91 || c === 123) {
      if (++depth > MAX_DEPTH) return at;
    } else if (c !== 32 && c !== 10 && c !== 13 && c !== 9 && c !== 44 && c !== 63 && c !== 58 && c !== 45) depth = 0;
  }
  return null;
}

/** Where the quoted text begins that reaches to `end` without being closed: the package reports its end only. */
function openQuote(document: Document.Parsed, text: string, end: number): number | null {
  let start: number | null = null;
  visit(document, {
    Scalar(_, node) {
      const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
      const range = node.range;
      // The last one before the error.
      if (quote && range && range[0] < end && /["']/.test(text[range[0]] ?? '')) start = range[0];
    },
  });
  return start !== null && text.slice(start, end).includes('\n') ? start : null;
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim();
}
