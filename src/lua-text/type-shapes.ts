/** What named types say of values, without the tree: what they are at run time (spec/lua-base §2). */
import { assertNever } from '../base/assert-never.ts';
import { isDue, spend } from '../base/effort.ts';
import type { Annotation, Block, ConditionalType, Expression, Type } from './ast.ts';
import type { ParsedLua } from './parser.ts';
import type { Reading } from './reading.ts';
import { stringValue } from './strings.ts';
import type { Constraint, ScalarName, TypeShape } from './type-shape.ts';
import { indexedShape, isAssignable, membersOf, unionOf } from './type-relations.ts';

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
/** Conditions that one text may ask; those beyond are anything. */
const MAX_QUESTIONS = 500;

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
export function* typeShapes({
  text,
  chunk,
  declarations,
  problems,
}: ParsedLua): Reading<ReadonlyMap<string, TypeShape>> {
  const shapes = new Map<string, TypeShape>();
  if (problems.length > 0) return shapes;
  const known: Known = {
    text,
    declarations: new Map(declarations.map((one) => [one.name.name, one])),
    shapes,
    instances: new Map(),
    open: new Set(),
    questions: 0,
    chunk,
  };
  const named = [...known.declarations.values()];
  // Those that name arguments have what there is of them before those that only take some.
  for (const declaration of [...named.filter((one) => !takesTypes(one)), ...named.filter(takesTypes)]) {
    if (isDue()) yield;
    declaredShape(known, declaration.name.name);
  }
  return shapes;
}

/** Null where nothing is known of it, or not yet: it is what is being made. */
function declaredShape(known: Known, name: string): TypeShape | null {
  const { declarations, open, shapes } = known;
  const shape = shapes.get(name);
  const declaration = declarations.get(name);
  if (shape || !declaration || open.has(name) || open.size > MAX_DEPTH) return shape ?? null;
  spend(UNITS_PER_DECLARATION);
  open.add(name);
  const made = new Shaper(known, declaration, [], 0).shape();
  open.delete(name);
  shapes.set(name, made);
  return made;
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
  /** Those that are being made. */
  readonly open: Set<string>;
  /** Conditions asked so far. */
  questions: number;
  readonly chunk: Block;
}

class Shaper {
  readonly #known: Known;
  readonly #depth: number;
  readonly #text: string;
  readonly #declaration: Declaration;
  /** What its parameters stand for: anything where nothing is given. */
  #parameters: ReadonlyMap<string, TypeShape>;

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
        return indexedShape(this.#of(type.object), this.#of(type.key), this.#resolve) ?? ANY;
      case 'conditional':
        return this.#conditional(type);
      case 'typeof':
        return this.#valueOf(type.expression, type.start) ?? ANY;
      case 'asserts':
      case 'unknown':
        return ANY;
      default:
        return assertNever(type);
    }
  }

  readonly #resolve = (name: string): TypeShape | null => declaredShape(this.#known, name);

  /** Of a parameter that stands for one of several, each is asked by itself. */
  #conditional({ check, bound, whenTrue, whenFalse }: ConditionalType): TypeShape {
    const outer = this.#parameters;
    const parameter = check.kind === 'named' && check.path.length === 1 ? (check.path[0]?.name ?? '') : '';
    const given = outer.get(parameter);
    const members = given ? membersOf(given, this.#resolve) : [this.#of(check)];
    const known = this.#known;
    known.questions += members.length;
    if (known.questions > MAX_QUESTIONS) return ANY;
    const answers = members.map((member) => {
      if (given) this.#parameters = new Map([...outer, [parameter, member]]);
      const holds = isAssignable(member, this.#of(bound), this.#resolve);
      const answer = holds === null ? ANY : this.#of(holds ? whenTrue : whenFalse);
      this.#parameters = outer;
      return answer;
    });
    return unionOf(answers);
  }

  /** Of an expression that says it itself, or names a local of the whole text, before `at`, that does; null for any other. */
  #valueOf(expression: Expression, at: number): TypeShape | null {
    switch (expression.kind) {
      case 'string':
      case 'number':
      case 'nil':
      case 'function':
        return { kind: 'scalar', name: expression.kind };
      case 'true':
      case 'false':
        return { kind: 'scalar', name: 'boolean' };
      case 'group':
        return this.#valueOf(expression.inner, at);
      case 'cast':
        return expression.type && this.#of(expression.type);
      case 'name':
        return this.#localOf(expression.name, at);
      case 'member': {
        const object = this.#valueOf(expression.object, at);
        const key: TypeShape = { kind: 'literal', value: expression.member.name };
        return object && indexedShape(object, key, this.#resolve);
      }
      case 'table':
        return {
          kind: 'table',
          fields: expression.fields.flatMap(({ key, value }) =>
            key && 'name' in key
              ? [{ name: key.name.name, isOptional: false, type: this.#valueOf(value, at) ?? ANY }]
              : [],
          ),
          maps: [],
          item: null,
        };
      default:
        return null;
    }
  }

  #localOf(name: string, before: number): TypeShape | null {
    if (this.#depth > MAX_DEPTH) return null;
    const { statements } = this.#known.chunk;
    // In a function or a block, the name may be another's.
    if (!statements.some((one) => one === this.#declaration)) return null;
    for (const statement of statements.toReversed()) {
      if (statement.end > before) continue;
      if (statement.kind === 'function-statement' && statement.isLocal && statement.target.kind === 'name') {
        if (statement.target.name === name) return FUNCTION;
      }
      const index = statement.kind === 'local' ? statement.names.findLastIndex((one) => one.name === name) : -1;
      if (statement.kind !== 'local' || index < 0) continue;
      const type = statement.names[index]?.type;
      const value = statement.values[index];
      if (type) return this.#of(type);
      return value ? this.#valueOf(value, statement.start) : null;
    }
    return null;
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
