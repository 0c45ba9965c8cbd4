/**
 * What is wrong in a text by its words alone: words that no compiler knows, be they slips of the pen or of older drafts, and
 * operands without parentheses in a folded instruction, which wasm-tools take although the language has none.
 */
import { nearest } from '../base/nearest.ts';
import { didYouMean } from '../base/suggestion.ts';
import type { WatProblem } from './wat-lexer.ts';
import { WatLexer } from './wat-lexer.ts';
import { foreignName, isInstruction, isPlainInstruction, isWatWord, likeWords, presentName } from './wat-words.ts';

/** Nobody reads more. */
const MAX_SLIPS = 100;
/** Of these a suggestion is looked for; a text of another language has a thousand. */
const MAX_GUESSES = 20;

/** In the order of the text, each where it stands. */
export function findSlips(text: string): WatProblem[] {
  const slips: Found[] = [];
  const ids = new Set<string>();
  const heads: string[] = [];
  let isAfterOpen = false;
  /** The word before, where there is nothing but blanks between. */
  let before: { readonly word: string; readonly start: number; readonly end: number } | null = null;
  let commentEnd = 0;
  const lexer = new WatLexer(text);
  while (lexer.next() && slips.length < MAX_SLIPS) {
    const isHead = isAfterOpen;
    isAfterOpen = lexer.kind === 'open';
    if (lexer.kind === 'open' || lexer.kind === 'annotation') heads.push('');
    if (lexer.kind === 'close') heads.pop();
    if (lexer.annotationDepth > 0) continue;
    if (lexer.kind === 'id') ids.add(lexer.word);
    const previous: typeof before = before;
    before = null;
    if (lexer.kind !== 'word' || lexer.start < commentEnd) continue;
    const { word, start } = lexer;
    before = { word, start, end: start + word.length };
    const head = heads[heads.length - 1] ?? '';
    if (isHead) heads[heads.length - 1] = word;
    const mark = /^(?:#|\/\/)/.exec(word)?.[0];
    if (mark !== undefined) {
      commentEnd = endOfLine(text, start);
      slips.push({
        offset: start,
        word: mark,
        said: {
          message: `${mark} begins no comment`,
          hint: 'comments begin with ;;',
          fix: { title: 'Replace with ;;', replacement: ';;' },
        },
      });
      continue;
    }
    const joined =
      previous && isInstruction(`${previous.word}.${word}`) && /^[ \t]+$/.test(text.slice(previous.end, start))
        ? `${previous.word}.${word}`
        : null;
    // What begins otherwise is a number, or meant to be one.
    if (joined !== null && !isWatWord(word)) {
      slips.push({
        offset: previous!.start,
        word: text.slice(previous!.start, start + word.length),
        said: { message: `${joined} is one word`, ...replacing(joined) },
      });
    } else if (/^[a-z]/i.test(word) && !isWatWord(word)) slips.push({ offset: start, word, around: null });
    else if (!isHead && isPlainInstruction(head) && isPlainInstruction(word))
      slips.push({ offset: start, word, around: head });
  }
  return slips.map(({ offset, word, around, said }, index) => ({
    offset,
    length: word.length,
    ...(said ??
      (around
        ? { message: `${word} needs parentheses of its own inside of (${around} …)` }
        : explain(word, ids, index < MAX_GUESSES))),
  }));
}

type Said = Pick<WatProblem, 'message' | 'hint' | 'fix'>;

interface Found {
  readonly offset: number;
  readonly word: string;
  /** The folded instruction that it is an operand of; missing or null: the word itself is wrong. */
  readonly around?: string | null;
  readonly said?: Said;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function replacing(guess: string): Omit<Said, 'message'> {
  return { hint: didYouMean(guess), fix: { title: `Replace with ${guess}`, replacement: guess } };
}

function explain(word: string, ids: ReadonlySet<string>, isGuessed: boolean): Said {
  const present = presentName(word);
  if (present !== null)
    return {
      message: `${word} is called ${present} now`,
      fix: { title: `Replace with ${present}`, replacement: present },
    };
  const message = word.includes('.') ? `there is no instruction ${word}` : `${word} is no word of WebAssembly text`;
  const id = `$${word}`;
  const guess = ids.has(id) ? id : (foreignName(word) ?? (isGuessed ? nearest(word, likeWords(word)) : null));
  return guess === null ? { message } : { message, ...replacing(guess) };
}
