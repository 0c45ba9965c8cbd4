import { isDue } from '../base/effort.ts';
import type {
  Block,
  Expression,
  FunctionBody,
  MemberExpression,
  Name,
  NameExpression,
  Parameter,
  Statement,
  Type,
} from './ast.ts';
import { Jumps } from './jumps.ts';
import { ExpressionParser } from './parse-expressions.ts';
import type { Reading } from './reading.ts';
import { Kind } from './tokens.ts';

const ENDS_BLOCK: ReadonlySet<Kind> = new Set<Kind>([Kind.eof, Kind.end, Kind.else, Kind.elseif, Kind.until]);
const STARTS_STATEMENT: ReadonlySet<Kind> = new Set<Kind>([
  Kind.if,
  Kind.while,
  Kind.do,
  Kind.for,
  Kind.repeat,
  Kind.local,
  Kind.return,
  Kind.break,
  Kind.goto,
  Kind.interface,
  Kind.semicolon,
]);

type Loop = 'loop' | 'plain';

/** Statements and blocks. One that fails is left where the next can begin, so that several mistakes are found at once. */
export abstract class StatementParser extends ExpressionParser {
  readonly #jumps = new Jumps();
  /** Index of a word whose block an `end` closed that stands further left: the `end` of another block, most likely. */
  #suspect = -1;

  protected get isVararg(): boolean {
    return this.#jumps.isVararg;
  }

  protected *chunk(): Reading<Block> {
    const statements: Statement[] = [];
    this.#jumps.openBlock(false);
    yield* this.#statements(statements);
    while (this.kind !== Kind.eof) {
      this.hasFailed = false;
      this.fail(
        `unexpected '${this.word()}'`,
        this.kind === Kind.end ? 'there is no open block that it could close' : undefined,
      );
      this.advance();
      yield* this.#statements(statements);
    }
    this.#closeJumps();
    return { statements, start: 0, end: this.text.length };
  }

  protected *block(loop: Loop): Reading<Block> {
    const { start } = this;
    const statements: Statement[] = [];
    this.#jumps.openBlock(loop === 'loop');
    yield* this.#statements(statements);
    this.#closeJumps();
    return { statements, start, end: Math.max(start, this.lastEnd) };
  }

  #closeJumps(): void {
    for (const label of this.#jumps.closeBlock())
      this.problems.add(label.start, label.end, `no visible label '${label.name}' for 'goto'`);
  }

