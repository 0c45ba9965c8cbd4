/**
 * Looks over WebAssembly Text before wabt sees it, for what wabt does not survive. It has 64 kB of stack; what is nested
 * more deeply overwrites its memory, after which it traps or never returns (wabt.js 1.0.39). It also takes an open string
 * at the end of the text for nothing at all.
 */

/**
 * Stack that nesting takes, in units of 40 bytes, and how much of it may be taken. Measured on wabt.js 1.0.39, which bears
 * 146 folded blocks, 160 folded `if`s, 171 flat ones, 252 folded operators, 92 times a block with an operator in it, and
 * 78 times a block with a `try_table`; the budget allows 133, 133, 133, 228, 84 and 66.
 */
export const BLOCK_COST = 12;
export const OPERATOR_COST = 7;
export const STACK_BUDGET = 1600;

export interface ScanProblem {
  readonly message: string;
  /** Offset in UTF-16 units. */
  readonly offset: number;
  readonly length: number;
}

const BLOCK_WORDS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);
/** Parts of a block, read in the block's own stack frame. */
const PART_WORDS: ReadonlySet<string> = new Set(['then', 'else', 'do', 'catch', 'catch_all']);
const isBlank = (c: number): boolean => c === 32 || c === 10 || c === 13 || c === 9;
/** Parts cost nothing by themselves, yet nobody needs so many. */
const MAX_OPEN = 1000;
const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const SEMICOLON = 59;

/** The first problem, or null. Linear in the text. */
export function scanWat(text: string): ScanProblem | null {
  /** What each open parenthesis costs. */
  const open: number[] = [];
  let foldedCost = 0;
  /** Blocks of the flat form, closed by `end`. */
  let flat = 0;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const c = text.charCodeAt(at);
    if (isBlank(c)) {
      at++;
      continue;
    }
    if (c === QUOTE) {
      at = stringEnd(text, at);
      if (at < 0) return { message: 'the string is not closed', offset: start, length: lineRest(text, start) };
      continue;
    }
    if (c === SEMICOLON && text.charCodeAt(at + 1) === SEMICOLON) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (c === OPEN && text.charCodeAt(at + 1) === SEMICOLON) {
      at = commentEnd(text, at);
      continue;
    }
    if (c === CLOSE) {
      foldedCost -= open.pop() ?? 0;
      at++;
      continue;
    }
    if (c === OPEN) {
      at++;
      while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    }
    const end = wordEnd(text, at);
    const word = text.slice(at, end);
    at = Math.max(end, start + 1);
    if (c === OPEN) {
      if (word === 'func') flat = 0;
      const cost = BLOCK_WORDS.has(word) ? BLOCK_COST : PART_WORDS.has(word) ? 0 : OPERATOR_COST;
      open.push(cost);
      foldedCost += cost;
    } else if (word === 'end') {
      flat = Math.max(0, flat - 1);
    } else if (BLOCK_WORDS.has(word)) {
      flat++;
    }
    if (foldedCost + flat * BLOCK_COST > STACK_BUDGET || open.length > MAX_OPEN) {
      return { message: 'nested too deeply for the compiler of the playground', offset: start, length: Math.max(1, end - start) };
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
