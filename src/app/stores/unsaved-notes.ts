/**
 * Text of a page that was left before its database had it, in local storage, which is written at once: one note for each
 * project. A note names the revisions that it may follow, so that it is never put over what somebody else wrote meanwhile.
 */
import { ownValue } from '../../base/own.ts';
import type { ProjectRecord } from './project-record.ts';

/** Local storage, as far as it is used. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export type TextFiles = Readonly<Record<string, string>>;

export interface Note {
  readonly id: string;
  /** The one that the database has once the text has arrived there. */
  readonly revision: string;
  /** What the database may hold while it has not; null is a record without a revision, or none. */
  readonly bases: readonly (string | null)[];
  readonly updatedMs: number;
  readonly name: string;
  readonly files: TextFiles;
  /** Their content is in the database, or lost: bytes do not change while somebody types. */
  readonly binaries: readonly string[];
  readonly exampleId: string | null;
}

const prefix = 'wippy-playground/unsaved/';
/** One for all projects, as an older page left it: without revisions. */
const oldKey = 'wippy-playground/unsaved';

export function writeNote(
  notes: Storage | null,
  record: ProjectRecord & { readonly revision: string },
  bases: readonly (string | null)[],
): void {
  const { id, revision, updatedMs, name, files, exampleId } = record;
  const text = Object.fromEntries(
    Object.entries(files).filter((item): item is [string, string] => typeof item[1] === 'string'),
  );
  const binaries = Object.entries(files).flatMap(([path, content]) => (typeof content === 'string' ? [] : [path]));
  const note: Note = { id, revision, bases, updatedMs, name, files: text, binaries, exampleId };
  try {
    notes?.setItem(prefix + id, JSON.stringify(note));
  } catch {
    // Full: the database may still be in time.
  }
}

/** Null when there is none, or none that can be read. */
export function readNote(notes: Storage | null, id: string): Note | null {
  const note = parseNote(notes, prefix + id);
  return note?.id === id ? note : null;
}

/** Only the one of this revision: another may have taken its place. */
export function dropNote(notes: Storage | null, { id, revision }: Pick<Note, 'id' | 'revision'>): void {
  if (readNote(notes, id)?.revision === revision) removeNote(notes, id);
}

/** With its project, for good. */
export function removeNote(notes: Storage | null, id: string): void {
  try {
    notes?.removeItem(prefix + id);
  } catch {
    // What cannot be removed was not written either.
  }
}

/** Projects that have a note. */
export function noted(notes: Storage | null): readonly string[] {
  try {
    const keys = Array.from({ length: notes?.length ?? 0 }, (_, index) => notes?.key(index) ?? '');
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}

/** Files of the note, with bytes from where they still are. */
export function filesOf(note: Note, bytes: ProjectRecord['files']): ProjectRecord['files'] {
  const binaries = note.binaries.flatMap((path) => {
    const content = ownValue(bytes, path);
    return content === undefined ? [] : [[path, content] as const];
  });
  return Object.fromEntries([...Object.entries(note.files), ...binaries]);
}

/** Gives the note of an older page to its project, if it is newer than what is kept of that. */
export async function adoptOldNote(
  notes: Storage | null,
  read: (id: string) => Promise<ProjectRecord | null>,
  newId: () => string,
): Promise<void> {
  const note = parseNote(notes, oldKey);
  if (!note) return;
  const record = await read(note.id);
  if (record && record.updatedMs < note.updatedMs) {
    writeNote(
      notes,
      { ...record, name: note.name, files: filesOf(note, record.files), updatedMs: note.updatedMs, revision: newId() },
      [record.revision ?? null],
    );
  }
  notes?.removeItem(oldKey);
}

function parseNote(notes: Storage | null, key: string): Note | null {
  let value: unknown;
  try {
    value = JSON.parse(notes?.getItem(key) ?? 'null');
  } catch {
    return null;
  }
  const valid =
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['updatedMs'] === 'number' &&
    isTextFiles(value['files']) &&
    isStrings(value['binaries']);
  if (!valid) return null;
  const { revision, bases, exampleId } = value as Readonly<Record<keyof Note, unknown>>;
  return {
    ...(value as Note),
    revision: typeof revision === 'string' ? revision : '',
    bases: Array.isArray(bases) ? bases.filter((item) => item === null || typeof item === 'string') : [],
    exampleId: typeof exampleId === 'string' ? exampleId : null,
  };
}

export function isTextFiles(value: unknown): value is TextFiles {
  return isRecord(value) && Object.values(value).every((content) => typeof content === 'string');
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
