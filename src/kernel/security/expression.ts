/**
 * Expressions, of policies (`security.policy.expr`) and of the Lua module `expr`: a part of the language of Wippy's library of that
 * name. What cannot be said is null, which is not true; a pattern that is none leaves all undecided.
 */
import { spend, spendBytes } from '../../base/effort.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { compileTextPattern } from '../../base/text-pattern.ts';
import type { PlainValue } from '../../contract/api.ts';
import type { AccessRequest } from './context.ts';
import { valueAt, within } from './paths.ts';
import { compare, contains, isEqual, matcher, matchesPattern } from './policy.ts';

/** What names stand for. */
export type Names = (name: string) => PlainValue | undefined;
export type Formula = (names: Names) => PlainValue | undefined;
/** Over a request for permission. */
export type Expression = (request: AccessRequest) => PlainValue | undefined;

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;
/** No longer text is made. */
const MAX_TEXT = 100_000;
const TOKENS =
  /\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)|(\|\||&&|==|!=|<=|>=|\?\?|[-+*/%<>!?:()[\],.])|$)/y;

type Token =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'name' | 'sign'; readonly value: string };

class Mistake extends Error {}

export function compileExpression(text: string): Result<Expression, string> {
  const formula = compileFormula(text, ROOTS);
  if (!formula.ok) return formula;
  return ok((request) => formula.value((name) => valueAt(request, [name])));
}

/** Over names, any or these. */
export function compileFormula(text: string, known: ReadonlySet<string> | null = null): Result<Formula, string> {
  try {
    if (text.length > MAX_LENGTH) throw new Mistake(`longer than ${MAX_LENGTH} characters`);
    return ok(new Parser(tokensOf(text), known).whole());
  } catch (error) {
    if (error instanceof Mistake) return err(error.message);
    throw error;
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKENS);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) throw new Mistake(`unexpected ${text.slice(at).trim().slice(0, 20)}`);
    const [, number, quoted, name, sign] = found;
    if (number !== undefined) tokens.push({ type: 'number', value: Number(number) });
    else if (quoted !== undefined) tokens.push({ type: 'text', value: unquoted(quoted) });
    else if (name !== undefined) tokens.push({ type: 'name', value: name });
    else if (sign !== undefined) tokens.push({ type: 'sign', value: sign });
    else break;
  }
  return tokens;
}

function unquoted(text: string): string {
  const escapes: ReadonlyMap<string, string> = new Map([
    ['n', '\n'],
    ['t', '\t'],
    ['r', '\r'],
  ]);
  return text.slice(1, -1).replaceAll(/\\(.)/gs, (_all, letter: string) => escapes.get(letter) ?? letter);
}

type Operation = (left: PlainValue | undefined, right: PlainValue | undefined) => PlainValue | undefined;

const BINARY: ReadonlyMap<string, { readonly level: number; readonly apply: Operation }> = new Map([
  ['==', { level: 3, apply: isEqual }],
  ['!=', { level: 3, apply: (a, b) => !isEqual(a, b) }],
  ['<', { level: 4, apply: (a, b) => order(a, b, (sign) => sign < 0) }],
  ['<=', { level: 4, apply: (a, b) => order(a, b, (sign) => sign <= 0) }],
  ['>', { level: 4, apply: (a, b) => order(a, b, (sign) => sign > 0) }],
  ['>=', { level: 4, apply: (a, b) => order(a, b, (sign) => sign >= 0) }],
  ['in', { level: 4, apply: (a, b) => isIn(b, a) }],
  ['contains', { level: 4, apply: contains }],
  ['matches', { level: 4, apply: matchesPattern }],
  ['startsWith', { level: 4, apply: (a, b) => typeof a === 'string' && typeof b === 'string' && a.startsWith(b) }],
  ['endsWith', { level: 4, apply: (a, b) => typeof a === 'string' && typeof b === 'string' && a.endsWith(b) }],
  ['+', { level: 5, apply: add }],
  ['-', { level: 5, apply: (a, b) => count(a, b, (x, y) => x - y) }],
  ['*', { level: 6, apply: (a, b) => count(a, b, (x, y) => x * y) }],
  ['/', { level: 6, apply: (a, b) => count(a, b, (x, y) => x / y) }],
  ['%', { level: 6, apply: (a, b) => count(a, b, (x, y) => x % y) }],
] satisfies [string, { level: number; apply: Operation }][]);

type Apply = (value: PlainValue | undefined) => PlainValue;

const FUNCTIONS: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ['len', (value) => (typeof value === 'string' || Array.isArray(value) ? value.length : null)],
  ['lower', ofText((text) => text.toLowerCase())],
  ['upper', ofText((text) => text.toUpperCase())],
  ['trim', ofText((text) => text.trim())],
]);

function ofText(apply: (text: string) => string): Apply {
  return (value) => {
    if (typeof value !== 'string' || value.length > MAX_TEXT) return null;
    spendBytes(value.length);
    return apply(value);
  };
}

