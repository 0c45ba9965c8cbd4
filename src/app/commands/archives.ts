/** Zip files and folders in and out. Loaded when one is asked for. */
import type { ProjectFiles } from '../../contract/api.ts';
import { importFiles, type ImportedFile, type ImportedProject } from '../../share/import-files.ts';
import { LIMITS } from '../../share/limits.ts';
import { checkPath } from '../../share/names.ts';
import { toProjectFiles } from '../../share/project.ts';
import { exportZip, importZip } from '../../share/zip.ts';
import { hashWords, putFiles } from './put-files.ts';
import { placeFiles, tooLarge } from '../model/dropped-paths.ts';
import type { PickedFile } from './pick-files.ts';
import type { AppStores } from '../stores/context.ts';
import { download } from '../parts/download.ts';

export function exportZipFile({ project, view }: AppStores): void {
  const { name, files, main } = project.getState();
  const bytes = exportZip({ name, files, ...(main ? { main } : {}) });
  const file = `${
    name
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '')
      .toLowerCase() || 'project'
  }.zip`;
  download(file, bytes);
  view.getState().notify(`Exported ${file}`, {
    label: 'Runs on Wippy?',
    run: () => view.getState().openDialog('native'),
  });
}

/**
 * One zip or one folder becomes a project of its own; single files are added to the project on screen, those of the same
 * name replacing what is there after a version of it has been saved. `folder` is where they were dropped; null for nowhere in
 * particular.
 */
export async function importPicked(
  stores: AppStores,
  picked: readonly PickedFile[],
  folder: string | null = null,
): Promise<void> {
  const { project, view } = stores;
  const { notify } = view.getState();
  const isZip = picked.length === 1 && /\.zip$/i.test(picked[0]?.path ?? '');
  const isProject = isZip || picked.every(({ path }) => path.includes('/'));
  if (!isProject) {
    const names = placeFiles(
      project.getState().files,
      picked.map(({ path }) => path),
      folder,
    );
    const sizes = picked.map(({ file }, index) => ({ path: names[index] ?? '', sizeBytes: file.size }));
    // Before anything is read.
    const refusal = tooLarge(project.getState().files, sizes, LIMITS.importBytes);
    if (refusal !== null) return notify(refusal);
  }
  const files: ImportedFile[] = await Promise.all(
    picked.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const imported = isZip ? importZip(files[0]?.bytes ?? new Uint8Array()) : importFiles(files);
  if (!imported.ok) return notify(`Not imported: ${imported.error.message}`);
  if (isProject) await openAsProject(stores, imported.value, nameFor(picked[0]?.path ?? ''));
  else await addToProject(stores, toProjectFiles(imported.value.files), folder);
  if (!isProject) tellOf(stores, imported.value);
}

/** What is otherwise than in what was imported. */
function tellOf({ project, view }: AppStores, { skipped, warnings }: ImportedProject): void {
  const { notify } = view.getState();
  if (skipped.length > 0) notify(`Left out: ${skipped.join(', ')}`);
  for (const warning of warnings) notify(warning);
  if (project.getState().saveError !== null) notify('The project is here, but could not be stored.');
}

/** A project of its own; `fallback`: its name where it brings none. */
export async function openAsProject(stores: AppStores, imported: ImportedProject, fallback: string): Promise<void> {
  const { project, view } = stores;
  const { dialog } = view.getState();
  await project.getState().create({
    name: imported.name ?? fallback,
    files: toProjectFiles(imported.files),
    main: imported.main ?? null,
  });
  // The one that it was asked for in, and no other.
  if (view.getState().dialog === dialog) view.getState().openDialog(null);
  view.getState().notify(`Imported “${project.getState().name}” as a new project`);
  tellOf(stores, imported);
}

async function addToProject(stores: AppStores, named: ProjectFiles, folder: string | null): Promise<void> {
  const { project, view } = stores;
  const { notify, openFile } = view.getState();
  const before = project.getState().files;
  const paths = placeFiles(before, Object.keys(named), folder);
  const refused = paths.map(checkPath).find((checked) => !checked.ok);
  if (refused && !refused.ok) return notify(`Not imported: ${refused.error}.`);
  const replaces = paths.some((path) => Object.hasOwn(before, path));
  if (replaces) await project.getState().takeSnapshot('Before an import');
  const { hashes, undo } = await putFiles(
    stores,
    Object.fromEntries(Object.values(named).map((content, index) => [paths[index] ?? '', content])),
  );
  for (const path of paths.slice(0, 3)) openFile(path);
  const what = paths.length === 1 ? `“${paths[0]}”` : `${paths.length} files`;
  notify(
    `${replaces && paths.length === 1 ? 'Replaced' : 'Added'} ${what}${hashWords(hashes)}`,
    ...(replaces ? [{ label: 'Undo', run: undo }] : []),
  );
}

/** `hello-wippy.zip` is “Hello wippy”. */
function nameFor(path: string): string {
  const words = (path.split('/')[0] ?? '')
    .replace(/\.zip$/i, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim();
  return words === '' ? 'Imported project' : words.charAt(0).toUpperCase() + words.slice(1);
}
