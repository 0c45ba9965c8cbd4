/**
 * Writes projects, each write only over what it follows: a record in the database that this tab has neither read nor written is
 * another tab's work, and stays. What was to be written becomes a project of its own then.
 */
import type { ProjectLocks } from './project-lock.ts';
import { sameFiles } from '../model/project-files.ts';
import type { ProjectRecord, ProjectStorage } from './project-record.ts';
import type { ExampleSource } from './project-state.ts';
import { dropNote, filesOf, noted, readNote, removeNote, writeNote, type Note, type Storage } from './unsaved-notes.ts';

export type Stamped = ProjectRecord & { readonly revision: string };

export type Written =
  | { readonly kind: 'written' }
  /** Another tab had changed the project: what it wrote stays, ours is `copy`. */
  | { readonly kind: 'parted'; readonly copy: Stamped };

export interface ProjectWriter {
  /** One after the other, in the order asked for. Rejects when the browser refuses. */
  write(record: ProjectRecord): Promise<Written>;
  /** Leaves a note of what has not arrived yet, for a page that may be gone before it has. */
  leave(): void;
  /**
   * The project as it is to be shown by the tab that may write it: what a page left in a note counts, if it is newer; if both
   * have changed since, the note becomes `copy`. Null when there is no such project.
   */
  take(id: string): Promise<{ readonly record: ProjectRecord; readonly copy: Stamped | null } | null>;
  /** Makes the record this tab's: what another tab has not written by now it will not write over it. Null when it is gone. */
  claim(id: string): Promise<ProjectRecord | null>;
  /** A note without a project is one whose first write never came. Its project, once it is stored. */
  restore(id: string, bytesOf: (exampleId: string) => Promise<ProjectRecord['files']>): Promise<ProjectRecord | null>;
}

export interface ProjectWriterOptions {
  readonly storage: ProjectStorage;
  readonly notes: Storage | null;
  readonly newId: () => string;
  /** A name for what becomes a project of its own. */
  readonly freeName: (name: string) => string;
}

export function createProjectWriter({ storage, notes, newId, freeName }: ProjectWriterOptions): ProjectWriter {
  /** The revision that the database has, as far as this tab knows; null is a record of old, or none. */
  const known = new Map<string, string | null>();
  /** Asked for and not confirmed, oldest first. */
  const pending: Stamped[] = [];
  const left = new Map<string, Stamped>();
  let queue: Promise<unknown> = Promise.resolve();

  async function put(record: Stamped): Promise<Written> {
    const basis = known.get(record.id) ?? null;
    const stored = await storage.update(record.id, (found) => {
      // What was deleted meanwhile is needed after all.
      const isFree = found === null || found.deletedMs !== null || (found.revision ?? null) === basis;
      return isFree ? record : null;
    });
    if (stored?.revision === record.revision) {
      known.set(record.id, record.revision);
      return { kind: 'written' };
    }
    return { kind: 'parted', copy: await part(record) };
  }

  /** A project of its own. */
  async function part(record: ProjectRecord): Promise<Stamped> {
    const copy: Stamped = { ...record, id: newId(), name: freeName(record.name), deletedMs: null, revision: newId() };
    await storage.update(copy.id, () => copy);
    known.set(copy.id, copy.revision);
    return copy;
  }

  /** A note that this tab left, once the database has what it says or newer. */
  function settleLeft(record: Stamped): void {
    const own = left.get(record.id);
    if (!own || own.updatedMs > record.updatedMs) return;
    left.delete(record.id);
    dropNote(notes, own);
  }

  /** `earlier` may or may not have arrived when the note is read. */
  function note(record: Stamped, earlier: readonly Stamped[]): void {
    writeNote(notes, record, [known.get(record.id) ?? null, ...earlier.map((item) => item.revision)]);
    left.set(record.id, record);
  }

  function merged(record: ProjectRecord, found: Note): ProjectRecord {
    return { ...record, name: found.name, updatedMs: found.updatedMs, files: filesOf(found, record.files) };
  }

  return {
    write(record) {
      const stamped: Stamped = { ...record, revision: newId() };
      pending.push(stamped);
      const done = queue.then(() => put(stamped));
      queue = done.then(
        () => void pending.splice(pending.indexOf(stamped), 1),
        () => void pending.splice(pending.indexOf(stamped), 1),
      );
      return done.then(
        (written) => {
          settleLeft(stamped);
          return written;
        },
        (error: unknown) => {
          // The other place may take it.
          note(stamped, []);
          throw error;
        },
      );
    },

    leave() {
      const latest = pending.at(-1);
      if (!latest) return;
      note(
        latest,
        pending.filter((item) => item.id === latest.id && item !== latest),
      );
    },

    async take(id) {
      await queue;
      const record = await storage.read(id);
      if (!record || record.deletedMs !== null) return null;
      known.set(id, record.revision ?? null);
      const found = readNote(notes, id);
      if (!found) return { record, copy: null };
      const newer = merged(record, found);
      let copy: Stamped | null = null;
      let taken = record;
      if (found.revision !== record.revision && !sameFiles(newer.files, record.files)) {
        if (found.bases.includes(record.revision ?? null)) {
          const written = await put({ ...newer, revision: found.revision });
          if (written.kind === 'written') taken = newer;
          else copy = written.copy;
        } else copy = await part(newer);
      }
      removeNote(notes, id);
      return { record: taken, copy };
    },

    async claim(id) {
      const record = await storage.update(id, (stored) =>
        stored && stored.deletedMs === null ? { ...stored, revision: newId() } : null,
      );
      if (!record || record.deletedMs !== null) return null;
      known.set(id, record.revision ?? null);
      return record;
    },

    async restore(id, bytesOf) {
      const found = readNote(notes, id);
      if (!found) return null;
      const bytes = found.exampleId === null || found.binaries.length === 0 ? {} : await bytesOf(found.exampleId);
      const { name, updatedMs, exampleId, revision } = found;
      const stamped: Stamped = {
        id,
        name,
        updatedMs,
        exampleId,
        revision,
        files: filesOf(found, bytes),
        folders: [],
        main: null,
        target: null,
        argumentsText: '[]',
        deletedMs: null,
      };
      const stored = await storage.update(id, (other) => (other === null ? stamped : null));
      if (stored?.revision !== revision) return null;
      known.set(id, revision);
      removeNote(notes, id);
      return stamped;
    },
  };
}

export interface RestoreOptions {
  readonly storage: ProjectStorage;
  readonly notes: Storage | null;
  readonly writer: ProjectWriter;
  readonly locks: ProjectLocks;
  readonly examples: readonly ExampleSource[];
}

/** A page that was gone before the first write of a project has left a note of it, and nothing else. What is found is opened next. */
export async function restoreUnwritten({ storage, notes, writer, locks, examples }: RestoreOptions): Promise<void> {
  const stored = new Set((await storage.list()).map((item) => item.id));
  for (const id of noted(notes)) {
    if (stored.has(id)) continue;
    const hold = await locks.acquire(id, { yield: () => Promise.resolve(), lost: () => undefined });
    // The tab that has the lock is about to write it.
    if (!hold) continue;
    const bytesOf = (exampleId: string): Promise<ProjectRecord['files']> =>
      examples.find((item) => item.id === exampleId)?.load() ?? Promise.resolve({});
    const record = await writer.restore(id, bytesOf);
    hold();
    if (record) await storage.writeLastOpen({ kind: 'project', id });
  }
}
