import type {
  Block,
  CallExpression,
  Expression,
  ForStatement,
  FunctionBody,
  LocalStatement,
  MemberExpression,
  Name,
  NameExpression,
  ReturnStatement,
  TableExpression,
} from './ast.ts';
import { parseLua } from './parser.ts';
import type { GlobalUse, LuaCall, LuaFacts, LuaReturn, MemberUse } from './fact-types.ts';
import { rangeOf, type Range } from './problems.ts';
import { Paths } from './paths.ts';
import { Scope, type Binding, type Fields } from './scope.ts';
import { stringValue } from './strings.ts';
import { ScopedWalk, type Use } from './walk.ts';

/** What other files need to know of a text. Never throws; with problems, what could be read is there. */
export function luaFacts(text: string): LuaFacts {
  const { chunk, problems } = parseLua(text);
  const reader = new FactReader(text);
  return { ...reader.read(chunk), problems };
}

class FactReader extends ScopedWalk<Binding> {
  readonly #text: string;
  readonly #paths: Paths;
  readonly #calls: LuaCall[] = [];
  readonly #requires: LuaFacts['requires'][number][] = [];
  readonly #globals: GlobalUse[] = [];
  readonly #members: MemberUse[] = [];
  readonly #localNames = new Set<string>();
  /** Of the chunk's own function. */
  #returns = 0;
  #functionDepth = 0;

  constructor(text: string) {
    super();
    this.#text = text;
    this.#paths = new Paths(text);
  }

