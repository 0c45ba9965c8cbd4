/** What is kept of earlier versions, under a service worker that may be ended at any time. */
import { beforeEach, expect, it, vi } from 'vitest';
import { ServiceStore } from './service-store.ts';

const SCOPE = 'https://wippy.example/play/';
const PREFIX = 'wippy-playground:/play/:';

/** As `CacheStorage`, as far as it is used. */
class FakeCaches {
  readonly kept = new Map<string, Map<string, Response>>();

  open(name: string) {
    const entries = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, entries);
    return Promise.resolve({
      match: (key: string) => Promise.resolve(entries.get(key)?.clone()),
      put: (key: string, response: Response) => Promise.resolve(void entries.set(key, response)),
      delete: (key: string) => Promise.resolve(entries.delete(key)),
    });
  }

  keys = () => Promise.resolve([...this.kept.keys()]);
  delete = (name: string) => Promise.resolve(this.kept.delete(name));
}

let caches: FakeCaches;
let pages: Set<string>;
let hasSuccessor: boolean;

beforeEach(() => {
  caches = new FakeCaches();
  pages = new Set();
  hasSuccessor = false;
  vi.stubGlobal('caches', caches);
  return () => void vi.unstubAllGlobals();
});

function storeOf(version: string): ServiceStore {
  const clients = {
    matchAll: () => Promise.resolve([...pages].map((id) => ({ id, url: SCOPE }))),
    get: (id: string) => Promise.resolve(pages.has(id) ? { id } : undefined),
  };
  return new ServiceStore({
    build: { version, files: [], more: [] },
    scope: SCOPE,
    clients,
    hasSuccessor: () => hasSuccessor,
  });
}

const versions = (): string[] => [...caches.kept.keys()].map((name) => name.replace(PREFIX, ''));

it('keeps the files of an earlier version until the pages are gone that were there when it took over', async () => {
  await caches.open(`${PREFIX}old`);
  pages.add('one');
  const store = storeOf('new');
  await store.takeOver();
  expect(versions()).toEqual(['old', 'new']);
  pages.add('two');
  await store.sweep();
  expect(versions()).toEqual(['old', 'new']);
  pages.delete('one');
  await storeOf('new').sweep();
  expect(versions()).toEqual(['new']);
});

it('deletes them too where it was ended before it could note whose pages were there', async () => {
  await caches.open(`${PREFIX}old`);
  pages.add('one');
  await storeOf('new').sweep();
  expect(versions()).toEqual(['old', 'new']);
  pages.delete('one');
  await storeOf('new').sweep();
  expect(versions()).toEqual(['new']);
});

it('leaves alone what a newer version has fetched that waits, and what is of others', async () => {
  await caches.open(`${PREFIX}newer`);
  await caches.open('wippy-playground:/other/:old');
  hasSuccessor = true;
  await storeOf('new').sweep();
  expect(caches.kept.has(`${PREFIX}newer`)).toBe(true);
  hasSuccessor = false;
  await storeOf('new').sweep();
  expect([...caches.kept.keys()]).toEqual(['wippy-playground:/other/:old', `${PREFIX}new`]);
});