  *#statements(into: Statement[]): Reading<void> {
    const outer = this.hasFailed;
    let last: Statement | null = null;
    while (!ENDS_BLOCK.has(this.kind)) {
      if (isDue()) yield;
      const before = this.at;
      this.hasFailed = false;
      if (last?.kind === 'return') this.fail(`'return' must be the last statement of its block, ${this.near()}`);
      this.hasFailed = false;
      last = yield* this.#statement();
      if (last) into.push(last);
      if (this.hasFailed) yield* this.#resume(before);
    }
    this.hasFailed = outer;
  }

  /** After a mistake: to where a statement may begin, at least one token on. */
  *#resume(before: number): Reading<void> {
    if (this.at === before) this.advance();
    while (!ENDS_BLOCK.has(this.kind) && !STARTS_STATEMENT.has(this.kind)) {
      if (this.kind === Kind.function && !this.isFirstOfLine) {
        // Its statements and its `end` belong together, whatever stands around them.
        const opener = this.at;
        if (!this.enter()) return;
        this.advance();
        yield* this.functionBody(opener);
        this.leave();
        continue;
      }
      const canBegin =
        this.kind === Kind.name ||
        this.kind === Kind.function ||
        this.kind === Kind.openParen ||
        this.kind === Kind.doubleColon;
      if (canBegin && this.isFirstOfLine && this.at > before) return;
      if (isDue()) yield;
      this.advance();
    }
  }

  *#statement(): Reading<Statement | null> {
    const { start } = this;
    if (!this.enter()) return null;
    if (this.kind === Kind.openParen) this.#keepApart();
    const statement = yield* this.#read(start);
    this.accept(Kind.semicolon);
    this.leave();
    return statement;
  }

  /** A type in front of `(` kept two statements apart; blanked out it would make a call of them. */
  #keepApart(): void {
    const last = this.spans.at(-1);
    if (last && last.end === this.lastEnd) this.spans[this.spans.length - 1] = { ...last, needsSemicolon: true };
  }

  *#read(start: number): Reading<Statement | null> {
    const opener = this.at;
    switch (this.kind) {
      case Kind.semicolon:
        return null;
      case Kind.local:
        return yield* this.#local(start);
      case Kind.if:
        return yield* this.#if(start);
      case Kind.while: {
        this.advance();
        const condition = yield* this.expression();
        const block = yield* this.#loopBody(opener);
        return { kind: 'while', condition, block, start, end: this.lastEnd };
      }
      case Kind.do: {
        this.advance();
        const block = yield* this.block('plain');
        this.closeBlock(Kind.end, opener);
        return { kind: 'do', block, start, end: this.lastEnd };
      }
      case Kind.for:
        return yield* this.#for(start);
      case Kind.repeat: {
        this.advance();
        const block = yield* this.block('loop');
        const condition = this.closeBlock(Kind.until, opener) ? yield* this.expression() : this.missing();
        return { kind: 'repeat', block, condition, start, end: this.lastEnd };
      }
      case Kind.function:
        return yield* this.#function(start);
      case Kind.return: {
        this.advance();
        const isBare = ENDS_BLOCK.has(this.kind) || this.is(Kind.semicolon);
        const values = isBare ? [] : yield* this.expressions();
        return { kind: 'return', values, start, end: this.lastEnd };
      }
      case Kind.break:
        if (!this.#jumps.isInLoop) this.fail("'break' stands outside a loop");
        this.advance();
        return { kind: 'break', label: null, start, end: this.lastEnd };
      case Kind.goto: {
        this.advance();
        const label = this.name('label');
        if (label.name) this.#jumps.addGoto(label);
        return { kind: 'goto', label, start, end: this.lastEnd };
      }
      case Kind.doubleColon:
        return this.#label(start);
      case Kind.interface:
        return yield* this.interfaceStatement();
      case Kind.name:
        if (this.peek() === Kind.name && this.word() === 'type') return yield* this.typeAlias();
        return yield* this.#assignmentOrCall(start);
      default:
        return yield* this.#assignmentOrCall(start);
    }
  }

  *#local(start: number): Reading<Statement> {
    this.advance();
    if (this.kind === Kind.function) {
      const opener = this.at;
      this.advance();
      const target: NameExpression = { kind: 'name', ...this.name("function's name") };
      const body = yield* this.functionBody(opener);
      return { kind: 'function-statement', isLocal: true, target, isMethod: false, body, start, end: this.lastEnd };
    }
    const names = yield* this.#typedNames();
    if (this.kind === Kind.less) this.fail(`'=' expected ${this.near()}`, 'attributes such as <const> are of Lua 5.4');
    const values = this.accept(Kind.assign) ? yield* this.expressions() : [];
    return { kind: 'local', names, values, start, end: this.lastEnd };
  }

  *#typedNames(): Reading<Parameter[]> {
    const names: Parameter[] = [];
    do names.push(yield* this.typedName('name'));
    while (this.accept(Kind.comma));
    return names;
  }

  #label(start: number): Statement {
    this.advance();
    const label = this.name('label');
    this.expect(Kind.doubleColon, "after the label's name");
    if (label.name && !this.#jumps.addLabel(label.name))
      this.failAt(label, `label '${label.name}' is already in this block`);
    return { kind: 'label', label, start, end: this.lastEnd };
  }

  *#if(start: number): Reading<Statement> {
    const opener = this.at;
    const clauses: { condition: Expression; block: Block }[] = [];
    do {
      this.advance();
      const condition = yield* this.expression();
      this.#expectWord(Kind.thenWord, opener);
      clauses.push({ condition, block: yield* this.block('plain') });
    } while (this.kind === Kind.elseif);
    const otherwise = this.accept(Kind.else) ? yield* this.block('plain') : null;
    this.closeBlock(Kind.end, opener);
    return { kind: 'if', clauses, otherwise, start, end: this.lastEnd };
  }

  *#for(start: number): Reading<Statement> {
    const opener = this.at;
    this.advance();
    const names = yield* this.#typedNames();
    const form = this.kind === Kind.assign && names.length === 1 ? '=' : 'in';
    let values: readonly Expression[] = [];
    if (form === '=') {
      this.advance();
      values = yield* this.expressions();
      if (values.length < 2 || values.length > 3)
        this.failAt(
          { start: values[0]?.start ?? start, end: this.lastEnd },
          "'for' counts from one value to another: two or three values expected",
        );
    } else if (this.expect(Kind.in, names.length === 1 ? "or '=' after the name in 'for'" : "after the names in 'for'"))
      values = yield* this.expressions();
    const block = yield* this.#loopBody(opener);
    return { kind: 'for', form, names, values, block, start, end: this.lastEnd };
  }

  *#loopBody(opener: number): Reading<Block> {
    this.#expectWord(Kind.do, opener);
    const block = yield* this.block('loop');
    this.closeBlock(Kind.end, opener);
    return block;
  }

  /** `then` or `do`. If it is missing it is looked for on the line; the block behind it is read in any case. */
  #expectWord(word: typeof Kind.thenWord | typeof Kind.do, opener: number): void {
    if (this.accept(word)) {
      this.hasFailed = false;
      return;
    }
    const { starts, ends } = this.tokens;
    const written = this.text.slice(starts[opener], ends[opener]);
    this.fail(`'${word === Kind.thenWord ? 'then' : 'do'}' expected in '${written}', ${this.near()}`);
    const found = this.findOnLine(word);
    if (found >= 0) this.jump(found + 1);
    this.hasFailed = false;
  }

  /** `end` or `until`, which closes what the token at `opener` opened. */
  protected closeBlock(word: typeof Kind.end | typeof Kind.until, opener: number): boolean {
    if (this.kind === word) {
      if (this.#suspect < 0 && this.isFirstOfLine && this.#indent(this.at) < this.#indent(opener))
        this.#suspect = opener;
      this.advance();
      return true;
    }
    if (!this.hasGivenUp)
      this.fail(
        `'${word === Kind.end ? 'end' : 'until'}' expected ${this.toClose(opener)}, ${this.near()}`,
        this.#suspicion(),
      );
    return false;
  }

  #suspicion(): string | undefined {
    if (this.#suspect < 0) return undefined;
    const { starts, ends, lines } = this.tokens;
    const word = this.text.slice(starts[this.#suspect], ends[this.#suspect]);
    return `from the indentation it is '${word}' at line ${lines[this.#suspect]} that lacks its 'end'`;
  }

  /** Characters before the first word of the line on which the token stands. */
  #indent(index: number): number {
    const from = this.text.lastIndexOf('\n', (this.tokens.starts[index] ?? 0) - 1) + 1;
    let at = from;
    while (this.text[at] === ' ' || this.text[at] === '\t') at++;
    return at - from;
  }

  *#function(start: number): Reading<Statement> {
    const opener = this.at;
    this.advance();
    const first: NameExpression = { kind: 'name', ...this.name("function's name") };
    let target: NameExpression | MemberExpression = first;
    let isMethod = false;
    while (!isMethod && (this.kind === Kind.dot || this.kind === Kind.colon)) {
      isMethod = this.kind === Kind.colon;
      this.advance();
      const member: Name = this.fieldName(isMethod ? "after ':'" : "after '.'");
      target = { kind: 'member', object: target, member, start: first.start, end: this.lastEnd };
    }
    const body = yield* this.functionBody(opener);
    return { kind: 'function-statement', isLocal: false, target, isMethod, body, start, end: this.lastEnd };
  }

  protected *functionBody(opener: number): Reading<FunctionBody> {
    const { start } = this;
    const typeParameters = yield* this.typeParameters();
    const parameters: Parameter[] = [];
    let vararg: { readonly start: number; readonly end: number; readonly type: Type | null } | null = null;
    const paren = this.at;
    if (this.expect(Kind.openParen, "after 'function'")) {
      if (this.kind !== Kind.closeParen)
        do {
          const { start: from } = this;
          if (this.accept(Kind.ellipsis)) vararg = { type: yield* this.annotationOf(), start: from, end: this.lastEnd };
          else parameters.push(yield* this.typedName('parameter'));
        } while (!vararg && this.accept(Kind.comma));
      this.close(Kind.closeParen, paren);
    }
    const results = yield* this.resultAnnotation();
    this.#jumps.openFunction(vararg !== null);
    const outer = this.hasFailed;
    const block = yield* this.block('plain');
    this.#jumps.closeFunction();
    this.hasFailed = outer;
    this.closeBlock(Kind.end, opener);
    return { typeParameters, parameters, vararg, results, block, start, end: this.lastEnd };
  }

  *#assignmentOrCall(start: number): Reading<Statement | null> {
    const first = yield* this.suffixed();
    if (this.kind !== Kind.assign && this.kind !== Kind.comma) {
      if (first.kind === 'call') return { kind: 'call-statement', call: first, start, end: this.lastEnd };
      if (first.kind !== 'missing') this.#noStatement(first);
      return null;
    }
    const targets: Expression[] = [this.#target(first)];
    while (this.accept(Kind.comma)) targets.push(this.#target(yield* this.suffixed()));
    this.expect(Kind.assign, 'after what is assigned to');
    const values = yield* this.expressions();
    return { kind: 'assign', targets, values, start, end: this.lastEnd };
  }

  #target(target: Expression): Expression {
    const isTarget = target.kind === 'name' || target.kind === 'member' || target.kind === 'index';
    if (!isTarget && target.kind !== 'missing')
      this.failAt(target, 'cannot assign to this: a name, field or key is expected');
    return target;
  }

  #noStatement(value: Expression): void {
    const next = this.kind;
    if (next === Kind.as || next === Kind.bang || next === Kind.doubleColon)
      return this.fail(`unexpected '${this.word()}': a value with a cast is no statement`);
    const isCompound = this.peek() === Kind.assign && next >= Kind.plus && next <= Kind.concat;
    if (isCompound) {
      const written = this.excerpt(value.start, value.end) ?? 'x';
      const example = `: write '${written} = ${written} ${this.word()} …'`;
      return this.fail(`'=' expected ${this.near()}`, `Lua has no '${this.word()}='${example}`);
    }
    const hint =
      value.kind === 'name' && value.name === 'continue'
        ? "Lua has no 'continue': 'goto' a label at the end of the loop"
        : undefined;
    if (this.isFirstOfLine || ENDS_BLOCK.has(this.kind))
      return this.failAt(value, `'=' or arguments expected ${this.near()}: a value alone is no statement`, hint);
    this.fail(`'=' or arguments expected ${this.near()}`);
  }
}
