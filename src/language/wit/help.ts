/** Help with texts of WIT. Places are offsets of the text. */
import type { Completion, Fold, Hover, TextRange, TextSymbol } from '../../contract/help.ts';
import { parseWit } from '../../wit/parser.ts';
import { formatFunction, formatName, formatSignature, formatType, isDefined } from '../../wit/print.ts';
import { tokenize, type Token } from '../../wit/lexer.ts';
import type { WitDefinition, WitText } from '../../wit/wit-text.ts';
import { CONTAINER_NAMES, KEYWORDS, STATEMENT_WORDS, TYPE_NAMES } from '../../wit/words.ts';
import { commentFolds, LineEnds } from '../folds.ts';
import { codeBlock, paragraphs, plainText } from '../markdown.ts';
import { definitionText, STATEMENT_DOCS, TYPE_DOCS } from './describe.ts';

export interface WitSource {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly wit: WitText;
}

export function readWit(text: string): WitSource {
  return { text, tokens: tokenize(text).tokens, wit: parseWit(text) };
}

/** What an entry with this text could be given a signature of, by names of exports. */
export interface WitSurroundings {
  readonly suggestions: readonly string[];
}

const GENERIC: ReadonlySet<string> = new Set(CONTAINER_NAMES);

const SNIPPETS: readonly (readonly [label: string, insert: string])[] = [
  ['func', '${1:name}: func(${2:a: s32}) -> ${3:s32};'],
  ['record', 'record ${1:name} {\n  ${2:field}: ${3:s32},\n}'],
  ['variant', 'variant ${1:name} {\n  ${2:case}(${3:s32}),\n}'],
  ['enum', 'enum ${1:name} {\n  ${2:case},\n}'],
  ['flags', 'flags ${1:name} {\n  ${2:flag},\n}'],
  ['type', 'type ${1:name} = ${2:s32};'],
  ['interface', 'interface ${1:name} {\n  $0\n}'],
  ['world', 'world ${1:name} {\n  $0\n}'],
];

export function completeWit(
  { text, tokens, wit }: WitSource,
  offset: number,
  { suggestions }: WitSurroundings,
): Completion[] {
  if (isInComment(text, offset)) return [];
  const replace = wordAt(text, offset);
  const before = tokens.findLast((token) => token.end <= replace.start && token.kind !== 'end');
  if (before !== undefined && isBeforeType(tokens, before)) {
    const own = wit.definitions.map(({ name, kind, docs }): Completion => ({
      label: name,
      kind: 'type',
      insert: formatName(name),
      detail: kind,
      doc: plainText(docs ?? ''),
      replace,
    }));
    const built = TYPE_NAMES.map((label): Completion => {
      const isOpen = GENERIC.has(label);
      return {
        label,
        kind: 'type',
        insert: isOpen ? `${label}<$1>` : label,
        ...(isOpen ? { isSnippet: true, goesOn: true } : {}),
        doc: TYPE_DOCS.get(label) ?? '',
        replace,
      };
    });
    const func =
      before.text === ':'
        ? [
            {
              label: 'func',
              kind: 'snippet',
              insert: 'func(${1:a: s32}) -> ${2:s32};',
              isSnippet: true,
              doc: STATEMENT_DOCS.get('func') ?? '',
              replace,
            } satisfies Completion,
          ]
        : [];
    return [...func, ...own, ...built];
  }
  const isStart = before === undefined || [';', '{', '}', ','].includes(before.text);
  if (!isStart) return [];
  const signatures = suggestions.map((insert): Completion => ({
    label: insert,
    kind: 'function',
    insert: `${insert};`,
    detail: 'by the export',
    replace,
  }));
  const snippets = SNIPPETS.map(([label, insert]): Completion => ({
    label,
    kind: 'snippet',
    insert,
    isSnippet: true,
    doc: STATEMENT_DOCS.get(label) ?? '',
    replace,
  }));
  const words = STATEMENT_WORDS.filter((word) => !SNIPPETS.some(([label]) => label === word)).map(
    (label): Completion => ({ label, kind: 'keyword', insert: label, doc: STATEMENT_DOCS.get(label) ?? '', replace }),
  );
  return [...signatures, ...snippets, ...words];
}

/** Whether a type comes after the token. */
function isBeforeType(tokens: readonly Token[], before: Token): boolean {
  if (before.text === '(') return isCase(tokens, before);
  return ['->', '<', '=', ':'].includes(before.text) || isBetweenTypes(tokens, before);
}

/** `case(` of a variant, whose content is a type; parameters of a function have names first. */
function isCase(tokens: readonly Token[], open: Token): boolean {
  const name = tokens[tokens.indexOf(open) - 1];
  return name?.kind === 'word' && name.text !== 'func' && name.text !== 'constructor';
}

/** A comma within angle brackets. */
function isBetweenTypes(tokens: readonly Token[], comma: Token): boolean {
  if (comma.text !== ',') return false;
  let depth = 0;
  for (let index = tokens.indexOf(comma) - 1; index >= 0; index--) {
    const { text } = tokens[index]!;
    if (text === '>') depth++;
    else if (text === '<' && depth-- === 0) return true;
    else if (text === '(' || text === '{' || text === ';') return false;
  }
  return false;
}

function isInComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (line.includes('//')) return true;
  return text.lastIndexOf('/*', offset - 1) > text.lastIndexOf('*/', offset - 1);
}

function wordAt(text: string, offset: number): TextRange {
  let start = offset;
  while (start > 0 && /[\w-]/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && /[\w-]/.test(text[end]!)) end++;
  return { start, end };
}

