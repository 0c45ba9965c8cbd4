/** Tokens of WebAssembly Text (core spec 6.3), and the first thing in it that is none. */

export type WatTokenKind = 'open' | 'close' | 'annotation' | 'word' | 'id' | 'string';

/** Offsets in UTF-16 units. */
export interface WatProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  readonly hint?: string;
  /** What could stand in its place. */
  readonly fix?: { readonly title: string; readonly replacement: string };
}

const QUOTE = 34;
const DOLLAR = 36;
const OPEN = 40;
const CLOSE = 41;
const SEMICOLON = 59;
const AT = 64;
const BACKSLASH = 92;
const NEWLINE = 10;

const NAME_CHARACTERS = new Uint8Array(128);
for (const c of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~")
  NAME_CHARACTERS[c.charCodeAt(0)] = 1;

const isNameCharacter = (c: number): boolean => NAME_CHARACTERS[c] === 1;
const isBlank = (c: number): boolean => c === 32 || c === NEWLINE || c === 13 || c === 9;

const ESCAPE = /\\(?:[tnr"'\\]|[\da-f]{2}|u\{[\da-f]+(?:_[\da-f]+)*\})/iy;

/**
 * Reads a text token by token: `next()` until it is false, which it is at the end and at the first {@link problem}. Tokens are
 * not objects, for a text has a million of them. Inside annotations anything goes that is balanced.
 */
export class WatLexer {
  readonly text: string;
  kind: WatTokenKind = 'open';
  /** Of the token; an `id` begins with `$`, an `annotation` is the parenthesis and its name. */
  start = 0;
  end = 0;
  problem: WatProblem | null = null;
  /** Parentheses that are open around an annotation's parts, its own included; 0 outside. */
  annotationDepth = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The token's text. */
  get word(): string {
    return this.text.slice(this.start, this.end);
  }

  next(): boolean {
    if (!this.#skip()) return false;
    const { text } = this;
    const start = (this.start = this.end);
    const c = text.charCodeAt(start);
    switch (c) {
      case OPEN:
        return text.charCodeAt(start + 1) === AT ? this.#annotation() : this.#parenthesis('open', 1);
      case CLOSE:
        return this.#parenthesis('close', -1);
      case QUOTE:
        this.kind = 'string';
        return this.#string(start) && this.#separated();
      case DOLLAR:
        this.kind = 'id';
        return this.#identifier();
    }
    if (!isNameCharacter(c)) return this.#foreign(start);
    this.kind = 'word';
    this.#name(start);
    return this.#separated();
  }

  /** Over blanks and comments; false at the end. */
  #skip(): boolean {
    const { text } = this;
    for (;;) {
      const at = this.end;
      if (at >= text.length) return false;
      const c = text.charCodeAt(at);
      if (isBlank(c)) {
        this.end++;
      } else if (c === SEMICOLON && text.charCodeAt(at + 1) === SEMICOLON) {
        while (this.end < text.length && text.charCodeAt(this.end) !== NEWLINE && text.charCodeAt(this.end) !== 13)
          this.end++;
      } else if (c === OPEN && text.charCodeAt(at + 1) === SEMICOLON) {
        const end = commentEnd(text, at);
        if (end < 0) return this.#fail(at, 2, 'the comment is not closed', { hint: 'comments end with ;)' });
        this.end = end;
      } else {
        return true;
      }
    }
  }

  #parenthesis(kind: 'open' | 'close', step: 1 | -1): boolean {
    this.kind = kind;
    this.end++;
    if (this.annotationDepth > 0) this.annotationDepth += step;
    return true;
  }

  #annotation(): boolean {
    const { text, start } = this;
    this.kind = 'annotation';
    const isQuoted = text.charCodeAt(start + 2) === QUOTE;
    if (isQuoted && !this.#string(start + 2)) return false;
    if (isQuoted ? this.end === start + 4 : !this.#name(start + 2))
      return this.#nameless(isQuoted ? 4 : 2, 'an annotation');
    this.annotationDepth++;
    return true;
  }

  #identifier(): boolean {
    const { text, start } = this;
    const next = text.charCodeAt(start + 1);
    const isQuoted = next === QUOTE;
    if (isQuoted && !this.#string(start + 1)) return false;
    const hasName = isQuoted ? this.end > start + 3 : this.#name(start + 1);
    if (!hasName && this.annotationDepth === 0)
      return next > 127 ? this.#foreign(start + 1) : this.#nameless(isQuoted ? 3 : 1, 'an identifier');
    return this.#separated();
  }

  /** Whether a name without quotes was there. */
  #name(start: number): boolean {
    const { text } = this;
    let at = start;
    while (at < text.length && isNameCharacter(text.charCodeAt(at))) at++;
    this.end = at;
    return at > start;
  }

  #nameless(length: number, what: string): false {
    const written = this.text.slice(this.start, this.start + length);
    return this.#fail(this.start, length, `${what} needs a name, and ${written} has none`);
  }

  /** Up to behind the closing quote, `start` being the opening one. */
  #string(start: number): boolean {
    const { text } = this;
    for (let at = start + 1; at < text.length;) {
      const c = text.charCodeAt(at);
      if (c === QUOTE) {
        this.end = at + 1;
        return true;
      }
      if (c === NEWLINE || c === 13) break;
      if (c === BACKSLASH) {
        ESCAPE.lastIndex = at;
        const match = ESCAPE.exec(text)?.[0];
        if (match === undefined || !isCharacter(match)) {
          const length = match?.length ?? 2;
          // A backslash before the closing quote, mostly.
          if (at + 1 >= text.length || text[at + 1] === '\n') break;
          return this.#fail(at, length, `${text.slice(at, at + length)} is no escape of strings`, {
            hint: 'a backslash is written \\\\',
          });
        }
        at += match.length;
      } else if (c < 32 || c === 127) {
        const code = c.toString(16).padStart(2, '0');
        return this.#fail(at, 1, `${nameOf(c)} cannot stand in a string as it is`, {
          hint: `write \\${c === 9 ? 't' : code}`,
          fix: { title: 'Replace with its escape', replacement: `\\${c === 9 ? 't' : code}` },
        });
      } else {
        const codePoint = text.codePointAt(at)!;
        if (isSurrogate(codePoint)) return this.#foreign(at);
        at += codePoint > 0xffff ? 2 : 1;
      }
    }
    const end = text.slice(start).search(/[\r\n]/);
    return this.#fail(start, end < 0 ? text.length - start : end, 'the string is not closed');
  }

  /** Words, names and strings that touch each other are no tokens. */
  #separated(): boolean {
    if (this.annotationDepth > 0) return true;
    const c = this.text.charCodeAt(this.end);
    if (c !== QUOTE && !isNameCharacter(c)) return true;
    const fix = { title: 'Put a blank between', replacement: ` ${this.text.charAt(this.end)}` };
    return this.#fail(this.end, 1, 'a blank is missing before this', { fix });
  }

  /** What is part of no token. */
  #foreign(at: number): boolean {
    const { text } = this;
    const codePoint = text.codePointAt(at)!;
    const character = String.fromCodePoint(codePoint);
    if (this.annotationDepth > 0 && ',;[]{}'.includes(character)) {
      this.kind = 'word';
      this.end = at + 1;
      return true;
    }
    if (character === ';')
      return this.#fail(at, 1, 'unexpected ;', { hint: 'comments begin with ;; or stand in (; ;)' });
    if (',[]{}'.includes(character)) return this.#fail(at, 1, `${character} has no meaning in WebAssembly text`);
    const stray = STRAYS.get(codePoint);
    if (stray !== undefined) {
      const [, replacement] = stray;
      const title =
        replacement === ''
          ? 'Remove it'
          : replacement === ' '
            ? 'Replace with a blank'
            : replacement === '\n'
              ? 'Replace with a line end'
              : `Replace with ${replacement}`;
      return this.#fail(
        at,
        character.length,
        `${nameOf(codePoint)} cannot stand here`,
        replacement === null ? {} : { fix: { title, replacement } },
      );
    }
    // Wherever it stands: it is no text.
    if (isSurrogate(codePoint)) return this.#fail(at, 1, `${nameOf(codePoint)} is no text`);
    const before = /\$[^\s()";]*$/.exec(text.slice(Math.max(0, at - 200), at))?.[0];
    if (before !== undefined) {
      const rest = /^[^\s()";]*/.exec(text.slice(at, at + 200))?.[0] ?? '';
      return this.#fail(at, character.length, `${nameOf(codePoint)} cannot stand in an identifier without quotes`, {
        hint: `write $"${before.slice(1)}${rest}"`,
      });
    }
    return this.#fail(at, character.length, `${nameOf(codePoint)} cannot stand outside of strings and comments`);
  }

  #fail(offset: number, length: number, message: string, shown: Pick<WatProblem, 'hint' | 'fix'> = {}): false {
    this.problem = { message, offset, length: Math.max(1, length), ...shown };
    return false;
  }
}

