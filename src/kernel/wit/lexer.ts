/**
 * Cuts WIT text into tokens. Never fails: what belongs to no token becomes a token of kind `unknown`, and comments are
 * dropped. Identifiers are taken more widely than WIT does (underscores, any case), since core exports need that
 * (spec/wit-mapping §10).
 */

export type TokenKind = 'word' | 'integer' | 'symbol' | 'unknown' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The spelling; for a word without its leading `%`. */
  readonly text: string;
  /** Offsets in UTF-16 units; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** True for `%word`: never a keyword. */
  readonly escaped: boolean;
  /** True when a line break stands between the token before and this one. */
  readonly startsLine: boolean;
}

const isWordStart = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWordPart = (c: number): boolean => isWordStart(c) || isDigit(c);
const SYMBOLS = '{}()<>,;:=./@*+';
const MINUS = 45;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const length = text.length;
  let at = 0;
  let startsLine = true;

  const push = (kind: TokenKind, start: number, end: number, escaped = false): void => {
    tokens.push({ kind, text: text.slice(escaped ? start + 1 : start, end), start, end, escaped, startsLine });
    startsLine = false;
    at = end;
  };
  /** Words join by single hyphens: `a-b`, but `a->` is a word and an arrow. */
  const wordEnd = (start: number): number => {
    let end = start + 1;
    while (end < length) {
      const c = text.charCodeAt(end);
      if (isWordPart(c)) end++;
      else if (c === MINUS && isWordPart(text.charCodeAt(end + 1))) end += 2;
      else break;
    }
    return end;
  };

  while (at < length) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13) {
      startsLine = true;
      at++;
    } else if (c === 32 || c === 9 || c === 0xfeff || c === 0xa0) {
      at++;
    } else if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? length : end;
    } else if (text.startsWith('/*', at)) {
      const end = blockCommentEnd(text, at);
      if (text.slice(at, end).includes('\n')) startsLine = true;
      at = end;
    } else if (isWordStart(c)) {
      push('word', at, wordEnd(at));
    } else if (c === 37 && isWordStart(text.charCodeAt(at + 1))) {
      push('word', at, wordEnd(at + 1), true);
    } else if (isDigit(c)) {
      let end = at + 1;
      while (end < length && (isWordPart(text.charCodeAt(end)) || text.charCodeAt(end) === MINUS)) end++;
      push('integer', at, end);
    } else if (text.startsWith('->', at)) {
      push('symbol', at, at + 2);
    } else if (SYMBOLS.includes(text[at]!)) {
      push('symbol', at, at + 1);
    } else {
      // A surrogate pair stays in one piece.
      push('unknown', at, at + String.fromCodePoint(text.codePointAt(at)!).length);
    }
  }
  push('end', length, length);
  return tokens;
}

/** WIT's block comments nest. An open one reaches to the end of the text. */
function blockCommentEnd(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}
