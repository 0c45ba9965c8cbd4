/** Tabs as they were left, by project: in this browser, for the next load. */

export interface Tabs {
  readonly open: readonly string[];
  readonly active: string | null;
  /** The one used last first: it tells which are in front of their columns. */
  readonly recent: readonly string[];
}

export interface KeptTabs {
  /** Without files that are gone; null when nothing is left of what was kept. */
  read(project: string, isThere: (path: string) => boolean): Tabs | null;
  write(project: string, tabs: Tabs): void;
}

const storageKey = 'wippy-playground/tabs';
/** Of the projects that were on screen last. */
const maxProjects = 30;

/** Without storage the tabs hold for this visit. */
export function createKeptTabs(storage: Pick<Storage, 'getItem' | 'setItem'> | null): KeptTabs {
  /** The project that was on screen last at the end. */
  const kept = new Map<string, Tabs>(readAll(storage));

  return {
    read(project, isThere) {
      const tabs = kept.get(project);
      const open = tabs?.open.filter(isThere) ?? [];
      if (!tabs || open.length === 0) return null;
      const has = (path: string): boolean => open.includes(path);
      return {
        open,
        active: tabs.active !== null && has(tabs.active) ? tabs.active : (open[0] ?? null),
        recent: tabs.recent.filter(has),
      };
    },
    write(project, tabs) {
      kept.delete(project);
      kept.set(project, tabs);
      for (const oldest of [...kept.keys()].slice(0, -maxProjects)) kept.delete(oldest);
      try {
        storage?.setItem(storageKey, JSON.stringify([...kept]));
      } catch {
        // Full: they hold for this visit.
      }
    },
  };
}

/** With distrust: it may be from another version or another hand. */
function readAll(storage: Pick<Storage, 'getItem'> | null): readonly (readonly [string, Tabs])[] {
  let value: unknown;
  try {
    value = JSON.parse(storage?.getItem(storageKey) ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.filter(isEntry) : [];
}

function isEntry(value: unknown): value is readonly [string, Tabs] {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'object' || value[1] === null)
    return false;
  const { open, active, recent } = value[1] as Readonly<Record<keyof Tabs, unknown>>;
  return isPaths(open) && isPaths(recent) && (active === null || typeof active === 'string');
}

function isPaths(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string');
}
