/** The only door to the package `yaml`: a file's text to a {@link TreeNode}, or diagnostics. Reads JSON too. */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  type Document,
  type Node,
  type ParsedNode,
  type Scalar,
  type CST,
  type YAMLParseError,
  YAMLWarning,
} from 'yaml';
import { Report, type SourceFile } from './source.ts';
import { scalarSource, type ScalarRange, type ScalarStyle } from './scalar-source.ts';
import type { Field, MapNode, ScalarNode, TreeNode } from './tree.ts';
import { findSlip } from './yaml-slip.ts';

/** A definition file of this size is a mistake. */
export const MAX_FILE_LENGTH = 1024 * 1024;
/**
 * Characters that mean something to the package ({@link MARKS}). Each costs it up to 23 microseconds, text between them next to
 * nothing, so that a file takes less than a second. 10 000 lines of ordinary definitions have fewer.
 */
export const MAX_MARKS = 32_768;
/** Values after all aliases are followed. */
export const MAX_NODES = 100_000;
const MAX_DEPTH = 64;
/** Of the package's parser, which counts the document and the value at hand as well. */
const MAX_PARSER_DEPTH = MAX_DEPTH + 4;

/** Positions of every token, and integers with all their digits. */
const YAML_OPTIONS = { keepSourceTokens: true, prettyErrors: false, intAsBigInt: true, logLevel: 'error' } as const;
/** Warnings of one file; nobody reads more. */
const MAX_WARNINGS = 20;

/** null when the file cannot be used; the report then says why, at the place. Never throws. */
export function parseYaml(file: SourceFile, report: Report): TreeNode | null {
  if (file.text.length > MAX_FILE_LENGTH) {
    report.add(
      file.place(0, 1),
      'file-too-large',
      `the file has ${file.text.length} characters, at most ${MAX_FILE_LENGTH} are read`,
    );
    return null;
  }
  const crowded = tooManyMarksAt(file.text);
  if (crowded !== null) {
    report.add(
      file.place(crowded, crowded + 1),
      'file-too-large',
      `the file has more than ${MAX_MARKS} lines, keys and other marks; split it`,
    );
    return null;
  }
  try {
    const document = parseText(file.text);
    const [error] = document.errors;
    if (error) {
      reportSlip(file, error, report);
      return null;
    }
    for (const warning of document.warnings.slice(0, MAX_WARNINGS)) {
      report.add(file.place(warning.pos[0], warning.pos[1]), 'yaml-syntax', oneLine(warning.message), {
        severity: 'warning',
      });
    }
    if (document.contents === null) return nullNode(file);
    return new Builder(file, report).build(document.contents);
  } catch (error) {
    if (error instanceof TooDeep) {
      report.add(file.place(error.offset, error.offset + 1), 'yaml-syntax', `nested more than ${MAX_DEPTH} deep`);
      return null;
    }
    if (error instanceof Rejected) return null;
    throw error;
  }
}

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('nested too deeply');
    this.offset = offset;
  }
}

/**
 * The package's `parseDocument`, held to a depth while the text is read. The package walks nested values recursively, and
 * where V8 has to compile a regular expression with little stack left, it ends the whole thread instead of throwing.
 */
function parseText(text: string): Document.Parsed {
  const parser = new Parser();
  function* tokens(): Generator<CST.Token> {
    for (const lexeme of new Lexer().lex(text)) {
      if (parser.stack.length > MAX_PARSER_DEPTH) throw new TooDeep(parser.offset - 1);
      yield* parser.next(lexeme);
    }
    yield* parser.end();
  }
  // The package compares each key with every other one of its map; the builder does that with a hash.
  const documents = new Composer({ ...YAML_OPTIONS, uniqueKeys: false }).compose(tokens(), true, text.length);
  const first = documents.next().value as Document.Parsed;
  const second = documents.next();
  if (second.done !== true) {
    const [start, end] = second.value.range;
    first.warnings.push(
      new YAMLWarning(
        [start, Math.min(end, lineEnd(text, start))],
        'MULTIPLE_DOCS',
        'only the first document of a file counts; what follows is ignored',
      ),
    );
  }
  return first;
}

