/**
 * Drafts of the examples in local storage, from before projects had a database; read with distrust: they may be from another
 * version, another tab or another hand.
 */
import type { ProjectStorage } from './project-record.ts';
import type { ExampleSource } from './project-state.ts';
import { isRecord, isTextFiles, type Storage, type TextFiles } from './unsaved-notes.ts';

export interface Draft {
  readonly files: TextFiles;
  readonly target: string | null;
  readonly argumentsText: string;
}

export interface StoredProject {
  readonly version: 1;
  readonly exampleId: string;
  /** By example. */
  readonly drafts: ReadonlyMap<string, Draft>;
}

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
  for (const [exampleId, draft] of stored.drafts) {
    const example = examples.find((item) => item.id === exampleId);
    const shipped = (await example?.load()) ?? {};
    const id = newId();
    await projects.update(id, () => ({
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
      revision: newId(),
    }));
    if (exampleId === stored.exampleId) await projects.writeLastOpen({ kind: 'project', id });
  }
  notes?.setItem(`${storageKey}/moved`, JSON.stringify({ ...stored, drafts: Object.fromEntries(stored.drafts) }));
  notes?.removeItem(storageKey);
}

function parse(text: string): StoredProject | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (
    !isRecord(value) ||
    value['version'] !== 1 ||
    typeof value['exampleId'] !== 'string' ||
    !isRecord(value['drafts'])
  ) {
    return null;
  }
  const drafts = new Map<string, Draft>();
  for (const [id, draft] of Object.entries(value['drafts'])) {
    if (!isDraft(draft)) return null;
    drafts.set(id, draft);
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
