/** Local names of a Lua text: where each is made, where it is used, and what was put into it. */
import type { TextRange } from '../../contract/help.ts';
import type {
  Block,
  CallExpression,
  Expression,
  ForStatement,
  FunctionBody,
  FunctionStatement,
  LocalStatement,
  MemberExpression,
  Name,
  Parameter,
  StringLiteral,
  TableField,
  Type,
} from '../../lua-text/ast.ts';
import { parseLua } from '../../lua-text/index.ts';
import { Scope } from '../../lua-text/scope.ts';
import { ScopedWalk, type Use } from '../../lua-text/walk.ts';

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

class Binder extends ScopedWalk<LuaName> {
  readonly #text: string;
  readonly #names: LuaName[] = [];
  readonly #byStart = new Map<number, LuaName>();
  readonly #globals: Name[] = [];
  readonly #members: LuaNames['members'][number][] = [];
  readonly #calls: CallExpression[] = [];
  readonly #strings: StringLiteral[] = [];
  readonly #functions: LuaNames['functions'][number][] = [];

  constructor(text: string) {
    super();
    this.#text = text;
  }

  read(): LuaNames {
    const { chunk } = parseLua(this.#text);
    this.statements(chunk, new Scope(null, this.#text.length));
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
    scope: Scope<LuaName>,
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
    scope.declare(declared.name, declared);
  }

  protected local({ names, values, end }: LocalStatement, scope: Scope<LuaName>): void {
    for (const [index, name] of names.entries())
      this.#declare(scope, name, { from: end, origin: originOf(values, index), type: name.type });
  }

  protected localFunction(name: Name, body: FunctionBody, scope: Scope<LuaName>): void {
    this.#declare(scope, name, { from: name.end, kind: 'function', origin: { kind: 'function', body } });
  }

  protected loop({ form, names, values }: ForStatement, inner: Scope<LuaName>): void {
    for (const [index, name] of names.entries()) {
      const origin: LuaOrigin = form === '=' ? { kind: 'number' } : { kind: 'each', values, index };
      this.#declare(inner, name, { from: values.at(-1)?.end ?? name.end, origin, type: name.type });
    }
  }

  protected parameter(parameter: Parameter, scope: Scope<LuaName>): void {
    this.#declare(scope, parameter, {
      from: parameter.end,
      kind: 'parameter',
      origin: { kind: 'parameter' },
      type: parameter.type,
    });
  }

  protected self(body: FunctionBody, scope: Scope<LuaName>): void {
    scope.declare('self', {
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
  }

  protected target(
    target: Expression,
    { value, body }: { readonly value: Expression | null; readonly body: FunctionBody | null },
    scope: Scope<LuaName>,
  ): void {
    if (target.kind === 'member') this.#field(target, value, body, scope);
    const named = target.kind === 'name' && !body ? scope.find(target.name) : null;
    if (named) named.isAssigned = true;
    // The member that a function is given to is named by the function.
    this.expression(target.kind === 'member' && body ? target.object : target, scope);
  }

  #field(
    { object, member }: MemberExpression,
    value: Expression | null,
    body: FunctionBody | null,
    scope: Scope<LuaName>,
  ): void {
    const owner = object.kind === 'name' ? scope.find(object.name) : null;
    if (owner && member.name !== '' && !owner.fields.has(member.name))
      owner.fields.set(member.name, { name: member, value, body });
  }

  protected override functionStatement(statement: FunctionStatement): void {
    const { target, body } = statement;
    const name = this.#text.slice(target.start, target.end);
    this.#functions.push({ name, nameRange: target, body, range: statement });
  }

  protected override member({ object, member }: MemberExpression): void {
    this.#members.push({ object, member, isMethod: false });
  }

  protected override call(call: CallExpression): void {
    this.#calls.push(call);
    if (call.method) this.#members.push({ object: call.callee, member: call.method, isMethod: true });
  }

  protected override string(literal: StringLiteral): void {
    this.#strings.push(literal);
  }

  protected override field({ key, value }: TableField): void {
    if (key && 'name' in key && value.kind === 'function')
      this.#functions.push({ name: key.name.name, nameRange: key.name, body: value.body, range: value });
  }

  protected name(name: Name, _use: Use, scope: Scope<LuaName>): void {
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
