/** Pages of one browser: stores over one database, one after the other or beside each other. */
import 'fake-indexeddb/auto';
import { beforeEach } from 'vitest';
import { openProjectDatabase } from '../project-database.ts';
import {
  createProjectStore,
  type ExampleSource,
  type ProjectStore,
  type ProjectStoreOptions,
} from '../project-store.ts';
import type { Storage } from '../unsaved-notes.ts';

export const example = (id: string): ExampleSource => ({
  id,
  title: `The ${id}`,
  main: { id: 'app:main', args: [6, 7] },
  load: () => Promise.resolve({ '_index.yaml': `name: ${id}`, 'main.lua': 'return 1', 'x.wasm': new Uint8Array([0]) }),
});
export const examples = [example('one'), example('two')];

export function memoryNotes(initial: Record<string, string> = {}): Storage & { readonly items: Map<string, string> } {
  const items = new Map(Object.entries(initial));
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

let databases = 0;
export let name = '';

/** For a file of tests: each of them has a database of its own. */
export function useOwnDatabases(): void {
  beforeEach(() => {
    name = `test-${++databases}`;
  });
}

/** A page with the database of this test. */
export async function page(options: Partial<ProjectStoreOptions> = {}): Promise<ProjectStore> {
  const store = createProjectStore({
    examples,
    openStorage: () => openProjectDatabase(name),
    saveDelayMs: 1,
    ...options,
  });
  await store.getState().start();
  return store;
}
