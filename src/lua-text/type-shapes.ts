/** What named types say of values, without the tree: what they are at run time (spec/lua-base §2). */
import { assertNever } from '../base/assert-never.ts';
import { isDue, spend } from '../base/effort.ts';
import type { Annotation, Expression, Type } from './ast.ts';
import type { ParsedLua } from './parser.ts';
import type { Reading } from './reading.ts';
import { stringValue } from './strings.ts';

export type ScalarName =
  | 'nil'
  | 'boolean'
  | 'number'
  | 'integer'
  | 'string'
  | 'table'
  | 'function'
  | 'thread'
  | 'userdata'
  | 'error';

export interface FieldShape {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: TypeShape;
}

export type Constraint =
  | { readonly kind: 'min' | 'max' | 'min_len' | 'max_len'; readonly value: number }
  | { readonly kind: 'integer' }
  | { readonly kind: 'pattern'; readonly value: string };

export type TypeShape =
  /** Anything: what cannot be known here, too. */
  | { readonly kind: 'any' | 'never' }
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | {
      readonly kind: 'table';
      readonly fields: readonly FieldShape[];
      /** Of its keys and values, of whatever key; none for a record. */
      readonly maps: readonly { readonly key: TypeShape; readonly value: TypeShape }[];
      /** Of an array; null for what is none. */
      readonly item: TypeShape | null;
    }
  | { readonly kind: 'union' | 'intersection'; readonly members: readonly TypeShape[] }
  | { readonly kind: 'optional'; readonly inner: TypeShape }
  | { readonly kind: 'constrained'; readonly inner: TypeShape; readonly constraints: readonly Constraint[] }
  /** Another of the same text. */
  | { readonly kind: 'named'; readonly name: string };

const ANY: TypeShape = { kind: 'any' };

const SCALARS: ReadonlySet<string> = new Set<ScalarName>([
  'nil',
  'boolean',
  'number',
  'integer',
  'string',
  'table',
  'function',
  'thread',
  'userdata',
  'error',
]);

const UNITS_PER_DECLARATION = 10;

/** The types that a text declares, by name; of several of one name the last. */
export function* typeShapes({ text, declarations, problems }: ParsedLua): Reading<ReadonlyMap<string, TypeShape>> {
  const shapes = new Map<string, TypeShape>();
  if (problems.length > 0) return shapes;
  const names = new Set(declarations.map(({ name }) => name.name));
  for (const declaration of declarations) {
    if (isDue()) yield;
    spend(UNITS_PER_DECLARATION);
    shapes.set(declaration.name.name, new Shaper(text, names, declaration).shape());
  }
  return shapes;
}

type Declaration = ParsedLua['declarations'][number];

class Shaper {
  readonly #text: string;
  readonly #names: ReadonlySet<string>;
  readonly #declaration: Declaration;
  readonly #parameters: ReadonlySet<string>;

  constructor(text: string, names: ReadonlySet<string>, declaration: Declaration) {
    this.#text = text;
    this.#names = names;
    this.#declaration = declaration;
    const parameters = declaration.kind === 'type' ? declaration.typeParameters : [];
    this.#parameters = new Set(parameters.map(({ name }) => name));
  }

  shape(): TypeShape {
    const declaration = this.#declaration;
    if (declaration.kind === 'type') return this.#of(declaration.type);
    const fields = declaration.methods.map(({ name }) => ({ name: name.name, isOptional: false, type: FUNCTION }));
    const own: TypeShape = { kind: 'table', fields, maps: [], item: null };
    const bases = declaration.bases.map((base) => this.#named(base.name));
    return bases.length === 0 ? own : { kind: 'intersection', members: [...bases, own] };
  }

  #of(type: Type): TypeShape {
    switch (type.kind) {
      case 'named':
        return type.path.length === 1 ? this.#named(type.path[0]?.name ?? '') : ANY;
      case 'nil':
        return { kind: 'scalar', name: 'nil' };
      case 'literal':
        return this.#literal(this.#text.slice(type.start, type.end), type);
      case 'table':
        return {
          kind: 'table',
          fields: type.fields.flatMap(({ name, isOptional, type: of }) =>
            name ? [{ name: name.name, isOptional, type: this.#of(of) }] : [],
          ),
          maps: type.fields.flatMap(({ key, type: of }) => (key ? [{ key: this.#of(key), value: this.#of(of) }] : [])),
          item: this.#item(type.fields),
        };
      case 'function':
        return FUNCTION;
      case 'union':
      case 'intersection':
        return { kind: type.kind, members: type.members.map((member) => this.#of(member)) };
      case 'optional':
        return { kind: 'optional', inner: this.#of(type.inner) };
      case 'array':
        return { kind: 'table', fields: [], maps: [], item: this.#of(type.inner) };
      case 'group':
        return this.#of(type.inner);
      case 'annotated':
        return {
          kind: 'constrained',
          inner: this.#of(type.inner),
          constraints: type.annotations.flatMap((annotation) => this.#constraint(annotation) ?? []),
        };
      case 'keyof':
      case 'indexed':
      case 'conditional':
      case 'typeof':
      case 'asserts':
      case 'unknown':
        return ANY;
      default:
        return assertNever(type);
    }
  }

  #item(fields: readonly { readonly name: unknown; readonly key: unknown; readonly type: Type }[]): TypeShape | null {
    const item = fields.find(({ name, key }) => !name && !key);
    return item ? this.#of(item.type) : null;
  }

  #named(name: string): TypeShape {
    if (this.#parameters.has(name)) return ANY;
    if (this.#names.has(name)) return { kind: 'named', name };
    if (name === 'never') return { kind: 'never' };
    return SCALARS.has(name) ? { kind: 'scalar', name: name as ScalarName } : ANY;
  }

  #literal(text: string, { start, end }: Type): TypeShape {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
    if (/^["'[]/.test(text)) return { kind: 'literal', value: stringValue(this.#text, start, end) };
    const value = numberOf(text);
    return value === null ? ANY : { kind: 'literal', value };
  }

  /** Null for what nothing is known of. */
  #constraint({ name, args }: Annotation): Constraint | null {
    const [first] = args;
    const value = first ? this.#constant(first) : null;
    switch (name.name) {
      case 'min':
      case 'max':
      case 'min_len':
      case 'max_len':
        return typeof value === 'number' ? { kind: name.name, value } : null;
      case 'pattern':
        return typeof value === 'string' ? { kind: 'pattern', value } : null;
      case 'integer':
        return { kind: 'integer' };
      default:
        return null;
    }
  }

  #constant(expression: Expression): number | string | null {
    if (expression.kind === 'string') return stringValue(this.#text, expression.start, expression.end);
    const isNegative = expression.kind === 'unary' && expression.operator === '-';
    const number = isNegative ? expression.operand : expression;
    if (number.kind !== 'number') return null;
    const value = numberOf(this.#text.slice(number.start, number.end));
    return value === null || !isNegative ? value : -value;
  }
}

const FUNCTION: TypeShape = { kind: 'scalar', name: 'function' };

/** Of a literal, with a sign or without. */
function numberOf(text: string): number | null {
  const [, sign = '', digits = ''] = /^(-?)\s*(.*)$/s.exec(text) ?? [];
  const value = digits === '' ? Number.NaN : Number(digits);
  if (Number.isNaN(value)) return null;
  return sign === '-' ? -value : value;
}
