import { beforeEach, describe, expect, it } from 'vitest';
import type { TranslatedComponent } from './translate.ts';
import { TranslationCache, type BlobStore } from './translation-cache.ts';

class MemoryStore implements BlobStore {
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  async read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.blobs.get(name)?.slice() ?? null;
  }
  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.blobs.delete(name);
    this.blobs.set(name, bytes.slice());
  }
  async list(): Promise<{ name: string; sizeBytes: number }[]> {
    return [...this.blobs].map(([name, bytes]) => ({ name, sizeBytes: bytes.length }));
  }
  async remove(name: string): Promise<void> {
    this.blobs.delete(name);
  }
}

const translation = (size = 3): TranslatedComponent => ({
  source: 'export é \uFEFF',
  modules: [
    { name: 'a.core.wasm', bytes: new Uint8Array(size).fill(7) },
    { name: 'b.core.wasm', bytes: new Uint8Array(0) },
  ],
});

let store: MemoryStore;
let cache: TranslationCache;
beforeEach(() => {
  store = new MemoryStore();
  cache = new TranslationCache(store);
});

describe('the cache of translations', () => {
  it('gives back what it was given, to a later visit too', async () => {
    expect(await cache.find('d1')).toBeNull();
    await cache.keep('d1', translation());
    expect(await new TranslationCache(store).find('d1')).toEqual(translation());
    expect(await cache.find('d2')).toBeNull();
  });

  it('takes its copy before the bytes are sent away', async () => {
    const { source, modules } = translation();
    const keeping = cache.keep('d1', { source, modules });
    structuredClone(modules[0]!.bytes, { transfer: [modules[0]!.bytes.buffer] });
    await keeping;
    expect(await cache.find('d1')).toEqual(translation());
  });

  it('does not give out what other tools made, and drops it', async () => {
    await new TranslationCache(store, 'old tools').keep('d1', translation());
    expect(await cache.find('d1')).toBeNull();
    await cache.keep('d2', translation());
    expect([...store.blobs.keys()]).toEqual([expect.stringContaining('d2')]);
  });

  it('lets the oldest go beyond 50 entries and beyond 64 MB', async () => {
    for (let number = 0; number < 52; number++) await cache.keep(`n${number}`, translation());
    expect(store.blobs.size).toBe(50);
    expect(await cache.find('n1')).toBeNull();
    expect(await cache.find('n2')).not.toBeNull();
    for (let number = 0; number < 3; number++) await cache.keep(`big${number}`, translation(25_000_000));
    expect(await cache.find('big0')).toBeNull();
    expect(await cache.find('big1')).not.toBeNull();
    expect(await cache.find('big2')).not.toBeNull();
  });

  it('finds nothing in an entry that is damaged, and replaces it', async () => {
    await cache.keep('d1', translation());
    const [[name, whole]] = [...store.blobs] as [[string, Uint8Array<ArrayBuffer>]];
    const broken = [whole.slice(0, -1), whole.slice(0, 5), new Uint8Array(0), new Uint8Array([...whole, 0])];
    for (let at = 0; at < 12; at++) broken.push(whole.map((byte, index) => (index === at ? byte ^ 0x80 : byte)));
    for (const bytes of broken) {
      store.blobs.set(name, bytes);
      expect(await cache.find('d1')).toBeNull();
    }
    await cache.keep('d1', translation());
    expect(await cache.find('d1')).toEqual(translation());
  });

  it('does not give one component out for another', async () => {
    await cache.keep('d1', translation());
    const [[name, whole]] = [...store.blobs] as [[string, Uint8Array<ArrayBuffer>]];
    store.blobs.set(name.replace('d1', 'd2'), whole);
    expect(await cache.find('d2')).toBeNull();
  });

  it('keeps nothing of what it cannot copy', async () => {
    const { source, modules } = translation();
    const [module] = modules;
    // As when there is no memory left.
    const unreadable = {
      get name() {
        return module!.name;
      },
      get bytes(): never {
        throw new RangeError('Array buffer allocation failed');
      },
    };
    await cache.keep('d1', { source, modules: [unreadable] });
    expect(store.blobs.size).toBe(0);
  });

  it('works without a store that works', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('no storage');
    };
    const broken = new TranslationCache({ read: refuse, write: refuse, list: refuse, remove: refuse });
    await broken.keep('d1', translation());
    expect(await broken.find('d1')).toBeNull();
  });
});
