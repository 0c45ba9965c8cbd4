/** How an entry kind is described (`project/kinds` has one description each), and tables of kinds. */
import type { Failure } from '../../contract/errors.ts';
import type { KindFacts } from '../../contract/kinds.ts';
import type { DecodeOptions, EntryKind, Language, MissingHash, Reference, Rejection, Surroundings } from './entries.ts';
import type { Definition } from './definitions.ts';
import { Fields, type Problem, type Problems } from './fields.ts';
import {
  checkAll,
  readAll,
  shapesOf,
  type Complaint,
  type FieldShape,
  type ReadsOf,
  type Schema,
  type ValuesOf,
} from './schema.ts';
import type { Place } from './source.ts';

/** What a decoder has besides the values. */
export interface Decoding extends DecodeOptions {
  readonly problems: Problems;
  readonly fields: Fields;
  readonly definition: Definition;
  /** Of the whole entry. */
  readonly place: Place;
  readonly namespace: string;
  /** Reports an error, at the entry where there is no better place. */
  readonly fail: (complaint: Complaint) => null;
}

export interface KindSpec<F extends KindFacts, S extends Schema, Config, L extends Language | null> {
  readonly facts: F;
  readonly language: L;
  readonly fields: S;
  /** The checks that concern several fields; null with an error reported. */
  readonly decode: (values: ValuesOf<S>, decoding: Decoding) => Config | null;
  /** Of an entry that was refused for `first`, with what could be read of it. */
  readonly missingHash?: (reads: ReadsOf<S>, first: Problem, fields: Fields) => MissingHash | null;
  readonly refusal: (first: Problem) => Failure;
  readonly fingerprint: (config: Config) => unknown;
  readonly references?: (config: Config) => readonly Reference[];
  readonly check?: (config: Config, surroundings: Surroundings) => Rejection | null;
}

/** Fields of every entry, which the registry itself reads. */
export const COMMON_FIELDS: { readonly [name: string]: FieldShape } = {
  name: { type: 'text', doc: 'Its name within the namespace.', isRequired: true },
  kind: { type: 'text', doc: 'What it is.', isRequired: true },
  meta: { type: 'map', doc: 'Anything about it; also options that the runtime looks for.' },
  security: { type: 'map', doc: 'Who it acts for, and by which policies.' },
};

export function describeKind<const F extends KindFacts, S extends Schema, Config, const L extends Language | null>(
  spec: KindSpec<F, S, Config, L>,
): EntryKind<F['name'], Config> & { readonly language: L } {
  const { facts, language, fields: schema } = spec;
  const shapes = { ...shapesOf(schema), ...COMMON_FIELDS };
  return {
    ...facts,
    language,
    schema,
    fields: shapes,
    decode(definition, problems, options) {
      const fields = new Fields(definition.config, '', problems);
      const fail = ({ place, code, message, hint, details }: Complaint): null => {
        problems.error(place ?? definition.place, code, message, hint, details);
        return null;
      };
      const reads = readAll(schema, fields);
      fields.noteUnknown(Object.keys(shapes));
      const { place, namespace } = definition;
      const decode = (): Config | null => {
        const values = checkAll(schema, reads, fields);
        if (!values.ok) return fail(values.error);
        return spec.decode(values.value, { ...options, problems, fields, definition, place, namespace, fail });
      };
      const config = problems.errors.length > 0 ? null : decode();
      const [first] = problems.errors;
      return { config, missingHash: (first && spec.missingHash?.(reads, first, fields)) ?? null };
    },
    refusal: (first) => spec.refusal(first),
    fingerprint: (config) => spec.fingerprint(config),
    references: (config) => spec.references?.(config) ?? [],
    check: (config, surroundings) => spec.check?.(config, surroundings) ?? null,
  };
}

/** A kind that the registry knows without decoding it. */
export interface NamedKind {
  readonly name: string;
  /** `stored`: data that nothing has to handle; `unavailable`: real in Wippy and not here, kept as data with a warning. */
  readonly status: 'stored' | 'unavailable';
}

/** All kinds of a registry. A kind that is both counts as described. */
export interface KindTable<K extends EntryKind = EntryKind> {
  readonly described: readonly K[];
  readonly named: readonly NamedKind[];
}

/** A {@link KindTable} to look names up in. */
export class Kinds<K extends EntryKind = EntryKind> {
  readonly #described: ReadonlyMap<string, K>;
  readonly #named: ReadonlyMap<string, NamedKind>;

  constructor({ described, named }: KindTable<K>) {
    this.#described = new Map(described.map((kind) => [kind.name, kind]));
    this.#named = new Map(named.map((kind) => [kind.name, kind]));
    if (this.#described.size !== described.length) throw new Error('a kind is described twice');
  }

  described(name: string): K | null {
    return this.#described.get(name) ?? null;
  }

  named(name: string): NamedKind | null {
    return this.#named.get(name) ?? null;
  }

  schemaOf(name: string): Schema {
    return this.described(name)?.schema ?? {};
  }

  names(): string[] {
    return [...new Set([...this.#described.keys(), ...this.#named.keys()])];
  }
}
