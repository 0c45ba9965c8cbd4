/** Whether a value is of a type (spec/lua-base §2), in pieces. */
import { assertNever } from '../../base/assert-never.ts';
import { isDue, spend, spendBytes } from '../../base/effort.ts';
import { compileTextPattern } from '../../base/text-pattern.ts';
import type { Constraint, ScalarName, TypeShape } from '../../lua-text/index.ts';
import { errorOf } from './error-object.ts';
import { int64Of } from './stdlib/int64.ts';
import * as cells from './vm/cells.ts';
import type { Cell } from './vm/cells.ts';

/** Values are held against types no deeper than this. */
const MAX_DEPTH = 200;
const decoder = new TextDecoder();

/** What is wrong, with the way to it; null for a value of the type. */
type Checked = Generator<undefined, string | null>;

/** Gives way whenever the slice is over. */
export class TypeCheck {
  readonly #types: ReadonlyMap<string, TypeShape>;
  /** Tables that are being looked at, by the named type that they are held against: a cycle is not followed. */
  readonly #open = new Map<string, Set<object>>();
  readonly #work: Checked;

  constructor(types: ReadonlyMap<string, TypeShape>, shape: TypeShape, value: Cell) {
    this.#types = types;
    this.#work = this.#check(shape, value, '', 0);
  }

  /** Null while there is more to do. */
  advance(): { readonly wrong: string | null } | null {
    for (;;) {
      const { done, value } = this.#work.next();
      if (done === true) return { wrong: value };
      if (isDue()) return null;
    }
  }

