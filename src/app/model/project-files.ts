/** The files of a project as plain data: every change makes a new record. */
import { ownValue } from '../../base/own.ts';
import type { ProjectFiles } from '../../contract/api.ts';

export interface FileTree {
  readonly files: ProjectFiles;
  readonly folders: readonly string[];
}

export function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** '' for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Every folder, those with files and those without, sorted. */
export function foldersOf({ files, folders }: FileTree): readonly string[] {
  const all = new Set<string>();
  for (const path of [...Object.keys(files), ...folders.map((folder) => `${folder}/`)]) {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) all.add(folder);
  }
  return [...all].toSorted();
}

export function exists(tree: FileTree, path: string): boolean {
  return Object.hasOwn(tree.files, path) || foldersOf(tree).includes(path);
}

/** The file or the folder with all that is in it; `to` must be free. Returns what went where, too. */
export function movePath(
  tree: FileTree,
  from: string,
  to: string,
): { readonly tree: FileTree; readonly moved: ReadonlyMap<string, string> } {
  const moved = new Map<string, string>();
  const place = (path: string): string =>
    path === from ? to : isInside(path, from) ? to + path.slice(from.length) : path;
  const files = Object.entries(tree.files).map(([path, content]) => {
    const next = place(path);
    if (next !== path) moved.set(path, next);
    return [next, content] as const;
  });
  return { tree: { files: Object.fromEntries(files), folders: tree.folders.map(place) }, moved };
}

/** Without the files and folders named, and without what is in them. */
export function removePaths(tree: FileTree, paths: readonly string[]): FileTree {
  const goes = (path: string): boolean => paths.some((item) => path === item || isInside(path, item));
  const files = Object.fromEntries(Object.entries(tree.files).filter(([path]) => !goes(path)));
  const left: FileTree = { files, folders: tree.folders.filter((folder) => !goes(folder)) };
  // A folder stays when its last file goes: it was not named.
  const known = foldersOf(left);
  const emptied = foldersOf(tree).filter((folder) => !goes(folder) && !known.includes(folder));
  return { files, folders: [...left.folders, ...emptied] };
}

export function sameFiles(left: ProjectFiles, right: ProjectFiles): boolean {
  const paths = Object.keys(left);
  return (
    paths.length === Object.keys(right).length &&
    paths.every((path) => sameContent(ownValue(left, path), ownValue(right, path)))
  );
}

export function sameContent(left: string | Uint8Array | undefined, right: string | Uint8Array | undefined): boolean {
  if (left === right) return true;
  if (!(left instanceof Uint8Array) || !(right instanceof Uint8Array)) return false;
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** The same, with the very contents of `other` wherever they are equal: what has changed is then told by identity. */
export function alignFiles(files: ProjectFiles, other: ProjectFiles): ProjectFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      sameContent(content, ownValue(other, path)) ? (ownValue(other, path) ?? content) : content,
    ]),
  );
}

/** `name`, or with the first number behind it that makes it new: `Hello`, `Hello 2`. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let number = 2; ; number++) {
    const next = `${name} ${number}`;
    if (!taken.includes(next)) return next;
  }
}
