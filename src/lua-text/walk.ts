import { assertNever } from '../base/assert-never.ts';
import type {
  Block,
  CallExpression,
  Expression,
  ForStatement,
  FunctionBody,
  FunctionStatement,
  InterfaceStatement,
  LocalStatement,
  MemberExpression,
  NameExpression,
  Parameter,
  ReturnStatement,
  Statement,
  StringLiteral,
  TableField,
  TypeStatement,
} from './ast.ts';
import type { Range } from './problems.ts';
import { Scope } from './scope.ts';

/** What becomes of a name or a member where it stands. `handed`: it is the object of a method, which gets it. */
export type Use = 'read' | 'assigned' | 'called' | 'indexed' | 'handed';

/**
 * Goes over the tree of a text with the names that are in force at each place. A kind of walk says what it keeps of a local name
 * (`Known`), and what it does where one is made or used. Chains may be as long as they like; what nests is as deep as the parser lets it be.
 */
export abstract class ScopedWalk<Known> {
  /** The names of `statement`, whose values were walked over. */
  protected abstract local(statement: LocalStatement, scope: Scope<Known>): void;
  protected abstract localFunction(name: NameExpression, body: FunctionBody, scope: Scope<Known>): void;
  /** The names of a loop, in the scope of its block. */
  protected abstract loop(statement: ForStatement, inner: Scope<Known>): void;
  protected abstract parameter(parameter: Parameter, scope: Scope<Known>): void;
  /** The `self` of a method. */
  protected abstract self(body: FunctionBody, scope: Scope<Known>): void;
  protected typeName(_statement: TypeStatement | InterfaceStatement, _scope: Scope<Known>): void {}
  /** What a value or a function is given to; walks over it too. */
  protected abstract target(
    target: Expression,
    given: { readonly value: Expression | null; readonly body: FunctionBody | null },
    scope: Scope<Known>,
  ): void;
  protected abstract name(name: NameExpression, use: Use, scope: Scope<Known>): void;

  protected member(_member: MemberExpression, _use: Use, _scope: Scope<Known>): void {}
  protected call(_call: CallExpression, _scope: Scope<Known>): void {}
  protected string(_literal: StringLiteral): void {}
  protected field(_field: TableField): void {}
  protected functionStatement(_statement: FunctionStatement): void {}

  /** The values of a `return` are walked over here. */
  protected returned({ values }: ReturnStatement, scope: Scope<Known>): void {
    this.expressions(values, scope);
  }

  protected statements({ statements }: Block, scope: Scope<Known>): void {
    for (const statement of statements) this.#statement(statement, scope);
  }

  protected function(body: FunctionBody, outer: Scope<Known>, isMethod: boolean): void {
    const scope = new Scope(outer, body.end);
    if (isMethod) this.self(body, scope);
    for (const parameter of body.parameters) this.parameter(parameter, scope);
    this.statements(body.block, scope);
  }

  protected expressions(list: readonly Expression[], scope: Scope<Known>): void {
    for (const expression of list) this.expression(expression, scope);
  }

  protected expression(from: Expression, scope: Scope<Known>, as: Use = 'read'): void {
    let use = as;
    // Down the left side in a loop: `a + b + c …` and `a.b.c …`.
    for (let next: Expression | null = from; next;) {
      const [left, leftUse]: readonly [Expression | null, Use] = this.#visit(next, use, scope);
      next = left;
      use = leftUse;
    }
  }

  /** Walks over all of `expression` but its left side, which is the answer. */
  #visit(expression: Expression, use: Use, scope: Scope<Known>): readonly [Expression | null, Use] {
    switch (expression.kind) {
      case 'name':
        this.name(expression, use, scope);
        return END;
      case 'member':
        this.member(expression, use, scope);
        return [expression.object, 'indexed'];
      case 'index':
        this.expression(expression.key, scope);
        return [expression.object, 'indexed'];
      case 'call':
        this.call(expression, scope);
        this.expressions(expression.args, scope);
        return [expression.callee, expression.method ? 'handed' : 'called'];
      case 'function':
        this.function(expression.body, scope, false);
        return END;
      case 'table':
        for (const field of expression.fields) {
          if (field.key && 'expression' in field.key) this.expression(field.key.expression, scope);
          this.field(field);
          this.expression(field.value, scope);
        }
        return END;
      case 'binary':
        this.expression(expression.right, scope);
        return [expression.left, 'read'];
      case 'unary':
        return [expression.operand, 'read'];
      case 'group':
      case 'cast':
        return [expression.inner, 'read'];
      case 'string':
        this.string(expression);
        return END;
      case 'nil':
      case 'true':
      case 'false':
      case 'vararg':
      case 'number':
      case 'missing':
        return END;
      default:
        return assertNever(expression);
    }
  }

  #block(block: Block, outer: Scope<Known>, { end }: Pick<Range, 'end'>): Scope<Known> {
    const scope = new Scope(outer, end);
    this.statements(block, scope);
    return scope;
  }

  #statement(statement: Statement, scope: Scope<Known>): void {
    switch (statement.kind) {
      case 'local':
        this.expressions(statement.values, scope);
        return this.local(statement, scope);
      case 'assign':
        this.expressions(statement.values, scope);
        for (const [index, target] of statement.targets.entries())
          this.target(target, { value: statement.values[index] ?? null, body: null }, scope);
        return;
      case 'call-statement':
        return this.expression(statement.call, scope);
      case 'function-statement': {
        const { target, isLocal, isMethod, body } = statement;
        if (isLocal && target.kind === 'name') this.localFunction(target, body, scope);
        else this.target(target, { value: null, body }, scope);
        this.functionStatement(statement);
        return this.function(body, scope, isMethod);
      }
      case 'do':
        this.#block(statement.block, scope, statement);
        return;
      case 'while':
        this.expression(statement.condition, scope);
        this.#block(statement.block, scope, statement);
        return;
      case 'repeat':
        return this.expression(statement.condition, this.#block(statement.block, scope, statement));
      case 'if':
        for (const [index, { condition, block }] of statement.clauses.entries()) {
          this.expression(condition, scope);
          const next = statement.clauses[index + 1]?.condition ?? statement.otherwise;
          this.#block(block, scope, { end: next?.start ?? statement.end });
        }
        if (statement.otherwise) this.#block(statement.otherwise, scope, statement);
        return;
      case 'for': {
        this.expressions(statement.values, scope);
        const inner = new Scope(scope, statement.end);
        this.loop(statement, inner);
        return this.statements(statement.block, inner);
      }
      case 'return':
        return this.returned(statement, scope);
      case 'type':
      case 'interface':
        return this.typeName(statement, scope);
      case 'break':
      case 'goto':
      case 'label':
        return;
      default:
        assertNever(statement);
    }
  }
}

const END = [null, 'read'] as const;
