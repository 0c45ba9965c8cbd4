/** What types of one text have to do with each other: the type of a field, and whether all values of one are of another. */
import { spend } from '../base/effort.ts';
import type { TypeShape } from './type-shape.ts';

/** Follows a name; null where nothing is known of it. */
export type Resolve = (name: string) => TypeShape | null;

/** Pairs of types that one question looks at, at most; beyond them nothing is known. */
const MAX_STEPS = 1000;
const MAX_DEPTH = 20;
/** Fields that one index names, at most. */
const MAX_KEYS = 200;

type Key = string | number;

const NIL: TypeShape = { kind: 'scalar', name: 'nil' };

/** Of `T[K]`; null where it is not known. */
export function indexedShape(object: TypeShape, key: TypeShape, resolve: Resolve): TypeShape | null {
  const keys = keysOf(key, resolve);
  if (keys) {
    if (keys.length > MAX_KEYS) return null;
    const found = keys.map((one) => fieldOf(object, one, resolve, 0));
    const members = found.flatMap((shape) => shape ?? []);
    return members.length === keys.length ? unionOf(members) : null;
  }
  const table = seen(object, resolve);
  const wanted = seen(key, resolve);
  if (table?.kind !== 'table' || wanted?.kind !== 'scalar') return null;
  if (table.item && (wanted.name === 'number' || wanted.name === 'integer')) return table.item;
  return table.maps.find((map) => isAssignable(wanted, map.key, resolve) === true)?.value ?? null;
}

/** Of the literals that a key may be; null for what else it may be. */
function keysOf(key: TypeShape, resolve: Resolve): readonly Key[] | null {
  const shape = seen(key, resolve);
  if (shape?.kind === 'literal') return typeof shape.value === 'boolean' ? null : [shape.value];
  if (shape?.kind !== 'union') return null;
  const keys = shape.members.flatMap((member) => {
    const one = seen(member, resolve);
    return one?.kind === 'literal' && typeof one.value !== 'boolean' ? [one.value] : [];
  });
  return keys.length === shape.members.length ? keys : null;
}

function fieldOf(object: TypeShape, key: Key, resolve: Resolve, depth: number): TypeShape | null {
  spend(1);
  const shape = depth < MAX_DEPTH ? seen(object, resolve) : null;
  if (shape?.kind === 'intersection')
    return (
      shape.members.map((member) => fieldOf(member, key, resolve, depth + 1)).find((found) => found !== null) ?? null
    );
  if (shape?.kind !== 'table') return null;
  const field = shape.fields.find(({ name }) => name === key);
  if (field) return field.isOptional ? { kind: 'optional', inner: field.type } : field.type;
  if (shape.item && typeof key === 'number') return shape.item;
  return (
    shape.maps.find((map) => isAssignable({ kind: 'literal', value: key }, map.key, resolve) === true)?.value ?? null
  );
}

/** What is behind names and constraints. */
function seen(shape: TypeShape, resolve: Resolve): TypeShape | null {
  let at: TypeShape | null = shape;
  for (let depth = 0; at && depth < MAX_DEPTH; depth++) {
    if (at.kind === 'named') at = resolve(at.name);
    else if (at.kind === 'constrained') at = at.inner;
    else return at;
  }
  return null;
}

/** Those of a union or an optional type; of any other itself. */
export function membersOf(shape: TypeShape, resolve: Resolve): readonly TypeShape[] {
  const behind = seen(shape, resolve);
  if (behind?.kind === 'union') return behind.members;
  return behind?.kind === 'optional' ? [behind.inner, NIL] : [shape];
}

/** Of one member it is that. */
export function unionOf(members: readonly TypeShape[]): TypeShape {
  const possible = members.filter(({ kind }) => kind !== 'never');
  const [first] = possible;
  if (!first) return { kind: 'never' };
  return possible.length === 1 ? first : { kind: 'union', members: possible };
}

/** Whether each value of `from` is one of `to`; null where that is not known. */
export function isAssignable(from: TypeShape, to: TypeShape, resolve: Resolve): boolean | null {
  let steps = MAX_STEPS;

  function holds(one: TypeShape, other: TypeShape, depth: number): boolean | null {
    spend(1);
    if (--steps < 0 || depth > MAX_DEPTH) return null;
    const b = other.kind === 'constrained' ? other : seen(other, resolve);
    const a = seen(one, resolve);
    if (b?.kind === 'any' || a?.kind === 'never') return true;
    if (!a || !b || a.kind === 'any') return null;
    if (b.kind === 'constrained') return holds(a, b.inner, depth + 1) === false ? false : null;
    if (a.kind === 'union') return all(a.members.map((member) => holds(member, b, depth + 1)));
    if (a.kind === 'optional') return all([holds(NIL, b, depth + 1), holds(a.inner, b, depth + 1)]);
    if (b.kind === 'intersection') return all(b.members.map((member) => holds(a, member, depth + 1)));
    if (b.kind === 'union') return some(b.members.map((member) => holds(a, member, depth + 1)));
    if (b.kind === 'optional') return some([holds(a, NIL, depth + 1), holds(a, b.inner, depth + 1)]);
    if (a.kind === 'intersection')
      return a.members.some((member) => holds(member, b, depth + 1) === true) ? true : null;
    if (b.kind === 'never') return false;
    if (a.kind === 'table') return b.kind === 'table' ? holdsTable(a, b, depth) : isScalarOf(b, 'table');
    if (a.kind === 'literal') {
      if (b.kind === 'literal') return a.value === b.value;
      return isScalarOf(b, typeof a.value) || (Number.isInteger(a.value) && isScalarOf(b, 'integer'));
    }
    if (a.kind !== 'scalar') return null;
    if (b.kind === 'table') return a.name === 'table' ? null : false;
    return isScalarOf(b, a.name) || (a.name === 'integer' && isScalarOf(b, 'number'));
  }

  function holdsTable(a: Table, b: Table, depth: number): boolean | null {
    return all([
      ...b.fields.map(({ name, isOptional, type }) => {
        const own = a.fields.find((field) => field.name === name);
        if (!own) return isOptional;
        return own.isOptional && !isOptional ? holds(NIL, type, depth + 1) : holds(own.type, type, depth + 1);
      }),
      ...(b.item ? [a.item ? holds(a.item, b.item, depth + 1) : false] : []),
      ...b.maps.map((map) => {
        const [own] = a.maps;
        return own ? all([holds(own.key, map.key, depth + 1), holds(own.value, map.value, depth + 1)]) : null;
      }),
    ]);
  }

  return holds(from, to, 0);
}

type Table = Extract<TypeShape, { readonly kind: 'table' }>;

function isScalarOf(shape: TypeShape, name: string): boolean {
  return shape.kind === 'scalar' && shape.name === name;
}

function all(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

function some(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}
