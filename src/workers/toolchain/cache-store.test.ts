import { beforeEach, expect, it } from 'vitest';
import { CacheStore } from './cache-store.ts';

/** As a browser's: entries in the order they were put, by URL. */
class FakeCache {
  readonly entries = new Map<string, Response>();
  async match(url: string): Promise<Response | undefined> {
    return this.entries.get(url)?.clone();
  }
  async put(url: string, response: Response): Promise<void> {
    this.entries.set(new URL(url).href, response);
  }
  async delete(url: string): Promise<boolean> {
    return this.entries.delete(new URL(url).href);
  }
  async keys(): Promise<{ url: string }[]> {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}

let cache: FakeCache;
let store: CacheStore;
beforeEach(() => {
  cache = new FakeCache();
  store = new CacheStore({ open: async () => cache } as unknown as CacheStorage, 'translations');
});

it('keeps bytes under any name and lists them, oldest first', async () => {
  await store.write('1 jco 1.35.0, x y/z ab', Uint8Array.of(1, 2, 3));
  await store.write('b', new Uint8Array(0));
  expect(await store.read('1 jco 1.35.0, x y/z ab')).toEqual(Uint8Array.of(1, 2, 3));
  expect(await store.read('c')).toBeNull();
  await store.write('1 jco 1.35.0, x y/z ab', Uint8Array.of(4));
  expect(await store.list()).toEqual([
    { name: 'b', sizeBytes: 0 },
    { name: '1 jco 1.35.0, x y/z ab', sizeBytes: 1 },
  ]);
  await store.remove('b');
  expect(await store.list()).toHaveLength(1);
});

it('does not list what others put there', async () => {
  await cache.put('https://example.com/x', new Response('x'));
  expect(await store.list()).toEqual([]);
});