function tokenAt(tokens: readonly Token[], offset: number): Token | null {
  return tokens.find(({ kind, start, end }) => kind === 'word' && start <= offset && offset <= end) ?? null;
}

export function hoverWit({ tokens, wit }: WitSource, offset: number): Hover | null {
  const token = tokenAt(tokens, offset);
  if (!token) return null;
  const named = wit.functions.find(({ nameStart, nameEnd }) => nameStart <= offset && offset <= nameEnd);
  if (named)
    return {
      range: token,
      text: paragraphs(codeBlock('wit', `${formatFunction(named.type)};`), plainText(named.docs ?? '')),
    };
  const definition = definitionOf(wit, token.text);
  if (definition) return { range: token, text: describeDefinition(definition) };
  if (token.escaped) return null;
  const doc = TYPE_DOCS.get(token.text) ?? STATEMENT_DOCS.get(token.text);
  return doc === undefined ? null : { range: token, text: paragraphs(codeBlock('wit', token.text), doc) };
}

function definitionOf(wit: WitText, name: string): WitDefinition | null {
  return wit.definitions.find((one) => one.name === name) ?? null;
}

function describeDefinition({ name, kind, type, docs }: WitDefinition): string {
  const text =
    type && isDefined(type) && kind !== 'alias'
      ? definitionText(type)
      : type
        ? `type ${name} = ${formatType(type)};`
        : `${kind} ${name}`;
  return paragraphs(codeBlock('wit', text), plainText(docs ?? ''));
}

export function definitionWit({ tokens, wit }: WitSource, offset: number): TextRange[] {
  const token = tokenAt(tokens, offset);
  const found = token && definitionOf(wit, token.text);
  return found ? [{ start: found.nameStart, end: found.nameEnd }] : [];
}

/** Every place of a type's name. */
export function referencesWit({ tokens, wit }: WitSource, offset: number): TextRange[] {
  const token = tokenAt(tokens, offset);
  const found = token && definitionOf(wit, token.text);
  if (!found) return [];
  // A label in front of a colon is a field or parameter, and no type.
  return tokens.flatMap(({ kind, text, start, end }, index): TextRange[] =>
    kind === 'word' && text === found.name && (start === found.nameStart || tokens[index + 1]?.text !== ':')
      ? [{ start, end }]
      : [],
  );
}

/** Why the type at the place cannot have the new name in all of its places; null where it can. */
export function refuseWitName({ tokens, wit }: WitSource, offset: number, newName: string): string | null {
  const token = tokenAt(tokens, offset);
  const found = token && definitionOf(wit, token.text);
  if (!found || !renamesWit({ text: '', tokens, wit }, offset).some(({ start }) => start === token.start))
    return 'only names of types that this text defines can be changed';
  if (!/^%?[a-zA-Z][a-zA-Z0-9]*(?:-[a-zA-Z][a-zA-Z0-9]*)*$/.test(newName))
    return 'a name is words of letters and digits with hyphens between them';
  if (!newName.startsWith('%') && KEYWORDS.has(newName)) return `${newName} is a word of WIT: %${newName} is a name`;
  const name = newName.replace('%', '');
  if (wit.definitions.filter((one) => one.name === found.name).length > 1)
    return `more than one type is called ${found.name}`;
  if (wit.definitions.some((one) => one !== found && one.name === name)) return `there is another ${name} already`;
  // Names between the braces of `use` are those of another place too.
  if (tokens.some(({ text, kind }) => kind === 'word' && text === 'use'))
    return 'a text that takes types from elsewhere is changed by hand';
  return null;
}

/** Every place of a type's name and nothing else: fields, cases and parameters may be called the same. */
export function renamesWit(source: WitSource, offset: number): TextRange[] {
  const { tokens, wit } = source;
  const token = tokenAt(tokens, offset);
  const found = token && definitionOf(wit, token.text);
  if (!found) return [];
  return tokens.flatMap(({ kind, text, start, end }, index): TextRange[] => {
    if (kind !== 'word' || text !== found.name) return [];
    const before = tokens[index - 1];
    return start === found.nameStart || (before && isBeforeType(tokens, before)) ? [{ start, end }] : [];
  });
}

export function symbolsWit({ wit }: WitSource): TextSymbol[] {
  const definitions = wit.definitions.map(({ name, kind, nameStart, nameEnd }): TextSymbol => ({
    name,
    detail: kind,
    kind: 'type',
    range: { start: nameStart, end: nameEnd },
    selection: { start: nameStart, end: nameEnd },
    children: [],
  }));
  const functions = wit.functions.map(({ type, nameStart, nameEnd, end }): TextSymbol => ({
    name: type.name,
    detail: formatSignature(type),
    kind: 'function',
    range: { start: nameStart, end },
    selection: { start: nameStart, end: nameEnd },
    children: [],
  }));
  return [...definitions, ...functions].toSorted((a, b) => a.range.start - b.range.start);
}

/** What stands in braces over several lines. */
export function foldsWit({ text, tokens }: WitSource): Fold[] {
  const folds: Fold[] = [];
  const open: number[] = [];
  const ends = new LineEnds(text);
  for (const token of tokens) {
    if (token.text === '{') open.push(token.start);
    const start = token.text === '}' ? open.pop() : undefined;
    const end = start === undefined ? -1 : ends.before(token.start);
    if (start !== undefined && end > start) folds.push({ start, end, isComment: false });
  }
  return [...folds, ...commentFolds(text, '//')];
}
