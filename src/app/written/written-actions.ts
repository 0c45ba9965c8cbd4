/** What becomes of files that programs wrote: into the project, into the downloads, or away. */
import type { FileChange, WrittenFile } from '../../contract/api.ts';
import { LIMITS } from '../../share/limits.ts';
import { checkPath } from '../../share/names.ts';
import { textOrBytes } from '../../share/text.ts';
import { zipFiles } from '../../share/zip-files.ts';
import { putFiles } from '../commands/put-files.ts';
import { tooLarge } from '../model/dropped-paths.ts';
import { baseName, folderOf, isInside } from '../model/project-files.ts';
import { download } from '../parts/download.ts';
import type { AppStores } from '../stores/context.ts';

export type WrittenStores = Pick<AppStores, 'project' | 'tools' | 'view' | 'run'>;

/** Whether all that was chosen is in the project now; where not, the reader has been told why. */
export async function keepWritten(stores: WrittenStores, paths: readonly string[]): Promise<boolean> {
  const { project, view, run } = stores;
  const { notify } = view.getState();
  const { running } = run.getState();
  const wanted = (await running.written()).files.filter(({ path }) => paths.includes(path));
  const { files, access, id } = project.getState();
  if (access === 'read') return refuse('this tab may not change the project');
  const refusal = whyNot(Object.keys(files), wanted);
  if (refusal !== null) return refuse(refusal);
  const sizes = wanted.map(({ path, sizeBytes }) => ({ path, sizeBytes }));
  const large = tooLarge(files, sizes, LIMITS.importBytes);
  if (large !== null) return refuse(large);

  const replaces = wanted.some(({ path }) => Object.hasOwn(files, path));
  if (replaces) await project.getState().takeSnapshot('Before keeping what programs wrote');
  const kept = await running.takeWritten('keep', paths);
  if (project.getState().id !== id) return false;
  const gone = kept.flatMap(({ path, bytes }) => (bytes === null && Object.hasOwn(files, path) ? [path] : []));
  const undoRemoval = gone.length > 0 ? project.getState().remove(gone) : null;
  const incoming = kept.flatMap(({ path, bytes }) => (bytes ? [[path, textOrBytes(bytes)] as const] : []));
  const { undo } = await putFiles(stores, Object.fromEntries(incoming));
  notify(`Kept ${countWords(kept)} in the project`, {
    label: 'Undo',
    run() {
      undo();
      undoRemoval?.();
    },
  });
  return true;

  function refuse(reason: string): false {
    notify(`Not kept: ${reason}`);
    return false;
  }
}

export async function downloadWritten({ run, view }: WrittenStores, paths: readonly string[]): Promise<void> {
  const read = await run.getState().running.takeWritten('read', paths);
  const there = read.flatMap(({ path, bytes }) => (bytes ? [[path, bytes] as const] : []));
  const [first] = there;
  if (!first) return view.getState().notify('There is nothing to download: what was chosen is gone.');
  if (there.length === 1) download(baseName(first[0]), first[1]);
  else download('written.zip', zipFiles(there));
}

export async function dropWritten({ run, view }: WrittenStores, paths: readonly string[]): Promise<void> {
  const dropped = await run.getState().running.takeWritten('drop', paths);
  view.getState().notify(`Dropped ${countWords(dropped)}: programs see the project’s own again`);
}

/** Programs have more names at hand than a project. */
function whyNot(known: readonly string[], changes: readonly WrittenFile[]): string | null {
  const gone = new Set(changes.flatMap(({ path, change }) => (change === 'removed' ? [path] : [])));
  const others = known.filter((path) => !gone.has(path));
  for (const { path } of changes) {
    if (gone.has(path)) continue;
    const checked = checkPath(path);
    if (!checked.ok) return checked.error;
    const inside = others.find((other) => isInside(other, path));
    if (inside !== undefined) return `“${path}” is a folder of the project.`;
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder))
      if (others.includes(folder)) return `“${folder}” is a file of the project, so nothing can be inside of it.`;
  }
  return null;
}

function countWords(changes: readonly FileChange[]): string {
  return changes.length === 1 ? `“${baseName(changes[0]?.path ?? '')}”` : `${changes.length} files`;
}
