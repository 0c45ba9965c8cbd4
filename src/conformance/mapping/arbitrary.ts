/** Random WIT types and random values of them, for property tests. Shrinks to small types and small values. */
import fc from 'fast-check';
import type { FlagsType, ListType, ScalarName, WitType } from '../../wit/types.ts';
import { SCALAR_NAMES } from '../../wit/words.ts';
import { casesOf, INTEGER_RANGES, type WitValue } from './wit-value.ts';

export interface TypeOptions {
  /** Levels of nesting; default 4. */
  readonly depth?: number;
  /** `list<T, N>`; default true. */
  readonly fixedLists?: boolean;
  /** Most labels of flags; the Component Model allows 32, the shared buffer more. Default 32. */
  readonly flags?: number;
  /** Labels with upper-case words; default true. */
  readonly acronyms?: boolean;
}

/** Words of WIT, of Lua, of JavaScript and of the mapping itself: each has to work as a label. */
const AWKWARD = [
  'n',
  'tag',
  'val',
  'some',
  'none',
  'ok',
  'err',
  'case',
  'kind',
  'then',
  'constructor',
  'to-string',
  'value-of',
  'has-own-property',
  'prototype',
  'end',
  'nil',
  'true',
  'false',
  'local',
  'length',
  'name',
  'func',
  'record',
  'list',
  'string',
  'u8',
  'type',
  'use',
  'world',
  'default',
  'class',
  'tag-count',
  'top-left',
  'foo-bar',
  'foobar',
  'a',
  'a1-b2',
];

const lower = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const upper = fc.stringMatching(/^[A-Z][A-Z0-9]{0,3}$/);

function label(options: TypeOptions): fc.Arbitrary<string> {
  const word =
    (options.acronyms ?? true) ? fc.oneof({ weight: 6, arbitrary: lower }, { weight: 1, arbitrary: upper }) : lower;
  return fc.oneof(
    fc.constantFrom(...AWKWARD),
    fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-')),
  );
}

function labels(options: TypeOptions, most: number): fc.Arbitrary<string[]> {
  // The Component Model ignores case and dashes when it asks whether two labels differ.
  const unique = { minLength: 1, selector: (name: string) => name.toLowerCase().replaceAll('-', '') };
  return fc.oneof(
    { weight: 5, arbitrary: fc.uniqueArray(label(options), { ...unique, maxLength: 5 }) },
    {
      weight: 1,
      arbitrary: fc.uniqueArray(label(options), { ...unique, minLength: Math.min(most, 9), maxLength: most }),
    },
  );
}

/** A type that a call can carry. Named types have unique names that no function of tests has. */
export function witTypes(options: TypeOptions = {}): fc.Arbitrary<WitType> {
  return shapes(options, options.depth ?? 4).map((type) => nameTypes(type));
}

/** Several types for one signature, with names that are unique among all of them. */
export function witTypeLists(
  count: { readonly min: number; readonly max: number },
  options: TypeOptions = {},
): fc.Arbitrary<WitType[]> {
  return fc.array(shapes(options, options.depth ?? 4), { minLength: count.min, maxLength: count.max }).map((types) => {
    const named = nameTypes({ kind: 'tuple', items: types });
    return [...(named as { items: readonly WitType[] }).items];
  });
}

