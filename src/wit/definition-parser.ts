import { ItemParser } from './item-parser.ts';
import { joinDocs, type Token } from './lexer.ts';
import { keyOfName, labelKey } from './names.ts';
import { describe, type Problems } from './problems.ts';
import type { BodyNode, DefinitionNode, FunctionNode, MethodNode, NamedNode, PathNode, TypeNode } from './syntax.ts';
import { TypeParser } from './type-parser.ts';

export interface MutableBody extends BodyNode {
  readonly definitions: DefinitionNode[];
  readonly functions: FunctionNode[];
  readonly uses: PathNode[];
}

export function nothing(): MutableBody {
  return { definitions: [], functions: [], uses: [] };
}

/** Reads what stands inside of interfaces and worlds: type definitions, `use`, and functions behind their names. */
export class DefinitionParser extends ItemParser {
  readonly #types: TypeParser;

  constructor(text: string, problems: Problems) {
    super(text, problems);
    this.#types = new TypeParser(this.tokens, problems);
  }

  /** `use path.{a, b as c};`, behind its keyword. */
  protected useOfTypes(body: MutableBody): void {
    const path = this.path();
    if (path) this.#usedNames(path, body);
    else this.tokens.skipItem();
  }

  /** As {@link useOfTypes}, or `use path;` and `use path as name;`, which stand beside interfaces. */
  protected useOfPackage(body: MutableBody, aliases: { name: Token; path: PathNode }[]): void {
    const path = this.path();
    if (!path) return this.tokens.skipItem();
    if (this.tokens.isSymbol('.')) return this.#usedNames(path, body);
    const name = this.tokens.acceptWord('as') ? this.name('the new name') : path.name;
    if (!name) return this.tokens.skipItem();
    aliases.push({ name, path });
    this.semicolon();
  }

