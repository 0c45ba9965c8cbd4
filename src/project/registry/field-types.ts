/** What the fields of entries may be: each reads itself, checks itself and says what it takes. */
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { emptyFileOf, Fields, Problems, type Integer, type Text } from './fields.ts';
import { parseId } from './ids.ts';
import {
  checkAll,
  readAll,
  relativeNames,
  shapesOf,
  type Complaint,
  type Field,
  type Given,
  type ReadsOf,
  type RelativeName,
  type Schema,
  type ValuesOf,
} from './schema.ts';
import type { Place } from './source.ts';
import type { TreeNode } from './tree.ts';

/* ---------------------------------------------------------------- texts */

interface TextOptions {
  readonly doc: string;
  /** Goes with the report of a wrong type. */
  readonly typeHint?: string;
  /** Of a text that is not empty. */
  readonly check?: (text: Text) => Complaint | null;
}

type TextField<Value> = Field<Text | null, Value>;

/** May be absent, which is null, or empty. */
export function text({ doc, typeHint, check }: TextOptions): TextField<Text | null> {
  return {
    shape: { type: 'text', doc },
    read: (fields, name) => fields.string(name, typeHint),
    check: (read) => refusedBy(read?.value ? check?.(read) : null) ?? ok(read),
  };
}

interface RequiredOptions extends TextOptions {
  /** Said when it is absent or empty; default `<name> is required`. */
  readonly message?: string;
  readonly code?: string;
  /** Blanks alone count as empty. */
  readonly isTrimmed?: boolean;
  /** What an empty value is marked by; default its key. */
  readonly mark?: 'key' | 'value';
}

export function requiredText(options: RequiredOptions): TextField<Text> {
  const { doc, typeHint, check } = options;
  return {
    shape: { type: 'text', doc, isRequired: true },
    read: (fields, name) => fields.string(name, typeHint),
    check(read, fields, name) {
      const present = checkPresent(read, fields, name, options);
      return present.ok ? (refusedBy(check?.(present.value)) ?? present) : present;
    },
  };
}

function checkPresent(
  read: Text | null,
  fields: Fields,
  name: string,
  {
    message = `${name} is required`,
    code = 'missing-field',
    isTrimmed = false,
    mark = 'key',
  }: Partial<RequiredOptions>,
): Result<Text, Complaint> {
  const empty = read && emptyFileOf(read);
  if (empty) return err({ place: empty, code: 'empty-file', message: `${empty.file} is empty` });
  if (read && (isTrimmed ? read.value.trim() : read.value) !== '') return ok(read);
  return err({ place: mark === 'key' ? fields.keyPlaceOf(name) : read?.place, code, message });
}

