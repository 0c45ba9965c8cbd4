import { isDue } from '../base/effort.ts';
import type { Constant, Expression, FunctionBody, TableField } from './ast.ts';
import { DeclarationParser } from './parse-declarations.ts';
import type { Reading } from './reading.ts';
import { isFieldName, Kind } from './tokens.ts';

interface Rank {
  readonly operator: string;
  readonly left: number;
  /** Lower than `left` for an operator that groups from the right. */
  readonly right: number;
}

/** Binary operators of Lua 5.3 §3.4.8, by kind of token. */
const BINARY: readonly (Rank | undefined)[] = (() => {
  const ranks: (Rank | undefined)[] = [];
  const add = (left: number, right: number, operators: Readonly<Record<string, Kind>>): void => {
    for (const [operator, kind] of Object.entries(operators)) ranks[kind] = { operator, left, right };
  };
  add(1, 1, { or: Kind.or });
  add(2, 2, { and: Kind.and });
  add(3, 3, {
    '<': Kind.less,
    '>': Kind.greater,
    '<=': Kind.lessEqual,
    '>=': Kind.greaterEqual,
    '~=': Kind.notEqual,
    '==': Kind.equal,
  });
  add(4, 4, { '|': Kind.pipe });
  add(5, 5, { '~': Kind.tilde });
  add(6, 6, { '&': Kind.ampersand });
  add(7, 7, { '<<': Kind.shiftLeft, '>>': Kind.shiftRight });
  add(9, 8, { '..': Kind.concat });
  add(10, 10, { '+': Kind.plus, '-': Kind.minus });
  add(11, 11, { '*': Kind.star, '/': Kind.slash, '//': Kind.floorDivide, '%': Kind.percent });
  add(14, 13, { '^': Kind.caret });
  return ranks;
})();
const UNARY_RANK = 12;

const UNARY: ReadonlyMap<Kind, 'not' | '-' | '#' | '~'> = new Map([
  [Kind.not, 'not'],
  [Kind.minus, '-'],
  [Kind.hash, '#'],
  [Kind.tilde, '~'],
] as const);

const CONSTANTS: ReadonlyMap<Kind, Constant['kind']> = new Map([
  [Kind.nil, 'nil'],
  [Kind.true, 'true'],
  [Kind.false, 'false'],
  [Kind.number, 'number'],
] as const);

/** What may begin a value and nothing else. */
const STARTS_VALUE: ReadonlySet<Kind> = new Set<Kind>([
  ...CONSTANTS.keys(),
  ...UNARY.keys(),
  Kind.name,
  Kind.string,
  Kind.ellipsis,
  Kind.openBrace,
  Kind.openParen,
  Kind.function,
]);

/** Expressions: precedence climbing over operands with their suffixes and casts. */
export abstract class ExpressionParser extends DeclarationParser {
  /** Whether `...` may stand here. */
  protected abstract readonly isVararg: boolean;
  /** From `(` or `<` of a function to behind its `end`; `opener` is the index of the word `function`. */
  protected abstract functionBody(opener: number): Reading<FunctionBody>;

  protected expression(): Reading<Expression> {
    return this.#operation(0);
  }

  protected *expressions(): Reading<readonly Expression[]> {
    const list: Expression[] = [yield* this.expression()];
    while (this.accept(Kind.comma)) {
      if (isDue()) yield;
      list.push(yield* this.expression());
    }
    return list;
  }

  protected *expressionsUntilParen(opener: number): Reading<readonly Expression[]> {
    const args = this.kind === Kind.closeParen ? [] : yield* this.expressions();
    this.close(Kind.closeParen, opener);
    return args;
  }

