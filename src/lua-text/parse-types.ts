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
import { isFieldName, Kind } from './tokens.ts';

type TypeParameterOfFunction = FunctionType['parameters'][number];

/** Wippy's types (spec/lua-base §2). Nothing here marks what is to be blanked: whoever asks for a type knows where it begins. */
export abstract class TypeParser extends Cursor {
  protected abstract expression(): Expression;
  /** From behind `(` to behind `)`. */
  protected abstract expressionsUntilParen(opener: number): readonly Expression[];

  /** `A | B & C`, with equal rank from left to right, or `A extends B ? C : D`. */
  protected type(): Type {
    const { start } = this;
    if (!this.enter()) return this.unknownType(start);
    const type = this.#set(start, this.#simple());
    this.leave();
    return type;
  }

  #set(start: number, first: Type): Type {
    let type = first;
    if (this.kind === Kind.extends) return this.#conditional(start, type);
    while (this.kind === Kind.pipe || this.kind === Kind.ampersand) {
      const kind = this.kind === Kind.pipe ? 'union' : 'intersection';
      const sign = this.kind;
      const members = [type];
      while (this.accept(sign)) members.push(this.#simple());
      type = { kind, members, start, end: this.lastEnd };
    }
    return type;
  }

  #conditional(start: number, check: Type): Type {
    this.advance();
    const bound = this.#simple('before-question');
    this.expect(Kind.question, "in a type with 'extends'");
    const whenTrue = this.type();
    this.expect(Kind.colon, "in a type with 'extends'");
    const whenFalse = this.type();
    return { kind: 'conditional', check, bound, whenTrue, whenFalse, start, end: this.lastEnd };
  }

  /** A type with what may follow it: `?`, `[]`, `[key]`, `@name(...)`. */
  #simple(place: 'anywhere' | 'before-question' = 'anywhere'): Type {
    const { start } = this;
    return this.#suffixes(start, this.#primary(), place);
  }

  #suffixes(start: number, primary: Type, place: 'anywhere' | 'before-question'): Type {
    let inner = primary;
    for (;;) {
      if (this.kind === Kind.question && place === 'anywhere') {
        this.advance();
        inner = { kind: 'optional', inner, annotations: [], start, end: this.lastEnd };
      } else if (this.kind === Kind.at) {
        const annotations: Annotation[] = [];
        while (this.kind === Kind.at) annotations.push(this.#annotation());
        inner = { kind: 'annotated', inner, annotations, start, end: this.lastEnd };
      } else if (this.kind === Kind.openBracket && !this.isFirstOfLine) {
        const opener = this.at;
        this.advance();
        if (this.accept(Kind.closeBracket)) inner = { kind: 'array', inner, annotations: [], start, end: this.lastEnd };
        else {
          const key = this.type();
          this.close(Kind.closeBracket, opener);
          inner = { kind: 'indexed', object: inner, key, start, end: this.lastEnd };
        }
      } else return inner;
    }
  }

  #annotation(): Annotation {
    const { start } = this;
    this.advance();
    const name = this.name("annotation's name");
    let args: readonly Expression[] = [];
    if (this.kind === Kind.openParen && !this.isFirstOfLine) {
      const opener = this.at;
      this.advance();
      args = this.expressionsUntilParen(opener);
    }
    return { name, args, start, end: this.lastEnd };
  }

  #primary(): Type {
    const { start } = this;
    switch (this.kind) {
      case Kind.name:
        return this.#named(start);
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
        return this.#table(start, false);
      case Kind.openParen:
        return this.#parens(start);
      case Kind.fun:
        return this.#fun(start);
      case Kind.readonly:
        this.advance();
        if (this.is(Kind.openBrace)) return this.#table(start, true);
        this.fail(`'{' expected after 'readonly' ${this.near()}`);
        return this.unknownType(start);
      case Kind.interface:
        this.advance();
        if (this.is(Kind.openBrace)) return this.#table(start, false);
        this.fail(`'{' expected after 'interface' in a type ${this.near()}`);
        return this.unknownType(start);
      case Kind.typeof:
        return this.#typeof(start);
      case Kind.keyof: {
        this.advance();
        const inner = this.#deepPrimary();
        return { kind: 'keyof', inner, annotations: [], start, end: this.lastEnd };
      }
      case Kind.asserts:
        return this.#asserts(start);
      default:
        return this.#noType(start);
    }
  }

  /** `keyof keyof …` nests without passing through `type`. */
  #deepPrimary(): Type {
    const { start } = this;
    if (!this.enter()) return this.unknownType(start);
    const inner = this.#primary();
    this.leave();
    return inner;
  }

  #named(start: number): Type {
    const path = [this.takeName()];
    while (this.kind === Kind.dot) {
      this.advance();
      path.push(this.fieldName("after '.'"));
    }
    const args: Type[] = [];
    if (this.kind === Kind.less) {
      const opener = this.at;
      this.advance();
      do args.push(this.type());
      while (this.accept(Kind.comma));
      this.close(Kind.greater, opener);
    }
    return { kind: 'named', path, args, start, end: this.lastEnd };
  }

  #literal(start: number): LiteralType {
    this.advance();
    return { kind: 'literal', start, end: this.lastEnd };
  }

  #table(start: number, isReadonly: boolean): Type {
    const opener = this.at;
    this.advance();
    const fields: TypeField[] = [];
    while (this.kind !== Kind.closeBrace && this.kind !== Kind.eof) {
      fields.push(this.#field());
      if (!this.accept(Kind.comma) && !this.accept(Kind.semicolon)) break;
    }
    this.close(Kind.closeBrace, opener);
    return { kind: 'table', isReadonly, fields, start, end: this.lastEnd };
  }

  #field(): TypeField {
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
      key = this.type();
      this.close(Kind.closeBracket, opener);
      this.expect(Kind.colon, "after the key's type");
    }
    const type = this.type();
    return { name, isOptional, key, type, start, end: this.lastEnd };
  }

  /** `(A, b: B, ...C) -> R`, or `(A)` alone. */
  #parens(start: number): Type {
    return this.#afterParens(start, this.#functionParameters());
  }

  #afterParens(start: number, parameters: readonly TypeParameterOfFunction[]): Type {
    if (this.accept(Kind.arrow))
      return { kind: 'function', parameters, results: this.results(), start, end: this.lastEnd };
    const only = parameters[0];
    if (parameters.length === 1 && only?.type && !only.name)
      return { kind: 'group', inner: only.type, annotations: [], start, end: this.lastEnd };
    this.failAt({ start, end: this.lastEnd }, `'->' expected after the parameters of a function type, ${this.near()}`);
    return this.unknownType(start);
  }

  /** `fun(a: A): R`. */
  #fun(start: number): Type {
    this.advance();
    if (this.kind !== Kind.openParen) {
      this.fail(`'(' expected after 'fun' ${this.near()}`);
      return this.unknownType(start);
    }
    const parameters = this.#functionParameters();
    const results = this.accept(Kind.colon) ? this.results() : [];
    return { kind: 'function', parameters, results, start, end: this.lastEnd };
  }

  #functionParameters(): TypeParameterOfFunction[] {
    const opener = this.at;
    this.advance();
    const parameters: TypeParameterOfFunction[] = [];
    if (this.kind !== Kind.closeParen)
      do parameters.push(this.#functionParameter());
      while (this.accept(Kind.comma));
    this.close(Kind.closeParen, opener);
    return parameters;
  }

  #functionParameter(): TypeParameterOfFunction {
    const { start, end } = this;
    if (this.accept(Kind.ellipsis)) {
      const isBare = this.kind === Kind.closeParen || this.kind === Kind.comma;
      this.accept(Kind.colon);
      return { name: { name: '...', start, end }, type: isBare ? null : this.type() };
    }
    const isOptional = this.peek() === Kind.question && this.peek(2) === Kind.colon;
    if (!isFieldName(this.kind) || (!isOptional && this.peek() !== Kind.colon))
      return { name: null, type: this.type() };
    const name = this.takeName();
    if (isOptional) this.optionalName(name);
    this.advance();
    return { name, type: this.type() };
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
  protected results(): readonly Type[] {
    const { start } = this;
    if (this.kind !== Kind.openParen) return [this.type()];
    if (!this.enter()) return [];
    const parameters = this.#functionParameters();
    const only = parameters[0]?.type;
    const isList = !this.is(Kind.arrow) && (parameters.length !== 1 || !only);
    const first = isList ? null : this.#afterParens(start, parameters);
    const results = first
      ? [this.#set(start, this.#suffixes(start, first, 'anywhere'))]
      : parameters.flatMap(({ type }) => type ?? []);
    this.leave();
    return results;
  }

  #typeof(start: number): Type {
    this.advance();
    const opener = this.at;
    if (!this.expect(Kind.openParen, "after 'typeof'")) return this.unknownType(start);
    const expression = this.expression();
    this.close(Kind.closeParen, opener);
    return { kind: 'typeof', expression, start, end: this.lastEnd };
  }

  #asserts(start: number): Type {
    this.advance();
    const parameter = this.name("parameter's name");
    const type = this.accept(Kind.is) ? this.type() : null;
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
  protected annotationOf(): Type | null {
    if (this.kind !== Kind.colon) return null;
    const { start } = this;
    this.advance();
    const type = this.type();
    this.markTypes(start);
    return type;
  }

  /** A name with its annotation. */
  protected typedName(what: string): Parameter {
    const name = this.name(what);
    if (this.kind === Kind.question && this.peek() === Kind.colon) this.optionalName(name);
    const type = this.annotationOf();
    return { ...name, end: this.lastEnd, type };
  }

  /** `<T, U: Bound>`, if it is there; marked. */
  protected typeParameters(): readonly TypeParameter[] {
    if (this.kind !== Kind.less) return [];
    const { start, at: opener } = this;
    this.advance();
    const parameters: TypeParameter[] = [];
    do {
      const name = this.name('type parameter');
      const bound = this.accept(Kind.colon) || this.accept(Kind.extends) ? this.type() : null;
      parameters.push({ ...name, end: this.lastEnd, bound });
    } while (this.accept(Kind.comma));
    this.close(Kind.greater, opener);
    this.markTypes(start);
    return parameters;
  }

  /** The results of a function after its parameters: `: R`, `: (A, B)`, `: A, B`; marked. Null if nothing is there. */
  protected resultAnnotation(): readonly Type[] | null {
    if (this.kind !== Kind.colon) return null;
    const { start } = this;
    this.advance();
    const results = [...this.results()];
    while (this.accept(Kind.comma)) results.push(this.type());
    this.markTypes(start);
    return results;
  }
}
