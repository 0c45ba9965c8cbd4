import { tokenize, type Token } from './lexer.ts';

/** The tokens of a WIT text with a position, and the jumps that recover from an error. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
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

  /** `@since(version = 0.2.0)` */
  skipAttribute(): void {
    this.next();
    if (this.peek().kind === 'word') this.next();
    if (!this.acceptSymbol('(')) return;
    while (this.peek().kind !== 'end' && !this.isSymbol('}') && !this.acceptSymbol(')')) this.next();
  }

  /**
   * Past the item that the current token stands in: its semicolon or its own block. Stops before a brace that closes the
   * surrounding block, and before a line that begins a function; it may then not move at all.
   */
  skipItem(): void {
    while (this.peek().kind !== 'end') {
      if (this.beginsFunction()) return;
      if (this.isSymbol('}')) return;
      if (this.acceptSymbol(';')) return;
      if (this.acceptSymbol('{')) {
        this.skipToBlockEnd();
        this.acceptSymbol(';');
        return;
      }
      this.next();
    }
  }

  /** Past the brace that closes the block whose opening brace has just been taken. */
  skipToBlockEnd(): void {
    for (let depth = 1; depth > 0 && this.peek().kind !== 'end'; ) {
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
    return this.peek(at).kind === 'word' && this.isSymbol(':', at + 1) && (this.isWord('func', at + 2) || this.isWord('async', at + 2));
  }
}
