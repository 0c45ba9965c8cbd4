/**
 * Tolerant parser of the `wit` text of core-module entries (spec/wasm §5.4, spec/wit-mapping §10): functions alone, or
 * inside package, world and interface texts. It reports every problem with its place and keeps all functions it could
 * read, so that one broken line does not take the others along. Pure; never throws.
 */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { Token } from './lexer.ts';
import { TokenStream } from './token-stream.ts';
import { TypeParser, type DefinedNames } from './type-parser.ts';
import type { FunctionType, Parameter, WitType } from './types.ts';

export interface WitProblem {
  readonly code: 'wit-syntax' | 'wit-type' | 'wit-empty' | 'wit-name';
  readonly message: string;
  /** Offsets into the text in UTF-16 units; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** A warning leaves the function as it is. */
  readonly severity: 'error' | 'warning';
}

export interface WitFunction {
  readonly type: FunctionType;
  /** Where the name stands. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** From the name to the end of the type. */
  readonly end: number;
  /** The interface written inline or around it; null for a bare function or one of a world. */
  readonly interface: string | null;
  /** What makes this function uncallable. */
  readonly problem: WitProblem | null;
}

export interface WitText {
  readonly functions: readonly WitFunction[];
  readonly problems: readonly WitProblem[];
}

/** Parses the text. `problems` holds syntax and type errors in order of place, never unsupported types. */
export function parseWit(text: string): WitText {
  return new Parser(text).parse();
}

/**
 * The function that `method` names. Fails as spec/wasm §5.4 says: no function in the text, none of that name, or the one
 * of that name is broken.
 */
export function findFunction(wit: WitText, method: string): Result<WitFunction, WitProblem> {
  const found = wit.functions.find((candidate) => candidate.type.name === method);
  if (found) return found.problem ? err(found.problem) : ok(found);
  if (wit.functions.length === 0) {
    const first = wit.problems.find((problem) => problem.code === 'wit-empty');
    return err(first ?? emptyProblem(0, 0));
  }
  const { nameStart, nameEnd } = wit.functions[0]!;
  return err({ code: 'wit-name', message: `function "${method}" not found`, start: nameStart, end: nameEnd, severity: 'error' });
}

/** What a call of a function with such a type is refused with; null when every type can be carried. */
export function unsupportedType(type: FunctionType): string | null {
  for (const parameter of type.parameters) {
    if (parameter.type.kind === 'unsupported') return `WIT type ${parameter.type.text} is not supported yet`;
  }
  return type.result?.kind === 'unsupported' ? `WIT type ${type.result.text} is not supported yet` : null;
}

function emptyProblem(start: number, end: number): WitProblem {
  return { code: 'wit-empty', message: '[parse] invalid_input: no functions found in WIT text', start, end, severity: 'error' };
}

