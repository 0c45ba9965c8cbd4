import { spend } from '../base/effort.ts';
import { Problems, type Range } from './problems.ts';
import { isFieldName, isTypeWord, Kind, SPELLING, type TokenList } from './tokens.ts';
import type { Name } from './ast.ts';

/**
 * How deep statements, expressions and types may nest. The VM gives up at 200 of its own levels, so whatever it can run gets
 * through here, and the call stack is nowhere near its end.
 */
const MAX_DEPTH = 220;
/** Longest piece of the text in a message, in characters. */
const MAX_NEAR = 32;
/** How many tokens are searched for a missing bracket or word: a line of code has fewer, and a line may be the whole text. */
const MAX_SEARCH = 200;

/** For the nodes that are made of it. */
const UNITS_PER_TOKEN = 2;

/** A stretch of type syntax, to be blanked out. */
export interface TypeSpan extends Range {
  /** What follows would be read as a call of what stands before: something must keep them apart. */
  readonly needsSemicolon: boolean;
}

/** Walks over the tokens, reports what is wrong and finds a place to go on. */
export class Cursor {
  protected readonly text: string;
  protected readonly problems: Problems;
  protected readonly spans: TypeSpan[] = [];
  /** Of the whole text, from {@link begin} on. */
  protected tokens: TokenList = { kinds: [], starts: [], ends: [], lines: [] };
  protected at = 0;
  /** Kind of the current token. */
  protected kind: Kind = Kind.eof;
  /** A message was given since the statement began: what follows is not trusted until the next statement. */
  protected hasFailed = false;
  /** Index of the token whose first character was taken alone. */
  #splitAt = -1;
  #depth = 0;
  #wasTooDeep = false;

  constructor(text: string) {
    this.text = text;
    this.problems = new Problems(text);
  }

  protected begin(tokens: TokenList): void {
    this.tokens = tokens;
    this.kind = tokens.kinds[0] ?? Kind.eof;
  }

  protected get start(): number {
    return this.tokens.starts[this.at] ?? this.text.length;
  }

  protected get end(): number {
    return this.tokens.ends[this.at] ?? this.text.length;
  }

  protected get line(): number {
    return this.tokens.lines[this.at] ?? 1;
  }

