import { isDue } from '../base/effort.ts';
import type { FunctionType, InterfaceStatement, Name, Parameter, TypeStatement } from './ast.ts';
import { TypeParser } from './parse-types.ts';
import type { Reading } from './reading.ts';
import { isFieldName, Kind } from './tokens.ts';

/** Statements that are types from end to end. */
export abstract class DeclarationParser extends TypeParser {
  /** Those of the whole text. */
  protected readonly declarations: (TypeStatement | InterfaceStatement)[] = [];

  /** `type Name<T> = …`; at the word `type`, which is a name everywhere else. */
  protected *typeAlias(): Reading<TypeStatement> {
    const { start } = this;
    this.advance();
    const name = this.takeName();
    const typeParameters = yield* this.typeParameters();
    const isWhole = this.expect(Kind.assign, `after 'type ${name.name}'`);
    const type = isWhole ? yield* this.type() : this.unknownType(this.start);
    this.markTypes(start);
    const statement: TypeStatement = { kind: 'type', name, typeParameters, type, start, end: this.lastEnd };
    this.declarations.push(statement);
    return statement;
  }

  /** `interface Name: Base … end`, with methods and nothing else. */
  protected *interfaceStatement(): Reading<InterfaceStatement> {
    const { start, at: opener } = this;
    this.advance();
    const name = this.name("interface's name");
    yield* this.typeParameters();
    const bases: Name[] = [];
    if (this.accept(Kind.colon) || this.accept(Kind.extends))
      do bases.push(this.name("interface's name"));
      while (this.accept(Kind.comma));
    const methods: InterfaceStatement['methods'][number][] = [];
    while (this.kind === Kind.function) {
      if (isDue()) yield;
      methods.push(yield* this.#method());
    }
    if (this.kind !== Kind.end) this.fail(`'function' or 'end' expected ${this.toClose(opener)}, ${this.near()}`);
    while (this.kind !== Kind.end && this.kind !== Kind.eof) this.advance();
    this.accept(Kind.end);
    this.markTypes(start);
    const statement: InterfaceStatement = { kind: 'interface', name, bases, methods, start, end: this.lastEnd };
    this.declarations.push(statement);
    return statement;
  }

  *#method(): Reading<InterfaceStatement['methods'][number]> {
    const { start } = this;
    this.advance();
    const name = isFieldName(this.kind) ? this.takeName() : this.name("method's name");
    const paren = this.at;
    const parameters: FunctionType['parameters'][number][] = [];
    if (this.expect(Kind.openParen, "after the method's name")) {
      if (this.kind !== Kind.closeParen)
        do parameters.push(yield* this.#parameter());
        while (this.accept(Kind.comma));
      this.close(Kind.closeParen, paren);
    }
    const results = (yield* this.resultAnnotation()) ?? [];
    return {
      name,
      type: { kind: 'function', parameters, results, start, end: this.lastEnd },
      start,
      end: this.lastEnd,
    };
  }

  *#parameter(): Reading<FunctionType['parameters'][number]> {
    const { start, end } = this;
    if (this.accept(Kind.ellipsis)) return { name: { name: '...', start, end }, type: yield* this.annotationOf() };
    const parameter: Parameter = yield* this.typedName('parameter');
    return { name: parameter, type: parameter.type };
  }
}
