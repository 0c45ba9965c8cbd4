import { foldersOf, folderOf, type FileTree } from '../stores/project-files.ts';

/** No path of a project is this. */
export const rootId = '/';

/** Each folder with what is in it: folders first, then files, by name. */
export function toTree(source: FileTree): ReadonlyMap<string, readonly string[]> {
  const tree = new Map<string, string[]>([[rootId, []]]);
  const parent = (path: string): string => folderOf(path) || rootId;
  const folders = foldersOf(source);
  for (const folder of folders) tree.set(folder, []);
  for (const folder of folders) tree.get(parent(folder))?.push(folder);
  for (const path of Object.keys(source.files).toSorted(byName)) tree.get(parent(path))?.push(path);
  return tree;
}

function byName(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
