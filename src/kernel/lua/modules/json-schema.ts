/** JSON schemas (draft 2020-12), read by a package and held within bounds by us: what it does cannot be left off. */
import { validate as validateBy, dereference, type Schema } from '@cfworker/json-schema';
import { spend, spendBytes } from '../../../base/effort.ts';
import { errorOf } from '../error-object.ts';
import { int64Of } from '../stdlib/int64.ts';
import * as cells from '../vm/cells.ts';
import type { Cell } from '../vm/cells.ts';
import { patternLimit, patternMistake } from './tame-pattern.ts';

const MAX_DEPTH = 128;
/** Of a schema and of what is held against it, each. Some keywords compare all items with each other. */
const MAX_VALUES = 10_000;
/** A visit of one part of the schema takes 1 to 3 µs. */
const UNITS_PER_VISIT = 20;
/** Of the parts of a schema by one value: what branches again and again asks for more than all time. */
const MAX_VISITS = 10_000;
const NO_FORM = 'a table with holes, or with both positions and names, has no JSON form';
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Why the schema or the value cannot be used, or what of the value does not follow the schema: the user's mistake. */
export class SchemaError extends Error {}

/** Objects have no prototype: their keys are the user's. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value of Lua as the JSON that `json.encode` would make of it. Throws {@link SchemaError}. */
export function jsonOf(cell: Cell): Json {
  const budget = { left: MAX_VALUES };
  return convert(cell, 0, budget);
}

function convert(cell: Cell, depth: number, budget: { left: number }): Json {
  spend(1);
  if (--budget.left < 0) throw new SchemaError(`more than ${MAX_VALUES} values`);
  if (depth > MAX_DEPTH) throw new SchemaError(`nested more than ${MAX_DEPTH} deep, or inside of itself`);
  switch (cells.cellType(cell)) {
    case 'boolean':
      return cells.cellBoolean(cell);
    case 'number': {
      const number = Number(cells.cellNumber(cell));
      return Number.isFinite(number) ? number : null;
    }
    case 'string':
      return textOf(cell);
    case 'table':
      return tableOf(cell, depth, budget);
    case 'userdata': {
      const integer = int64Of(cell);
      return integer === null ? (errorOf(cell)?.failure.message ?? null) : Number(integer);
    }
    default:
      return null;
  }
}

function textOf(cell: Cell): string {
  const bytes = cells.cellBytes(cell);
  spendBytes(bytes.length);
  return decoder.decode(bytes);
}

function tableOf(cell: Cell, depth: number, budget: { left: number }): Json {
  const count = cells.entryCount(cell);
  if (count > budget.left) throw new SchemaError(`more than ${MAX_VALUES} values`);
  const first = cells.firstEntry(cell);
  if (!first || cells.cellType(first.key) !== 'string') {
    const list: Json[] = [];
    for (let index = 1; index <= count; index++) {
      const entry = cells.entryAt(cell, index);
      if (!entry) throw new SchemaError(NO_FORM);
      list.push(convert(entry.value, depth + 1, budget));
    }
    return list;
  }
  const map: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  for (let entry: cells.TableEntry | undefined = first; entry; entry = entry.n) {
    if (cells.cellType(entry.key) !== 'string') throw new SchemaError(NO_FORM);
    map[textOf(entry.key)] = convert(entry.value, depth + 1, budget);
  }
  return map;
}

/** An empty table is an object as well as a list. */
function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** What one schema may take. */
interface Limits {
  /** Characters that a text may have for the patterns, and the pattern that takes the fewest. */
  longest: number;
  pattern: string;
  /** Left of {@link MAX_VISITS}. */
  visits: number;
}

/** Throws {@link SchemaError} with what does not follow it. */
export function validate(schema: Json, value: Json): void {
  const limits: Limits = { longest: Infinity, pattern: '', visits: MAX_VISITS };
  const prepared = prepare(schema, limits, 0);
  if (limits.longest < Infinity) checkLengths(value, limits);
  const result = attempt(prepared, value);
  if (result === null) return;
  if (isEmptyList(value) && attempt(prepared, Object.create(null) as Json) === null) return;
  throw new SchemaError(result);
}

/** Null where the value follows the schema. */
function attempt(schema: Schema | boolean, value: Json): string | null {
  let result;
  try {
    result = validateBy(value, schema, '2020-12', dereference(schema), false);
  } catch (error) {
    // What the overseer of the work throws is no `Error`.
    if (!(error instanceof Error)) throw error;
    if (error instanceof SchemaError) throw error;
    throw new SchemaError(`compile schema: ${reasonOf(error)}`);
  }
  if (result.valid) return null;
  const deepest = result.errors.findLast(({ keyword }) => keyword !== '$ref') ?? result.errors[0];
  const place = deepest?.instanceLocation.replace(/^#/, '') ?? '';
  return `${place === '' ? '' : `${place}: `}${deepest?.error ?? 'the value does not follow the schema'}`;
}

/** The package says what it refuses; what it runs into, the engine says in words of its own. */
function reasonOf(error: Error): string {
  if (error instanceof RangeError) return 'it leads to itself without end';
  if (error instanceof TypeError) return 'a keyword has a value of another type than it takes';
  return error.message.split('\n')[0] ?? '';
}

/**
 * A schema that pays each time one of its parts is visited. `format` only describes, as on Wippy; it is the keyword that the package
 * asks every part for.
 */
function prepare(schema: Json, limits: Limits, depth: number): Schema | boolean {
  if (typeof schema === 'boolean') return schema;
  // An empty table.
  if (isEmptyList(schema)) return {};
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema))
    throw new SchemaError('schema error: a schema is an object or a boolean');
  meter(schema, limits, depth);
  return schema;
}

function meter(value: Json, limits: Limits, depth: number): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) meter(item, limits, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === 'pattern' && typeof item === 'string') notePattern(item, limits);
    if (key === 'patternProperties' && item !== null && typeof item === 'object')
      for (const pattern of Object.keys(item)) notePattern(pattern, limits);
    meter(item, limits, depth + 1);
  }
  Object.defineProperty(value, 'format', {
    enumerable: false,
    get() {
      spend(UNITS_PER_VISIT);
      if (--limits.visits < 0)
        throw new SchemaError(`holding the value against it takes more than ${MAX_VISITS} steps`);
      return undefined;
    },
  });
}

function notePattern(pattern: string, limits: Limits): void {
  const mistake = patternMistake(pattern);
  if (mistake !== null) throw new SchemaError(`compile schema: pattern ${JSON.stringify(pattern)} ${mistake}`);
  const longest = patternLimit(pattern);
  if (longest >= limits.longest) return;
  limits.longest = longest;
  limits.pattern = pattern;
}

function checkLengths(value: Json, limits: Limits): void {
  if (typeof value === 'string' && value.length > limits.longest)
    throw new SchemaError(
      `a text of ${value.length} characters is too long for the pattern ${JSON.stringify(limits.pattern)}`,
    );
  if (value === null || typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) {
    checkLengths(key, limits);
    checkLengths(item, limits);
  }
}
