/** The browser's Cache Storage as a store of bytes. */
import type { BlobStore } from '../../toolchain/translation-cache.ts';

/** Cache Storage keeps answers to requests, so names become URLs that nobody serves. */
const ORIGIN = 'https://translations.invalid/';
const SIZE = 'X-Size';

/** Every member may reject: a private window may have no storage, and a full disk refuses. */
export class CacheStore implements BlobStore {
  readonly #caches: CacheStorage;
  readonly #cacheName: string;

  constructor(caches: CacheStorage, cacheName: string) {
    this.#caches = caches;
    this.#cacheName = cacheName;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const response = await (await this.#open()).match(urlOf(name));
    return response ? new Uint8Array(await response.arrayBuffer()) : null;
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const cache = await this.#open();
    // What is replaced would stay where it is in the order.
    await cache.delete(urlOf(name));
    await cache.put(urlOf(name), new Response(bytes, { headers: { [SIZE]: String(bytes.length) } }));
  }

  async list(): Promise<{ name: string; sizeBytes: number }[]> {
    const cache = await this.#open();
    const requests = (await cache.keys()).filter(({ url }) => url.startsWith(ORIGIN));
    return Promise.all(
      requests.map(async ({ url }) => {
        const size = (await cache.match(url))?.headers.get(SIZE);
        return { name: decodeURIComponent(url.slice(ORIGIN.length)), sizeBytes: Number(size ?? 0) };
      }),
    );
  }

  async remove(name: string): Promise<void> {
    await (await this.#open()).delete(urlOf(name));
  }

  #open(): Promise<Cache> {
    return this.#caches.open(this.#cacheName);
  }
}

function urlOf(name: string): string {
  return ORIGIN + encodeURIComponent(name);
}
