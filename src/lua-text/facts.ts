import { assertNever } from '../base/assert-never.ts';
import type {
  Block,
  CallExpression,
  Expression,
  FunctionBody,
  Name,
  NameExpression,
  ReturnStatement,
  Statement,
  TableExpression,
} from './ast.ts';
import { parseLua } from './parser.ts';
import type { GlobalUse, LuaCall, LuaFacts, LuaReturn, MemberUse } from './fact-types.ts';
import { rangeOf, type Range } from './problems.ts';
import { Paths } from './paths.ts';
import { Scope, type Binding, type Fields } from './scope.ts';
import { stringValue } from './strings.ts';

/** What other files need to know of a text. Never throws; with problems, what could be read is there. */
export function luaFacts(text: string): LuaFacts {
  const { chunk, problems } = parseLua(text);
  const reader = new FactReader(text);
  return { ...reader.read(chunk), problems };
}

class FactReader {
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
    this.#text = text;
    this.#paths = new Paths(text);
  }

  read(chunk: Block): Omit<LuaFacts, 'problems'> {
    const scope = new Scope(null);
    this.#statements(chunk, scope);
    const last = chunk.statements.at(-1);
    const returned = this.#returned(last?.kind === 'return' ? last : null, scope);
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

  #returned(last: ReturnStatement | null, scope: Scope): LuaReturn {
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
        const range = constantOf(value);
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
      else if (key.expression.kind === 'string') give(names, this.#string(key.expression), value);
      else if (key.expression.kind !== 'number') return null;
    }
    return names;
  }

  #declare(scope: Scope, name: string, binding?: Partial<Binding>): void {
    this.#localNames.add(name);
    scope.declare(name, { path: null, isFunction: false, fields: null, ...binding });
  }

  #block(block: Block, outer: Scope): Scope {
    const scope = new Scope(outer);
    this.#statements(block, scope);
    return scope;
  }

  #statements(block: Block, scope: Scope): void {
    for (const statement of block.statements) this.#statement(statement, scope);
  }

  #statement(statement: Statement, scope: Scope): void {
    switch (statement.kind) {
      case 'local': {
        this.#expressions(statement.values, scope);
        // Looked up before the names are declared: `local funcs = funcs`.
        const paths = statement.names.map((_, index) => this.#paths.of(statement.values[index], scope));
        for (const [index, { name }] of statement.names.entries()) {
          const value = statement.values[index];
          const fields = value?.kind === 'table' ? this.#namesOf(value) : null;
          this.#declare(scope, name, { path: paths[index] ?? null, isFunction: value?.kind === 'function', fields });
        }
        return;
      }
      case 'assign':
        this.#expressions(statement.values, scope);
        for (const [index, target] of statement.targets.entries()) this.#target(target, scope, statement.values[index]);
        return;
      case 'call-statement':
        return this.#expression(statement.call, scope);
      case 'function-statement': {
        const { target, isLocal, isMethod, body } = statement;
        if (isLocal && target.kind === 'name') this.#declare(scope, target.name, { isFunction: true });
        else this.#target(target, scope);
        return this.#function(body, scope, isMethod);
      }
      case 'do':
        this.#block(statement.block, scope);
        return;
      case 'while':
        this.#expression(statement.condition, scope);
        this.#block(statement.block, scope);
        return;
      case 'repeat':
        return this.#expression(statement.condition, this.#block(statement.block, scope));
      case 'if':
        for (const { condition, block } of statement.clauses) {
          this.#expression(condition, scope);
          this.#block(block, scope);
        }
        if (statement.otherwise) this.#block(statement.otherwise, scope);
        return;
      case 'for': {
        this.#expressions(statement.values, scope);
        const inner = new Scope(scope);
        for (const { name } of statement.names) this.#declare(inner, name);
        return this.#statements(statement.block, inner);
      }
      case 'return':
        if (this.#functionDepth > 0) return this.#expressions(statement.values, scope);
        this.#returns++;
        // A table that is returned alone is in nobody else's hands.
        if (statement.values.length === 1 && scope.find(nameOf(statement.values[0]))) return;
        return this.#expressions(statement.values, scope);
      case 'type':
      case 'interface':
        return this.#declare(scope, statement.name.name);
      case 'break':
      case 'goto':
      case 'label':
        return;
      default:
        assertNever(statement);
    }
  }

  #target(target: Expression, scope: Scope, value?: Expression): void {
    if (target.kind !== 'name') {
      this.#addField(target, scope, value);
      return this.#expression(target, scope, 'assigned');
    }
    const binding = scope.find(target.name);
    if (binding) forget(binding);
    else this.#global(target, 'assigned');
  }

  /** `M.name = …` and `M["name"] = …` of a table that is known. */
  #addField(target: Expression, scope: Scope, value: Expression | undefined): void {
    if ((target.kind !== 'member' && target.kind !== 'index') || target.object.kind !== 'name') return;
    const binding = scope.find(target.object.name);
    if (!binding?.fields) return;
    if (target.kind === 'member') give(binding.fields, target.member.name, value);
    else if (target.key.kind === 'string') give(binding.fields, this.#string(target.key), value);
    else if (target.key.kind !== 'number') binding.fields = null;
  }

  #function(body: FunctionBody, outer: Scope, isMethod: boolean): void {
    const scope = new Scope(outer);
    if (isMethod) scope.declare('self', { path: null, isFunction: false, fields: null });
    for (const { name } of body.parameters) this.#declare(scope, name);
    this.#functionDepth++;
    this.#statements(body.block, scope);
    this.#functionDepth--;
  }

  #expressions(list: readonly Expression[], scope: Scope): void {
    for (const expression of list) this.#expression(expression, scope);
  }

  /** Goes down the left side in a loop: `a + b + c …` and `a.b.c …` may be as long as they like. */
  #expression(from: Expression, scope: Scope, as: GlobalUse['use'] = 'read'): void {
    let next: Expression | null = from;
    let use = as;
    while (next) {
      const expression: Expression = next;
      const own = use;
      next = null;
      use = 'read';
      switch (expression.kind) {
        case 'name':
          this.#name(expression, scope);
          break;
        case 'member': {
          const of = expression.object.kind === 'name' ? this.#paths.of(expression.object, scope) : null;
          const { member } = expression;
          if (of !== null && member.name)
            this.#members.push({ of, name: member.name, range: rangeOf(member), use: own });
          use = 'indexed';
          next = this.#unlessName(expression.object, scope, use);
          break;
        }
        case 'index':
          this.#expression(expression.key, scope);
          use = 'indexed';
          next = this.#unlessName(expression.object, scope, use);
          break;
        case 'call':
          this.#call(expression, scope);
          this.#expressions(expression.args, scope);
          use = expression.method ? 'indexed' : 'called';
          // The callee of a method is handed to it.
          next =
            expression.method && scope.find(nameOf(expression.callee))
              ? expression.callee
              : this.#unlessName(expression.callee, scope, use);
          break;
        case 'function':
          this.#function(expression.body, scope, false);
          break;
        case 'table':
          for (const { key, value } of expression.fields) {
            if (key && 'expression' in key) this.#expression(key.expression, scope);
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
        case 'nil':
        case 'true':
        case 'false':
        case 'vararg':
        case 'number':
        case 'string':
        case 'missing':
          break;
        default:
          assertNever(expression);
      }
    }
  }

  /** A name by itself, whose value may go anywhere. */
  #name(name: NameExpression, scope: Scope): void {
    const binding = scope.find(name.name);
    if (binding) binding.fields = null;
    else this.#global(name, 'read');
  }

  /** Null for a name, which has been noted; anything else comes back to be looked at. */
  #unlessName(expression: Expression, scope: Scope, use: 'called' | 'indexed'): Expression | null {
    if (expression.kind !== 'name') return expression;
    if (!scope.find(expression.name)) this.#global(expression, use);
    return null;
  }

  #call(call: CallExpression, scope: Scope): void {
    const required = this.#paths.required(call, scope);
    if (required) this.#requires.push(required);
    const called = this.#paths.entryCall(call, scope);
    if (called) this.#calls.push(called);
  }

  #global(name: Name, use: GlobalUse['use']): void {
    if (name.name) this.#globals.push({ name: name.name, range: rangeOf(name), use });
  }

  #string({ start, end }: Range): string {
    return stringValue(this.#text, start, end);
  }
}

/** What is assigned to is from then on unknown, wherever the assignment stands. */
function forget(binding: Binding): void {
  binding.path = null;
  binding.isFunction = false;
  binding.fields = null;
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
function give(fields: Fields, name: string, value: Expression | undefined): void {
  if (fields.get(name) !== null) fields.set(name, constantOf(value));
}

/** Where the constant stands; null for anything else. */
function constantOf(value: Expression | undefined): Range | null {
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
