import type { Token } from './lexer.ts';
import type { TokenStream } from './token-stream.ts';
import type { ScalarName, ScalarType, WitType } from './types.ts';

/** Type names that the text itself defines. */
export type DefinedNames = ReadonlySet<string>;

export interface ParsedType {
  /** null when the text names no type here. */
  readonly type: WitType | null;
  /** The first token that should have been a type and is none. */
  readonly unknown: Token | null;
}

const SCALAR_NAMES: readonly ScalarName[] = ['bool', 's8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64', 'f32', 'f64', 'char'];

/** One shared object per scalar type. */
const SCALARS: ReadonlyMap<string, ScalarType> = new Map(
  // float32 and float64 are the names of old WIT texts.
  [...SCALAR_NAMES.map((name) => [name, name] as const), ['float32', 'f32'] as const, ['float64', 'f64'] as const].map(
    ([spelling, name]) => [spelling, { kind: 'scalar', name }],
  ),
);

const CONTAINERS: ReadonlySet<string> = new Set(['list', 'option', 'result', 'tuple', 'own', 'borrow', 'stream', 'future', 'map']);
const PLAIN: ReadonlySet<string> = new Set(['string', 'error-context', 'result', 'stream', 'future']);
/** Deeper types are refused: nobody writes them, and the parser must not run out of stack. */
const MAX_DEPTH = 100;

/** Reads one type. Everything but scalars becomes `unsupported` with its spelling kept. */
export class TypeParser {
  readonly #text: string;
  readonly #tokens: TokenStream;
  readonly #names: DefinedNames;
  readonly #syntaxError: (token: Token, message: string) => void;
  #unknown: Token | null = null;

  constructor(text: string, tokens: TokenStream, names: DefinedNames, syntaxError: (token: Token, message: string) => void) {
    this.#text = text;
    this.#tokens = tokens;
    this.#names = names;
    this.#syntaxError = syntaxError;
  }

  parse(): ParsedType {
    this.#unknown = null;
    const start = this.#tokens.peek();
    const scalar = this.#type(0);
    return this.#finish(start, scalar);
  }

  /** As {@link parse}, and the old form `(s32, s32)`, which is a tuple; `()` is no result. */
  parseResult(): ParsedType {
    if (!this.#tokens.isSymbol('(')) return this.parse();
    this.#unknown = null;
    this.#tokens.next();
    if (this.#tokens.acceptSymbol(')')) return { type: { kind: 'unsupported', text: 'tuple<>' }, unknown: null };
    const parts: string[] = [];
    while (this.#tokens.peek().kind !== 'end' && !this.#unknown) {
      // Named results `(a: s32, b: s32)` are of the same age.
      if (this.#tokens.peek().kind === 'word' && this.#tokens.isSymbol(':', 1)) {
        this.#tokens.next();
        this.#tokens.next();
      }
      const from = this.#tokens.peek().start;
      this.#type(1);
      parts.push(oneLine(this.#text.slice(from, Math.max(from, this.#tokens.previousEnd))));
      if (!this.#tokens.acceptSymbol(',')) break;
    }
    if (!this.#unknown && !this.#tokens.acceptSymbol(')')) this.#syntaxError(this.#tokens.peek(), 'expected )');
    return { type: { kind: 'unsupported', text: `tuple<${parts.join(', ')}>` }, unknown: this.#unknown };
  }

  #finish(start: Token, scalar: ScalarType | null): ParsedType {
    if (scalar) return { type: scalar, unknown: null };
    const spelling = oneLine(this.#text.slice(start.start, Math.max(start.start, this.#tokens.previousEnd)));
    return { type: spelling ? { kind: 'unsupported', text: spelling } : null, unknown: this.#unknown };
  }

  /** A scalar type, or null after having read any other. */
  #type(depth: number): ScalarType | null {
    const token = this.#tokens.peek();
    if (token.kind !== 'word') {
      // `_` in result<_, E> is a word for the lexer.
      this.#unknown ??= token;
      return null;
    }
    this.#tokens.next();
    if (!token.escaped) {
      const scalar = SCALARS.get(token.text);
      if (scalar) return scalar;
      if (CONTAINERS.has(token.text) && this.#tokens.isSymbol('<')) {
        this.#arguments(token, depth);
        return null;
      }
      if (PLAIN.has(token.text)) return null;
    }
    if (!this.#names.has(token.text)) this.#unknown ??= token;
    return null;
  }

  #arguments(owner: Token, depth: number): void {
    const tokens = this.#tokens;
    tokens.next();
    if (depth >= MAX_DEPTH) {
      this.#unknown ??= owner;
      return;
    }
    do {
      if (tokens.peek().kind === 'integer' && owner.text === 'list') tokens.next();
      else if (tokens.isWord('_') && owner.text === 'result') tokens.next();
      else this.#type(depth + 1);
      if (this.#unknown) return;
    } while (tokens.acceptSymbol(',') && !tokens.isSymbol('>'));
    if (!tokens.acceptSymbol('>')) this.#syntaxError(tokens.peek(), `expected , or > after the type in ${owner.text}`);
  }
}

/** Without comments, and with every run of blanks as one. */
function oneLine(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
