/** Zip files and folders in and out. Loaded when one is asked for. */
import { importFiles, type ImportedFile, type ImportedProject } from '../../share/import-files.ts';
import { toProjectFiles } from '../../share/project.ts';
import { exportZip, importZip } from '../../share/zip.ts';
import type { PickedFile } from '../commands/actions.ts';
import type { AppStores } from '../stores/context.ts';
import { download } from './download.ts';

export function exportZipFile({ project, view }: AppStores): void {
  const { name, files, main } = project.getState();
  const bytes = exportZip({ name, files, ...(main ? { main } : {}) });
  const file = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '').toLowerCase() || 'project'}.zip`;
  download(file, bytes);
  view.getState().notify(`Exported ${file}`);
}

/**
 * One zip or one folder becomes a project of its own; single files are added to the project on screen, those of the same
 * name replacing what is there after a version of it has been saved.
 */
export async function importPicked(stores: AppStores, picked: readonly PickedFile[]): Promise<void> {
  const { project, view } = stores;
  const files: ImportedFile[] = await Promise.all(
    picked.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const only = files.length === 1 ? files[0] : undefined;
  const isZip = only !== undefined && /\.zip$/i.test(only.path);
  const imported = isZip ? importZip(only.bytes) : importFiles(files);
  if (!imported.ok) {
    view.getState().notify(`Not imported: ${imported.error.message}`);
    return;
  }
  if (isZip || picked.every(({ path }) => path.includes('/'))) await openAsProject(stores, imported.value, nameFor(picked[0]?.path ?? ''));
  else await addToProject(stores, imported.value);
  const { skipped, warnings } = imported.value;
  if (skipped.length > 0) view.getState().notify(`Left out: ${skipped.join(', ')}`);
  for (const warning of warnings) view.getState().notify(warning);
  if (project.getState().saveError !== null) view.getState().notify('The project is here, but could not be stored.');
}

async function openAsProject({ project, view }: AppStores, imported: ImportedProject, fallback: string): Promise<void> {
  await project.getState().create({
    name: imported.name ?? fallback,
    files: toProjectFiles(imported.files),
    main: imported.main ?? null,
  });
  view.getState().openDialog(null);
  view.getState().notify(`Imported “${project.getState().name}” as a new project`);
}

async function addToProject({ project, view }: AppStores, imported: ImportedProject): Promise<void> {
  const files = toProjectFiles(imported.files);
  const before = project.getState().files;
  if (Object.keys(files).some((path) => Object.hasOwn(before, path))) await project.getState().takeSnapshot('Before an import');
  project.getState().addFiles(files);
  const paths = Object.keys(files);
  for (const path of paths.slice(0, 3)) view.getState().openFile(path);
  view.getState().notify(paths.length === 1 ? `Added “${paths[0]}”` : `Added ${paths.length} files`);
}

/** `hello-wippy.zip` is “Hello wippy”. */
function nameFor(path: string): string {
  const words = (path.split('/')[0] ?? '').replace(/\.zip$/i, '').replaceAll(/[-_]+/g, ' ').trim();
  return words === '' ? 'Imported project' : words.charAt(0).toUpperCase() + words.slice(1);
}
