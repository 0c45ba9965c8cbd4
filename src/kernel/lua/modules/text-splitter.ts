/** `text.splitter` (spec/lua-modules §15): texts in chunks that end where a text has a joint, and overlap. */
import { isDue, spend, spendBytes } from '../../../base/effort.ts';
import type { PlainValue } from '../../../contract/api.ts';
import { invalid } from '../../../contract/errors.ts';
import type { textSpec } from '../../../contract/lua-modules/text.ts';
import { ValueTooDeep, WriterFull } from '../../../wit/codec.ts';
import { returnFailure } from '../error-object.ts';
import type { Methods } from '../methods.ts';
import { plainAt } from '../plain-lua.ts';
import { pushPlain } from '../push-plain.ts';
import * as call from '../vm/call.ts';
import { makeRoom } from '../vm/held.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState, NativeFunction } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { isNothing } from './process-arguments.ts';
import { splitMarkdown, type MarkdownOptions } from './text-markdown.ts';

/** In one go, of all texts together. */
const MAX_TEXT_BYTES = 64 * 1024;
/** Of all texts in a table of options, pages or differences: what is made of it is memory that Lua does not see. */
const MAX_TABLE_BYTES = 2 ** 20;
const MAX_SEPARATORS = 20;
/** A character may be looked at once for each separator. */
const UNITS_PER_CHARACTER = 0.3;
/** Of one that becomes a string, besides its bytes: about 1 µs. */
const UNITS_PER_CHUNK = 6;
/** From the largest joint to the smallest: paragraphs, lines, words, characters. */
const SEPARATORS = ['\n\n', '\n', ' ', ''];
const DEFAULTS = { chunkSize: 512, chunkOverlap: 100 };

interface Splitter {
  /** In characters, as is the overlap. */
  readonly chunkSize: number;
  readonly chunkOverlap: number;
  readonly separators: readonly string[];
  readonly keepsSeparator: boolean;
  /** Null for texts of any kind. */
  readonly markdown: MarkdownOptions | null;
}

export const recursive: NativeFunction = (L) => make(L, 'recursive', () => null);

export const markdown: NativeFunction = (L) =>
  make(L, 'markdown', (given) => ({
    codeBlocks: given['code_blocks'] === true,
    referenceLinks: given['reference_links'] === true,
    headingHierarchy: given['heading_hierarchy'] === true,
    joinTableRows: given['join_table_rows'] === true,
  }));

type Given = Readonly<Record<string, PlainValue>>;