  /** Where the token before the current one ended. */
  protected get lastEnd(): number {
    if (this.#splitAt === this.at) return this.start;
    return this.at === 0 ? 0 : (this.tokens.ends[this.at - 1] ?? 0);
  }

  protected get isFirstOfLine(): boolean {
    return this.at === 0 || this.line > this.#lineOfEnd(this.at - 1);
  }

  protected peek(distance = 1): Kind {
    return this.tokens.kinds[this.at + distance] ?? Kind.eof;
  }

  protected advance(): void {
    if (this.kind === Kind.eof) return;
    spend(UNITS_PER_TOKEN);
    this.at++;
    this.kind = this.tokens.kinds[this.at] ?? Kind.eof;
  }

  /** For where the compiler believes that it knows the kind still. */
  protected is(kind: Kind): boolean {
    return this.kind === kind;
  }

  protected accept(kind: Kind): boolean {
    if (this.kind !== kind) return false;
    this.advance();
    return true;
  }

  /** Like `accept`, but only the first character of a longer sign is taken: the `>` of `>>` and `>=`. */
  protected acceptGreater(): boolean {
    const rest = this.kind === Kind.shiftRight ? Kind.greater : this.kind === Kind.greaterEqual ? Kind.assign : null;
    if (rest === null) return this.accept(Kind.greater);
    this.tokens.starts[this.at] = this.start + 1;
    this.#splitAt = this.at;
    this.tokens.kinds[this.at] = rest;
    this.kind = rest;
    return true;
  }

  protected word(): string {
    return this.text.slice(this.start, this.end);
  }

  /** The current token for a message: `near 'x'`. */
  protected near(): string {
    if (this.kind === Kind.eof) return 'near <eof>';
    const firstLine = this.word().split('\n', 1)[0] ?? '';
    return `near '${firstLine.length > MAX_NEAR ? `${firstLine.slice(0, MAX_NEAR)}…` : firstLine.trimEnd()}'`;
  }

  /** Reports at the current token; only the first message of a statement is given, the others mostly follow from it. */
  protected fail(message: string, hint?: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    // What the lexer could not read explains it.
    if (this.problems.isAnyWithin(this.lastEnd, this.end)) return;
    // At the end of the text the last thing written is shown.
    if (this.kind === Kind.eof) this.problems.add(Math.max(0, this.lastEnd - 1), this.lastEnd, message, hint);
    else this.problems.add(this.start, this.end, message, hint);
  }

  protected failAt(range: Range, message: string, hint?: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.problems.add(range.start, range.end, message, hint);
  }

  protected expect(kind: Kind, after: string): boolean {
    if (this.accept(kind)) return true;
    this.fail(`'${SPELLING[kind]}' expected ${after} ${this.near()}`);
    return false;
  }

  /** `)`, `]`, `}` or `>` for what was opened by the token at index `opener`. If it is missing, the rest of its line is searched. */
  protected close(kind: Kind, opener: number): void {
    if (kind === Kind.greater ? this.acceptGreater() : this.accept(kind)) return;
    this.fail(`'${SPELLING[kind]}' expected ${this.toClose(opener)}, ${this.near()}`);
    const found = this.findOnLine(kind);
    if (found >= 0) this.jump(found + 1);
  }

  /** `to close 'x'`, with its line if that is another one. */
  protected toClose(opener: number): string {
    const { starts, ends, lines } = this.tokens;
    const word = this.text.slice(starts[opener], ends[opener]);
    return `to close '${word}'${lines[opener] === this.line ? '' : ` at line ${lines[opener]}`}`;
  }

  /** Index of the next token of a kind, on this line and outside brackets that open after here; -1 if there is none. */
  protected findOnLine(kind: Kind): number {
    const { kinds, lines } = this.tokens;
    const limit = Math.min(this.at + MAX_SEARCH, kinds.length - 1);
    let depth = 0;
    for (let index = this.at; index < limit && lines[index] === this.line; index++) {
      const found = kinds[index] ?? Kind.eof;
      if (depth === 0 && found === kind) return index;
      if (found === Kind.openParen || found === Kind.openBrace || found === Kind.openBracket) depth++;
      else if (found === Kind.closeParen || found === Kind.closeBrace || found === Kind.closeBracket) depth--;
      else if (found >= Kind.and && found <= Kind.while && found !== kind && !VALUE_WORDS.has(found)) return -1;
      if (depth < 0) return -1;
    }
    return -1;
  }

  /** A piece of the text for an example in a hint; null if it is too long for one. */
  protected excerpt(start: number, end: number): string | null {
    const written = end - start > MAX_NEAR ? '' : this.text.slice(start, end).trimEnd();
    return written === '' || written.includes('\n') ? null : written;
  }

  protected jump(index: number): void {
    this.at = index;
    this.kind = this.tokens.kinds[index] ?? Kind.eof;
  }

  protected name(what: string): Name {
    if (this.kind === Kind.name) return this.takeName();
    const hint = isTypeWord(this.kind) ? `'${this.word()}' is a reserved word in Wippy` : undefined;
    this.fail(`${what} expected ${this.near()}`, hint);
    // A reserved word in the place of a name was most likely meant as one.
    if (isTypeWord(this.kind)) return this.takeName();
    return { name: '', start: this.start, end: this.start };
  }

  protected fieldName(after: string): Name {
    if (isFieldName(this.kind)) return this.takeName();
    this.fail(`name expected ${after} ${this.near()}`);
    return { name: '', start: this.lastEnd, end: this.lastEnd };
  }

  protected takeName(): Name {
    const { start, end } = this;
    this.advance();
    return { name: this.text.slice(start, end), start, end };
  }

  /** One level deeper, to be followed by `leave`. Too deep, it reports, skips the rest of the text and answers false. */
  protected enter(): boolean {
    if (this.#depth < MAX_DEPTH) {
      this.#depth++;
      return true;
    }
    if (!this.#wasTooDeep) this.problems.add(this.start, this.end, `nested more than ${MAX_DEPTH} levels deep`);
    this.#wasTooDeep = true;
    this.hasFailed = true;
    this.jump(this.tokens.kinds.length - 1);
    return false;
  }

  protected leave(): void {
    this.#depth--;
  }

  /** What is missing at the end is not worth a word when the parser gave up before. */
  protected get hasGivenUp(): boolean {
    return this.#wasTooDeep;
  }

  /** Marks type syntax from `start` to the last token. */
  protected markTypes(start: number): void {
    const end = this.lastEnd;
    if (end > start) this.spans.push({ start, end, needsSemicolon: false });
  }

  /** The line on which a token ends; long strings end elsewhere than they start. */
  #lineOfEnd(index: number): number {
    const { kinds, starts, ends, lines } = this.tokens;
    const line = lines[index] ?? 1;
    if (kinds[index] !== Kind.string) return line;
    return line + (this.text.slice(starts[index], ends[index]).split('\n').length - 1);
  }
}

/** Reserved words that may stand inside brackets. */
const VALUE_WORDS: ReadonlySet<Kind> = new Set<Kind>([Kind.nil, Kind.true, Kind.false, Kind.not, Kind.and, Kind.or]);
