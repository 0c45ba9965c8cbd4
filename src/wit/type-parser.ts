import type { Token } from './lexer.ts';
import { describe, type Problems } from './problems.ts';
import type { TypeNode } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';
import { TypeLimits, type WitType } from './types.ts';
import { CONTAINER_NAMES, SCALAR_NAMES } from './words.ts';

/** What a type stands for, which messages about it name. */
export type TypePlace = 'param' | 'result' | 'type';

/** One shared object per type. */
const KNOWN: ReadonlyMap<string, WitType> = new Map<string, WitType>([
  ...SCALAR_NAMES.map((name) => [name, { kind: 'scalar', name }] as const),
  ['string', { kind: 'string' }],
]);

const CONTAINERS: ReadonlySet<string> = new Set(CONTAINER_NAMES);
/** What may stand without `<`. */
const PLAIN: ReadonlySet<string> = new Set(['result', 'stream', 'future', 'error-context']);
/** As the component model has it. */
const MAX_FIXED_LENGTH = 2 ** 30;

export function typeProblem(place: TypePlace, found: Token): string {
  return place === 'type' ? `expected a type, found ${describe(found)}` : `parse ${place} type ${found.text}`;
}

/** Reads one type. Reports what is no type, and comes back with a node in every case. */
export class TypeParser {
  readonly #tokens: TokenStream;
  readonly #problems: Problems;
  #place: TypePlace = 'type';

  constructor(tokens: TokenStream, problems: Problems) {
    this.#tokens = tokens;
    this.#problems = problems;
  }

  parse(place: TypePlace): TypeNode {
    this.#place = place;
    return this.#type(1);
  }

