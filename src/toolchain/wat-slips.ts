/**
 * What is wrong in a text by its words alone: words that no compiler knows, be they slips of the pen or of older drafts, and
 * operands without parentheses in a folded instruction, which wasm-tools take although the language has none.
 */
import { nearest } from '../base/nearest.ts';
import { didYouMean } from '../base/suggestion.ts';
import type { WatProblem } from './wat-lexer.ts';
import { WatLexer } from './wat-lexer.ts';
import { isPlainInstruction, isWatWord, presentName, watWords } from './wat-words.ts';

/** Nobody reads more. */
const MAX_SLIPS = 100;
/** Of these a suggestion is looked for; a text of another language has a thousand. */
const MAX_GUESSES = 20;

/** In the order of the text, each where it stands. */
export function findSlips(text: string): WatProblem[] {
  const slips: { readonly offset: number; readonly word: string; readonly around: string | null }[] = [];
  const ids = new Set<string>();
  const heads: string[] = [];
  let isAfterOpen = false;
  const lexer = new WatLexer(text);
  while (lexer.next() && slips.length < MAX_SLIPS) {
    const isHead = isAfterOpen;
    isAfterOpen = lexer.kind === 'open';
    if (lexer.kind === 'open' || lexer.kind === 'annotation') heads.push('');
    if (lexer.kind === 'close') heads.pop();
    if (lexer.annotationDepth > 0) continue;
    if (lexer.kind === 'id') ids.add(lexer.word);
    if (lexer.kind !== 'word') continue;
    const { word, start } = lexer;
    const head = heads[heads.length - 1] ?? '';
    if (isHead) heads[heads.length - 1] = word;
    // What begins otherwise is a number, or meant to be one.
    if (/^[a-z]/i.test(word) && !isWatWord(word)) slips.push({ offset: start, word, around: null });
    else if (!isHead && isPlainInstruction(head) && isPlainInstruction(word)) slips.push({ offset: start, word, around: head });
  }
  return slips.map(({ offset, word, around }, index) => ({
    offset,
    length: word.length,
    ...(around === null ? explain(word, ids, index < MAX_GUESSES) : { message: `${word} needs parentheses of its own inside of (${around} …)` }),
  }));
}

function explain(word: string, ids: ReadonlySet<string>, isGuessed: boolean): Pick<WatProblem, 'message' | 'hint' | 'fix'> {
  const present = presentName(word);
  if (present !== null) return { message: `${word} is called ${present} now`, fix: { title: `Replace with ${present}`, replacement: present } };
  const message = word.includes('.') ? `there is no instruction ${word}` : `${word} is no word of WebAssembly text`;
  const id = `$${word}`;
  const guess = ids.has(id) ? id : isGuessed ? nearest(word, watWords()) : null;
  if (guess === null) return { message };
  return { message, hint: didYouMean(guess), fix: { title: `Replace with ${guess}`, replacement: guess } };
}
