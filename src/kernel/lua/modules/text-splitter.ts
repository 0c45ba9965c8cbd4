/** `text.splitter` (spec/lua-modules §15): texts in chunks that end where a text has a joint, and overlap. */
import { spend, spendBytes } from '../../../base/effort.ts';
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

/** In one go, of all texts together. */
const MAX_TEXT_BYTES = 64 * 1024;
const MAX_SEPARATORS = 20;
/** A character may be looked at once for each separator, and is put together again. */
const UNITS_PER_CHARACTER = 0.3;
/** From the largest joint to the smallest: paragraphs, lines, words, characters. */
const SEPARATORS = ['\n\n', '\n', ' ', ''];
const DEFAULTS = { chunkSize: 512, chunkOverlap: 100 };

interface Splitter {
  /** In characters, as is the overlap. */
  readonly chunkSize: number;
  readonly chunkOverlap: number;
  readonly separators: readonly string[];
  readonly keepsSeparator: boolean;
}

export const recursive: NativeFunction = (L) => {
  const splitter = { ...DEFAULTS, separators: SEPARATORS, keepsSeparator: false };
  if (isNothing(L, 1)) splitterClass.push(L, splitter);
  else {
    call.checkTable(L, 1, 'recursive');
    const given = plainOrNull(L, 1) as Readonly<Record<string, PlainValue>> | null;
    const {
      chunk_size: chunkSize = DEFAULTS.chunkSize,
      chunk_overlap: chunkOverlap = DEFAULTS.chunkOverlap,
      separators = SEPARATORS,
      keep_separator: keeps = false,
    } = given ?? {};
    if (!isCount(chunkSize) || chunkSize === 0)
      return returnFailure(L, invalid('chunk_size must be a positive integer'));
    if (!isCount(chunkOverlap)) return returnFailure(L, invalid('chunk_overlap must be an integer of 0 or more'));
    if (!isTexts(separators))
      return returnFailure(L, invalid(`separators must be a list of 1 to ${MAX_SEPARATORS} texts`));
    splitterClass.push(L, { chunkSize, chunkOverlap, separators, keepsSeparator: keeps === true });
  }
  return 1;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isTexts(value: unknown): value is string[] {
  const isGood = Array.isArray(value) && value.length > 0 && value.length <= MAX_SEPARATORS;
  return isGood && value.every((one) => typeof one === 'string');
}

/** Null for what is too much to be options or pages. */
function plainOrNull(L: LuaState, index: number): PlainValue {
  try {
    return plainAt(L, index);
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
      return answer(L, splitText(splitter, text));
    },
    split_batch: (L, splitter) => {
      call.checkTable(L, 2, 'split_batch');
      const pages = plainOrNull(L, 2);
      if (!isPages(pages)) return returnFailure(L, invalid('pages must be a list of {content, metadata}'));
      if (pages.reduce((sum, { content }) => sum + content.length, 0) > MAX_TEXT_BYTES)
        return returnFailure(L, TOO_LONG);
      return answer(
        L,
        pages.flatMap(({ content, metadata }) =>
          splitText(splitter, content).map((chunk) => ({ content: chunk, ...(metadata ? { metadata } : {}) })),
        ),
      );
    },
  } satisfies Methods<typeof textSpec.types.splitter, Splitter>,
});

const TOO_LONG = invalid(`text is longer than ${MAX_TEXT_BYTES} bytes`);

interface Page {
  readonly content: string;
  readonly metadata?: PlainValue;
}

function isPages(value: unknown): value is readonly Page[] {
  if (!Array.isArray(value)) return false;
  return value.every((page: unknown) => typeof (page as Page | null)?.content === 'string');
}

function answer(L: LuaState, chunks: readonly PlainValue[]): number {
  makeRoom(
    L,
    chunks.reduce<number>((sum, chunk) => sum + JSON.stringify(chunk).length, 0),
  );
  pushPlain(L, [...chunks]);
  stack.pushNil(L);
  return 2;
}

/** By the first separator that is in it, and what is too long then by those after it. */
function splitText(splitter: Splitter, text: string, from = 0): string[] {
  const { separators, chunkSize, keepsSeparator } = splitter;
  spendBytes(text.length);
  spend(text.length * UNITS_PER_CHARACTER);
  let at = from;
  while (at < separators.length - 1 && separators[at] !== '' && !text.includes(separators[at] ?? '')) at++;
  const separator = separators[at] ?? '';
  const isLast = at >= separators.length - 1 || separator === '';
  const chunks: string[] = [];
  let good: string[] = [];
  const joiner = keepsSeparator ? '' : separator;
  for (const piece of piecesOf(text, separator, keepsSeparator)) {
    if (lengthOf(piece) < chunkSize) {
      good.push(piece);
      continue;
    }
    chunks.push(...merge(splitter, good, joiner));
    good = [];
    if (isLast) chunks.push(piece);
    else chunks.push(...splitText(splitter, piece, at + 1));
  }
  return [...chunks, ...merge(splitter, good, joiner)];
}

function piecesOf(text: string, separator: string, keepsSeparator: boolean): string[] {
  if (separator === '') return Array.from(text);
  const pieces = text.split(separator);
  return keepsSeparator ? pieces.map((piece, index) => (index === 0 ? piece : separator + piece)) : pieces;
}

const lengthOf = (text: string): number => (/[\ud800-\udbff]/.test(text) ? Array.from(text).length : text.length);

/** As many pieces in a chunk as it takes; the next one begins with what the overlap has of them. */
function merge({ chunkSize, chunkOverlap }: Splitter, pieces: readonly string[], joiner: string): string[] {
  const chunks: string[] = [];
  const lengths = pieces.map(lengthOf);
  const gap = lengthOf(joiner);
  let first = 0;
  let total = 0;
  const finish = (end: number): void => {
    const chunk = pieces.slice(first, end).join(joiner).trim();
    if (chunk !== '') chunks.push(chunk);
  };
  for (const [index, length] of lengths.entries()) {
    const added = (): number => length + (index > first ? gap : 0);
    if (index > first && total + added() > chunkSize) {
      finish(index);
      while (index > first && (total > chunkOverlap || total + added() > chunkSize))
        total -= (lengths[first++] ?? 0) + (index > first ? gap : 0);
    }
    total += added();
  }
  finish(pieces.length);
  return chunks;
}