interface ChoiceOptions<V extends string> {
  readonly doc: string;
  readonly values: readonly V[];
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** One of some words; null where there is none. */
export function choice<const V extends string>(options: ChoiceOptions<V>): TextField<Given<V> | null> {
  const { doc, values, code, message, hint } = options;
  return {
    shape: { type: 'text', doc, values },
    read: (fields, name) => fields.string(name),
    check(read) {
      if (!read?.value) return ok(null);
      const value = values.find((one) => one === read.value);
      return value === undefined ? err({ place: read.place, code, message, hint }) : ok({ value, place: read.place });
    },
  };
}

export function choiceOr<const V extends string>(fallback: NoInfer<V>, options: ChoiceOptions<V>): TextField<Given<V>> {
  const field = choice(options);
  return {
    shape: { ...field.shape, default: fallback },
    read: (fields, name) => field.read(fields, name),
    check(read, fields, name) {
      const chosen = field.check(read, fields, name);
      return chosen.ok ? ok(chosen.value ?? { value: fallback, place: null }) : chosen;
    },
  };
}

/** A text that stands for something else; `parse` gives null for what it cannot read. */
export function parsed<V>(
  options: Omit<TextOptions, 'check'> & {
    readonly default: string;
    readonly parse: (value: string) => V | null;
    readonly complaint: Omit<Complaint, 'place'>;
  },
): TextField<V> {
  const { doc, typeHint, parse, complaint } = options;
  return {
    shape: { type: 'text', doc, default: options.default },
    read: (fields, name) => fields.string(name, typeHint),
    check(read) {
      const value = parse(read?.value || options.default);
      return value === null ? err({ ...complaint, place: read?.place }) : ok(value);
    },
  };
}

export function texts({ doc, check }: TextOptions): Field<Text[], readonly Text[]> {
  return {
    shape: { type: 'list', doc, item: { type: 'text', doc } },
    read: (fields, name) => fields.strings(name),
    check(read) {
      for (const item of read) {
        const refused = refusedBy(check?.(item));
        if (refused) return refused;
      }
      return ok(read);
    },
  };
}

/* ---------------------------------------------------------------- IDs */

interface IdOptions {
  readonly doc: string;
  /** What it may name. */
  readonly kinds: readonly string[];
  /** Only a full ID works: what comes of the relative name. */
  readonly onlyFull?: (name: string) => string;
}

export function id({ doc, kinds, onlyFull }: IdOptions): TextField<Text | null> {
  return {
    shape: { type: 'id', doc, kinds },
    read: (fields, name) => fields.id(name),
    check: (read) => ok(read),
    ...(onlyFull ? { relativeNames: (node: TreeNode) => relativeName(node, onlyFull) } : {}),
  };
}

export function requiredId(options: IdOptions & Omit<RequiredOptions, 'check' | 'typeHint'>): TextField<Text> {
  const field = id(options);
  return {
    ...field,
    shape: { ...field.shape, isRequired: true },
    check: (read, fields, name) => checkPresent(read, fields, name, options),
  };
}

/** A list of them, of which nothing is decoded. */
export function idList({ doc, kinds, onlyFull }: IdOptions): Field<null, null> {
  return {
    shape: { type: 'list', doc, item: { type: 'id', doc, kinds } },
    read: () => null,
    check: () => ok(null),
    relativeNames: (node) =>
      node.type === 'list' && onlyFull ? node.items.flatMap((item) => relativeName(item, onlyFull)) : [],
  };
}

export interface NamedId {
  readonly name: string;
  readonly keyPlace: Place;
  readonly target: Text | null;
}

/** IDs under names that the user chose, in the order of the file. */
export function idMap(
  options: IdOptions & { readonly check: (one: NamedId) => Complaint | null },
): Field<readonly NamedId[], readonly NamedId[]> {
  const { doc, kinds, check } = options;
  return {
    shape: { type: 'map', doc, item: { type: 'id', doc, kinds } },
    read(fields, name) {
      const inner = fields.map(name);
      return [...(inner?.node.fields ?? [])].map(([key, { keyPlace }]) => ({
        name: key,
        keyPlace,
        target: inner!.id(key),
      }));
    },
    check(read) {
      for (const one of read) {
        const refused = refusedBy(check(one));
        if (refused) return refused;
      }
      return ok(read);
    },
  };
}

function relativeName(node: TreeNode, message: (name: string) => string): RelativeName[] {
  const name = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const parts = parseId(name);
  return name === '' || parts.namespace !== ''
    ? []
    : [{ name: parts.name, message: message(parts.name), place: node.place }];
}

/* ---------------------------------------------------------------- numbers and flags */

export function integer(options: {
  readonly doc: string;
  readonly default: number;
  readonly min?: { readonly value: number; readonly code: string; readonly message: string };
}): Field<Integer | null, Given<number>> {
  const { doc, min } = options;
  return {
    shape: { type: 'integer', doc, default: options.default },
    read: (fields, name) => fields.integer(name),
    check(read) {
      const given: Given<number> = read ?? { value: options.default, place: null };
      if (!min || given.value >= min.value) return ok(given);
      return err({ place: given.place, code: min.code, message: min.message });
    },
  };
}

export function flag(options: { readonly doc: string; readonly default: boolean }): Field<boolean | null, boolean> {
  return {
    shape: { type: 'boolean', doc: options.doc, default: options.default },
    read: (fields, name) => fields.boolean(name),
    check: (read) => ok(read ?? options.default),
  };
}

/** Known by name, and not looked at. */
export function ignored(doc: string): Field<null, null> {
  return { shape: { type: 'anything', doc }, read: () => null, check: () => ok(null) };
}

/* ---------------------------------------------------------------- maps */

export interface ReadMap<S extends Schema> {
  /** null where there is none; the reads are those of an empty map then. */
  readonly fields: Fields | null;
  readonly reads: ReadsOf<S>;
}

export type MapValue<S extends Schema> = ValuesOf<S> & {
  /** Whether the map is there and sets something. */
  readonly isSet: boolean;
};

interface MapOptions<S extends Schema> {
  readonly doc: string;
  readonly fields: S;
  /** What the fields are together. */
  readonly check?: (values: ValuesOf<S>, fields: Fields) => Complaint | null;
}

export function map<S extends Schema>({ doc, fields: schema, check }: MapOptions<S>): Field<ReadMap<S>, MapValue<S>> {
  return {
    shape: { type: 'map', doc, fields: shapesOf(schema) },
    read(fields, name) {
      const inner = fields.map(name);
      const reads = readAll(schema, inner ?? NOTHING);
      inner?.noteUnknown(Object.keys(schema));
      return { fields: inner, reads };
    },
    check({ fields: inner, reads }, fields, name) {
      const within = inner ?? NOTHING;
      const values = checkAll(schema, reads, within);
      const complaint = values.ok ? check?.(values.value, within) : values.error;
      if (complaint) return err({ ...complaint, place: complaint.place ?? fields.keyPlaceOf(name) });
      if (!values.ok) return values;
      return ok({ ...values.value, isSet: inner !== null && inner.node.fields.size > 0 });
    },
    relativeNames: (node) => (node.type === 'map' ? relativeNames(schema, node) : []),
  };
}

/** A list of maps, each checked by itself and then against those before it. */
export function maps<S extends Schema>(options: {
  readonly doc: string;
  readonly fields: S;
  readonly checkNext?: (next: ValuesOf<S>, before: readonly ValuesOf<S>[]) => Complaint | null;
}): Field<readonly { readonly fields: Fields; readonly reads: ReadsOf<S> }[], readonly ValuesOf<S>[]> {
  const { doc, fields: schema, checkNext } = options;
  return {
    shape: { type: 'list', doc, item: { type: 'map', doc, fields: shapesOf(schema) } },
    read: (fields, name) =>
      fields.maps(name).map((item) => {
        const reads = readAll(schema, item);
        item.noteUnknown(Object.keys(schema));
        return { fields: item, reads };
      }),
    check(read) {
      const before: ValuesOf<S>[] = [];
      for (const { fields: item, reads } of read) {
        const values = checkAll(schema, reads, item);
        const complaint = values.ok ? checkNext?.(values.value, before) : values.error;
        if (complaint) return err({ ...complaint, place: complaint.place ?? item.node.place });
        if (values.ok) before.push(values.value);
      }
      return ok(before);
    },
    relativeNames: (node) =>
      node.type === 'list'
        ? node.items.flatMap((item) => (item.type === 'map' ? relativeNames(schema, item) : []))
        : [],
  };
}

function refusedBy(complaint: Complaint | null | undefined): { readonly ok: false; readonly error: Complaint } | null {
  return complaint ? err(complaint) : null;
}

const NOWHERE: Place = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
/** What is read of a map that is not there; no report comes of it. */
const NOTHING = new Fields({ type: 'map', place: NOWHERE, fields: new Map(), isFlow: false }, '', new Problems());
