/**
 * Fields of an entry kind, each described once: decoding reads and checks by the description, and whoever completes, explains or
 * documents a field shows it. What fields there are is in `field-types.ts`.
 */
import type { Result } from '../../base/result.ts';
import { ok } from '../../base/result.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Fields } from './fields.ts';
import type { Place } from './source.ts';
import type { MapNode, TreeNode } from './tree.ts';

/** What a field takes, as data. */
export interface FieldShape {
  readonly type: 'text' | 'integer' | 'boolean' | 'id' | 'list' | 'map' | 'anything';
  /** One line. */
  readonly doc: string;
  readonly isRequired?: boolean;
  /** What counts where the field is not there. */
  readonly default?: string | number | boolean;
  /** All that it may be. */
  readonly values?: readonly string[];
  /** Of what a list holds, or a map under names that the user chose. */
  readonly item?: FieldShape;
  /** Of a map with names of ours. */
  readonly fields?: { readonly [name: string]: FieldShape };
  /** Kinds of the entries that an ID may name. */
  readonly kinds?: readonly string[];
}

/** Why a value is refused. Without a place it is about what is not there. */
export interface Complaint {
  readonly place?: Place | null | undefined;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Of the failure that comes of it. */
  readonly details?: Failure['details'] | undefined;
}

/** A relative name where only a full ID works. */
export interface RelativeName {
  /** As written. */
  readonly name: string;
  readonly message: string;
  readonly place: Place;
}

/** Values are read in one pass, which reports every wrong type; only then are they checked, up to the first complaint. */
export interface Field<Read = unknown, Value = unknown> {
  readonly shape: FieldShape;
  read(fields: Fields, name: string): Read;
  check(read: Read, fields: Fields, name: string): Result<Value, Complaint>;
  relativeNames?(node: TreeNode): readonly RelativeName[];
}

export interface Schema {
  readonly [name: string]: Field;
}
export type ReadsOf<S extends Schema> = { readonly [K in keyof S]: S[K] extends Field<infer Read> ? Read : never };
export type ValuesOf<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends Field<infer _Read, infer Value> ? Value : never;
};

/** What is known of a value that may stand for a default. */
export interface Given<V> {
  readonly value: V;
  /** null for a default. */
  readonly place: Place | null;
}

/* ---------------------------------------------------------------- reading */

export function readAll<S extends Schema>(schema: S, fields: Fields): ReadsOf<S> {
  const reads = Object.entries(schema).map(([name, field]) => [name, field.read(fields, name)]);
  return Object.fromEntries(reads) as ReadsOf<S>;
}

/** In the order of the schema. */
export function checkAll<S extends Schema>(
  schema: S,
  reads: ReadsOf<S>,
  fields: Fields,
): Result<ValuesOf<S>, Complaint> {
  const values: [string, unknown][] = [];
  for (const [name, field] of Object.entries(schema)) {
    const checked = field.check(reads[name], fields, name);
    if (!checked.ok) return checked;
    values.push([name, checked.value]);
  }
  return ok(Object.fromEntries(values) as ValuesOf<S>);
}

/** Relative names below `node`, in the order of the schema. */
export function relativeNames(schema: Schema, node: MapNode): RelativeName[] {
  return Object.entries(schema).flatMap(([name, field]) => {
    const value = node.fields.get(name)?.value;
    return value && field.relativeNames ? field.relativeNames(value) : [];
  });
}

export function shapesOf(schema: Schema): { readonly [name: string]: FieldShape } {
  return Object.fromEntries(Object.entries(schema).map(([name, { shape }]) => [name, shape]));
}
