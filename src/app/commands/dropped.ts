/** Files and folders dropped from the desktop. */
import { errorText } from '../../base/error-text.ts';
import type { AppStores } from '../stores/context.ts';
import type { PickedFile } from './pick-files.ts';

/**
 * What was dropped must be asked for before the event is over; reading may then take its time. `folder` is where it was
 * dropped, null for nowhere in particular.
 */
export function takeDropped(stores: AppStores, transfer: DataTransfer, folder: string | null = null): void {
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const dropped = items.flatMap((item): (FileSystemEntry | File)[] => {
    // Without an entry it is a file that is nowhere on disk, such as an image from another page.
    const found = item.webkitGetAsEntry() ?? item.getAsFile();
    return found ? [found] : [];
  });
  void read(stores, dropped, folder);
}

async function read(
  stores: AppStores,
  dropped: readonly (FileSystemEntry | File)[],
  folder: string | null,
): Promise<void> {
  try {
    const picked = (await Promise.all(dropped.map(filesOf))).flat();
    if (picked.length === 0) return;
    const { importPicked } = await import('./archives.ts');
    await importPicked(stores, picked, folder);
  } catch (error) {
    stores.view.getState().notify(`What was dropped could not be read: ${errorText(error)}`);
  }
}

async function filesOf(entry: FileSystemEntry | File): Promise<readonly PickedFile[]> {
  if (entry instanceof File) return [{ path: entry.name, file: entry }];
  const path = entry.fullPath.replace(/^\//, '');
  if (isFile(entry)) return [{ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const children: FileSystemEntry[] = [];
  // A reader gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    children.push(...some);
  }
  return (await Promise.all(children.map(filesOf))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
