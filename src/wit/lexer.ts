/**
 * Cuts WIT text into tokens. Never fails: what belongs to no token becomes a token of kind `unknown`. Comments are dropped,
 * but for documentation (`///` and `/**`), which goes to the token that follows. Identifiers are taken more widely than WIT does (underscores, any case), since core exports need that
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
  /** Documentation comments since the token before, without their marks. */
  readonly docs: string | null;
}

export interface Tokens {
  /** The last one is of kind `end`. */
  readonly tokens: readonly Token[];
  /** Where a block comment begins that has no end; null = there is none. */
  readonly openComment: number | null;
}

const isWordStart = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWordPart = (c: number): boolean => isWordStart(c) || isDigit(c);
const SYMBOLS = '{}()<>,;:=./@*+';
const MINUS = 45;

export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  const length = text.length;
  let at = 0;
  let startsLine = true;
  let docs: string | null = null;
  let openComment: number | null = null;

  const push = (kind: TokenKind, start: number, end: number, escaped = false): void => {
    tokens.push({ kind, text: text.slice(escaped ? start + 1 : start, end), start, end, escaped, startsLine, docs });
    startsLine = false;
    docs = null;
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
      const stop = end < 0 ? length : end;
      if (text[at + 2] === '/' && text[at + 3] !== '/') docs = joinDocs(docs, text.slice(at + 3, stop).trim());
      at = stop;
    } else if (text.startsWith('/*', at)) {
      const close = blockCommentEnd(text, at);
      if (close === null) openComment = at;
      const end = close ?? length;
      if (text[at + 2] === '*' && text[at + 3] !== '*' && end - at > 4)
        docs = joinDocs(docs, blockDocs(text.slice(at + 3, end - 2)));
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
  return { tokens, openComment };
}

/** Documentation of a declaration that stands in front of its gates, of its keyword, or of both. */
export function joinDocs(first: string | null, second: string | null): string | null {
  return first === null || second === null ? (first ?? second) : `${first}\n${second}`;
}

function blockDocs(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^\s*\*(?!\*)/, '').trim())
    .join('\n')
    .trim();
}

/** WIT's block comments nest. null = it has no end. */
function blockCommentEnd(text: string, start: number): number | null {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return null;
}