  read(chunk: Block): Omit<LuaFacts, 'problems'> {
    const scope = new Scope<Binding>(null, chunk.end);
    this.statements(chunk, scope);
    const last = chunk.statements.at(-1);
    const returned = this.#returnOf(last?.kind === 'return' ? last : null, scope);
    const inOrder = <T extends { readonly range: Range }>(list: T[]): T[] =>
      list.toSorted((a, b) => a.range.start - b.range.start);
    return {
      calls: inOrder(this.#calls),
      requires: inOrder(this.#requires),
      globalsUsed: inOrder(this.#globals),
      membersUsed: inOrder(this.#members),
      localNames: this.#localNames,
      returned,
    };
  }

  #returnOf(last: ReturnStatement | null, scope: Scope<Binding>): LuaReturn {
    if (this.#returns > (last ? 1 : 0)) return { kind: 'unknown' };
    const value = last?.values[0];
    switch (value?.kind) {
      case undefined:
        return { kind: 'nothing' };
      case 'function':
        return { kind: 'function' };
      case 'table':
        return tableOf(this.#namesOf(value), value);
      case 'name': {
        const binding = scope.find(value.name);
        return binding?.isFunction ? { kind: 'function' } : tableOf(binding?.fields ?? null, value);
      }
      default: {
        const range = constantOf(value ?? null);
        return range ? { kind: 'constant', range } : { kind: 'unknown' };
      }
    }
  }

  /** Of a table that is written out whole; null where a key is computed. */
  #namesOf({ fields }: TableExpression): Fields | null {
    const names: Fields = new Map();
    for (const { key, value } of fields) {
      if (!key) continue;
      if ('name' in key) give(names, key.name.name, value);
      else if (key.expression.kind === 'string') give(names, this.#stringOf(key.expression), value);
      else if (key.expression.kind !== 'number') return null;
    }
    return names;
  }

  #declare(scope: Scope<Binding>, name: string, binding?: Partial<Binding>): void {
    this.#localNames.add(name);
    scope.declare(name, { path: null, isFunction: false, fields: null, ...binding });
  }

  protected local({ names, values }: LocalStatement, scope: Scope<Binding>): void {
    // Looked up before the names are declared: `local funcs = funcs`.
    const paths = names.map((_, index) => this.#paths.of(values[index], scope));
    for (const [index, { name }] of names.entries()) {
      const value = values[index];
      const fields = value?.kind === 'table' ? this.#namesOf(value) : null;
      this.#declare(scope, name, { path: paths[index] ?? null, isFunction: value?.kind === 'function', fields });
    }
  }

  protected localFunction({ name }: Name, _body: FunctionBody, scope: Scope<Binding>): void {
    this.#declare(scope, name, { isFunction: true });
  }

  protected loop({ names }: ForStatement, inner: Scope<Binding>): void {
    for (const { name } of names) this.#declare(inner, name);
  }

  protected parameter({ name }: Name, scope: Scope<Binding>): void {
    this.#declare(scope, name);
  }

  protected self(_body: FunctionBody, scope: Scope<Binding>): void {
    scope.declare('self', { path: null, isFunction: false, fields: null });
  }

  protected override typeName({ name }: { readonly name: Name }, scope: Scope<Binding>): void {
    this.#declare(scope, name.name);
  }

  protected override returned(statement: ReturnStatement, scope: Scope<Binding>): void {
    if (this.#functionDepth === 0) {
      this.#returns++;
      // A table that is returned alone is in nobody else's hands.
      if (statement.values.length === 1 && scope.find(nameOf(statement.values[0]))) return;
    }
    super.returned(statement, scope);
  }

  protected target(target: Expression, { value }: { readonly value: Expression | null }, scope: Scope<Binding>): void {
    if (target.kind !== 'name') {
      this.#addField(target, scope, value);
      return this.expression(target, scope, 'assigned');
    }
    const binding = scope.find(target.name);
    if (binding) forget(binding);
    else this.#global(target, 'assigned');
  }

  /** `M.name = …` and `M["name"] = …` of a table that is known. */
  #addField(target: Expression, scope: Scope<Binding>, value: Expression | null): void {
    if ((target.kind !== 'member' && target.kind !== 'index') || target.object.kind !== 'name') return;
    const binding = scope.find(target.object.name);
    if (!binding?.fields) return;
    if (target.kind === 'member') give(binding.fields, target.member.name, value);
    else if (target.key.kind === 'string') give(binding.fields, this.#stringOf(target.key), value);
    else if (target.key.kind !== 'number') binding.fields = null;
  }

  protected override function(body: FunctionBody, outer: Scope<Binding>, isMethod: boolean): void {
    this.#functionDepth++;
    super.function(body, outer, isMethod);
    this.#functionDepth--;
  }

  protected override member({ object, member }: MemberExpression, use: Use, scope: Scope<Binding>): void {
    const of = object.kind === 'name' ? this.#paths.of(object, scope) : null;
    if (of !== null && member.name)
      this.#members.push({ of, name: member.name, range: rangeOf(member), use: withoutHand(use) });
  }

  /** A name by itself is a value that may go anywhere, and so may one that is handed to its method. */
  protected name(name: NameExpression, use: Use, scope: Scope<Binding>): void {
    const binding = scope.find(name.name);
    if (!binding) this.#global(name, withoutHand(use));
    else if (use === 'read' || use === 'handed') binding.fields = null;
  }

  protected override call(call: CallExpression, scope: Scope<Binding>): void {
    const required = this.#paths.required(call, scope);
    if (required) this.#requires.push(required);
    const called = this.#paths.entryCall(call, scope);
    if (called) this.#calls.push(called);
  }

  #global(name: Name, use: GlobalUse['use']): void {
    if (name.name) this.#globals.push({ name: name.name, range: rangeOf(name), use });
  }

  #stringOf({ start, end }: Range): string {
    return stringValue(this.#text, start, end);
  }
}

/** What is assigned to is from then on unknown, wherever the assignment stands. */
function forget(binding: Binding): void {
  binding.path = null;
  binding.isFunction = false;
  binding.fields = null;
}

function withoutHand(use: Use): GlobalUse['use'] {
  return use === 'handed' ? 'indexed' : use;
}

function nameOf(expression: Expression | undefined): string {
  return expression?.kind === 'name' ? expression.name : '';
}

function tableOf(fields: Fields | null, at: Range): LuaReturn {
  if (fields === null) return { kind: 'unknown' };
  const constants = new Map<string, Range>();
  for (const [name, range] of fields) if (range) constants.set(name, range);
  return { kind: 'table', names: [...fields.keys()], constants, range: rangeOf(at) };
}

/** Once a name was given something else it may be that, in whatever order the lines are run. */
function give(fields: Fields, name: string, value: Expression | null): void {
  if (fields.get(name) !== null) fields.set(name, constantOf(value));
}

/** Where the constant stands; null for anything else. */
function constantOf(value: Expression | null): Range | null {
  switch (value?.kind) {
    case 'nil':
    case 'true':
    case 'false':
    case 'number':
    case 'string':
      return rangeOf(value);
    default:
      return null;
  }
}
