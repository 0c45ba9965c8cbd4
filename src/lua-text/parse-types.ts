import { isDue } from '../base/effort.ts';
import type {
  Annotation,
  Expression,
  FunctionType,
  LiteralType,
  Name,
  Parameter,
  Type,
  TypeField,
  TypeParameter,
} from './ast.ts';
import { Cursor } from './cursor.ts';
import type { Reading } from './reading.ts';
import { isFieldName, Kind } from './tokens.ts';

type TypeParameterOfFunction = FunctionType['parameters'][number];

/** Wippy's types (spec/lua-base §2). Nothing here marks what is to be blanked: whoever asks for a type knows where it begins. */
export abstract class TypeParser extends Cursor {
  protected abstract expression(): Reading<Expression>;
  /** From behind `(` to behind `)`. */
  protected abstract expressionsUntilParen(opener: number): Reading<readonly Expression[]>;

  /** `A | B & C`, with equal rank from left to right, or `A extends B ? C : D`. */
  protected *type(): Reading<Type> {
    if (isDue()) yield;
    const { start } = this;
    if (!this.enter()) return this.unknownType(start);
    const type = yield* this.#set(start, yield* this.#simple());
    this.leave();
    return type;
  }

  *#set(start: number, first: Type): Reading<Type> {
    let type = first;
    if (this.kind === Kind.extends) return yield* this.#conditional(start, type);
    while (this.kind === Kind.pipe || this.kind === Kind.ampersand) {
      const kind = this.kind === Kind.pipe ? 'union' : 'intersection';
      const sign = this.kind;
      const members = [type];
      while (this.accept(sign)) {
        if (isDue()) yield;
        members.push(yield* this.#simple());
      }
      type = { kind, members, start, end: this.lastEnd };
    }
    return type;
  }

