/**
 * What local storage holds, read with distrust: it may be from another version, another tab or another hand. Drafts of
 * the examples are from before projects had a database; the note is of a page that was left in mid-sentence.
 */
import type { ProjectRecord, ProjectStorage } from './project-record.ts';
import type { ExampleSource } from './project-state.ts';

export type TextFiles = Readonly<Record<string, string>>;

export interface Draft {
  readonly files: TextFiles;
  readonly target: string | null;
  readonly argumentsText: string;
}

export interface StoredProject {
  readonly version: 1;
  readonly exampleId: string;
  readonly drafts: Readonly<Record<string, Draft>>;
}

export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

export const storageKey = 'wippy-playground/project';

/** Null when there is nothing, or nothing that can be read; the latter is put aside rather than overwritten. */
export function parseStored(storage: Storage | null): StoredProject | null {
  let text: string | null;
  try {
    text = storage?.getItem(storageKey) ?? null;
  } catch {
    return null;
  }
  if (text === null) return null;
  const project = parse(text);
  if (project === null) putAside(storage, text);
  return project;
}

/** Makes projects of the drafts, once. They are put aside under another name, not deleted. */
export async function migrateDrafts(
  notes: Storage | null,
  projects: ProjectStorage,
  examples: readonly ExampleSource[],
  newId: () => string,
  nowMs: number,
): Promise<void> {
  const stored = projects.kind === 'browser' ? parseStored(notes) : null;
  if (!stored) return;
  await projects.writeLastOpen({ kind: 'example', id: stored.exampleId });
  for (const [exampleId, draft] of Object.entries(stored.drafts)) {
    const example = examples.find((item) => item.id === exampleId);
    const shipped = (await example?.load()) ?? {};
    const id = newId();
    await projects.write({
      id,
      name: example?.title ?? exampleId,
      files: { ...shipped, ...draft.files },
      folders: [],
      main: example?.main ?? null,
      target: draft.target,
      argumentsText: draft.argumentsText,
      exampleId: example ? exampleId : null,
      updatedMs: nowMs,
      deletedMs: null,
    });
    if (exampleId === stored.exampleId) await projects.writeLastOpen({ kind: 'project', id });
  }
  notes?.setItem(`${storageKey}/moved`, JSON.stringify(stored));
  notes?.removeItem(storageKey);
}

const noteKey = 'wippy-playground/unsaved';

interface Note {
  readonly id: string;
  readonly updatedMs: number;
  readonly name: string;
  readonly files: TextFiles;
  /** Their content is in the database, or lost: bytes do not change while somebody types. */
  readonly binaries: readonly string[];
}

/** The database may not be done before the page is gone; this is done at once. */
export function writeNote(notes: Storage | null, { id, updatedMs, name, files }: ProjectRecord): void {
  const text = Object.fromEntries(Object.entries(files).filter((item): item is [string, string] => typeof item[1] === 'string'));
  const binaries = Object.keys(files).filter((path) => typeof files[path] !== 'string');
  const note: Note = { id, updatedMs, name, files: text, binaries };
  try {
    notes?.setItem(noteKey, JSON.stringify(note));
  } catch {
    // Full: the database may still be in time.
  }
}

/** Once the database has what the note says. */
export function dropNote(notes: Storage | null, writtenMs: number): void {
  try {
    const note = readNote(notes);
    if (note && note.updatedMs <= writtenMs) notes?.removeItem(noteKey);
  } catch {
    // What cannot be read was not written either.
  }
}

/** The record as the note has it, if that is newer. */
export function applyNote(notes: Storage | null, record: ProjectRecord): ProjectRecord {
  const note = readNote(notes);
  if (!note || note.id !== record.id || note.updatedMs <= record.updatedMs) return record;
  const bytes = note.binaries.flatMap((path) => {
    const content = record.files[path];
    return content === undefined ? [] : [[path, content] as const];
  });
  return { ...record, name: note.name, updatedMs: note.updatedMs, files: { ...note.files, ...Object.fromEntries(bytes) } };
}

function readNote(notes: Storage | null): Note | null {
  let value: unknown;
  try {
    value = JSON.parse(notes?.getItem(noteKey) ?? 'null');
  } catch {
    return null;
  }
  const valid =
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['updatedMs'] === 'number' &&
    isTextFiles(value['files']) &&
    Array.isArray(value['binaries']) &&
    value['binaries'].every((path) => typeof path === 'string');
  return valid ? (value as Note) : null;
}

function isTextFiles(value: unknown): value is TextFiles {
  return isRecord(value) && Object.values(value).every((content) => typeof content === 'string');
}

function parse(text: string): StoredProject | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value['version'] !== 1 || typeof value['exampleId'] !== 'string' || !isRecord(value['drafts'])) {
    return null;
  }
  const drafts: Record<string, Draft> = {};
  for (const [id, draft] of Object.entries(value['drafts'])) {
    if (!isDraft(draft)) return null;
    drafts[id] = draft;
  }
  return { version: 1, exampleId: value['exampleId'], drafts };
}

function putAside(storage: Storage | null, text: string): void {
  try {
    storage?.setItem(`${storageKey}/unreadable`, text);
  } catch {
    // No room for a second copy; the first one stays until something is typed.
  }
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    isTextFiles(value['files']) &&
    (value['target'] === null || typeof value['target'] === 'string') &&
    typeof value['argumentsText'] === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
