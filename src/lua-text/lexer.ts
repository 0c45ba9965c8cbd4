import { isDue, spend, spendBytes } from '../base/effort.ts';
import type { Problems } from './problems.ts';
import type { Reading } from './reading.ts';
import { Kind, WORDS, type TokenList } from './tokens.ts';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const APOSTROPHE = 39;
const DASH = 45;
const DOT = 46;
const ASSIGN = 61;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const MAX_CODE_POINT = 0x10ffff;

const UNITS_PER_TOKEN = 2;

/** Signs, longest first where one begins another. */
const SIGNS: readonly (readonly [string, Kind])[] = [
  ['...', Kind.ellipsis],
  ['..', Kind.concat],
  ['::', Kind.doubleColon],
  ['->', Kind.arrow],
  ['<<', Kind.shiftLeft],
  ['>>', Kind.shiftRight],
  ['//', Kind.floorDivide],
  ['==', Kind.equal],
  ['~=', Kind.notEqual],
  ['<=', Kind.lessEqual],
  ['>=', Kind.greaterEqual],
  ['+', Kind.plus],
  ['-', Kind.minus],
  ['*', Kind.star],
  ['/', Kind.slash],
  ['%', Kind.percent],
  ['^', Kind.caret],
  ['#', Kind.hash],
  ['&', Kind.ampersand],
  ['~', Kind.tilde],
  ['|', Kind.pipe],
  ['<', Kind.less],
  ['>', Kind.greater],
  ['=', Kind.assign],
  ['(', Kind.openParen],
  [')', Kind.closeParen],
  ['{', Kind.openBrace],
  ['}', Kind.closeBrace],
  ['[', Kind.openBracket],
  [']', Kind.closeBracket],
  [';', Kind.semicolon],
  [':', Kind.colon],
  [',', Kind.comma],
  ['.', Kind.dot],
  ['!', Kind.bang],
  ['?', Kind.question],
  ['@', Kind.at],
];

/** By first character: what may begin there. */
const SIGNS_BY_CODE: readonly (readonly (readonly [string, Kind])[])[] = Array.from({ length: 128 }, (_, code) =>
  SIGNS.filter(([sign]) => sign.charCodeAt(0) === code),
);

/** Signs of other languages, read as the word that was meant. */
const FOREIGN: readonly (readonly [string, Kind, string])[] = [
  ['!=', Kind.notEqual, "'~='"],
  ['&&', Kind.and, "'and'"],
  ['||', Kind.or, "'or'"],
];

const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const HEXADECIMAL = /^0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p[+-]?\d+)?$/i;

const LETTER = 1;
const DIGIT = 2;
const HEX = 4;
const SPACE = 8;
const CLASSES = new Uint8Array(128);
for (const [characters, bits] of [
  ['abcdefABCDEF', LETTER | HEX],
  ['ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ_', LETTER],
  ['0123456789', DIGIT | HEX],
  [' \t\r\n\v\f', SPACE],
] as const)
  for (const character of characters) CLASSES[character.charCodeAt(0)] = bits;

function isOf(code: number, bits: number): boolean {
  return ((CLASSES[code] ?? 0) & bits) !== 0;
}

/** Cuts a text into tokens. Never throws: what cannot be read is reported, and what stands around it is read all the same. */
export function tokenize(text: string, problems: Problems): Reading<TokenList> {
  return new Lexer(text, problems).run();
}

class Lexer {
  readonly #text: string;
  readonly #problems: Problems;
  readonly #tokens: TokenList = { kinds: [], starts: [], ends: [], lines: [] };
  #at = 0;
  #line = 1;

  constructor(text: string, problems: Problems) {
    this.#text = text;
    this.#problems = problems;
  }