  *#conditional(start: number, check: Type): Reading<Type> {
    this.advance();
    const bound = yield* this.#simple('before-question');
    this.expect(Kind.question, "in a type with 'extends'");
    const whenTrue = yield* this.type();
    this.expect(Kind.colon, "in a type with 'extends'");
    const whenFalse = yield* this.type();
    return { kind: 'conditional', check, bound, whenTrue, whenFalse, start, end: this.lastEnd };
  }

  /** A type with what may follow it: `?`, `[]`, `[key]`, `@name(...)`. */
  *#simple(place: 'anywhere' | 'before-question' = 'anywhere'): Reading<Type> {
    const { start } = this;
    return yield* this.#suffixes(start, yield* this.#primary(), place);
  }

  *#suffixes(start: number, primary: Type, place: 'anywhere' | 'before-question'): Reading<Type> {
    let inner = primary;
    for (;;) {
      if (this.kind === Kind.question && place === 'anywhere') {
        this.advance();
        inner = { kind: 'optional', inner, annotations: [], start, end: this.lastEnd };
      } else if (this.kind === Kind.at) {
        const annotations: Annotation[] = [];
        while (this.kind === Kind.at) annotations.push(yield* this.#annotation());
        inner = { kind: 'annotated', inner, annotations, start, end: this.lastEnd };
      } else if (this.kind === Kind.openBracket && !this.isFirstOfLine) {
        const opener = this.at;
        this.advance();
        if (this.accept(Kind.closeBracket)) inner = { kind: 'array', inner, annotations: [], start, end: this.lastEnd };
        else {
          const key = yield* this.type();
          this.close(Kind.closeBracket, opener);
          inner = { kind: 'indexed', object: inner, key, start, end: this.lastEnd };
        }
      } else return inner;
    }
  }

  *#annotation(): Reading<Annotation> {
    const { start } = this;
    this.advance();
    const name = this.name("annotation's name");
    let args: readonly Expression[] = [];
    if (this.kind === Kind.openParen && !this.isFirstOfLine) {
      const opener = this.at;
      this.advance();
      args = yield* this.expressionsUntilParen(opener);
    }
    return { name, args, start, end: this.lastEnd };
  }

  *#primary(): Reading<Type> {
    const { start } = this;
    switch (this.kind) {
      case Kind.name:
        return yield* this.#named(start);
      case Kind.nil:
        this.advance();
        return { kind: 'nil', start, end: this.lastEnd };
      case Kind.true:
      case Kind.false:
      case Kind.string:
      case Kind.number:
        return this.#literal(start);
      case Kind.minus:
        this.advance();
        if (this.is(Kind.number)) return this.#literal(start);
        return this.#noType(start);
      case Kind.openBrace:
        return yield* this.#table(start, false);
      case Kind.openParen:
        return yield* this.#parens(start);
      case Kind.fun:
        return yield* this.#fun(start);
      case Kind.readonly:
        this.advance();
        if (this.is(Kind.openBrace)) return yield* this.#table(start, true);
        this.fail(`'{' expected after 'readonly' ${this.near()}`);
        return this.unknownType(start);
      case Kind.interface:
        this.advance();
        if (this.is(Kind.openBrace)) return yield* this.#table(start, false);
        this.fail(`'{' expected after 'interface' in a type ${this.near()}`);
        return this.unknownType(start);
      case Kind.typeof:
        return yield* this.#typeof(start);
      case Kind.keyof: {
        this.advance();
        const inner = yield* this.#deepPrimary();
        return { kind: 'keyof', inner, annotations: [], start, end: this.lastEnd };
      }
      case Kind.asserts:
        return yield* this.#asserts(start);
      default:
        return this.#noType(start);
    }
  }

  /** `keyof keyof …` nests without passing through `type`. */
  *#deepPrimary(): Reading<Type> {
    const { start } = this;
    if (!this.enter()) return this.unknownType(start);
    const inner = yield* this.#primary();
    this.leave();
    return inner;
  }

  *#named(start: number): Reading<Type> {
    const path = [this.takeName()];
    while (this.kind === Kind.dot) {
      this.advance();
      path.push(this.fieldName("after '.'"));
    }
    const args: Type[] = [];
    if (this.kind === Kind.less) {
      const opener = this.at;
      this.advance();
      do args.push(yield* this.type());
      while (this.accept(Kind.comma));
      this.close(Kind.greater, opener);
    }
    return { kind: 'named', path, args, start, end: this.lastEnd };
  }

  #literal(start: number): LiteralType {
    this.advance();
    return { kind: 'literal', start, end: this.lastEnd };
  }

  *#table(start: number, isReadonly: boolean): Reading<Type> {
    const opener = this.at;
    this.advance();
    const fields: TypeField[] = [];
    while (this.kind !== Kind.closeBrace && this.kind !== Kind.eof) {
      if (isDue()) yield;
      fields.push(yield* this.#field());
      if (!this.accept(Kind.comma) && !this.accept(Kind.semicolon)) break;
    }
    this.close(Kind.closeBrace, opener);
    return { kind: 'table', isReadonly, fields, start, end: this.lastEnd };
  }

  *#field(): Reading<TypeField> {
    const { start } = this;
    const isOptional = this.peek() === Kind.question && this.peek(2) === Kind.colon;
    let name: Name | null = null;
    let key: Type | null = null;
    if (isFieldName(this.kind) && (isOptional || this.peek() === Kind.colon)) {
      name = this.takeName();
      if (isOptional) this.advance();
      this.advance();
    } else if (this.kind === Kind.openBracket) {
      const opener = this.at;
      this.advance();
      key = yield* this.type();
      this.close(Kind.closeBracket, opener);
      this.expect(Kind.colon, "after the key's type");
    }
    const type = yield* this.type();
    return { name, isOptional, key, type, start, end: this.lastEnd };
  }

  /** `(A, b: B, ...C) -> R`, or `(A)` alone. */
  *#parens(start: number): Reading<Type> {
    return yield* this.#afterParens(start, yield* this.#functionParameters());
  }

  *#afterParens(start: number, parameters: readonly TypeParameterOfFunction[]): Reading<Type> {
    if (this.accept(Kind.arrow))
      return { kind: 'function', parameters, results: yield* this.results(), start, end: this.lastEnd };
    const only = parameters[0];
    if (parameters.length === 1 && only?.type && !only.name)
      return { kind: 'group', inner: only.type, annotations: [], start, end: this.lastEnd };
    this.failAt({ start, end: this.lastEnd }, `'->' expected after the parameters of a function type, ${this.near()}`);
    return this.unknownType(start);
  }

  /** `fun(a: A): R`. */
  *#fun(start: number): Reading<Type> {
    this.advance();
    if (this.kind !== Kind.openParen) {
      this.fail(`'(' expected after 'fun' ${this.near()}`);
      return this.unknownType(start);
    }
    const parameters = yield* this.#functionParameters();
    const results = this.accept(Kind.colon) ? yield* this.results() : [];
    return { kind: 'function', parameters, results, start, end: this.lastEnd };
  }

  *#functionParameters(): Reading<TypeParameterOfFunction[]> {
    const opener = this.at;
    this.advance();
    const parameters: TypeParameterOfFunction[] = [];
    if (this.kind !== Kind.closeParen)
      do parameters.push(yield* this.#functionParameter());
      while (this.accept(Kind.comma));
    this.close(Kind.closeParen, opener);
    return parameters;
  }

  *#functionParameter(): Reading<TypeParameterOfFunction> {
    const { start, end } = this;
    if (this.accept(Kind.ellipsis)) {
      const isBare = this.kind === Kind.closeParen || this.kind === Kind.comma;
      this.accept(Kind.colon);
      return { name: { name: '...', start, end }, type: isBare ? null : yield* this.type() };
    }
    const isOptional = this.peek() === Kind.question && this.peek(2) === Kind.colon;
    if (!isFieldName(this.kind) || (!isOptional && this.peek() !== Kind.colon))
      return { name: null, type: yield* this.type() };
    const name = this.takeName();
    if (isOptional) this.optionalName(name);
    this.advance();
    return { name, type: yield* this.type() };
  }

  /** At the `?` of `name?: T`, which is for fields only. */
  protected optionalName(name: Name): void {
    this.fail(
      `':' expected after '${name.name}' ${this.near()}`,
      `an optional parameter is written '${name.name}: T?'`,
    );
    this.advance();
  }

  /** What a function type returns: `()`, `(A, B)` or one type. */
  protected *results(): Reading<readonly Type[]> {
    const { start } = this;
    if (this.kind !== Kind.openParen) return [yield* this.type()];
    if (!this.enter()) return [];
    const parameters = yield* this.#functionParameters();
    const only = parameters[0]?.type;
    const isList = !this.is(Kind.arrow) && (parameters.length !== 1 || !only);
    const first = isList ? null : yield* this.#afterParens(start, parameters);
    const results = first
      ? [yield* this.#set(start, yield* this.#suffixes(start, first, 'anywhere'))]
      : parameters.flatMap(({ type }) => type ?? []);
    this.leave();
    return results;
  }

  *#typeof(start: number): Reading<Type> {
    this.advance();
    const opener = this.at;
    if (!this.expect(Kind.openParen, "after 'typeof'")) return this.unknownType(start);
    const expression = yield* this.expression();
    this.close(Kind.closeParen, opener);
    return { kind: 'typeof', expression, start, end: this.lastEnd };
  }

  *#asserts(start: number): Reading<Type> {
    this.advance();
    const parameter = this.name("parameter's name");
    const type = this.accept(Kind.is) ? yield* this.type() : null;
    return { kind: 'asserts', parameter, type, start, end: this.lastEnd };
  }

  #noType(start: number): LiteralType {
    const hint =
      this.kind === Kind.function ? "a function's type is written '(A, B) -> C' or 'fun(a: A): C'" : undefined;
    this.fail(`type expected ${this.near()}`, hint);
    if (this.kind === Kind.function && !this.isFirstOfLine) this.advance();
    return this.unknownType(start);
  }

  protected unknownType(start: number): LiteralType {
    return { kind: 'unknown', start, end: Math.max(start, this.lastEnd) };
  }

  /** `: T`, if it is there; marked. */
  protected *annotationOf(): Reading<Type | null> {
    if (this.kind !== Kind.colon) return null;
    const { start } = this;
    this.advance();
    const type = yield* this.type();
    this.markTypes(start);
    return type;
  }

  /** A name with its annotation. */
  protected *typedName(what: string): Reading<Parameter> {
    if (isDue()) yield;
    const name = this.name(what);
    if (this.kind === Kind.question && this.peek() === Kind.colon) this.optionalName(name);
    const type = yield* this.annotationOf();
    return { ...name, end: this.lastEnd, type };
  }

  /** `<T, U: Bound>`, if it is there; marked. */
  protected *typeParameters(): Reading<readonly TypeParameter[]> {
    if (this.kind !== Kind.less) return [];
    const { start, at: opener } = this;
    this.advance();
    const parameters: TypeParameter[] = [];
    do {
      const name = this.name('type parameter');
      const bound = this.accept(Kind.colon) || this.accept(Kind.extends) ? yield* this.type() : null;
      parameters.push({ ...name, end: this.lastEnd, bound });
    } while (this.accept(Kind.comma));
    this.close(Kind.greater, opener);
    this.markTypes(start);
    return parameters;
  }

  /** The results of a function after its parameters: `: R`, `: (A, B)`, `: A, B`; marked. Null if nothing is there. */
  protected *resultAnnotation(): Reading<readonly Type[] | null> {
    if (this.kind !== Kind.colon) return null;
    const { start } = this;
    this.advance();
    const results = [...(yield* this.results())];
    while (this.accept(Kind.comma)) results.push(yield* this.type());
    this.markTypes(start);
    return results;
  }
}