function shapes(options: TypeOptions, depth: number): fc.Arbitrary<WitType> {
  const scalar = fc.constantFrom(...SCALAR_NAMES).map((name): WitType => ({ kind: 'scalar', name }));
  const string = fc.constant<WitType>({ kind: 'string' });
  const bytes = fc.constant<WitType>({ kind: 'list', element: { kind: 'scalar', name: 'u8' }, length: null });
  const enumeration = labels(options, 40).map((cases): WitType => ({ kind: 'enum', name: null, cases }));
  const flags = labels(options, options.flags ?? 32).map((names): WitType => ({
    kind: 'flags',
    name: null,
    labels: names,
  }));
  const unit = fc.constant<WitType>({ kind: 'result', ok: null, err: null });
  const leaf = fc.oneof(
    { weight: 8, arbitrary: scalar },
    { weight: 3, arbitrary: string },
    { weight: 1, arbitrary: bytes },
    { weight: 1, arbitrary: enumeration },
    { weight: 1, arbitrary: flags },
    { weight: 1, arbitrary: unit },
  );
  if (depth <= 1) return leaf;
  const inner = shapes(options, depth - 1);
  const maybe = fc.option(inner, { nil: null, freq: 3 });
  const length =
    (options.fixedLists ?? true)
      ? fc.option(fc.integer({ min: 1, max: 4 }), { nil: null, freq: 4 }).map((n) => (n === null ? null : 5 - n))
      : fc.constant(null);
  const list = fc.tuple(inner, length).map(([element, n]): WitType => ({ kind: 'list', element, length: n }));
  const tuple = fc.array(inner, { minLength: 1, maxLength: 4 }).map((items): WitType => ({ kind: 'tuple', items }));
  const option = inner.map((some): WitType => ({ kind: 'option', some }));
  const options3 = fc.tuple(leaf, fc.integer({ min: 2, max: 3 })).map(([some, levels]): WitType => {
    let type = some;
    for (let level = 0; level < levels; level++) type = { kind: 'option', some: type };
    return type;
  });
  const result = fc.tuple(maybe, maybe).map(([ok, err]): WitType => ({ kind: 'result', ok, err }));
  // Many members have simple types, or random types would grow without bounds.
  const members = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(labels(options, 5), fc.array(inner, { minLength: 5, maxLength: 5 })) },
    { weight: 1, arbitrary: fc.tuple(labels(options, 40), fc.array(leaf, { minLength: 5, maxLength: 5 })) },
  );
  const record = members.map(([names, types]): WitType => ({
    kind: 'record',
    name: null,
    fields: names.map((name, at) => ({ name, type: types[at % types.length]! })),
  }));
  const variant = fc
    .tuple(members, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
    .map(([[names, types], units]): WitType => ({
      kind: 'variant',
      name: null,
      cases: names.map((name, at) => ({ name, type: units[at % units.length] ? null : types[at % types.length]! })),
    }));
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 2, arbitrary: list },
    { weight: 1, arbitrary: tuple },
    { weight: 2, arbitrary: record },
    { weight: 2, arbitrary: variant },
    { weight: 2, arbitrary: option },
    { weight: 1, arbitrary: options3 },
    { weight: 2, arbitrary: result },
  );
}

/** Gives each record, variant, enum and flags a name. What was one object stays one object, as the type model asks. */
export function nameTypes(type: WitType): WitType {
  const named = new Map<WitType, WitType>();
  const walk = (from: WitType): WitType => {
    const seen = named.get(from);
    if (seen) return seen;
    const made = rebuild(from, walk, () => `type-t${named.size}`);
    named.set(from, made);
    return made;
  };
  return walk(type);
}

function rebuild(type: WitType, walk: (type: WitType) => WitType, name: () => string): WitType {
  const maybe = (inner: WitType | null): WitType | null => (inner === null ? null : walk(inner));
  switch (type.kind) {
    case 'list':
      return { ...type, element: walk(type.element) };
    case 'tuple':
      return { ...type, items: type.items.map(walk) };
    case 'option':
      return { ...type, some: walk(type.some) };
    case 'result':
      return { ...type, ok: maybe(type.ok), err: maybe(type.err) };
    case 'record': {
      const fields = type.fields.map((field) => ({ ...field, type: walk(field.type) }));
      return { ...type, fields, name: type.name ?? name() };
    }
    case 'variant': {
      const cases = type.cases.map((entry) => ({ ...entry, type: maybe(entry.type) }));
      return { ...type, cases, name: type.name ?? name() };
    }
    case 'enum':
    case 'flags':
      return { ...type, name: type.name ?? name() };
    default:
      return type;
  }
}

/* ---------------------------------------------------------------- values */

export interface ValueOptions {
  /** Most elements of one list; default 6. */
  readonly elements?: number;
}