  *run(): Reading<TokenList> {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === NEWLINE) {
        this.#line++;
        this.#at++;
      } else if (isOf(code, SPACE)) this.#at++;
      else {
        if (isDue()) yield;
        const from = this.#at;
        if (code === DASH && text.charCodeAt(from + 1) === DASH) this.#comment();
        else this.#token(code);
        spend(UNITS_PER_TOKEN);
        spendBytes(this.#at - from);
      }
    }
    this.#push(Kind.eof, text.length, text.length);
    return this.#tokens;
  }

  #token(code: number): void {
    const start = this.#at;
    if (isOf(code, LETTER)) return this.#word(start);
    if (isOf(code, DIGIT) || (code === DOT && isOf(this.#text.charCodeAt(start + 1), DIGIT)))
      return this.#number(start);
    if (code === QUOTE || code === APOSTROPHE) return this.#string(start, code);
    if (code === OPEN_BRACKET) {
      const level = this.#longLevel(start);
      if (level >= 0) {
        const line = this.#line;
        this.#long(start, level, 'string');
        return this.#push(Kind.string, start, this.#at, line);
      }
    }
    this.#sign(start, code);
  }

  #word(start: number): void {
    const text = this.#text;
    let at = start + 1;
    while (isOf(text.charCodeAt(at), LETTER | DIGIT)) at++;
    this.#at = at;
    this.#push(WORDS.get(text.slice(start, at)) ?? Kind.name, start, at);
  }

  /** Takes what Lua takes, then judges it whole, so that `3x` and `1..2` get one message. */
  #number(start: number): void {
    const text = this.#text;
    let at = start;
    while (isOf(text.charCodeAt(at), DIGIT)) at++;
    const next = text.charCodeAt(at);
    if (next !== DOT && !isOf(next, LETTER)) {
      this.#at = at;
      return this.#push(Kind.number, start, at);
    }
    at = start;
    const isHex = /^0x/i.test(text.slice(start, start + 2));
    if (isHex) at += 2;
    const exponent = isHex ? 'pP' : 'eE';
    while (at < text.length) {
      const character = text.charAt(at);
      if (exponent.includes(character)) {
        at++;
        if ('+-'.includes(text.charAt(at)) && at < text.length) at++;
      } else if (character === '.' || isOf(character.charCodeAt(0), HEX)) at++;
      else break;
    }
    this.#at = at;
    const literal = text.slice(start, at);
    if (!(isHex ? HEXADECIMAL : DECIMAL).test(literal))
      this.#problems.add(start, at, `malformed number near '${literal}'`);
    this.#push(Kind.number, start, at);
  }

  #string(start: number, quote: number): void {
    const text = this.#text;
    const line = this.#line;
    let at = start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        at++;
        break;
      }
      if (code === BACKSLASH) {
        at = this.#escape(at);
        continue;
      }
      if (at >= text.length || code === NEWLINE || code === RETURN) {
        const mark = String.fromCharCode(quote);
        this.#problems.add(start, at, 'unfinished string', `a ${mark} is missing at its end`);
        break;
      }
      at++;
    }
    this.#at = at;
    this.#push(Kind.string, start, at, line);
  }

  /** Checks the escape at `start` and answers where it ends. */
  #escape(start: number): number {
    const text = this.#text;
    const code = text.charAt(start + 1);
    const fail = (end: number, message: string): number => {
      this.#problems.add(start, Math.max(end, start + 1), message);
      return Math.max(end, start + 1);
    };
    if (code === '\n' || code === '\r') {
      const isPair =
        '\n\r'.includes(text.charAt(start + 2)) && text.charAt(start + 2) !== code && start + 2 < text.length;
      if (code === '\n' || (isPair && text.charAt(start + 2) === '\n')) this.#line++;
      return start + (isPair ? 3 : 2);
    }
    if (code === 'z') {
      let at = start + 2;
      for (; isOf(text.charCodeAt(at), SPACE); at++) if (text.charCodeAt(at) === NEWLINE) this.#line++;
      return at;
    }
    if (code === 'x') {
      const isWhole = isOf(text.charCodeAt(start + 2), HEX) && isOf(text.charCodeAt(start + 3), HEX);
      return isWhole ? start + 4 : fail(start + 2, "two hexadecimal digits expected after '\\x'");
    }
    if (code === 'u') {
      const match = /^\{([\da-f]+)\}/i.exec(text.slice(start + 2, start + 32));
      if (!match) return fail(start + 2, "'{', hexadecimal digits and '}' expected after '\\u'");
      const end = start + 2 + match[0].length;
      return Number.parseInt(match[1] ?? '', 16) > MAX_CODE_POINT ? fail(end, 'UTF-8 value too large') : end;
    }
    if (code >= '0' && code <= '9') {
      const digits = /^\d{1,3}/.exec(text.slice(start + 1, start + 4))?.[0] ?? '';
      const end = start + 1 + digits.length;
      return Number(digits) > 255 ? fail(end, 'decimal escape too large') : end;
    }
    if (code !== '' && 'abfnrtv\\"\''.includes(code)) return start + 2;
    return fail(start + (code === '' ? 1 : 2), `invalid escape sequence '\\${code}'`);
  }

  #comment(): void {
    const start = this.#at;
    if (this.#text.charCodeAt(start + 2) === OPEN_BRACKET) {
      const level = this.#longLevel(start + 2);
      if (level >= 0) return this.#long(start, level, 'comment', start + 2);
    }
    let at = start + 2;
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) break;
    }
    this.#at = at;
  }

  /** Number of `=` of the long bracket that opens at `at`; -1 if none does. */
  #longLevel(at: number): number {
    let next = at + 1;
    while (this.#text.charCodeAt(next) === ASSIGN) next++;
    return this.#text.charCodeAt(next) === OPEN_BRACKET ? next - at - 1 : -1;
  }

  /** Goes behind the long bracket that opens at `open`; an unclosed one is reported where it starts and takes the rest. */
  #long(start: number, level: number, what: 'string' | 'comment', open = start): void {
    const close = `]${'='.repeat(level)}]`;
    const found = this.#text.indexOf(close, open + level + 2);
    const end = found < 0 ? this.#text.length : found + close.length;
    if (found < 0) {
      const sign = this.#text.slice(start, open + level + 2);
      this.#problems.add(start, open + level + 2, `unfinished long ${what}`, `'${sign}' is closed by '${close}'`);
    }
    for (let at = start; at < end; at++) if (this.#text.charCodeAt(at) === NEWLINE) this.#line++;
    this.#at = end;
  }

  #sign(start: number, code: number): void {
    const text = this.#text;
    for (const [sign, kind, meant] of FOREIGN) {
      // `a!==b` is a non-nil assertion and `==`.
      if (!text.startsWith(sign, start) || (sign === '!=' && text.charCodeAt(start + 2) === ASSIGN)) continue;
      this.#problems.add(start, start + 2, `unexpected symbol '${sign}'`, `in Lua it is written ${meant}`);
      this.#at = start + 2;
      return this.#push(kind, start, this.#at);
    }
    for (const [sign, kind] of SIGNS_BY_CODE[code] ?? []) {
      if (!text.startsWith(sign, start)) continue;
      this.#at = start + sign.length;
      return this.#push(kind, start, this.#at);
    }
    this.#stranger(start);
  }

  /** Characters that Lua does not know. A letter begins a name all the same, after the message. */
  #stranger(start: number): void {
    const text = this.#text;
    const first = String.fromCodePoint(text.codePointAt(start) ?? 0);
    const isLetter = /\p{L}/u.test(first);
    let at = start + first.length;
    if (isLetter) while (text.charCodeAt(at) > 127 || isOf(text.charCodeAt(at), LETTER | DIGIT)) at++;
    this.#at = at;
    this.#problems.add(start, at, `unexpected symbol ${symbolText(text.slice(start, at))}`, hintFor(first, isLetter));
    if (isLetter) this.#push(Kind.name, start, at);
  }

  #push(kind: Kind, start: number, end: number, line = this.#line): void {
    const { kinds, starts, ends, lines } = this.#tokens;
    kinds.push(kind);
    starts.push(start);
    ends.push(end);
    lines.push(line);
  }
}

/** What cannot be seen is named by its number. */
function symbolText(symbol: string): string {
  const number = (symbol.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /^[\p{L}\p{P}\p{S}]/u.test(symbol) ? `'${symbol}'` : `U+${number}`;
}

function hintFor(symbol: string, isLetter: boolean): string | undefined {
  if (isLetter) return 'names have letters a to z, digits and _';
  if (/[\u2018-\u201F\u00AB\u00BB]/.test(symbol)) return `strings stand between " or '`;
  return /\s/.test(symbol) ? 'to Lua this is not a space' : undefined;
}
