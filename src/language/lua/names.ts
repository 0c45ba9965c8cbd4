/** Local names of a Lua text: where each is made, where it is used, and what was put into it. */
import { assertNever } from '../../base/assert-never.ts';
import type { TextRange } from '../../contract/help.ts';
import type {
  Block,
  CallExpression,
  Expression,
  FunctionBody,
  Name,
  Parameter,
  Statement,
  StringLiteral,
  Type,
} from '../../lua-text/ast.ts';
import { parseLua } from '../../lua-text/index.ts';

/** Where the value of a name comes from. */
export type LuaOrigin =
  /** The `result`th value of an expression, counted from 0. */
  | { readonly kind: 'value'; readonly value: Expression; readonly result: number }
  | { readonly kind: 'function'; readonly body: FunctionBody }
  /** What a loop hands out: `for names in values`. */
  | { readonly kind: 'each'; readonly values: readonly Expression[]; readonly index: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'parameter' };

export interface LuaName {
  readonly name: string;
  readonly kind: 'local' | 'parameter' | 'function';
  readonly definition: Name;
  readonly uses: Name[];
  /** Where it can be used. */
  readonly scope: TextRange;
  readonly origin: LuaOrigin | null;
  readonly type: Type | null;
  /** Given another value somewhere: its origin is not all that it may be. */
  isAssigned: boolean;
  /** Fields that are put into it: `name.field = …`, `function name.field()`. */
  readonly fields: Map<string, LuaField>;
}

export interface LuaField {
  readonly name: Name;
  readonly value: Expression | null;
  readonly body: FunctionBody | null;
}

export interface LuaNames {
  readonly text: string;
  readonly chunk: Block;
  readonly names: readonly LuaName[];
  /** Uses and definitions by where they begin. */
  readonly byStart: ReadonlyMap<number, LuaName>;
  readonly globals: readonly Name[];
  readonly members: readonly { readonly object: Expression; readonly member: Name; readonly isMethod: boolean }[];
  readonly calls: readonly CallExpression[];
  readonly strings: readonly StringLiteral[];
  readonly functions: readonly {
    readonly name: string;
    readonly nameRange: TextRange;
    readonly body: FunctionBody;
    readonly range: TextRange;
  }[];
}

/** Never throws; linear in the text. */
export function readLuaNames(text: string): LuaNames {
  return new Binder(text).read();
}

class Scope {
  readonly #parent: Scope | null;
  readonly end: number;
  readonly #names = new Map<string, LuaName>();

  constructor(parent: Scope | null, end: number) {
    this.#parent = parent;
    this.end = end;
  }

  declare(name: LuaName): void {
    this.#names.set(name.name, name);
  }

  find(name: string): LuaName | null {
    return this.#names.get(name) ?? this.#parent?.find(name) ?? null;
  }
}

class Binder {
  readonly #text: string;
  readonly #names: LuaName[] = [];
  readonly #byStart = new Map<number, LuaName>();
  readonly #globals: Name[] = [];
  readonly #members: LuaNames['members'][number][] = [];
  readonly #calls: CallExpression[] = [];
  readonly #strings: StringLiteral[] = [];
  readonly #functions: LuaNames['functions'][number][] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): LuaNames {
    const { chunk } = parseLua(this.#text);
    this.#block(chunk, new Scope(null, this.#text.length));
    return {
      text: this.#text,
      chunk,
      names: this.#names,
      byStart: this.#byStart,
      globals: this.#globals,
      members: this.#members,
      calls: this.#calls,
      strings: this.#strings,
      functions: this.#functions,
    };
  }

