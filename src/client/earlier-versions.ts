/** Cache Storage in which earlier versions of the page kept components that a tool had translated for them: nothing reads it any more. */
const TRANSLATIONS = 'wippy-translations';

/** Frees what earlier versions of the page left in the browser. Nobody needs to wait for it, and where storage is refused there is nothing. */
export async function forgetEarlierVersions(storage: Pick<CacheStorage, 'delete'> | undefined): Promise<void> {
  await storage?.delete(TRANSLATIONS).catch(() => false);
}
