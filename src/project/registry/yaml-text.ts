/** The only door to the package `yaml`: a text to plain data, or what is wrong with it. */
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
  type Scalar,
  type CST,
  type YAMLParseError,
  YAMLWarning,
} from 'yaml';
import type { ScalarRange, ScalarStyle } from './scalar-source.ts';
import { MAX_DEPTH, type YamlMistake, type YamlNode, type YamlScalar, type YamlText } from './yaml-node.ts';
import { findSlip } from './yaml-slip.ts';

/** Of the package's parser, which counts the document and the value at hand as well. */
const MAX_PARSER_DEPTH = MAX_DEPTH + 4;

/** Positions of every token, and integers with all their digits. */
const YAML_OPTIONS = { keepSourceTokens: true, prettyErrors: false, intAsBigInt: true, logLevel: 'error' } as const;
/** Warnings of one file; nobody reads more. */
const MAX_WARNINGS = 20;

/** Never throws. What nests deeper than {@link MAX_DEPTH} by much, and what is too large, is for the caller to refuse. */
export function readYaml(text: string): YamlText {
  try {
    const { errors, warnings, contents } = parseText(text);
    return {
      error: errors[0] ? mistakeOf(text, errors[0]) : null,
      warnings: warnings
        .slice(0, MAX_WARNINGS)
        .map(({ pos, message }) => ({ start: pos[0], end: pos[1], message: oneLine(message) })),
      contents: errors[0] || contents === null ? null : plainNode(contents, text),
    };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    const { offset } = error;
    const message = `nested more than ${MAX_DEPTH} deep`;
    return { error: { start: offset, end: offset + 1, message }, warnings: [], contents: null };
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

function plainNode(node: Node, text: string): YamlNode {
  const [start, end] = node.range ?? [0, 0];
  if (isAlias(node)) return { type: 'alias', start, end, name: node.source };
  const { anchor } = node as { anchor?: string };
  const common = { start, end, ...(anchor ? { anchor } : {}) };
  const child = (one: unknown): YamlNode | null => (one === null ? null : plainNode(one as Node, text));
  if (isSeq(node)) return { type: 'list', ...common, isFlow: node.flow === true, items: node.items.map(child) };
  if (isMap(node)) {
    const pairs = node.items as unknown as readonly { key: Node; value: Node | null }[];
    return {
      type: 'map',
      ...common,
      isFlow: node.flow === true,
      pairs: pairs.map(({ key, value }) => [plainNode(key, text), child(value)] as const),
    };
  }
  if (!isScalar(node)) throw new Error('unknown kind of value');
  const range = contentRange(node, text);
  return {
    type: 'scalar',
    ...common,
    value: scalarValue(node.value),
    style: range.style,
    content: [range.start, range.end],
  };
}

/** Tags of the package may make objects, which a definition has no use for. */
function scalarValue(value: unknown): YamlScalar['value'] {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
    ? value
    : '';
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

/** One message for one slip, whatever the parser tripped over behind it. */
function mistakeOf(text: string, { pos, code, message }: YAMLParseError): YamlMistake {
  return findSlip(text) ?? { start: pos[0], end: pos[1], message: IN_WORDS[code] ?? oneLine(message) };
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