function make(L: LuaState, name: string, markdownOf: (given: Given) => MarkdownOptions | null): number {
  if (isNothing(L, 1))
    splitterClass.push(L, { ...DEFAULTS, separators: SEPARATORS, keepsSeparator: false, markdown: markdownOf({}) });
  else {
    call.checkTable(L, 1, name);
    const given = plainOrNull(L, 1) as Given | null;
    const {
      chunk_size: chunkSize = DEFAULTS.chunkSize,
      chunk_overlap: overlap = null,
      separators = SEPARATORS,
      keep_separator: keeps = false,
    } = given ?? {};
    if (!isCount(chunkSize) || chunkSize === 0)
      return returnFailure(L, invalid('chunk_size must be a positive integer'));
    const chunkOverlap = overlap ?? Math.min(DEFAULTS.chunkOverlap, chunkSize - 1);
    if (!isCount(chunkOverlap)) return returnFailure(L, invalid('chunk_overlap must be an integer of 0 or more'));
    // Such chunks have nothing new in them.
    if (chunkOverlap >= chunkSize) return returnFailure(L, invalid('chunk_overlap must be less than chunk_size'));
    if (!isTexts(separators))
      return returnFailure(L, invalid(`separators must be a list of 1 to ${MAX_SEPARATORS} texts`));
    const options = markdownOf(given ?? {});
    splitterClass.push(L, { chunkSize, chunkOverlap, separators, keepsSeparator: keeps === true, markdown: options });
  }
  return 1;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isTexts(value: unknown): value is string[] {
  const isGood = Array.isArray(value) && value.length > 0 && value.length <= MAX_SEPARATORS;
  return isGood && value.every((one) => typeof one === 'string');
}

/** Null for what is too much to be options, pages or differences. */
export function plainOrNull(L: LuaState, index: number): PlainValue {
  try {
    return plainAt(L, index, MAX_TABLE_BYTES);
  } catch (error) {
    if (error instanceof WriterFull || error instanceof ValueTooDeep) return null;
    throw error;
  }
}

const splitterClass = defineUserdata<Splitter>('splitter', {
  sizeBytes: ({ separators }) => 200 + separators.reduce((sum, one) => sum + one.length, 0),
  methods: {
    split_text: (L, splitter) => {
      const text = call.checkText(L, 2, 'split_text');
      if (text.length > MAX_TEXT_BYTES) return returnFailure(L, TOO_LONG);
      return pushAll(L, splitAny(splitter, text), (chunk) => pushChunk(L, chunk));
    },
    split_batch: (L, splitter) => {
      call.checkTable(L, 2, 'split_batch');
      const pages = plainOrNull(L, 2);
      if (pages === null) return returnFailure(L, TOO_MUCH);
      if (!isPages(pages)) return returnFailure(L, invalid('pages must be a list of {content, metadata}'));
      if (pages.reduce((sum, { content }) => sum + content.length, 0) > MAX_TEXT_BYTES)
        return returnFailure(L, TOO_LONG);
      return pushAll(L, splitPages(splitter, pages), ({ chunk, metadata }) => {
        stack.createTable(L, 0, 2);
        pushChunk(L, chunk);
        stack.rawSetField(L, -2, 'content');
        if (!metadata) return;
        pushPlain(L, metadata);
        stack.rawSetField(L, -2, 'metadata');
      });
    },
  } satisfies Methods<typeof textSpec.types.splitter, Splitter>,
});

const TOO_LONG = invalid(`text is longer than ${MAX_TEXT_BYTES} bytes`);

export const TOO_MUCH = invalid('the table has too many values or too much text in it');

interface Page {
  readonly content: string;
  readonly metadata?: PlainValue;
}

function isPages(value: unknown): value is readonly Page[] {
  if (!Array.isArray(value)) return false;
  return value.every((page: unknown) => typeof (page as Page | null)?.content === 'string');
}

/** Pushes a list of all that come, in pieces: none is made before the one before it is counted. */
function pushAll<T>(L: LuaState, all: Iterator<T | null>, push: (one: T) => void): number {
  stack.createTable(L);
  let count = 0;
  return call.inPieces(L, () => {
    while (!isDue()) {
      const next = all.next();
      if (next.done) {
        stack.pushNil(L);
        return 2;
      }
      if (next.value === null) continue;
      push(next.value);
      stack.rawSetIndex(L, -2, ++count);
      makeRoom(L, 0);
    }
    return null;
  });
}

const encoder = new TextEncoder();

function pushChunk(L: LuaState, chunk: string): void {
  const bytes = encoder.encode(chunk);
  makeRoom(L, bytes.length);
  spend(UNITS_PER_CHUNK);
  spendBytes(bytes.length);
  stack.pushOwned(L, bytes);
}

/** Null: nothing yet. */
type Chunks = Generator<string | null, void>;

function* splitPages(splitter: Splitter, pages: readonly Page[]) {
  for (const { content, metadata } of pages) {
    for (const chunk of splitAny(splitter, content)) yield chunk === null ? null : { chunk, metadata };
  }
}

function splitAny(splitter: Splitter, text: string): Chunks {
  const { markdown: options, chunkSize, chunkOverlap } = splitter;
  if (!options) return splitText(splitter, text);
  const split = (part: string, size: number): Chunks =>
    splitText({ ...splitter, chunkSize: size, chunkOverlap: Math.min(chunkOverlap, size - 1) }, part);
  return splitMarkdown(text, options, { chunkSize, split });
}

/** By the first separator that is in it, and what is too long then by those after it. */
function* splitText(splitter: Splitter, text: string, from = 0): Chunks {
  const { separators, chunkSize, keepsSeparator } = splitter;
  spendBytes(text.length);
  spend(text.length * UNITS_PER_CHARACTER);
  let at = from;
  while (at < separators.length - 1 && separators[at] !== '' && !text.includes(separators[at] ?? '')) at++;
  const separator = separators[at] ?? '';
  const isLast = at >= separators.length - 1 || separator === '';
  const joiner = keepsSeparator ? '' : separator;
  let good: Piece[] = [];
  let start = 0;
  for (const piece of piecesOf(text, separator, keepsSeparator)) {
    const end = start + piece.length;
    const length = lengthOf(piece);
    if (length < chunkSize) good.push({ start, end, length });
    else {
      yield* merge(splitter, text, good, lengthOf(joiner));
      good = [];
      if (isLast) yield piece;
      else yield* splitText(splitter, piece, at + 1);
    }
    start = end + joiner.length;
  }
  yield* merge(splitter, text, good, lengthOf(joiner));
}

function piecesOf(text: string, separator: string, keepsSeparator: boolean): string[] {
  if (separator === '') return Array.from(text);
  const pieces = text.split(separator);
  return keepsSeparator ? pieces.map((piece, index) => (index === 0 ? piece : separator + piece)) : pieces;
}

const lengthOf = (text: string): number => (/[\ud800-\udbff]/.test(text) ? Array.from(text).length : text.length);

/** Where it lies in the text that it is a part of. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** In characters. */
  readonly length: number;
}

/**
 * As many pieces in a chunk as it takes; the next one begins with what the overlap has of them. They lie one after the other in
 * `text`, `gap` characters between two.
 */
function* merge({ chunkSize, chunkOverlap }: Splitter, text: string, pieces: readonly Piece[], gap: number): Chunks {
  let first = 0;
  let total = 0;
  const chunkUntil = (end: number): string | null => {
    const [from, to] = [pieces[first]?.start ?? 0, pieces[end - 1]?.end ?? 0];
    spendBytes(to - from);
    return text.slice(from, to).trim() || null;
  };
  for (const [index, { length }] of pieces.entries()) {
    const added = (): number => length + (index > first ? gap : 0);
    if (index > first && total + added() > chunkSize) {
      yield chunkUntil(index);
      while (index > first && (total > chunkOverlap || total + added() > chunkSize))
        total -= (pieces[first++]?.length ?? 0) + (index > first ? gap : 0);
    }
    total += added();
  }
  yield chunkUntil(pieces.length);
}
