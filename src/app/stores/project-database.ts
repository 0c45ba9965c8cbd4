/** Projects in IndexedDB. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import {
  maxSnapshots,
  summarize,
  type LastOpen,
  type ProjectRecord,
  type ProjectStorage,
  type Snapshot,
} from './project-record.ts';

interface Schema extends DBSchema {
  projects: { key: string; value: ProjectRecord };
  snapshots: { key: number; value: Snapshot; indexes: { project: string } };
  settings: { key: 'lastOpen'; value: LastOpen };
}

const databaseName = 'wippy-playground';
const version = 1;

/** A database that another tab keeps from opening would keep the page from starting. */
const openTimeoutMs = 3000;

/** Rejects where the browser has no IndexedDB or denies it. */
export async function openProjectDatabase(name: string = databaseName): Promise<ProjectStorage> {
  if (!('indexedDB' in globalThis)) throw new Error('this browser has no IndexedDB');
  const database = await within(
    openTimeoutMs,
    openDB<Schema>(name, version, {
      upgrade(next) {
        next.createObjectStore('projects', { keyPath: 'id' });
        next.createObjectStore('snapshots', { autoIncrement: true }).createIndex('project', 'projectId');
        next.createObjectStore('settings');
      },
      // A newer page in another tab may upgrade; this one then writes no more, and says so.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    }),
  );
  return createStorage(database);
}

function createStorage(database: IDBPDatabase<Schema>): ProjectStorage {
  return {
    kind: 'browser',
    list: async () => (await database.getAll('projects')).map(summarize),
    read: async (id) => (await database.get('projects', id)) ?? null,
    async update(id, decide) {
      const transaction = database.transaction('projects', 'readwrite');
      const stored = (await transaction.store.get(id)) ?? null;
      const next = decide(stored);
      if (next) await transaction.store.put(next);
      await transaction.done;
      return next ?? stored;
    },

    async remove(id) {
      const transaction = database.transaction(['projects', 'snapshots'], 'readwrite');
      const snapshots = transaction.objectStore('snapshots');
      await transaction.objectStore('projects').delete(id);
      for (const key of await snapshots.index('project').getAllKeys(id)) await snapshots.delete(key);
      await transaction.done;
    },

    async snapshots(projectId) {
      const found = [];
      const { store } = database.transaction('snapshots');
      for (
        let cursor = await store.index('project').openCursor(projectId, 'prev');
        cursor;
        cursor = await cursor.continue()
      ) {
        const { takenMs, label, files } = cursor.value;
        found.push({ key: cursor.primaryKey, takenMs, label, fileCount: Object.keys(files).length });
      }
      return found;
    },
    readSnapshot: async (key) => (await database.get('snapshots', key)) ?? null,
    async addSnapshot(snapshot) {
      const transaction = database.transaction('snapshots', 'readwrite');
      await transaction.store.add(snapshot);
      const keys = await transaction.store.index('project').getAllKeys(snapshot.projectId);
      for (const key of keys.slice(0, Math.max(0, keys.length - maxSnapshots))) await transaction.store.delete(key);
      await transaction.done;
    },

    readLastOpen: async () => (await database.get('settings', 'lastOpen')) ?? null,
    writeLastOpen: async (last) => void (await database.put('settings', last, 'lastOpen')),
  };
}

function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the browser did not open its storage in time')), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
