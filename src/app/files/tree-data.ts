import { foldersOf, folderOf, type FileTree } from '../model/project-files.ts';

/** No item of a project has this id. */
export const rootId = '/';

/**
 * What the tree knows an item by. The library keeps items in plain objects, which answer to `constructor` and the like; nothing
 * answers to a name with a slash in it.
 */
export function itemId(path: string): string {
  return `./${path}`;
}

/** '' for the root. */
export function itemPath(id: string): string {
  return id === rootId ? '' : id.slice(2);
}

/** Each folder with what is in it, by their ids: folders first, then files, by name. */
export function toTree(source: FileTree): ReadonlyMap<string, readonly string[]> {
  const tree = new Map<string, string[]>([[rootId, []]]);
  const parent = (path: string): string => (folderOf(path) === '' ? rootId : itemId(folderOf(path)));
  const folders = foldersOf(source);
  for (const folder of folders) tree.set(itemId(folder), []);
  for (const folder of folders) tree.get(parent(folder))?.push(itemId(folder));
  for (const path of Object.keys(source.files).toSorted(byName)) tree.get(parent(path))?.push(itemId(path));
  return tree;
}

function byName(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