/** What an escape of the form `\u{…}` names is a Unicode scalar value. */
function isCharacter(escape: string): boolean {
  if (!escape.startsWith('\\u')) return true;
  const value = Number.parseInt(escape.slice(3, -1).replaceAll('_', ''), 16);
  return value <= 0x10ffff && !isSurrogate(value);
}

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}

function commentEnd(text: string, start: number): number {
  const mark = /\(;|;\)/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === '(;' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

/** Characters that get into texts unseen or by a word processor: their names, and what was meant; null where nobody can tell. */
const STRAYS = new Map<number, readonly [name: string, meant: string | null]>([
  [0x00, ['null', '']],
  [0x0b, ['vertical tab', ' ']],
  [0x0c, ['form feed', ' ']],
  [0x1a, ['substitute', '']],
  [0x1b, ['escape', '']],
  [0x7f, ['delete', '']],
  [0x85, ['next line', ' ']],
  [0xa0, ['no-break space', ' ']],
  [0xab, ['left angle quotation mark', '"']],
  [0xad, ['soft hyphen', '']],
  [0xbb, ['right angle quotation mark', '"']],
  [0xd7, ['multiplication sign', null]],
  [0x37e, ['Greek question mark', ';']],
  [0x1680, ['Ogham space mark', ' ']],
  ...Array.from({ length: 11 }, (_, index) => [0x2000 + index, ['typographic space', ' ']] as const),
  [0x200b, ['zero-width space', '']],
  [0x200c, ['zero-width non-joiner', '']],
  [0x200d, ['zero-width joiner', '']],
  [0x200e, ['left-to-right mark', '']],
  [0x200f, ['right-to-left mark', '']],
  [0x2010, ['hyphen', '-']],
  [0x2011, ['no-break hyphen', '-']],
  [0x2013, ['en dash', '-']],
  [0x2014, ['em dash', '-']],
  [0x2018, ['left single quotation mark', "'"]],
  [0x2019, ['right single quotation mark', "'"]],
  [0x201c, ['left quotation mark', '"']],
  [0x201d, ['right quotation mark', '"']],
  [0x201e, ['low quotation mark', '"']],
  [0x2026, ['ellipsis', null]],
  [0x2028, ['line separator', '\n']],
  [0x2029, ['paragraph separator', '\n']],
  [0x202f, ['narrow no-break space', ' ']],
  [0x205f, ['mathematical space', ' ']],
  [0x2060, ['word joiner', '']],
  [0x2212, ['minus sign', '-']],
  [0x3000, ['ideographic space', ' ']],
  [0xfeff, ['byte order mark', '']],
  [0xff08, ['fullwidth parenthesis', '(']],
  [0xff09, ['fullwidth parenthesis', ')']],
  [0xff1b, ['fullwidth semicolon', ';']],
  [0xfffd, ['replacement character', null]],
]);

/** `U+00A0 (no-break space)`, `U+00E9 "é"`. */
function nameOf(codePoint: number): string {
  const code = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const known = STRAYS.get(codePoint)?.[0];
  if (known !== undefined) return `${code} (${known})`;
  if (codePoint === 9) return `${code} (tab)`;
  if (isSurrogate(codePoint)) return `${code} (half of a character)`;
  const character = String.fromCodePoint(codePoint);
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `${code} "${character}"` : code;
}