  *#operation(limit: number): Reading<Expression> {
    const { start } = this;
    if (!this.enter()) return this.missing();
    const operator = UNARY.get(this.kind);
    let left: Expression;
    if (operator === undefined) left = yield* this.#operand();
    else {
      this.advance();
      const operand = yield* this.#operation(UNARY_RANK);
      left = { kind: 'unary', operator, operand, start, end: operand.end };
    }
    for (;;) {
      const rank = BINARY[this.kind];
      if (!rank || rank.left <= limit) break;
      if (isDue()) yield;
      this.advance();
      const right = yield* this.#operation(rank.right);
      left = { kind: 'binary', operator: rank.operator, left, right, start, end: right.end };
    }
    this.leave();
    return left;
  }

  /** A value without operators, with the casts that follow it: they bind closer than any operator. */
  *#operand(): Reading<Expression> {
    const { start } = this;
    let inner = yield* this.#simple();
    let isCast = false;
    for (;;) {
      const { start: from } = this;
      if (this.kind === Kind.bang) {
        this.advance();
        inner = { kind: 'cast', syntax: '!', inner, type: null, start, end: this.lastEnd };
      } else if (this.kind === Kind.as || (this.kind === Kind.doubleColon && !this.isLabel())) {
        const syntax = this.kind === Kind.as ? 'as' : '::';
        this.advance();
        const type = yield* this.type();
        inner = { kind: 'cast', syntax, inner, type, start, end: this.lastEnd };
      } else {
        if (isCast && !this.isFirstOfLine) this.#noSuffix(start, from);
        return inner;
      }
      isCast = true;
      this.markTypes(from);
    }
  }

  /** After a cast Wippy takes no field, method or call. */
  #noSuffix(start: number, end: number): void {
    const isSuffix =
      this.kind === Kind.dot ||
      this.kind === Kind.colon ||
      this.kind === Kind.openBracket ||
      this.kind === Kind.openParen;
    if (!isSuffix) return;
    const example = this.excerpt(start, end) ?? 'value as T';
    this.fail(`unexpected '${this.word()}' after a cast`, `put the cast in parentheses: (${example})${this.word()}…`);
  }

  /** `::name::` and not the cast `:: T` in front of a label. */
  protected isLabel(): boolean {
    if (this.peek() !== Kind.name || this.peek(2) !== Kind.doubleColon) return false;
    return this.peek(3) !== Kind.name || this.peek(4) !== Kind.doubleColon;
  }

  *#simple(): Reading<Expression> {
    const { start } = this;
    const constant = CONSTANTS.get(this.kind);
    if (constant !== undefined) {
      this.advance();
      return { kind: constant, start, end: this.lastEnd };
    }
    switch (this.kind) {
      case Kind.string:
        return this.#string();
      case Kind.ellipsis:
        if (!this.isVararg) this.fail("'...' stands outside a function with '...' as its last parameter");
        this.advance();
        return { kind: 'vararg', start, end: this.lastEnd };
      case Kind.openBrace:
        return yield* this.#table();
      case Kind.function: {
        const opener = this.at;
        this.advance();
        const body = yield* this.functionBody(opener);
        return { kind: 'function', body, start, end: this.lastEnd };
      }
      default:
        return yield* this.suffixed();
    }
  }

  #string(): Expression {
    const { start, end } = this;
    this.advance();
    return { kind: 'string', start, end };
  }

  /** A name or parentheses, with fields, keys and calls. */
  protected *suffixed(): Reading<Expression> {
    const { start } = this;
    let left = yield* this.#prefix();
    if (left.kind === 'missing') return left;
    for (;;) {
      if (isDue()) yield;
      switch (this.kind) {
        case Kind.dot: {
          this.advance();
          const member = this.fieldName("after '.'");
          left = { kind: 'member', object: left, member, start, end: this.lastEnd };
          break;
        }
        case Kind.openBracket: {
          const opener = this.at;
          this.advance();
          const key = yield* this.expression();
          this.close(Kind.closeBracket, opener);
          left = { kind: 'index', object: left, key, start, end: this.lastEnd };
          break;
        }
        case Kind.colon: {
          this.advance();
          const method = this.fieldName("after ':'");
          const args = yield* this.#arguments();
          if (!args) this.fail(`arguments expected after ':${method.name}' ${this.near()}`);
          left = { kind: 'call', callee: left, method, args: args ?? [], start, end: this.lastEnd };
          break;
        }
        default: {
          const args = yield* this.#arguments();
          if (!args) return left;
          left = { kind: 'call', callee: left, method: null, args, start, end: this.lastEnd };
        }
      }
    }
  }

  *#prefix(): Reading<Expression> {
    const { start } = this;
    if (this.kind === Kind.name) return { kind: 'name', ...this.takeName() };
    if (this.kind === Kind.openParen) {
      const opener = this.at;
      this.advance();
      const inner = yield* this.expression();
      this.close(Kind.closeParen, opener);
      return { kind: 'group', inner, start, end: this.lastEnd };
    }
    const hint = this.#hintForValue();
    this.fail(`unexpected ${this.kind === Kind.eof ? '<eof>' : `'${this.word()}'`}, a value is expected`, hint);
    return this.missing();
  }

  #hintForValue(): string | undefined {
    if (this.kind === Kind.bang) return "negation is written 'not'";
    // A word of types; the type of a value is told by a function.
    if (this.word() === 'typeof') return 'did you mean "type"?';
    if (this.kind >= Kind.fun && this.kind <= Kind.extends) return `'${this.word()}' is a reserved word in Wippy`;
    return undefined;
  }

  /** The arguments of a call, null if none follow. */
  *#arguments(): Reading<readonly Expression[] | null> {
    switch (this.kind) {
      case Kind.openParen: {
        const opener = this.at;
        this.advance();
        return yield* this.expressionsUntilParen(opener);
      }
      case Kind.string:
        return [this.#string()];
      case Kind.openBrace:
        return [yield* this.#table()];
      default:
        return null;
    }
  }

  *#table(): Reading<Expression> {
    const { start, at: opener } = this;
    const fields: TableField[] = [];
    this.advance();
    while (this.kind !== Kind.closeBrace && this.kind !== Kind.eof) {
      if (isDue()) yield;
      const before = this.at;
      fields.push(yield* this.#field());
      if (this.accept(Kind.comma) || this.accept(Kind.semicolon)) continue;
      if (this.is(Kind.closeBrace)) break;
      // A comma is missing, or the brace.
      if (!STARTS_VALUE.has(this.kind) || this.kind === Kind.function || this.at === before) break;
      this.fail(`',' or '}' expected ${this.toClose(opener)}, ${this.near()}`);
    }
    this.close(Kind.closeBrace, opener);
    return { kind: 'table', fields, start, end: this.lastEnd };
  }

  *#field(): Reading<TableField> {
    const { start } = this;
    if (isFieldName(this.kind) && this.peek() === Kind.assign) {
      const name = this.takeName();
      this.advance();
      return { key: { name }, value: yield* this.expression(), start, end: this.lastEnd };
    }
    if (this.kind === Kind.openBracket) {
      const opener = this.at;
      this.advance();
      const expression = yield* this.expression();
      this.close(Kind.closeBracket, opener);
      this.expect(Kind.assign, "after '[key]'");
      return { key: { expression }, value: yield* this.expression(), start, end: this.lastEnd };
    }
    return { key: null, value: yield* this.expression(), start, end: this.lastEnd };
  }

  protected missing(): Expression {
    return { kind: 'missing', start: this.start, end: this.start };
  }
}
