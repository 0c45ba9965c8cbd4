/** Environment variables of a project (spec/registry §4.2). */
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId, EnvironmentValues, VariableInfo } from '../../contract/api.ts';
import { notFound, type Failure } from '../../contract/errors.ts';
import type { VariableConfig } from '../../project/kinds/environment.ts';
import { denied } from '../security/permissions.ts';
import type { Given, Storage } from './storages.ts';

export interface Variable extends VariableConfig {
  readonly id: EntryId;
}

export class Environment {
  readonly #storages = new Map<EntryId, Storage>();
  readonly #variables = new Map<EntryId, Variable>();
  #given: ReadonlyMap<string, string> = new Map();
  readonly given: Given = (key) => this.#given.get(key) ?? null;

  /** From here on these are the values from outside of the project. */
  give(values: EnvironmentValues): void {
    this.#given = new Map(values);
  }

  addStorage(id: EntryId, storage: Storage): void {
    this.#storages.set(id, storage);
  }

  removeStorage(id: EntryId): void {
    this.#storages.delete(id);
  }

  add(variable: Variable): void {
    this.#variables.set(variable.id, variable);
  }

  remove({ id }: Variable): void {
    this.#variables.delete(id);
  }

  storage(id: EntryId): Storage | null {
    return this.#storages.get(id) ?? null;
  }

  /** Of a public name, an ID, or the name of an entry in `namespace`. */
  get(name: string, namespace: string): Result<string, Failure> {
    const variable = this.#find(name, namespace);
    if (!variable) return err(NOT_FOUND);
    const stored = this.#stored(variable);
    if (!stored.ok) return stored;
    const value = stored.value || variable.fallback;
    return value === null ? err(NOT_FOUND) : ok(value);
  }

  /** As guests are given it: by ID alone, without its default. Null where it has no value or is not there. */
  lookup(id: string, namespace: string): Result<string | null, Failure> {
    const variable = this.#byId(id) ?? this.#byId(`${namespace}:${id}`);
    return variable ? this.#stored(variable) : ok(null);
  }

  set(name: string, value: string, namespace: string): Failure | null {
    const variable = this.#find(name, namespace);
    if (!variable) return NOT_FOUND;
    if (variable.isReadOnly) return denied('environment variable is read-only');
    const storage = this.#storages.get(variable.storage);
    return storage ? storage.set(keyOf(variable), value) : NO_STORAGE;
  }

  /** What has a value, by public name or ID. */
  all(): Map<string, string> {
    const values = new Map<string, string>();
    for (const variable of this.#variables.values()) {
      const stored = this.#stored(variable);
      const value = (stored.ok ? stored.value : null) || variable.fallback;
      if (value !== null) values.set(variable.publicName ?? variable.id, value);
    }
    return values;
  }

  /** All variables, by name. */
  list(): VariableInfo[] {
    return [...this.#variables.values()]
      .map((variable) => this.#info(variable))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  #info(variable: Variable): VariableInfo {
    const { id, storage, fallback } = variable;
    const stored = this.#stored(variable);
    const name = keyOf(variable);
    const own = (stored.ok ? stored.value : null) || null;
    const isGiven = own !== null && own === this.given(name);
    const takesValue = this.#storages.get(storage)?.takesGiven ?? false;
    return {
      id,
      name,
      storage,
      value: own ?? fallback,
      source: own === null ? (fallback === null ? 'none' : 'default') : isGiven && takesValue ? 'given' : 'stored',
      takesValue,
      ...(stored.ok ? {} : { problem: stored.error.message }),
    };
  }

  #stored(variable: Variable): Result<string | null, Failure> {
    const storage = this.#storages.get(variable.storage);
    return storage ? storage.get(keyOf(variable)) : err(NO_STORAGE);
  }

  #find(name: string, namespace: string): Variable | null {
    // Of two with one name the first counts.
    for (const variable of this.#variables.values()) if (variable.publicName === name) return variable;
    return this.#byId(name) ?? this.#byId(`${namespace}:${name}`);
  }

  #byId(id: string): Variable | null {
    return this.#variables.get(id as EntryId) ?? null;
  }
}

const NOT_FOUND = notFound('environment variable not found');
const NO_STORAGE = notFound('environment storage backend not found');

function keyOf({ publicName, id }: Variable): string {
  return publicName ?? id;
}

/** Of the code of an entry. */
export function namespaceOf(target: string): string {
  return target.slice(0, Math.max(0, target.indexOf(':')));
}
