/** Projects for as long as the page lives: where the browser keeps nothing for us. */
import {
  maxSnapshots,
  summarize,
  type LastOpen,
  type ProjectRecord,
  type ProjectStorage,
  type Snapshot,
} from './project-record.ts';

export function createProjectMemory(): ProjectStorage {
  const projects = new Map<string, ProjectRecord>();
  const snapshots = new Map<number, Snapshot>();
  let lastOpen: LastOpen | null = null;
  let lastKey = 0;
  const keysOf = (projectId: string): number[] =>
    [...snapshots].filter(([, item]) => item.projectId === projectId).map(([key]) => key);

  return {
    kind: 'memory',
    list: () => Promise.resolve([...projects.values()].map(summarize)),
    read: (id) => Promise.resolve(projects.get(id) ?? null),
    update(id, decide) {
      const stored = projects.get(id) ?? null;
      const next = decide(stored);
      if (next) projects.set(id, next);
      return Promise.resolve(next ?? stored);
    },
    remove(id) {
      projects.delete(id);
      for (const key of keysOf(id)) snapshots.delete(key);
      return Promise.resolve();
    },
    snapshots(projectId) {
      const own = [...snapshots].filter(([, item]) => item.projectId === projectId).toReversed();
      return Promise.resolve(
        own.map(([key, { takenMs, label, files }]) => ({ key, takenMs, label, fileCount: Object.keys(files).length })),
      );
    },
    readSnapshot: (key) => Promise.resolve(snapshots.get(key) ?? null),
    addSnapshot(snapshot) {
      snapshots.set(++lastKey, snapshot);
      for (const key of keysOf(snapshot.projectId).slice(0, -maxSnapshots)) snapshots.delete(key);
      return Promise.resolve();
    },
    readLastOpen: () => Promise.resolve(lastOpen),
    writeLastOpen(last) {
      lastOpen = last;
      return Promise.resolve();
    },
  };
}