const ROOTS: ReadonlySet<string> = new Set(['actor', 'action', 'resource', 'meta']);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  readonly #known: ReadonlySet<string> | null;

  constructor(tokens: readonly Token[], known: ReadonlySet<string> | null) {
    this.#tokens = tokens;
    this.#known = known;
  }

  whole(): Formula {
    const expression = this.#choice();
    const rest = this.#tokens[this.#at];
    if (rest) throw new Mistake(`unexpected ${rest.value}`);
    return expression;
  }

  /** `a ? b : c`, which binds least. */
  #choice(): Formula {
    if (++this.#depth > MAX_DEPTH) throw new Mistake(`nested deeper than ${MAX_DEPTH}`);
    const condition = this.#either();
    this.#depth--;
    if (!this.#takes('?')) return condition;
    const then = this.#choice();
    this.#expect(':');
    const otherwise = this.#choice();
    return (names) => (condition(names) === true ? then(names) : otherwise(names));
  }

  #either(): Formula {
    let left = this.#both();
    for (;;) {
      if (this.#takes('||') || this.#takes('or')) {
        const [first, second] = [left, this.#both()];
        left = (names) => first(names) === true || second(names) === true;
      } else if (this.#takes('??')) {
        const [first, second] = [left, this.#both()];
        left = (names) => first(names) ?? second(names);
      } else return left;
    }
  }

  #both(): Formula {
    let left = this.#binary(3);
    while (this.#takes('&&') || this.#takes('and')) {
      const [first, second] = [left, this.#binary(3)];
      left = (names) => first(names) === true && second(names) === true;
    }
    return left;
  }

  #binary(level: number): Formula {
    let left = this.#unary();
    for (;;) {
      const isNegated = this.#peek(0) === 'not' && BINARY.get(this.#peek(1) ?? '')?.level === 4;
      const operation = BINARY.get(this.#peek(isNegated ? 1 : 0) ?? '');
      if (!operation || operation.level < level) return left;
      this.#at += isNegated ? 2 : 1;
      const written = operation.apply === matchesPattern ? this.#textAhead() : null;
      const at = this.#at;
      const [first, second] = [left, this.#binary(operation.level + 1)];
      const known = written !== null && this.#at === at + 1 ? matcherOf(written) : null;
      left = (names) => {
        spend(1);
        const value = known ? known(first(names)) : operation.apply(first(names), second(names));
        return isNegated ? value !== true : value;
      };
    }
  }

  #unary(): Formula {
    if (++this.#depth > MAX_DEPTH) throw new Mistake(`nested deeper than ${MAX_DEPTH}`);
    try {
      if (this.#takes('!') || this.#takes('not')) {
        const inner = this.#unary();
        return (names) => inner(names) !== true;
      }
      if (this.#takes('-')) {
        const inner = this.#unary();
        return (names) => count(0, inner(names), (zero, value) => zero - value);
      }
      return this.#members(this.#primary());
    } finally {
      this.#depth--;
    }
  }

  /** `.name` and `["name"]` after a value. */
  #members(value: Formula): Formula {
    let whole = value;
    for (;;) {
      const owner = whole;
      if (this.#takes('.')) {
        const name = this.#name();
        whole = (names) => within(owner(names), [name]);
      } else if (this.#takes('[')) {
        const key = this.#choice();
        this.#expect(']');
        whole = (names) => {
          const at = key(names);
          return typeof at === 'string' || typeof at === 'number' ? within(owner(names), [String(at)]) : null;
        };
      } else return whole;
    }
  }

  #primary(): Formula {
    const token = this.#tokens[this.#at++];
    if (!token) throw new Mistake('unexpected end');
    const { type, value } = token;
    if (type === 'number' || type === 'text') return () => value;
    if (value === '(') {
      const inner = this.#choice();
      this.#expect(')');
      return inner;
    }
    if (value === '[') {
      const items = this.#list(']');
      return (names) => items.map((item) => item(names) ?? null);
    }
    if (type === 'sign') throw new Mistake(`unexpected ${value}`);
    if (value === 'true' || value === 'false') return () => value === 'true';
    if (value === 'nil') return () => null;
    const apply = FUNCTIONS.get(value);
    if (apply) {
      this.#expect('(');
      const [argument, ...more] = this.#list(')');
      if (!argument || more.length > 0) throw new Mistake(`${value} takes one argument`);
      return (names) => apply(argument(names));
    }
    if (this.#known && !this.#known.has(value)) throw new Mistake(`unknown name ${value}`);
    return (names) => names(value);
  }

  #list(end: string): Formula[] {
    const items: Formula[] = [];
    while (!this.#takes(end)) {
      if (items.length > 0) this.#expect(',');
      items.push(this.#choice());
    }
    return items;
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.type !== 'name') throw new Mistake('a name is missing after .');
    return token.value;
  }

  #textAhead(): string | null {
    const token = this.#tokens[this.#at];
    return token?.type === 'text' ? token.value : null;
  }

  /** The text of a sign or a word; undefined for all else. */
  #peek(ahead: number): string | undefined {
    const token = this.#tokens[this.#at + ahead];
    return token?.type === 'name' || token?.type === 'sign' ? token.value : undefined;
  }

  #takes(word: string): boolean {
    if (this.#peek(0) !== word) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#takes(sign)) throw new Mistake(`${sign} is missing`);
  }
}

function matcherOf(pattern: string): ReturnType<typeof matcher> {
  const compiled = compileTextPattern(pattern);
  if (!compiled.ok) throw new Mistake(`invalid pattern: ${compiled.error}`);
  return matcher(pattern);
}

function order(a: PlainValue | undefined, b: PlainValue | undefined, holds: (sign: number) => boolean): boolean {
  const sign = compare(a, b);
  return sign !== null && holds(sign);
}

/** In a list, or a key of a map. */
function isIn(whole: PlainValue | undefined, part: PlainValue | undefined): boolean {
  if (Array.isArray(whole)) return contains(whole, part);
  return typeof part === 'string' && within(whole, [part]) !== undefined;
}

function add(a: PlainValue | undefined, b: PlainValue | undefined): PlainValue {
  if (typeof a !== 'string' || typeof b !== 'string') return count(a, b, (x, y) => x + y);
  if (a.length + b.length > MAX_TEXT) return null;
  spendBytes(a.length + b.length);
  return a + b;
}

function count(
  a: PlainValue | undefined,
  b: PlainValue | undefined,
  apply: (a: number, b: number) => number,
): number | null {
  return typeof a === 'number' && typeof b === 'number' ? apply(a, b) : null;
}
