/** Entries as whoever loads or checks them takes them, and what is known of an entry by its kind. */
import type { EntryId, PlainValue } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import type { KindFacts } from '../../contract/kinds.ts';
import type { Definition } from './definitions.ts';
import type { EntryEdits } from './entry-edits.ts';
import type { Problem, Problems } from './fields.ts';
import type { Complaint, FieldShape, Schema } from './schema.ts';
import type { Place } from './source.ts';

export type PlainMap = { readonly [key: string]: PlainValue };

export interface EntryBase {
  readonly id: EntryId;
  readonly kind: string;
  readonly meta: PlainMap;
  /** Its own fields, or its `data`, with the texts of the files that they name. */
  readonly data: PlainMap;
  /** The entry's `name` value. */
  readonly place: Place;
  /** Ways to add to its definition. */
  readonly edits: EntryEdits;
}

/** Of a kind that is described: `type` is its name. */
export interface DescribedEntry<Name extends string = string, Config = unknown> extends EntryBase {
  readonly type: Name;
  readonly description: EntryKind<Name, Config>;
  readonly config: Config;
}

/** Kept as data: no handler acts on it, or not yet (then a warning says so). */
export interface StoredEntry extends EntryBase {
  readonly type: 'stored';
  readonly description: null;
}

/** Rejected; `error` is the failure as boot reports it, diagnostics have the places. */
export interface FailedEntry extends EntryBase {
  readonly type: 'failed';
  readonly description: null;
  readonly error: Failure;
  /** Of an entry that lacks nothing but the hash of its file: where it belongs. */
  readonly missingHash?: MissingHash;
}

/** The entry of a kind; of several kinds the union of theirs. */
export type EntryOf<K> = K extends EntryKind<infer Name, infer Config> ? DescribedEntry<Name, Config> : never;
export type AnyEntry<K extends EntryKind = EntryKind> = EntryOf<K> | StoredEntry | FailedEntry;

/** A file whose hash an entry should have. */
export interface MissingHash {
  readonly fs: EntryId;
  readonly path: string;
  readonly place: Place;
  /** Of the empty value, which a fix replaces; null when the field is not there. */
  readonly value: Place | null;
}

/** In what the code of an entry is written; kinds of one language have the same parts in their config. */
export type Language = 'lua' | 'wat' | 'wasm';

/** What a project is held against besides its own texts. */
export interface DecodeOptions {
  /** Names that `modules` may list; null leaves them unchecked. */
  readonly luaModules: ReadonlySet<string> | null;
}

/** Another entry that one needs in order to be there itself. */
export interface Reference {
  readonly target: EntryId;
  readonly place: Place;
  readonly rule: ReferenceRule;
}

export interface ReferenceRule {
  readonly code: string;
  /** Why whoever refers to `target` is not found either. */
  readonly missing: (target: EntryId) => string;
  /** Whether an entry is what was asked for. One that was rejected may be: its own reason says more. */
  readonly accepts: (found: AnyEntry) => boolean;
  /** What is said of an entry that is not accepted. */
  readonly otherKind: (found: AnyEntry) => string;
  /** Whether an entry may be what was meant. */
  readonly isCandidate: (entry: AnyEntry) => boolean;
  /** Said when nothing like it is there. */
  readonly absent?: string;
}

/** Why an entry is rejected that its own text has nothing against. */
export interface Rejection extends Complaint {
  readonly place: Place;
  readonly error: Failure;
}

/** What entries are held against once all of them are known. */
export interface Surroundings {
  /** Every folder of the project, without slash at the end. */
  readonly folders: ReadonlySet<string>;
}

export interface Decoded<Config> {
  /** null with at least one error in the problems. */
  readonly config: Config | null;
  readonly missingHash: MissingHash | null;
}

export interface EntryKind<Name extends string = string, Config = unknown> extends KindFacts {
  readonly name: Name;
  /** null for a kind without code. */
  readonly language: Language | null;
  /** Its fields, those that every entry has included. */
  readonly fields: { readonly [name: string]: FieldShape };
  readonly schema: Schema;
  decode(definition: Definition, problems: Problems, options: DecodeOptions): Decoded<Config>;
  /** The failure that boot reports for an entry with this as its first error. */
  refusal(first: Problem): Failure;
  /** What makes the entry behave as it does, and nothing of where it stands: equal ones are not replaced by an apply. Goes through JSON. */
  fingerprint(config: Config): unknown;
  references(config: Config): readonly Reference[];
  check(config: Config, surroundings: Surroundings): Rejection | null;
}