/** Offset behind the line that `offset` is in. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
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
  #hasDuplicate = false;

  constructor(file: SourceFile, report: Report) {
    this.#file = file;
    this.#report = report;
  }

  build(node: ParsedNode): TreeNode {
    const { node: tree } = this.#build(node, 0);
    if (this.#hasDuplicate) throw new Rejected();
    return tree;
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
      return { node: { type: 'list', place, items, isFlow: node.flow === true }, size };
    }
    if (isMap(node))
      return this.#map(node.items as unknown as readonly { key: Node; value: Node | null }[], node, depth);
    this.#reject(node, 'unknown kind of value');
  }

  #map(pairs: readonly { key: Node; value: Node | null }[], node: Node & { flow?: boolean }, depth: number): Built {
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
      const name = scalarText(key.value);
      if (name === '__proto__') {
        this.#report.add(keyPlace, 'yaml-key', 'the key __proto__ is not allowed and was left out', {
          severity: 'warning',
        });
      } else if (name === '<<' && key.type === 'PLAIN') {
        merged.push(...mapsOf(built.node));
      } else {
        const earlier = fields.get(name);
        if (earlier) this.#duplicate(name, key, earlier, depth);
        // A key without a value is null, to be underlined at the key.
        fields.set(name, {
          keyPlace,
          value: value === null || isEmptyScalar(value) ? { ...nullNode(this.#file), place: keyPlace } : built.node,
        });
      }
    }
    for (const map of merged) for (const [name, field] of map.fields) if (!fields.has(name)) fields.set(name, field);
    return { node: { type: 'map', place: this.#placeOf(node), fields, isFlow: node.flow === true }, size };
  }

  #scalar(node: Scalar): ScalarNode {
    const value = scalarValue(node.value);
    const source =
      typeof value === 'string' ? scalarSource(this.#file, value, contentRange(node, this.#file.text)) : null;
    const [start, end] = node.range ?? [0, 0];
    const written = typeof value === 'string' ? value : this.#file.text.slice(start, end);
    return { type: 'scalar', place: this.#placeOf(node), value, written, source };
  }

  /** The first of a file: the next ones mostly follow from it. */
  #duplicate(name: string, key: Node, earlier: Field, depth: number): void {
    if (this.#hasDuplicate) return;
    this.#hasDuplicate = true;
    const { line } = earlier.keyPlace;
    const start = key.range?.[0] ?? 0;
    // Keys of an entry again, two blanks right of the dashes: the next entry lacks its own.
    const isItem = depth >= 2 && name === 'name' && /\n *  $/.test(this.#file.text.slice(0, start));
    this.#report.add(this.#placeOf(key), 'yaml-syntax', `"${name}" is there already, in line ${line}`, {
      hint: isItem ? 'a new entry begins with a dash: - name' : 'take one of them away',
      fix: isItem
        ? { title: 'Put a dash in front', replacement: '- ', at: this.#file.range(start - 2, start) }
        : undefined,
    });
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
  return { type: 'scalar', place: file.place(0, 1), value: null, written: '', source: null };
}

function isEmptyScalar(node: Node): boolean {
  return (
    isScalar(node) &&
    node.value === null &&
    node.range !== undefined &&
    node.range !== null &&
    node.range[0] === node.range[1]
  );
}

/** Merge keys take one map or a list of maps. */
function mapsOf(node: TreeNode): MapNode[] {
  if (node.type === 'map') return [node];
  return node.type === 'list' ? node.items.filter((item) => item.type === 'map') : [];
}

function scalarValue(value: unknown): ScalarNode['value'] {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  return scalarText(value);
}

/** Tags of the package may make objects, which a definition has no use for. */
function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : '';
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

/** Line breaks and what may begin, end or separate values. */
const MARKS = '\n"\',:?\\[]{}%!&*#';
/** 1 at the code of each of them. */
const IS_MARK = Uint8Array.from({ length: 128 }, (_, code) => (MARKS.includes(String.fromCharCode(code)) ? 1 : 0));

function tooManyMarksAt(text: string): number | null {
  // Only then can there be that many.
  if (text.length <= MAX_MARKS) return null;
  let marks = 0;
  for (let at = 0; at < text.length; at++) if (IS_MARK[text.charCodeAt(at)] === 1 && ++marks > MAX_MARKS) return at;
  return null;
}

/** One message for one slip, whatever the parser tripped over behind it. */
function reportSlip(file: SourceFile, error: YAMLParseError, report: Report): void {
  const slip = findSlip(file.text);
  if (!slip) return report.add(file.place(...error.pos), 'yaml-syntax', IN_WORDS[error.code] ?? oneLine(error.message));
  const { start, end, message, hint, fix } = slip;
  report.add(file.place(start, end), 'yaml-syntax', message, {
    hint,
    fix: fix && { title: fix.title, replacement: fix.replacement, at: file.range(fix.start, fix.end) },
  });
}

/** What the package says in words of its grammar. */
const IN_WORDS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  BAD_INDENT: 'this line is not indented as those around it',
  BLOCK_AS_IMPLICIT_KEY:
    'a key and its value cannot begin within another value: put the value in quotes, or in lines of its own',
  BLOCK_IN_FLOW: 'within brackets values are written in brackets or quotes too',
  MISSING_CHAR: 'something is missing here, or the line is not indented as those around it',
  MULTILINE_IMPLICIT_KEY: 'expected "key: value" on one line',
  TAB_AS_INDENT: 'a tab stands in front of this line: YAML is indented with blanks only',
};

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim();
}
