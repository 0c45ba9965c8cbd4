/** Translations as the browser keeps them from visit to visit. */
import { TranslationCache } from '../../toolchain/translation-cache.ts';
import { CacheStore } from './cache-store.ts';

const CACHE_NAME = 'wippy-translations';

/** null where the browser keeps nothing. */
export function keptTranslations(caches: CacheStorage | null = availableCaches()): TranslationCache | null {
  return caches ? new TranslationCache(new CacheStore(caches, CACHE_NAME)) : null;
}

/** Where storage is denied, asking for it may throw. */
function availableCaches(): CacheStorage | null {
  try {
    return globalThis.caches ?? null;
  } catch {
    return null;
  }
}