class Parser {
  readonly #text: string;
  readonly #tokens: TokenStream;
  readonly #types: TypeParser;
  readonly #functions: WitFunction[] = [];
  readonly #problems: WitProblem[] = [];
  /** Of the function being read: the first of its problems. */
  #current: WitProblem | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = new TokenStream(text);
    this.#types = new TypeParser(text, this.#tokens, collectNames(text), (token, message) => {
      this.#report('wit-syntax', token, message);
    });
  }

  parse(): WitText {
    this.#items(null, 0);
    if (this.#functions.length === 0) {
      this.#problems.push(emptyProblem(0, this.#text.length));
    }
    return { functions: this.#functions, problems: this.#problems.toSorted((a, b) => a.start - b.start) };
  }

  /** Items up to the closing brace of their block, or to the end of the text at depth 0. */
  #items(owner: string | null, depth: number): void {
    const tokens = this.#tokens;
    while (tokens.peek().kind !== 'end') {
      if (tokens.isSymbol('}')) {
        if (depth > 0) return;
        this.#report('wit-syntax', tokens.next(), 'unexpected }');
        continue;
      }
      const before = tokens.index;
      this.#current = null;
      this.#item(owner, depth);
      if (tokens.index === before) tokens.next();
    }
  }

  #item(owner: string | null, depth: number): void {
    const tokens = this.#tokens;
    if (tokens.acceptSymbol(';')) return;
    if (tokens.isSymbol('@')) return tokens.skipAttribute();
    const token = tokens.peek();
    if (token.kind !== 'word') {
      this.#report('wit-syntax', token, `expected a function, found ${describe(token)}`);
      return tokens.skipItem();
    }
    // `export: func()` is a function called export.
    if (token.escaped || tokens.isSymbol(':', 1)) return this.#named(owner, depth, 'plain');
    switch (token.text) {
      case 'export':
        tokens.next();
        return this.#named(owner, depth, 'plain');
      case 'import':
        tokens.next();
        return this.#named(owner, depth, 'import');
      case 'world':
      case 'interface':
        return this.#block(token.text, depth);
      case 'package':
        return this.#package(depth);
      case 'use':
      case 'include':
      case 'type':
      case 'record':
      case 'variant':
      case 'enum':
      case 'flags':
      case 'resource':
        return tokens.skipItem();
      default:
        this.#report('wit-syntax', token, `expected a function such as "name: func()", found ${describe(token)}`);
        return tokens.skipItem();
    }
  }

  /** `package a:b@1.0.0;` or the form with a block. */
  #package(depth: number): void {
    const tokens = this.#tokens;
    while (tokens.peek().kind !== 'end' && !tokens.isSymbol('}') && !tokens.isSymbol('{')) {
      if (tokens.next().text === ';') return;
      if (tokens.peek().startsLine) return;
    }
    if (!tokens.acceptSymbol('{')) return;
    if (depth > 100) return tokens.skipToBlockEnd();
    this.#items(null, depth + 1);
    tokens.acceptSymbol('}');
  }

  #block(keyword: string, depth: number): void {
    const tokens = this.#tokens;
    tokens.next();
    const name = tokens.peek();
    if (name.kind === 'word') tokens.next();
    else this.#report('wit-syntax', name, `expected the name of the ${keyword}, found ${describe(name)}`);
    if (!tokens.acceptSymbol('{')) {
      this.#report('wit-syntax', tokens.peek(), `expected {, found ${describe(tokens.peek())}`);
      return tokens.skipItem();
    }
    if (depth > 100) return tokens.skipToBlockEnd();
    this.#items(keyword === 'interface' ? name.text : null, depth + 1);
    if (!tokens.acceptSymbol('}')) this.#report('wit-syntax', tokens.peek(), `expected } to close ${keyword} ${name.text}`);
  }

  /** `name: func…;`, `name: interface {…}`, or `path/of/an-interface;` after export and import. */
  #named(owner: string | null, depth: number, direction: 'plain' | 'import'): void {
    const tokens = this.#tokens;
    const name = tokens.peek();
    if (name.kind !== 'word') {
      this.#report('wit-syntax', name, `expected a name, found ${describe(name)}`);
      return tokens.skipItem();
    }
    if (!tokens.isSymbol(':', 1)) return tokens.skipItem();
    tokens.next();
    tokens.next();
    if (tokens.isWord('interface') && tokens.isSymbol('{', 1)) {
      tokens.next();
      tokens.next();
      if (direction === 'import' || depth > 100) return tokens.skipToBlockEnd();
      this.#items(name.text, depth + 1);
      tokens.acceptSymbol('}');
      return;
    }
    // `export wasi:http/handler@0.2.0;` names an interface from elsewhere.
    if (tokens.peek().kind === 'word' && tokens.isSymbol('/', 1)) return tokens.skipItem();
    this.#function(owner, name, direction);
  }

  #function(owner: string | null, name: Token, direction: 'plain' | 'import'): void {
    const tokens = this.#tokens;
    const asyncToken = tokens.acceptWord('async');
    if (!tokens.acceptWord('func')) {
      this.#report('wit-syntax', tokens.peek(), `expected func, found ${describe(tokens.peek())}`);
      return tokens.skipItem();
    }
    const parameters = this.#parameters();
    let result: WitType | null = null;
    if (tokens.acceptSymbol('->')) result = this.#type('result', true);
    let end = tokens.previousEnd;
    if (asyncToken) result = { kind: 'unsupported', text: 'async func' };
    if (!this.#current) this.#endOfFunction();
    else {
      tokens.skipItem();
      end = Math.max(end, tokens.previousEnd);
    }
    if (direction === 'import') return;
    if (this.#functions.some((other) => other.type.name === name.text && other.interface === owner)) {
      this.#report('wit-name', name, `function "${name.text}" is declared twice`);
      return;
    }
    const problem = this.#current;
    this.#functions.push({
      type: { name: name.text, parameters, result },
      nameStart: name.start,
      nameEnd: name.end,
      end,
      interface: owner,
      problem,
    });
  }

  #parameters(): Parameter[] {
    const tokens = this.#tokens;
    const parameters: Parameter[] = [];
    if (!tokens.acceptSymbol('(')) {
      this.#report('wit-syntax', tokens.peek(), `expected (, found ${describe(tokens.peek())}`);
      return parameters;
    }
    while (!tokens.acceptSymbol(')')) {
      const name = tokens.peek();
      if (name.kind !== 'word' || tokens.beginsFunction()) {
        this.#report('wit-syntax', name, `expected a parameter name or ), found ${describe(name)}`);
        return parameters;
      }
      tokens.next();
      if (!tokens.acceptSymbol(':')) {
        this.#report('wit-syntax', tokens.peek(), `expected : and the type of parameter ${name.text}, found ${describe(tokens.peek())}`);
        return parameters;
      }
      const type = this.#type('param', false);
      if (parameters.some((other) => other.name === name.text)) {
        this.#report('wit-name', name, `parameter ${name.text} is declared twice`);
      }
      parameters.push({ name: name.text, type });
      if (!tokens.isSymbol(')') && !tokens.acceptSymbol(',')) {
        this.#report('wit-syntax', tokens.peek(), `expected , or ), found ${describe(tokens.peek())}`);
        return parameters;
      }
    }
    return parameters;
  }

  #type(place: 'param' | 'result', isResult: boolean): WitType {
    const start = this.#tokens.peek();
    const parsed = isResult ? this.#types.parseResult() : this.#types.parse();
    if (parsed.unknown) {
      this.#report('wit-type', parsed.unknown, `parse ${place} type ${parsed.unknown.text}`);
    }
    return parsed.type ?? { kind: 'unsupported', text: start.text };
  }

  #endOfFunction(): void {
    const tokens = this.#tokens;
    if (tokens.acceptSymbol(';')) return;
    const next = tokens.peek();
    if (next.kind === 'end' || tokens.isSymbol('}')) return;
    if (next.startsLine) {
      const at = tokens.previousEnd;
      this.#problems.push({ code: 'wit-syntax', message: 'expected ;', start: Math.max(0, at - 1), end: at, severity: 'warning' });
      return;
    }
    this.#report('wit-syntax', next, `expected ;, found ${describe(next)}`);
    tokens.skipItem();
  }

  #report(code: WitProblem['code'], token: Token, message: string): void {
    const end = token.kind === 'end' ? token.end : Math.max(token.end, token.start + 1);
    const start = token.kind === 'end' ? Math.max(0, token.start - 1) : token.start;
    const problem: WitProblem = { code, message, start, end, severity: 'error' };
    this.#problems.push(problem);
    this.#current ??= problem;
  }
}

/** Names of all types that the text defines or brings in by `use`, wherever they stand. */
function collectNames(text: string): DefinedNames {
  const tokens = new TokenStream(text);
  const names = new Set<string>();
  for (; tokens.peek().kind !== 'end'; tokens.next()) {
    const token = tokens.peek();
    if (token.kind !== 'word' || token.escaped) continue;
    if (['record', 'variant', 'enum', 'flags', 'resource', 'type'].includes(token.text)) {
      const name = tokens.peek(1);
      if (name.kind === 'word') names.add(name.text);
    } else if (token.text === 'use') {
      while (tokens.peek().kind !== 'end' && !tokens.isSymbol(';') && !tokens.isSymbol('}')) {
        if (tokens.peek().kind === 'word') names.add(tokens.peek().text);
        tokens.next();
      }
    }
  }
  return names;
}

export function describe(token: Token): string {
  return token.kind === 'end' ? 'the end of the text' : `"${token.escaped ? '%' : ''}${token.text}"`;
}
