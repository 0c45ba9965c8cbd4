/** Where values of environment variables are kept. */
import { err, ok, type Result } from '../../base/result.ts';
import type { EntryId } from '../../contract/api.ts';
import { ErrorKind, failure, internal, type Failure } from '../../contract/errors.ts';
import { locate, type FileTree } from '../files/file-tree.ts';
import { denied } from '../security/permissions.ts';

export interface Storage {
  /** Null where there is none. */
  get(key: string): Result<string | null, Failure>;
  set(key: string, value: string): Failure | null;
  /** Whether it has what whoever opened the project gives to it. */
  readonly takesGiven: boolean;
}

/** Values from outside of the project, by key. */
export type Given = (key: string) => string | null;
const NOTHING_GIVEN: Given = () => null;

/** What programs may keep in one storage. */
const MAX_BYTES = 2 ** 20;
const FULL: Failure = failure(ErrorKind.unavailable, 'the storage of environment variables is full');
const READ_ONLY: Failure = denied('storage is read-only');

/** Begins with what is given to it. */
export class MemoryStorage implements Storage {
  readonly takesGiven = true;
  readonly #given: Given;
  readonly #values = new Map<string, string>();
  #characters = 0;

  constructor(given: Given = NOTHING_GIVEN) {
    this.#given = given;
  }

  get(key: string): Result<string | null, Failure> {
    return ok(this.#values.get(key) ?? this.#given(key));
  }

  set(key: string, value: string): Failure | null {
    const before = this.#values.get(key);
    const grown = value.length - (before?.length ?? -key.length);
    if (2 * (this.#characters + grown) > MAX_BYTES) return FULL;
    this.#characters += grown;
    this.#values.set(key, value);
    return null;
  }
}

/** The environment of the machine, which a browser does not have: what is given in its place. */
export class GivenStorage implements Storage {
  readonly takesGiven = true;
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  get(key: string): Result<string | null, Failure> {
    return ok(this.#given(key));
  }

  set(): Failure {
    return READ_ONLY;
  }
}

/** Values that stand in the entry. */
export class StaticStorage implements Storage {
  readonly takesGiven = false;
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  get(key: string): Result<string | null, Failure> {
    return ok(this.#values.get(key) ?? null);
  }

  set(): Failure {
    return READ_ONLY;
  }
}

/** Lines `KEY=VALUE` of a file; what is set goes into the run layer like all that programs write. */
export class FileStorage implements Storage {
  readonly takesGiven = false;
  readonly #path: string;
  readonly #isMade: boolean;
  readonly #tree: FileTree;

  constructor({ path, isMade }: { readonly path: string; readonly isMade: boolean }, tree: FileTree) {
    this.#path = path;
    this.#isMade = isMade;
    this.#tree = tree;
  }

  get(key: string): Result<string | null, Failure> {
    const lines = this.#read();
    if (!lines.ok) return lines;
    return ok(lines.value.findLast((line) => line.key === key)?.value ?? null);
  }

  set(key: string, value: string): Failure | null {
    const lines = this.#read();
    if (!lines.ok) return lines.error;
    if (/[\n\r#]/.test(value) || /[\n\r#=]/.test(key)) return internal('a line of the file cannot hold that');
    const written = [...lines.value.filter((line) => line.key !== key).map(({ text }) => text), `${key}=${value}`];
    const place = locate(this.#tree.root, this.#path);
    if (!place.ok) return cannotOpen(this.#path, place.error);
    const { node } = place.value;
    const made = node ? ok(node) : this.#tree.createFile(place.value);
    if (!made.ok || made.value.kind === 'folder') return cannotOpen(this.#path, made.ok ? 'is-directory' : made.error);
    const bytes = new TextEncoder().encode(`${written.join('\n')}\n`);
    if (bytes.length > MAX_BYTES) return FULL;
    const file = made.value;
    const cut = file.resize(0, this.#tree.nowMs);
    const done = cut.ok ? file.write(0, bytes, this.#tree.nowMs) : cut;
    return done.ok ? null : cannotOpen(this.#path, done.error);
  }

  #read(): Result<readonly { readonly text: string; readonly key: string; readonly value: string }[], Failure> {
    const place = locate(this.#tree.root, this.#path);
    if (!place.ok) return err(cannotOpen(this.#path, place.error));
    const { node } = place.value;
    if (!node) return this.#isMade ? ok([]) : err(cannotOpen(this.#path, 'no-entry'));
    if (node.kind === 'folder') return err(cannotOpen(this.#path, 'is-directory'));
    const text = new TextDecoder().decode(node.read(0, Math.min(node.size, MAX_BYTES)));
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return ok(
      lines.map((line) => {
        const bare = line.split('#', 1)[0] ?? '';
        const equals = bare.indexOf('=');
        return equals < 0
          ? { text: line, key: '', value: '' }
          : { text: line, key: bare.slice(0, equals).trim(), value: bare.slice(equals + 1).trim() };
      }),
    );
  }
}

/** Asks others in order; what is set goes to the first. */
export class RouterStorage implements Storage {
  readonly #ids: readonly EntryId[];
  readonly #find: (id: EntryId) => Storage | null;
  #isAsking = false;

  constructor(ids: readonly EntryId[], find: (id: EntryId) => Storage | null) {
    this.#ids = ids;
    this.#find = find;
  }

  get takesGiven(): boolean {
    return this.#guarded(false, () => this.#ids.some((id) => this.#find(id)?.takesGiven === true));
  }

  get(key: string): Result<string | null, Failure> {
    return this.#guarded(ok(null), () => {
      for (const id of this.#ids) {
        const found = this.#find(id)?.get(key) ?? ok(null);
        if (found.ok && found.value === null) continue;
        if (!found.ok && found.error.kind === ErrorKind.notFound) continue;
        return found;
      }
      return ok(null);
    });
  }

  set(key: string, value: string): Failure | null {
    const [first] = this.#ids;
    return this.#guarded<Failure | null>(READ_ONLY, () => {
      const storage = first && this.#find(first);
      return storage ? storage.set(key, value) : READ_ONLY;
    });
  }

  /** Routers that lead to themselves have nothing. */
  #guarded<T>(otherwise: T, ask: () => T): T {
    if (this.#isAsking) return otherwise;
    this.#isAsking = true;
    try {
      return ask();
    } finally {
      this.#isAsking = false;
    }
  }
}

function cannotOpen(path: string, why: string): Failure {
  return internal(`failed to open environment file: open ${path}: ${why}`);
}
