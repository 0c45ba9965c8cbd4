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

/** Types with arguments that one text may need; those beyond are anything. */
const MAX_INSTANCES = 200;
/** A type that refers to others is looked into no deeper. */
const MAX_DEPTH = 20;
/** Of which arguments consist at most. */
const MAX_ARGUMENT_NODES = 200;

/** Whether a name of {@link typeShapes} is one that the text declares, and not such a type with arguments. */
export function isDeclaredName(name: string): boolean {
  return !name.includes('<');
}

/** The types that a text declares, by name; of several of one name the last. Beside them those with arguments that they refer to. */
export function* typeShapes({ text, declarations, problems }: ParsedLua): Reading<ReadonlyMap<string, TypeShape>> {
  const shapes = new Map<string, TypeShape>();
  if (problems.length > 0) return shapes;
  const known: Known = {
    text,
    declarations: new Map(declarations.map((one) => [one.name.name, one])),
    shapes,
    instances: new Map(),
  };
  // Those that name arguments have what there is of them before those that only take some.
  for (const declaration of [...declarations.filter((one) => !takesTypes(one)), ...declarations.filter(takesTypes)]) {
    if (isDue()) yield;
    spend(UNITS_PER_DECLARATION);
    shapes.set(declaration.name.name, new Shaper(known, declaration, [], 0).shape());
  }
  return shapes;
}

type Declaration = ParsedLua['declarations'][number];

function takesTypes(declaration: Declaration): boolean {
  return declaration.kind === 'type' && declaration.typeParameters.length > 0;
}

/** What all of a text have in common. */
interface Known {
  readonly text: string;
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly shapes: Map<string, TypeShape>;
  /** Names of types with arguments, by what they are made of. */
  readonly instances: Map<string, string>;
}

class Shaper {
  readonly #known: Known;
  readonly #depth: number;
  readonly #text: string;
  readonly #declaration: Declaration;
  /** What its parameters stand for: anything where nothing is given. */
  readonly #parameters: ReadonlyMap<string, TypeShape>;

  /** `depth`: of types with arguments in such types. */
  constructor(known: Known, declaration: Declaration, args: readonly TypeShape[], depth: number) {
    this.#depth = depth;
    this.#known = known;
    this.#text = known.text;
    this.#declaration = declaration;
    const parameters = declaration.kind === 'type' ? declaration.typeParameters : [];
    this.#parameters = new Map(parameters.map(({ name }, index) => [name, args[index] ?? ANY]));
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
        return type.path.length === 1 ? this.#named(type.path[0]?.name ?? '', type.args) : ANY;
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
      case 'keyof': {
        const names = this.#fieldNames(type.inner, 0);
        return names ? { kind: 'union', members: names.map((value) => ({ kind: 'literal', value })) } : ANY;
      }
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

  #named(name: string, args: readonly Type[] = []): TypeShape {
    const parameter = this.#parameters.get(name);
    if (parameter) return parameter;
    const declaration = this.#known.declarations.get(name);
    if (declaration) return args.length === 0 ? { kind: 'named', name } : this.#instance(declaration, args);
    if (name === 'never') return { kind: 'never' };
    return SCALARS.has(name) ? { kind: 'scalar', name: name as ScalarName } : ANY;
  }

  /** A declared type with arguments, which refers to itself like any other; anything where these lead on and on. */
  #instance(declaration: Declaration, args: readonly Type[]): TypeShape {
    const { instances, shapes } = this.#known;
    const given = args.map((arg) => this.#of(arg));
    const room = { nodes: MAX_ARGUMENT_NODES };
    if (this.#depth >= MAX_DEPTH || instances.size >= MAX_INSTANCES || !given.every((one) => fits(one, room)))
      return ANY;
    const key = `${declaration.name.name} ${JSON.stringify(given)}`;
    const known = instances.get(key);
    if (known !== undefined) return { kind: 'named', name: known };
    spend(UNITS_PER_DECLARATION);
    const name = `${declaration.name.name}<${instances.size}>`;
    instances.set(key, name);
    shapes.set(name, new Shaper(this.#known, declaration, given, this.#depth + 1).shape());
    return { kind: 'named', name };
  }

  /** Null where not all of them are known. */
  #fieldNames(type: Type, depth: number): readonly string[] | null {
    if (depth > MAX_DEPTH) return null;
    switch (type.kind) {
      case 'table':
        return type.fields.every(({ name }) => name !== null)
          ? type.fields.flatMap(({ name }) => name?.name ?? [])
          : null;
      case 'group':
      case 'annotated':
        return this.#fieldNames(type.inner, depth + 1);
      case 'named': {
        const declaration = type.path.length === 1 ? this.#known.declarations.get(type.path[0]?.name ?? '') : undefined;
        if (declaration?.kind === 'type') return this.#fieldNames(declaration.type, depth + 1);
        return declaration?.bases.length === 0 ? declaration.methods.map(({ name }) => name.name) : null;
      }
      default:
        return null;
    }
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

/** Whether a shape is of so few parts; what is counted leaves the room. */
function fits(shape: TypeShape, room: { nodes: number }): boolean {
  if (--room.nodes < 0) return false;
  switch (shape.kind) {
    case 'table':
      return (
        shape.fields.every(({ type }) => fits(type, room)) &&
        shape.maps.every(({ key, value }) => fits(key, room) && fits(value, room)) &&
        (shape.item === null || fits(shape.item, room))
      );
    case 'union':
    case 'intersection':
      return shape.members.every((member) => fits(member, room));
    case 'optional':
    case 'constrained':
      return fits(shape.inner, room);
    default:
      return true;
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
