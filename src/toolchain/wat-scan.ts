/**
 * Looks over WebAssembly Text before wabt sees it, for what wabt does not survive: it has 64 kB of stack, and blocks
 * nested more deeply than about 140 overwrite its memory, after which it traps or never returns (wabt.js 1.0.39).
 * It also takes an open string at the end of the text for nothing at all.
 */

/** wabt.js 1.0.39 fails between 140 and 150 nested blocks; `try` and `if` need a little more stack than `block`. */
export const MAX_BLOCK_DEPTH = 100;
/** Folded operators take less stack than blocks: wabt.js 1.0.39 bears 200 and fails at 500. */
export const MAX_PAREN_DEPTH = 250;

export interface ScanProblem {
  readonly message: string;
  /** Offset in UTF-16 units. */
  readonly offset: number;
  readonly length: number;
}

const BLOCK_WORDS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);
const isBlank = (c: number): boolean => c === 32 || c === 10 || c === 13 || c === 9;
const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const SEMICOLON = 59;

/** The first problem, or null. Linear in the text. */
export function scanWat(text: string): ScanProblem | null {
  /** For each open parenthesis, whether it opened a block. */
  const open: boolean[] = [];
  let folded = 0;
  /** Blocks of the flat form, closed by `end`. */
  let flat = 0;
  let at = 0;
  const tooDeep = (offset: number, length: number, what: string, limit: number): ScanProblem => ({
    message: `${what} are nested more than ${limit} deep, which the compiler of the playground cannot take`,
    offset,
    length,
  });
  while (at < text.length) {
    const c = text.charCodeAt(at);
    if (isBlank(c)) {
      at++;
    } else if (c === QUOTE) {
      const end = stringEnd(text, at);
      if (end < 0) return { message: 'the string is not closed', offset: at, length: lineRest(text, at) };
      at = end;
    } else if (c === SEMICOLON && text.charCodeAt(at + 1) === SEMICOLON) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (c === OPEN && text.charCodeAt(at + 1) === SEMICOLON) {
      at = commentEnd(text, at);
    } else if (c === OPEN) {
      const start = at++;
      while (at < text.length && isBlank(text.charCodeAt(at))) at++;
      const end = wordEnd(text, at);
      const word = text.slice(at, end);
      const isBlock = BLOCK_WORDS.has(word);
      if (word === 'func') flat = 0;
      open.push(isBlock);
      if (isBlock) folded++;
      at = end;
      if (folded + flat > MAX_BLOCK_DEPTH) return tooDeep(start, end - start, 'blocks', MAX_BLOCK_DEPTH);
      if (open.length > MAX_PAREN_DEPTH) return tooDeep(start, Math.max(1, end - start), 'parentheses', MAX_PAREN_DEPTH);
    } else if (c === CLOSE) {
      if (open.pop()) folded--;
      at++;
    } else {
      const end = Math.max(at + 1, wordEnd(text, at));
      const word = text.slice(at, end);
      if (word === 'end') flat = Math.max(0, flat - 1);
      else if (BLOCK_WORDS.has(word) && ++flat + folded > MAX_BLOCK_DEPTH) return tooDeep(at, end - at, 'blocks', MAX_BLOCK_DEPTH);
      at = end;
    }
  }
  return null;
}

function wordEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (isBlank(c) || c === OPEN || c === CLOSE || c === QUOTE || c === SEMICOLON) break;
  }
  return at;
}

/** After the closing quote; -1 when there is none on the line. A line break in a string is wabt's to report. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === QUOTE || c === 10) return at + 1;
    if (c === 92) at++;
  }
  return -1;
}

function lineRest(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return (end < 0 ? text.length : end) - start;
}

function commentEnd(text: string, start: number): number {
  const mark = /\(;|;\)/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === '(;' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}