  *#check(shape: TypeShape, cell: Cell, path: string, depth: number): Checked {
    spend(1);
    if (isDue()) yield;
    if (depth > MAX_DEPTH) return wrong(path, 'nested too deep');
    switch (shape.kind) {
      case 'any':
        return null;
      case 'never':
        return wrong(path, 'there is no value of this type');
      case 'scalar':
        return isScalar(shape.name, cell) ? null : mismatch(path, shape.name, cell);
      case 'literal':
        return isLiteral(shape.value, cell) ? null : mismatch(path, textOf(shape), cell);
      case 'optional':
        return isNil(cell) ? null : yield* this.#check(shape.inner, cell, path, depth + 1);
      case 'named':
        return yield* this.#checkNamed(shape.name, cell, path, depth);
      case 'union':
        return yield* this.#checkUnion(shape, cell, path, depth);
      case 'intersection':
        for (const member of shape.members) {
          const found = yield* this.#check(member, cell, path, depth + 1);
          if (found !== null) return found;
        }
        return null;
      case 'constrained': {
        const found = yield* this.#check(shape.inner, cell, path, depth + 1);
        if (found !== null || isNil(cell)) return found;
        for (const constraint of shape.constraints) {
          const broken = brokenBy(constraint, cell);
          if (broken !== null) return wrong(path, broken);
        }
        return null;
      }
      case 'table':
        return yield* this.#checkTable(shape, cell, path, depth);
      default:
        return assertNever(shape);
    }
  }

  *#checkNamed(name: string, cell: Cell, path: string, depth: number): Checked {
    const shape = this.#types.get(name);
    if (!shape) return null;
    const identity: unknown = cells.cellType(cell) === 'table' ? cell.value : null;
    if (typeof identity !== 'object' || identity === null) return yield* this.#check(shape, cell, path, depth + 1);
    const open = this.#open.get(name) ?? new Set<object>();
    this.#open.set(name, open);
    if (open.has(identity)) return null;
    open.add(identity);
    const found = yield* this.#check(shape, cell, path, depth + 1);
    open.delete(identity);
    return found;
  }

  /** The first reason of those that came furthest says most. */
  *#checkUnion(
    shape: Extract<TypeShape, { readonly members: readonly TypeShape[] }>,
    cell: Cell,
    path: string,
    depth: number,
  ): Checked {
    for (const member of shape.members) if ((yield* this.#check(member, cell, path, depth + 1)) === null) return null;
    return mismatch(path, textOf(shape), cell);
  }

  *#checkTable(
    { fields, maps, item }: Extract<TypeShape, { readonly kind: 'table' }>,
    cell: Cell,
    path: string,
    depth: number,
  ): Checked {
    if (cells.cellType(cell) !== 'table') return mismatch(path, 'table', cell);
    for (const { name, isOptional, type } of fields) {
      const value = cells.entryOf(cell, name)?.value ?? cells.NIL_CELL;
      if (isOptional && isNil(value)) continue;
      const found = yield* this.#check(type, value, path === '' ? name : `${path}.${name}`, depth + 1);
      if (found !== null) return found;
    }
    if (item) {
      const count = cells.border(cell);
      for (let index = 1; index <= count; index++) {
        const value = cells.entryAt(cell, index)?.value ?? cells.NIL_CELL;
        const found = yield* this.#check(item, value, `${path}[${index}]`, depth + 1);
        if (found !== null) return found;
      }
    }
    const [map] = maps;
    if (!map) return null;
    const known = new Set(fields.map(({ name }) => name));
    for (let entry = cells.firstEntry(cell); entry; entry = entry.n) {
      if (cells.isRemoved(entry) || isNil(entry.value)) continue;
      const key = cells.displayCell(entry.key).slice(0, 100);
      if (known.has(key)) continue;
      const found =
        (yield* this.#check(map.key, entry.key, `key ${key}`, depth + 1)) ??
        (yield* this.#check(map.value, entry.value, `${path}[${key}]`, depth + 1));
      if (found !== null) return found;
    }
    return null;
  }
}

function isNil(cell: Cell): boolean {
  return cells.cellType(cell) === 'nil';
}

export function isScalar(name: ScalarName, cell: Cell): boolean {
  switch (name) {
    case 'integer':
      return isWhole(cell);
    case 'number':
      return cells.cellType(cell) === 'number' || int64Of(cell) !== null;
    case 'error':
      return errorOf(cell) !== null;
    default:
      return cells.cellType(cell) === name;
  }
}

/** A float without a fraction is one too. */
function isWhole(cell: Cell): boolean {
  if (cells.isIntegerCell(cell) || int64Of(cell) !== null) return true;
  return cells.cellType(cell) === 'number' && Number.isInteger(cells.cellNumber(cell));
}

function isLiteral(value: string | number | boolean, cell: Cell): boolean {
  switch (cells.cellType(cell)) {
    case 'string': {
      const bytes = cells.cellBytes(cell);
      return typeof value === 'string' && bytes.length <= 3 * value.length && decoder.decode(bytes) === value;
    }
    case 'number':
      return typeof value === 'number' && Number(cells.cellNumber(cell)) === value;
    case 'boolean':
      return cells.cellBoolean(cell) === value;
    default:
      return false;
  }
}

/** What a value that has the type lacks. */
function brokenBy(constraint: Constraint, cell: Cell): string | null {
  const type = cells.cellType(cell);
  switch (constraint.kind) {
    case 'min':
      return type === 'number' && Number(cells.cellNumber(cell)) < constraint.value
        ? `less than ${constraint.value}`
        : null;
    case 'max':
      return type === 'number' && Number(cells.cellNumber(cell)) > constraint.value
        ? `more than ${constraint.value}`
        : null;
    case 'min_len':
      return lengthOf(cell) < constraint.value ? `shorter than ${constraint.value}` : null;
    case 'max_len':
      return lengthOf(cell) > constraint.value ? `longer than ${constraint.value}` : null;
    case 'integer':
      return isWhole(cell) ? null : 'no integer';
    case 'pattern': {
      if (type !== 'string') return null;
      const pattern = compileTextPattern(constraint.value);
      if (!pattern.ok) return `its pattern is none: ${pattern.error}`;
      const bytes = cells.cellBytes(cell);
      spendBytes(bytes.length);
      return pattern.value(decoder.decode(bytes)) ? null : `it does not match ${constraint.value}`;
    }
    default:
      return assertNever(constraint);
  }
}

/** Of a string in bytes, of a table its border; of others as long as is asked for. */
function lengthOf(cell: Cell): number {
  const type = cells.cellType(cell);
  if (type === 'string') return cells.cellBytes(cell).length;
  return type === 'table' ? cells.border(cell) : Number.NaN;
}

function mismatch(path: string, expected: string, cell: Cell): string {
  return wrong(path, `${expected} expected, got ${cells.cellType(cell)}`);
}

function wrong(path: string, what: string): string {
  return path === '' ? what : `${path}: ${what}`;
}

/** As a message names it. */
function textOf(shape: TypeShape): string {
  switch (shape.kind) {
    case 'scalar':
    case 'named':
      return shape.name;
    case 'literal':
      return typeof shape.value === 'string' ? JSON.stringify(shape.value.slice(0, 100)) : String(shape.value);
    case 'optional':
      return `${textOf(shape.inner)}?`;
    case 'constrained':
      return textOf(shape.inner);
    case 'union':
    case 'intersection':
      return shape.members
        .slice(0, 20)
        .map(textOf)
        .join(shape.kind === 'union' ? ' | ' : ' & ')
        .slice(0, 500);
    default:
      return shape.kind;
  }
}