  /** As {@link parse}, and the old form `(s32, s32)`, which is a tuple; null = `()`, which is no result. */
  parseResult(): TypeNode | null {
    this.#place = 'result';
    const open = this.#tokens.acceptSymbol('(');
    if (!open) return this.#type(1);
    if (this.#tokens.acceptSymbol(')')) return null;
    const items: TypeNode[] = [];
    do {
      // Named results `(a: s32, b: s32)` are of the same age.
      if (this.#tokens.peek().kind === 'word' && this.#tokens.isSymbol(':', 1)) {
        this.#tokens.next();
        this.#tokens.next();
      }
      const item = this.#type(2);
      items.push(item);
      if (item.kind === 'broken') return item;
    } while (this.#tokens.acceptSymbol(',') && !this.#tokens.isSymbol(')'));
    if (!this.#tokens.acceptSymbol(')')) return this.#broken(open, this.#tokens.peek(), 'expected )');
    return { kind: 'tuple', items, start: open.start, end: this.#tokens.previousEnd };
  }

  #type(depth: number): TypeNode {
    const tokens = this.#tokens;
    const token = tokens.peek();
    const { start, end } = token;
    if (token.kind !== 'word') return this.#notAType(token);
    if (!token.escaped) {
      const known = KNOWN.get(token.text);
      if (known) {
        tokens.next();
        return { kind: 'known', type: known, start, end };
      }
      if (CONTAINERS.has(token.text) && tokens.isSymbol('<', 1)) return this.#container(depth);
      if (PLAIN.has(token.text)) {
        tokens.next();
        if (token.text === 'result') return { kind: 'result', ok: null, err: null, start, end };
        return { kind: 'other', keyword: token.text, inside: [], start, end };
      }
    }
    if (tokens.isSymbol('<', 1) || token.text === '_' || (!token.escaped && CONTAINERS.has(token.text)))
      return this.#notAType(tokens.next());
    tokens.next();
    return { kind: 'name', name: token, start, end };
  }

  /** `list<…>`, which the current token begins. */
  #container(depth: number): TypeNode {
    const tokens = this.#tokens;
    const keyword = tokens.next();
    tokens.next();
    const { start } = keyword;
    if (depth >= TypeLimits.depth) {
      tokens.skipArguments();
      return { kind: 'deep', start, end: tokens.previousEnd };
    }
    const node = this.#inside(keyword, depth + 1);
    if (node.kind === 'broken') tokens.skipArguments();
    else if (!tokens.acceptSymbol('>')) {
      const found = tokens.peek();
      tokens.skipArguments();
      return this.#broken(
        keyword,
        found,
        `expected ${keyword.text === 'tuple' ? ', or ' : ''}> after the type in ${keyword.text}, found ${describe(found)}`,
      );
    }
    return { ...node, start, end: tokens.previousEnd };
  }

  /** What stands between the angle brackets. A broken part makes the whole broken. */
  #inside(keyword: Token, depth: number): TypeNode {
    const tokens = this.#tokens;
    const range = { start: keyword.start, end: keyword.end };
    switch (keyword.text) {
      case 'tuple':
        return this.#tuple(keyword, depth);
      case 'result':
        return this.#result(keyword, depth);
      case 'own':
      case 'borrow': {
        const resource = tokens.peek();
        if (resource.kind !== 'word') return this.#notAType(resource);
        tokens.next();
        return { kind: 'handle', mode: keyword.text, resource, ...range };
      }
      case 'map': {
        const key = this.#type(depth);
        if (key.kind === 'broken') return key;
        if (!tokens.acceptSymbol(','))
          return this.#broken(
            keyword,
            tokens.peek(),
            `expected , and the type of the values, found ${describe(tokens.peek())}`,
          );
        const value = this.#type(depth);
        return value.kind === 'broken' ? value : { kind: 'other', keyword: 'map', inside: [key, value], ...range };
      }
      case 'list':
        return this.#list(keyword, depth);
      default: {
        const inner = this.#type(depth);
        if (inner.kind === 'broken') return inner;
        return keyword.text === 'option'
          ? { kind: 'option', some: inner, ...range }
          : { kind: 'other', keyword: keyword.text, inside: [inner], ...range };
      }
    }
  }

  #list({ start, end }: Token, depth: number): TypeNode {
    const tokens = this.#tokens;
    const element = this.#type(depth);
    if (element.kind === 'broken') return element;
    if (!tokens.acceptSymbol(',')) return { kind: 'list', element, length: null, start, end };
    const count = tokens.peek();
    const length = count.kind === 'integer' && /^\d+$/.test(count.text) ? Number(count.text) : null;
    if (length === null) return this.#broken(count, count, `expected the length of the list, found ${describe(count)}`);
    tokens.next();
    if (length < 1 || length > MAX_FIXED_LENGTH)
      return this.#broken(count, count, `a list of fixed length has 1 to ${MAX_FIXED_LENGTH} elements`);
    return { kind: 'list', element, length, start, end };
  }

  #tuple(keyword: Token, depth: number): TypeNode {
    const tokens = this.#tokens;
    if (tokens.isSymbol('>')) return this.#broken(keyword, keyword, 'a tuple has at least one type');
    const items: TypeNode[] = [];
    do {
      const item = this.#type(depth);
      if (item.kind === 'broken') return item;
      items.push(item);
    } while (tokens.acceptSymbol(',') && !tokens.isSymbol('>'));
    return { kind: 'tuple', items, start: keyword.start, end: keyword.end };
  }

  #result({ start, end }: Token, depth: number): TypeNode {
    const tokens = this.#tokens;
    const skipped = tokens.acceptWord('_');
    const first = skipped ? null : this.#type(depth);
    if (first?.kind === 'broken') return first;
    const comma = tokens.acceptSymbol(',');
    if (skipped && !comma)
      return this.#broken(skipped, tokens.peek(), `expected , and the error type, found ${describe(tokens.peek())}`);
    const err = comma ? this.#type(depth) : null;
    return err?.kind === 'broken' ? err : { kind: 'result', ok: first, err, start, end };
  }

  #notAType(token: Token): TypeNode {
    const node = this.#broken(token, token, typeProblem(this.#place, token));
    if (token.kind === 'word' && this.#tokens.acceptSymbol('<')) this.#tokens.skipArguments();
    return node;
  }

  #broken({ start, end }: Token, at: Token, message: string): TypeNode {
    const code = message.startsWith('parse ') ? 'wit-type' : 'wit-syntax';
    return { kind: 'broken', problem: this.#problems.at(at, code, message), start, end };
  }
}

/** A type as WIT spells it, in one line, with names as they are written. */
export function spellType(node: TypeNode): string {
  switch (node.kind) {
    case 'known':
      return node.type.kind === 'scalar' ? node.type.name : 'string';
    case 'name':
      return spellName(node.name);
    case 'list':
      return node.length === null
        ? `list<${spellType(node.element)}>`
        : `list<${spellType(node.element)}, ${node.length}>`;
    case 'tuple':
      return `tuple<${node.items.map(spellType).join(', ')}>`;
    case 'option':
      return `option<${spellType(node.some)}>`;
    case 'result': {
      if (!node.err) return node.ok ? `result<${spellType(node.ok)}>` : 'result';
      return `result<${node.ok ? spellType(node.ok) : '_'}, ${spellType(node.err)}>`;
    }
    case 'handle':
      return `${node.mode}<${spellName(node.resource)}>`;
    case 'other':
      return node.inside.length === 0 ? node.keyword : `${node.keyword}<${node.inside.map(spellType).join(', ')}>`;
    case 'deep':
    case 'broken':
      return '…';
  }
}

export function spellName(token: Token): string {
  return token.escaped ? `%${token.text}` : token.text;
}
