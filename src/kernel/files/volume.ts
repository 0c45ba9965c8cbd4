/** Filesystems of `fs.directory` entries (spec/registry §4.1) over the tree of the project: a folder of it, and what its mode allows. */
import type { EntryId } from '../../contract/api.ts';
import type { FileStat } from '../../contract/hosts/files.ts';
import { err, ok } from '../../base/result.ts';
import { effectiveMode, partsOf } from '../../project/vfs/filesystem.ts';
import type { DirectoryConfig } from '../../project/kinds/fs-directory.ts';
import type { File, FileNode, FileResult, Folder } from './file-node.ts';
import { locate, type FileTree, type Place } from './file-tree.ts';

const READ = 0o400;
const WRITE = 0o200;
const ENTER = 0o100;

export interface OpenOptions {
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  /** What is there has to be a folder. */
  readonly folder?: boolean;
  readonly read: boolean;
  readonly write: boolean;
}

/**
 * Paths are relative to a folder of it, and never lead out of that one. `isReadOnly` is what a mount says (spec/hosts §6.5); the mode of
 * the filesystem limits further, with another error.
 */
export class Volume {
  readonly id: EntryId;
  readonly tree: FileTree;
  readonly #path: readonly string[] | null;
  readonly #mode: number;
  readonly #makes: boolean;

  constructor(id: EntryId, { directory, mode, autoInit }: Omit<DirectoryConfig, 'places'>, tree: FileTree) {
    this.id = id;
    this.tree = tree;
    this.#path = partsOf(directory);
    this.#mode = effectiveMode(mode);
    this.#makes = autoInit;
    this.root();
  }

  /** null when the folder is gone. */
  root(): Folder | null {
    return this.#path && this.tree.folderAt(this.#path, this.#makes);
  }

  open(from: Folder, path: string, options: OpenOptions, isReadOnly = false): FileResult<FileNode> {
    const writes = options.write || options.create === true || options.truncate === true;
    const found = this.#locate(from, path);
    if (!found.ok) return found;
    const { node, wantsFolder } = found.value;
    const refused = (writes && this.#refuseWrite(isReadOnly)) || (options.read && this.#refuse(READ));
    if (refused) return err(refused);
    if (node) {
      if (options.create && options.exclusive) return err('exist');
      if (options.folder && node.kind === 'file') return err('not-directory');
      if (node.kind === 'folder') return writes ? err('is-directory') : ok(node);
      const cut = options.truncate ? node.resize(0, this.tree.nowMs) : null;
      return cut && !cut.ok ? cut : ok(node);
    }
    if (!options.create) return err('no-entry');
    return options.folder || wantsFolder ? err('invalid') : this.tree.createFile(found.value);
  }

  stat(from: Folder, path: string): FileResult<FileNode> {
    const found = this.#locate(from, path);
    if (!found.ok) return found;
    return found.value.node ? ok(found.value.node) : err('no-entry');
  }

  list(folder: FileNode): FileResult<readonly (readonly [string, FileNode])[]> {
    if (folder.kind === 'file') return err('not-directory');
    const refused = this.#refuse(READ) ?? this.#refuse(ENTER);
    if (refused) return err(refused);
    return ok([...folder.children].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  makeFolder(from: Folder, path: string, isReadOnly = false): FileResult<Folder> {
    const found = this.#locateToChange(from, path, isReadOnly);
    if (!found.ok) return found;
    return found.value.node ? err('exist') : this.tree.createFolder(found.value);
  }

  removeFolder(from: Folder, path: string, isReadOnly = false): FileResult<null> {
    const found = this.#locateToChange(from, path, isReadOnly);
    if (!found.ok) return found;
    const { node, name } = found.value;
    if (!node) return err('no-entry');
    if (node.kind === 'file') return err('not-directory');
    if (node.children.size > 0) return err('not-empty');
    if (name === '') return err('busy');
    this.tree.unlink(found.value);
    return ok(null);
  }

  removeFile(from: Folder, path: string, isReadOnly = false): FileResult<null> {
    const found = this.#locateToChange(from, path, isReadOnly);
    if (!found.ok) return found;
    const { node } = found.value;
    if (node?.kind === 'folder') return err('is-directory');
    if (!node) return err('no-entry');
    this.tree.unlink(found.value);
    return ok(null);
  }

  rename(from: Folder, path: string, to: Folder, newPath: string, isReadOnly = false): FileResult<null> {
    const source = this.#locateToChange(from, path, isReadOnly);
    if (!source.ok) return source;
    const target = this.#locateToChange(to, newPath, isReadOnly);
    if (!target.ok) return target;
    const moved = source.value.node;
    const there = target.value.node;
    if (!moved) return err('no-entry');
    if (source.value.name === '' || target.value.name === '') return err('busy');
    if (there === moved) return ok(null);
    if (moved.kind === 'folder' && isBelow(target.value.folder, moved)) return err('invalid');
    if (there) {
      if (there.kind !== moved.kind) return err(there.kind === 'folder' ? 'is-directory' : 'not-directory');
      if (there.kind === 'folder' && there.children.size > 0) return err('not-empty');
      this.tree.unlink(target.value);
    } else if (target.value.wantsFolder && moved.kind === 'file') return err('not-directory');
    source.value.folder.children.delete(source.value.name);
    this.tree.link(target.value.folder, target.value.name, moved);
    return ok(null);
  }

  write(file: File, offset: number, what: Uint8Array): FileResult<null> {
    return file.write(offset, what, this.tree.nowMs);
  }

  /** Of what is there at all: whether it may be changed. */
  mayChange(isReadOnly: boolean): FileResult<null> {
    const refused = this.#refuseWrite(isReadOnly);
    return refused ? err(refused) : ok(null);
  }

  #locate(from: Folder, path: string): FileResult<Place> {
    const refused = this.#refuse(ENTER);
    return refused ? err(refused) : locate(from, path);
  }

  #locateToChange(from: Folder, path: string, isReadOnly: boolean): FileResult<Place> {
    const refused = this.#refuseWrite(isReadOnly);
    return refused ? err(refused) : this.#locate(from, path);
  }

  #refuseWrite(isReadOnly: boolean): 'read-only' | 'access' | null {
    return isReadOnly ? 'read-only' : this.#refuse(WRITE);
  }

  #refuse(bit: number): 'access' | null {
    return (this.#mode & bit) === 0 ? 'access' : null;
  }
}

export function statOf(node: FileNode): FileStat {
  return {
    identity: node.identity,
    folder: node.kind === 'folder',
    size: BigInt(node.kind === 'file' ? node.size : 0),
    'accessed-ms': node.accessedMs,
    'modified-ms': node.modifiedMs,
  };
}

function isBelow(folder: Folder, above: Folder): boolean {
  if (folder === above) return true;
  return [...above.children.values()].some((child) => child.kind === 'folder' && isBelow(folder, child));
}