/** Values of a type: its edges often, everything else sometimes. */
export function witValues(type: WitType, options: ValueOptions = {}): fc.Arbitrary<WitValue> {
  switch (type.kind) {
    case 'scalar':
      return scalarValues(type.name);
    case 'string':
      return STRINGS;
    case 'list':
      return listValues(type, options);
    case 'tuple':
      return fc.tuple(...type.items.map((item) => witValues(item, options)));
    case 'record':
      return fc.tuple(...type.fields.map((field) => witValues(field.type, options)));
    case 'flags':
      return flagValues(type);
    case 'unsupported':
      throw new Error(type.text);
    default:
      return fc.oneof(
        ...casesOf(type).map((entry, index) =>
          entry.type === null
            ? fc.constant({ case: index, payload: null })
            : witValues(entry.type, options).map((payload) => ({ case: index, payload })),
        ),
      );
  }
}

/** A type together with values of it. */
export function typedValues(
  count: number,
  typeOptions: TypeOptions = {},
  valueOptions: ValueOptions = {},
): fc.Arbitrary<{ readonly type: WitType; readonly values: readonly WitValue[] }> {
  return witTypes(typeOptions).chain((type) =>
    fc.array(witValues(type, valueOptions), { minLength: count, maxLength: count }).map((values) => ({ type, values })),
  );
}

const STRINGS = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '\0',
      'a\0b',
      '\uFEFF',
      '\uFEFFa',
      'é',
      'e\u0301',
      '€',
      '😀',
      '\u{10FFFF}',
      '\uD7FF\uE000',
      '\r\n',
      '"\\"',
      'x'.repeat(300),
    ),
  },
);

const CHARS = fc.oneof(
  fc.constantFrom(
    'a',
    '\0',
    '\x7f',
    '\x80',
    '\u07ff',
    '\u0800',
    '\uD7FF',
    '\uE000',
    '\uFEFF',
    '\uFFFF',
    '\u{10000}',
    '\u{10FFFF}',
    '😀',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

function scalarValues(name: ScalarName): fc.Arbitrary<WitValue> {
  switch (name) {
    case 'bool':
      return fc.boolean();
    case 'char':
      return CHARS;
    case 'f32':
      return fc.oneof(
        fc.constantFrom(0, -0, 1, 0.1, NaN, Infinity, -Infinity, 2 ** -149, 3.4028234663852886e38).map(Math.fround),
        fc.float(),
      );
    case 'f64':
      return fc.oneof(
        fc.constantFrom(
          0,
          -0,
          1,
          3,
          0.1,
          NaN,
          Infinity,
          -Infinity,
          Number.MIN_VALUE,
          Number.MAX_VALUE,
          2 ** 53,
          -(2 ** 53),
          2 ** 64,
          1e21,
        ),
        fc.double(),
      );
    default: {
      const [min, max] = INTEGER_RANGES[name]!;
      const edges = [
        0n,
        1n,
        -1n,
        min,
        max,
        min + 1n,
        max - 1n,
        2n ** 31n,
        2n ** 32n,
        2n ** 53n - 1n,
        2n ** 53n,
        2n ** 53n + 1n,
        -(2n ** 53n) - 1n,
        2n ** 63n - 1n,
        2n ** 63n,
      ];
      return fc.oneof(
        fc.constantFrom(...edges.filter((value) => value >= min && value <= max)),
        fc.bigInt({ min, max }),
      );
    }
  }
}

function listValues(type: ListType, options: ValueOptions): fc.Arbitrary<WitValue> {
  const most = options.elements ?? 6;
  const [minLength, maxLength] =
    type.length === null ? [0, type.element.kind === 'scalar' ? most * 4 : most] : [type.length, type.length];
  return fc.array(witValues(type.element, options), { minLength, maxLength });
}

function flagValues(type: FlagsType): fc.Arbitrary<WitValue> {
  const length = type.labels.length;
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.boolean(), { minLength: length, maxLength: length }) },
    { weight: 1, arbitrary: fc.boolean().map((isSet) => type.labels.map(() => isSet)) },
  );
}