  #usedNames(path: PathNode, body: MutableBody): void {
    const { tokens } = this;
    body.uses.push(path);
    if (!tokens.acceptSymbol('.') || !tokens.acceptSymbol('{')) {
      this.report('wit-syntax', tokens.peek(), `expected .{ and the names of types, found ${describe(tokens.peek())}`);
      return tokens.skipItem();
    }
    if (tokens.isSymbol('}')) this.report('wit-syntax', tokens.peek(), 'expected the name of a type, found "}"');
    this.list('}', () => {
      const original = this.name('the name of a type');
      if (!original) return false;
      const name = tokens.acceptWord('as') ? this.name('the new name') : original;
      if (name) body.definitions.push({ kind: 'use', name, docs: null, problem: null, path, original });
      return name !== null;
    });
    this.semicolon();
  }

  /** A type definition, if the current keyword begins one. */
  protected definition(docs: string | null, body: MutableBody): boolean {
    const { tokens } = this;
    const { text } = tokens.peek();
    if (
      text !== 'type' &&
      text !== 'record' &&
      text !== 'variant' &&
      text !== 'enum' &&
      text !== 'flags' &&
      text !== 'resource'
    )
      return false;
    tokens.next();
    const name = this.name(`the name of the ${text}`);
    if (!name) tokens.skipItem();
    else if (text === 'type') this.#alias(name, docs, body);
    else if (text === 'resource') this.#resource(name, docs, body);
    else if (tokens.acceptSymbol('{')) this.#compound(text, name, docs, body);
    else {
      this.report('wit-syntax', tokens.peek(), `expected {, found ${describe(tokens.peek())}`);
      tokens.skipItem();
    }
    return true;
  }

  #alias(name: Token, docs: string | null, body: MutableBody): void {
    const { tokens } = this;
    if (!tokens.acceptSymbol('=')) {
      this.report('wit-syntax', tokens.peek(), `expected =, found ${describe(tokens.peek())}`);
      return tokens.skipItem();
    }
    const type = this.type('type');
    if (this.current) tokens.skipItem();
    else this.semicolon();
    body.definitions.push({ kind: 'alias', name, docs, type, problem: this.current });
  }

  /** The body of a record, variant, enum or flags, behind its brace. */
  #compound(kind: 'record' | 'variant' | 'enum' | 'flags', name: Token, docs: string | null, body: MutableBody): void {
    if (this.tokens.isSymbol('}')) this.report('wit-syntax', this.tokens.peek(), `${kind} ${name.text} is empty`);
    const part = { record: 'field', variant: 'case', enum: 'case', flags: 'flag' }[kind];
    const names = new Set<string>();
    const fields: NamedNode[] = [];
    const cases: { name: Token; type: TypeNode | null }[] = [];
    this.list('}', () => {
      const label = this.name(`a ${part} or }`);
      if (!label) return false;
      let type: TypeNode | null = null;
      if (kind === 'record') type = this.#fieldType(label);
      else if (kind === 'variant' && this.tokens.acceptSymbol('(')) type = this.#payload();
      if (this.current) return false;
      if (!this.#isNew(label, names, labelKey)) return this.#twice(part, label);
      if (kind === 'record') fields.push({ name: label, type: type! });
      else cases.push({ name: label, type });
      return true;
    });
    const base = { name, docs, problem: this.current };
    if (kind === 'record') body.definitions.push({ ...base, kind, fields });
    else if (kind === 'variant') body.definitions.push({ ...base, kind, cases });
    else if (kind === 'enum') body.definitions.push({ ...base, kind, cases: cases.map((item) => item.name) });
    else {
      if (cases.length > 32)
        this.problems.at(
          name,
          'wit-type',
          `components have at most 32 flags, ${name.text} has ${cases.length}`,
          'warning',
        );
      body.definitions.push({ ...base, kind, labels: cases.map((item) => item.name) });
    }
  }

  #fieldType(label: Token): TypeNode | null {
    if (this.tokens.acceptSymbol(':')) return this.type('type');
    this.report(
      'wit-syntax',
      this.tokens.peek(),
      `expected : and the type of field ${label.text}, found ${describe(this.tokens.peek())}`,
    );
    return null;
  }

  #payload(): TypeNode {
    const type = this.type('type');
    if (!this.current && !this.tokens.acceptSymbol(')'))
      this.report('wit-syntax', this.tokens.peek(), `expected ), found ${describe(this.tokens.peek())}`);
    return type;
  }

  /** `resource name;` or its methods in braces. */
  #resource(name: Token, docs: string | null, body: MutableBody): void {
    const { tokens } = this;
    const methods: MethodNode[] = [];
    body.definitions.push({ kind: 'resource', name, docs, methods, problem: null });
    if (!tokens.acceptSymbol('{')) return this.semicolon();
    const names = new Set<string>();
    while (!tokens.acceptSymbol('}')) {
      const token = tokens.peek();
      if (token.kind === 'end' || (tokens.beginsItem() && !tokens.beginsFunction() && !tokens.isSymbol('@'))) {
        this.report('wit-syntax', token, `expected } to close resource ${name.text}`);
        return;
      }
      const before = tokens.index;
      this.current = null;
      this.#method(names, methods);
      if (tokens.index === before) tokens.next();
    }
  }

  #method(names: Set<string>, methods: MethodNode[]): void {
    const { tokens } = this;
    const before = tokens.peek().docs;
    const docs = this.gates() ? joinDocs(before, tokens.peek().docs) : before;
    const name = tokens.peek();
    if (tokens.isWord('constructor') && tokens.isSymbol('(', 1)) {
      tokens.next();
      if (!this.#isNew(name, names)) this.#twice('constructor', name);
      methods.push({ role: 'constructor', function: this.functionAfterKeyword(name, docs, false) });
      return;
    }
    if (name.kind !== 'word' || !tokens.isSymbol(':', 1)) {
      this.report('wit-syntax', name, `expected a method, found ${describe(name)}`);
      return tokens.skipItem();
    }
    this.checkName(tokens.next());
    tokens.next();
    const role = tokens.acceptWord('static') ? 'static' : 'method';
    const made = this.functionAfterName(name, docs);
    if (!made) return;
    if (!this.#isNew(name, names)) this.#twice('method', name);
    methods.push({ role, function: made });
  }

  /** A function behind `name:`; null, with a problem, when it is none. */
  protected functionAfterName(name: Token, docs: string | null): FunctionNode | null {
    const { tokens } = this;
    const isAsync = tokens.acceptWord('async') !== null;
    if (tokens.acceptWord('func')) return this.functionAfterKeyword(name, docs, isAsync);
    this.report('wit-syntax', tokens.peek(), `expected func, found ${describe(tokens.peek())}`);
    tokens.skipItem();
    return null;
  }

  /** Parameters, result and semicolon. */
  protected functionAfterKeyword(name: Token, docs: string | null, isAsync: boolean): FunctionNode {
    const { tokens } = this;
    const parameters = this.#parameters();
    let result: TypeNode | null = null;
    if (tokens.acceptSymbol('->')) {
      result = this.#types.parseResult();
      if (result?.kind === 'broken') this.current ??= result.problem;
    }
    let end = tokens.previousEnd;
    if (!this.current) this.semicolon();
    else {
      tokens.skipItem();
      end = Math.max(end, tokens.previousEnd);
    }
    return { name, docs, isAsync, parameters, result, end, problem: this.current };
  }

  #parameters(): NamedNode[] {
    const { tokens } = this;
    const parameters: NamedNode[] = [];
    const names = new Set<string>();
    if (!tokens.acceptSymbol('(')) {
      this.report('wit-syntax', tokens.peek(), `expected (, found ${describe(tokens.peek())}`);
      return parameters;
    }
    this.list(')', () => {
      const name = this.name('a parameter name or )');
      if (!name) return false;
      if (!tokens.acceptSymbol(':')) {
        this.report(
          'wit-syntax',
          tokens.peek(),
          `expected : and the type of parameter ${name.text}, found ${describe(tokens.peek())}`,
        );
        return false;
      }
      const type = this.type('param');
      if (this.#isNew(name, names)) parameters.push({ name, type });
      else this.#twice('parameter', name);
      return true;
    });
    return parameters;
  }

  protected type(place: 'param' | 'type'): TypeNode {
    const node = this.#types.parse(place);
    if (node.kind === 'broken') this.current ??= node.problem;
    return node;
  }

  #isNew(name: Token, names: Set<string>, keyOf: (name: string) => string = keyOfName): boolean {
    const key = keyOf(name.text);
    if (names.has(key)) return false;
    names.add(key);
    return true;
  }

  /** The first one counts. */
  #twice(what: string, name: Token): true {
    this.report('wit-name', name, `${what} ${name.text} is declared twice`);
    return true;
  }
}
