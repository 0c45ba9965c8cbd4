/** What local storage holds, read with distrust: it may be from another version, another tab or another hand. */

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

export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

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
    isRecord(value['files']) &&
    Object.values(value['files']).every((content) => typeof content === 'string') &&
    (value['target'] === null || typeof value['target'] === 'string') &&
    typeof value['argumentsText'] === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
