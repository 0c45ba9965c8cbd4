/** Files that come in over others: what the registry says of a binary follows it. */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';
import { prepareUndo } from '../monaco/loader.ts';
import type { AppStores } from '../stores/context.ts';
import { sameContent } from '../model/project-files.ts';
import { updateHashes } from '../model/hashes.ts';

export interface PutFiles {
  /** How many `hash:` values were changed. */
  readonly hashes: number;
  /** Puts back what was there before. */
  readonly undo: () => void;
}

type Stores = Pick<AppStores, 'project' | 'tools'>;

/** Adds files to the project on screen, or puts them in the place of others, with `hash:` values in the same step. */
export async function putFiles({ project, tools }: Stores, incoming: ProjectFiles): Promise<PutFiles> {
  const { id, files } = project.getState();
  const replaced = Object.keys(incoming).filter(
    (path) =>
      Object.hasOwn(files, path) &&
      path.endsWith('.wasm') &&
      !sameContent(ownValue(files, path), ownValue(incoming, path)),
  );
  const digests = await Promise.all(
    replaced.map(async (path) => ({
      path,
      before: await digestOf(tools, ownValue(files, path)),
      after: await digestOf(tools, ownValue(incoming, path)),
    })),
  );
  // Somebody may have typed meanwhile.
  const { id: idNow, files: now, addFiles, remove } = project.getState();
  if (id !== idNow) return { hashes: 0, undo: () => undefined };
  const next = new Map(Object.entries({ ...now, ...incoming }));
  let hashes = 0;
  const texts = new Map<string, string>();
  for (const { path, before, after } of digests) {
    const update = updateHashes(Object.fromEntries(next), path, before, after);
    for (const [file, text] of update.files) {
      next.set(file, text);
      texts.set(file, text);
    }
    hashes += update.count;
  }
  prepareUndo([...texts.keys()]);
  const changed: ProjectFiles = { ...incoming, ...Object.fromEntries(texts) };
  addFiles(changed);
  return {
    hashes,
    undo() {
      if (project.getState().id !== id) return;
      const paths = Object.keys(changed);
      const had = paths.filter((path) => Object.hasOwn(now, path));
      const came = paths.filter((path) => !Object.hasOwn(now, path));
      if (came.length > 0) remove(came);
      if (had.length > 0) addFiles(Object.fromEntries(had.map((path) => [path, ownValue(now, path) ?? ''])));
    },
  };
}

/** `hash updated in 2 entries` */
export function hashWords(hashes: number): string {
  return hashes === 0 ? '' : `, hash updated in ${hashes === 1 ? '1 entry' : `${hashes} entries`}`;
}

/** `sha256:…` as `hash` fields have it. */
async function digestOf(tools: AppStores['tools'], content: string | Uint8Array | undefined): Promise<string> {
  const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(content ?? '');
  // Pages without a secure context have no `subtle`.
  if (!('subtle' in crypto)) return (await tools.getState().describe(bytes)).digest;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
