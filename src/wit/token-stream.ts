import { tokenize, type Token } from './lexer.ts';

const ITEM_KEYWORDS: ReadonlySet<string> = new Set(
  'enum export flags import include interface package record resource type use variant world'.split(' '),
);

/** The tokens of a WIT text with a position, and the jumps that recover from an error. */
export class TokenStream {
  /** Where a block comment begins that has no end. */
  readonly openComment: number | null;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    const { tokens, openComment } = tokenize(text);
    this.#tokens = tokens;
    this.openComment = openComment;
  }

  get index(): number {
    return this.#index;
  }

  /** Where the token before the current one ends. */
  get previousEnd(): number {
    return this.#index === 0 ? 0 : this.#tokens[this.#index - 1]!.end;
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)]!;
  }

  /** Takes the current token; the last one, `end`, stays. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === text;
  }

  isWord(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && !token.escaped && token.text === text;
  }

  acceptSymbol(text: string): Token | null {
    return this.isSymbol(text) ? this.next() : null;
  }

  acceptWord(text: string): Token | null {
    return this.isWord(text) ? this.next() : null;
  }

  /**
   * Past the item that the current token stands in: its semicolon or its own block. Stops before a brace that closes the
   * surrounding block, and before a line that begins another item; it may then not move at all.
   */
  skipItem(): void {
    while (this.peek().kind !== 'end') {
      if (this.beginsItem() || this.isSymbol('}')) return;
      if (this.acceptSymbol(';')) return;
      if (this.acceptSymbol('{')) {
        this.skipToBlockEnd();
        this.acceptSymbol(';');
        return;
      }
      this.next();
    }
  }

  /** Past the bracket that closes a gate, unless the line or the block ends before. */
  skipGate(): void {
    while (
      this.peek().kind !== 'end' &&
      !this.peek().startsLine &&
      !this.isSymbol('}') &&
      !this.isSymbol('{') &&
      !this.acceptSymbol(')')
    )
      this.next();
  }

  /**
   * Past the `>` that closes the type whose `<` has been taken, or as far as types can reach: before what ends a parameter
   * list, an item or a block.
   */
  skipArguments(): void {
    for (let angles = 1, parens = 0; angles > 0; this.next()) {
      const token = this.peek();
      if (token.kind === 'end' || this.beginsFunction()) return;
      if (token.kind !== 'symbol') continue;
      if (token.text === '<') angles++;
      else if (token.text === '>') angles--;
      else if (token.text === '(') parens++;
      else if (token.text === ')' && parens-- === 0) return;
      else if (token.text === ';' || token.text === '{' || token.text === '}' || token.text === '->') return;
    }
  }

  /**
   * Past the brace that closes the body of a definition, whose opening brace has been taken. Stops before the next item on a
   * line of its own: the brace is missing then.
   */
  skipBody(): void {
    for (let depth = 1; depth > 0 && this.peek().kind !== 'end' && !this.beginsItem();) {
      const token = this.next();
      if (token.kind !== 'symbol') continue;
      if (token.text === '{') depth++;
      else if (token.text === '}') depth--;
    }
  }

  /** Past the brace that closes the block whose opening brace has just been taken. */
  skipToBlockEnd(): void {
    for (let depth = 1; depth > 0 && this.peek().kind !== 'end';) {
      const token = this.next();
      if (token.kind !== 'symbol') continue;
      if (token.text === '{') depth++;
      else if (token.text === '}') depth--;
    }
  }

  /** True at `name: func` or `export name: func` on a new line. */
  beginsFunction(): boolean {
    if (!this.peek().startsLine) return false;
    const at = this.isWord('export') ? 1 : 0;
    return (
      this.peek(at).kind === 'word' &&
      this.isSymbol(':', at + 1) &&
      (this.isWord('func', at + 2) || this.isWord('async', at + 2))
    );
  }

  /** True where {@link beginsFunction} is, and at a keyword that opens a definition or a block on a new line. */
  beginsItem(): boolean {
    if (!this.peek().startsLine) return false;
    if (this.beginsFunction() || this.isSymbol('@')) return true;
    const token = this.peek();
    if (token.kind !== 'word' || token.escaped || !ITEM_KEYWORDS.has(token.text)) return false;
    return this.peek(1).kind === 'word';
  }
}
