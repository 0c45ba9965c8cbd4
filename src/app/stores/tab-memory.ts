import type { LastOpen, ProjectStorage } from './project-record.ts';

const storageKey = 'wippy-playground/open';

/**
 * What was on screen last in this tab, which a reload comes back to whatever other tabs have opened since. A tab that had
 * nothing yet, or whose project is gone, opens what any tab had last.
 */
export function withTabMemory(
  projects: ProjectStorage,
  tab: Pick<Storage, 'getItem' | 'setItem'> | null,
): ProjectStorage {
  return {
    ...projects,
    async readLastOpen() {
      const own = parse(tab?.getItem(storageKey) ?? null);
      if (own?.kind === 'example') return own;
      const record = own && (await projects.read(own.id));
      return record && record.deletedMs === null ? own : projects.readLastOpen();
    },
    async writeLastOpen(last) {
      try {
        tab?.setItem(storageKey, JSON.stringify(last));
      } catch {
        // Full: a reload opens what any tab had last.
      }
      await projects.writeLastOpen(last);
    },
  };
}

/** With distrust: it may be from another version or another hand. */
function parse(text: string | null): LastOpen | null {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value)) return null;
  const { kind, id } = value;
  return (kind === 'project' || kind === 'example') && typeof id === 'string' ? { kind, id } : null;
}