  #declare(
    scope: Scope,
    name: Name,
    what: Partial<Pick<LuaName, 'kind' | 'origin' | 'type'>> & { readonly from: number },
  ): void {
    if (name.name === '') return;
    const declared: LuaName = {
      name: name.name,
      kind: what.kind ?? 'local',
      definition: name,
      uses: [],
      scope: { start: what.from, end: scope.end },
      origin: what.origin ?? null,
      type: what.type ?? null,
      isAssigned: false,
      fields: new Map(),
    };
    this.#names.push(declared);
    this.#byStart.set(name.start, declared);
    scope.declare(declared);
  }

  #block({ statements }: Block, scope: Scope): void {
    for (const statement of statements) this.#statement(statement, scope);
  }

  #statement(statement: Statement, scope: Scope): void {
    switch (statement.kind) {
      case 'local':
        this.#expressions(statement.values, scope);
        for (const [index, name] of statement.names.entries())
          this.#declare(scope, name, {
            from: statement.end,
            origin: originOf(statement.values, index),
            type: name.type,
          });
        return;
      case 'assign':
        this.#expressions(statement.values, scope);
        for (const [index, target] of statement.targets.entries())
          this.#assign(target, statement.values[index] ?? null, scope);
        return;
      case 'call-statement':
        return this.#expression(statement.call, scope);
      case 'function-statement': {
        const { target, body, isLocal, isMethod } = statement;
        if (isLocal && target.kind === 'name')
          this.#declare(scope, target, { from: target.end, kind: 'function', origin: { kind: 'function', body } });
        else if (target.kind === 'member') {
          this.#field(target.object, target.member, null, body, scope);
          this.#expression(target.object, scope);
        } else this.#expression(target, scope);
        const named = this.#text.slice(target.start, target.end);
        this.#functions.push({ name: named, nameRange: target, body, range: statement });
        return this.#function(body, scope, isMethod);
      }
      case 'do':
        return this.#block(statement.block, new Scope(scope, statement.end));
      case 'while':
        this.#expression(statement.condition, scope);
        return this.#block(statement.block, new Scope(scope, statement.end));
      case 'repeat': {
        const inner = new Scope(scope, statement.end);
        this.#block(statement.block, inner);
        return this.#expression(statement.condition, inner);
      }
      case 'if':
        for (const [index, { condition, block }] of statement.clauses.entries()) {
          this.#expression(condition, scope);
          const next = statement.clauses[index + 1]?.condition ?? statement.otherwise;
          this.#block(block, new Scope(scope, next?.start ?? statement.end));
        }
        if (statement.otherwise) this.#block(statement.otherwise, new Scope(scope, statement.end));
        return;
      case 'for': {
        this.#expressions(statement.values, scope);
        const inner = new Scope(scope, statement.end);
        for (const [index, name] of statement.names.entries()) {
          const origin: LuaOrigin =
            statement.form === '=' ? { kind: 'number' } : { kind: 'each', values: statement.values, index };
          this.#declare(inner, name, { from: statement.values.at(-1)?.end ?? name.end, origin, type: name.type });
        }
        return this.#block(statement.block, inner);
      }
      case 'return':
        return this.#expressions(statement.values, scope);
      case 'type':
      case 'interface':
      case 'break':
      case 'goto':
      case 'label':
        return;
      default:
        assertNever(statement);
    }
  }

  #assign(target: Expression, value: Expression | null, scope: Scope): void {
    if (target.kind === 'member') this.#field(target.object, target.member, value, null, scope);
    const named = target.kind === 'name' ? scope.find(target.name) : null;
    if (named) named.isAssigned = true;
    this.#expression(target, scope);
  }

  #field(object: Expression, member: Name, value: Expression | null, body: FunctionBody | null, scope: Scope): void {
    const owner = object.kind === 'name' ? scope.find(object.name) : null;
    if (owner && member.name !== '' && !owner.fields.has(member.name))
      owner.fields.set(member.name, { name: member, value, body });
  }

  #function(body: FunctionBody, outer: Scope, isMethod = false): void {
    const scope = new Scope(outer, body.end);
    if (isMethod)
      scope.declare({
        name: 'self',
        kind: 'parameter',
        definition: { name: 'self', start: -1, end: -1 },
        uses: [],
        scope: body,
        origin: null,
        type: null,
        isAssigned: false,
        fields: new Map(),
      });
    for (const parameter of body.parameters) this.#parameter(scope, parameter);
    this.#block(body.block, scope);
  }

  #parameter(scope: Scope, parameter: Parameter): void {
    this.#declare(scope, parameter, {
      from: parameter.end,
      kind: 'parameter',
      origin: { kind: 'parameter' },
      type: parameter.type,
    });
  }

  #expressions(list: readonly Expression[], scope: Scope): void {
    for (const expression of list) this.#expression(expression, scope);
  }

  /** Goes down the left side in a loop: chains may be as long as they like. */
  #expression(from: Expression, scope: Scope): void {
    let next: Expression | null = from;
    while (next) {
      const expression: Expression = next;
      next = null;
      switch (expression.kind) {
        case 'name':
          this.#use(expression, scope);
          break;
        case 'member':
          this.#members.push({ object: expression.object, member: expression.member, isMethod: false });
          next = expression.object;
          break;
        case 'index':
          this.#expression(expression.key, scope);
          next = expression.object;
          break;
        case 'call':
          this.#calls.push(expression);
          if (expression.method)
            this.#members.push({ object: expression.callee, member: expression.method, isMethod: true });
          this.#expressions(expression.args, scope);
          next = expression.callee;
          break;
        case 'function':
          this.#function(expression.body, scope);
          break;
        case 'table':
          for (const { key, value } of expression.fields) {
            if (key && 'expression' in key) this.#expression(key.expression, scope);
            if (key && 'name' in key && value.kind === 'function')
              this.#functions.push({ name: key.name.name, nameRange: key.name, body: value.body, range: value });
            this.#expression(value, scope);
          }
          break;
        case 'binary':
          this.#expression(expression.right, scope);
          next = expression.left;
          break;
        case 'unary':
          next = expression.operand;
          break;
        case 'group':
        case 'cast':
          next = expression.inner;
          break;
        case 'string':
          this.#strings.push(expression);
          break;
        case 'nil':
        case 'true':
        case 'false':
        case 'vararg':
        case 'number':
        case 'missing':
          break;
        default:
          assertNever(expression);
      }
    }
  }

  #use(name: Name, scope: Scope): void {
    const found = scope.find(name.name);
    if (!found) {
      if (name.name !== '') this.#globals.push(name);
      return;
    }
    found.uses.push(name);
    this.#byStart.set(name.start, found);
  }
}

/** Of the `index`th name: a value of its own, or one more result of the last. */
function originOf(values: readonly Expression[], index: number): LuaOrigin | null {
  const own = values[index];
  if (own?.kind === 'function') return { kind: 'function', body: own.body };
  if (own) return { kind: 'value', value: own, result: 0 };
  const last = values.at(-1);
  return last?.kind === 'call' ? { kind: 'value', value: last, result: index - values.length + 1 } : null;
}
