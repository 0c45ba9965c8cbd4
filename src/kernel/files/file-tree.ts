/**
 * The files of a project, as its programs see and change them: what the project has, and over it what was written since (the run layer),
 * which never gets into the project by itself. One tree for a project, whoever asks.
 */
import type { FileChange, ProjectFiles, WrittenFile, WrittenFiles, WrittenUse } from '../../contract/api.ts';
import { ownValue } from '../../base/own.ts';
import { err, ok } from '../../base/result.ts';
import { File, Folder, NODE_BYTES, Quota, type Content, type FileNode, type FileResult } from './file-node.ts';

/** All that programs have written, together. */
const MAX_LAYER_BYTES = 64 * 2 ** 20;
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4096;

/** Where a path leads. */
export interface Place {
  readonly folder: Folder;
  /** `''` where the path is the root itself, which is in no folder. */
  readonly name: string;
  readonly node: FileNode | null;
  /** Whether it was written with a slash at its end. */
  readonly wantsFolder: boolean;
}

export interface FileTreeOptions {
  readonly limitBytes?: number;
  readonly changed?: () => void;
}

export class FileTree {
  readonly root: Folder;
  readonly #now: () => number;
  readonly #quota: Quota;
  readonly #changed: () => void;
  #project: ProjectFiles = {};

  /** `now`: milliseconds since the epoch. `changed` is told of each change of what a file holds. */
  constructor(now: () => number, { limitBytes = MAX_LAYER_BYTES, changed = () => {} }: FileTreeOptions = {}) {
    this.#now = now;
    this.#changed = changed;
    this.#quota = new Quota(limitBytes);
    this.root = new Folder(now(), true);
  }

  get usedBytes(): number {
    return this.#quota.usedBytes;
  }

  get nowMs(): number {
    return this.#now();
  }

  /** The project has these files now. What it changed is as it has it; all else stays as programs left it. */
  update(files: ProjectFiles): void {
    const before = this.#project;
    this.#project = files;
    for (const path of Object.keys(before)) if (!Object.hasOwn(files, path)) this.#forget(path);
    for (const [path, content] of Object.entries(files)) {
      const known = ownValue(before, path);
      if (known === undefined || !isSame(known, content)) this.#put(path, content);
    }
  }

  /** What differs from the project, by path: the first `most` of it. */
  written(most = Infinity): WrittenFiles {
    const there = new Map([...filesBelow(this.root, '')]);
    const files: WrittenFile[] = [];
    for (const [path, file] of there) {
      const isKnown = Object.hasOwn(this.#project, path);
      if (file.isWritten || !isKnown) files.push({ path, change: isKnown ? 'changed' : 'made', sizeBytes: file.size });
    }
    for (const path of Object.keys(this.#project))
      if (!there.has(path)) files.push({ path, change: 'removed', sizeBytes: 0 });
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const { usedBytes, limitBytes } = this.#quota;
    return { files: files.slice(0, most), count: files.length, usedBytes, limitBytes };
  }

  /**
   * What differs from the project, at some paths or all, in order; bytes are copies. `keep` makes it the project's, which then does not
   * differ there any more; `drop` brings back what the project has, and answers without bytes.
   */
  take(use: WrittenUse, paths: readonly string[] | null = null): FileChange[] {
    const wanted = paths && new Set(paths);
    const taken = this.written().files.filter(({ path }) => !wanted || wanted.has(path));
    return taken.map(({ path }) => {
      const file = use === 'drop' ? null : this.#fileAt(path);
      const bytes = file && file.read(0, file.size).slice();
      if (use === 'keep') this.#keep(path, bytes);
      else if (use === 'drop') this.#drop(path);
      return { path, bytes };
    });
  }

  /** Everything is as the project has it. */
  reset(): void {
    const project = this.#project;
    this.#letGo(this.root);
    this.root.children.clear();
    this.#project = {};
    this.update(project);
  }

  /** The folder at a path of the project, made where `make` says so; null where it is missing. */
  folderAt(path: readonly string[], make = false): Folder | null {
    let folder = this.root;
    for (const name of path) {
      let next = folder.children.get(name);
      if (!next && make) folder.children.set(name, (next = new Folder(this.#now(), true)));
      if (next?.kind !== 'folder') return null;
      folder = next;
    }
    if (make) folder.isMade = true;
    return folder;
  }

  createFile({ folder, name }: Place): FileResult<File> {
    const file = this.#newFile('');
    const sized = file.resize(0, this.#now());
    if (!sized.ok) return sized;
    this.link(folder, name, file);
    return ok(file);
  }

  createFolder({ folder, name }: Place): FileResult<Folder> {
    if (!this.#quota.take(NODE_BYTES)) return err('insufficient-space');
    const made = new Folder(this.#now(), true);
    made.heldBytes = NODE_BYTES;
    this.link(folder, name, made);
    return ok(made);
  }

  link(folder: Folder, name: string, node: FileNode): void {
    folder.children.set(name, node);
    folder.modifiedMs = this.#now();
  }

  unlink({ folder, name, node }: Place): void {
    folder.children.delete(name);
    folder.modifiedMs = this.#now();
    if (node?.kind === 'file') node.unlinked();
    else if (node) {
      this.#quota.usedBytes -= node.heldBytes;
      node.heldBytes = 0;
    }
  }

  /** A folder that goes with all that is in it. */
  #letGo(folder: Folder): void {
    for (const node of folder.children.values()) {
      if (node.kind === 'folder') this.#letGo(node);
      else node.unlinked();
    }
    this.#quota.usedBytes -= folder.heldBytes;
    folder.heldBytes = 0;
  }

  #put(path: string, content: Content): void {
    const parts = path.split('/');
    const name = parts.pop()!;
    let folder = this.root;
    for (const part of parts) {
      const next = folder.children.get(part);
      if (next?.kind === 'folder') folder = next;
      else {
        next?.unlinked();
        const made = new Folder(this.#now(), false);
        folder.children.set(part, made);
        folder = made;
      }
    }
    const known = folder.children.get(name);
    if (known?.kind === 'file') return known.replace(content, this.#now());
    if (known) this.#letGo(known);
    folder.children.set(name, this.#newFile(content));
  }

  #newFile(content: Content): File {
    return new File(content, this.#quota, this.#now(), this.#changed);
  }

  #fileAt(path: string): File | null {
    const place = locate(this.root, path);
    return place.ok && place.value.node?.kind === 'file' ? place.value.node : null;
  }

  /** `bytes`: null where it is gone. */
  #keep(path: string, bytes: Uint8Array | null): void {
    const { [path]: _before, ...others } = this.#project;
    this.#project = bytes ? { ...others, [path]: bytes } : others;
    if (bytes) this.#fileAt(path)?.replace(bytes, this.#now());
  }

  #drop(path: string): void {
    const known = ownValue(this.#project, path);
    if (known !== undefined) this.#put(path, known);
    else this.#remove(path, () => true);
  }

  /** The project has it no more. What a program wrote is the program's. */
  #forget(path: string): void {
    this.#remove(path, (file) => !file.isWritten);
  }

  /** With the folders that were there for it alone. */
  #remove(path: string, may: (file: File) => boolean): void {
    const parts = path.split('/');
    const name = parts.pop()!;
    const folders = [this.root];
    for (const part of parts) {
      const next = folders.at(-1)!.children.get(part);
      if (next?.kind !== 'folder') return;
      folders.push(next);
    }
    const node = folders.at(-1)!.children.get(name);
    if (node?.kind !== 'file' || !may(node)) return;
    this.unlink({ folder: folders.at(-1)!, name, node, wantsFolder: false });
    for (let depth = parts.length; depth > 0; depth--) {
      const folder = folders[depth]!;
      if (folder.children.size > 0 || folder.isMade) return;
      folders[depth - 1]!.children.delete(parts[depth - 1]!);
    }
  }
}

/**
 * Where a path below `root` leads, which never is out of it (spec/hosts §6.1): `..` counts where it stays inside. Every part but the
 * last has to be a folder that is there.
 */
export function locate(root: Folder, path: string): FileResult<Place> {
  if (path === '') return err('no-entry');
  if (path.includes('\0')) return err('invalid');
  if (path.startsWith('/')) return err('not-permitted');
  const encoder = new TextEncoder();
  if (encoder.encode(path).length > MAX_PATH_BYTES) return err('name-too-long');
  const above: Folder[] = [];
  const names: string[] = [];
  let node: FileNode | null = root;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') {
      if (node?.kind !== 'folder' && part === '.') return err(node ? 'not-directory' : 'no-entry');
      continue;
    }
    if (!node) return err('no-entry');
    if (node.kind === 'file') return err('not-directory');
    if (part === '..') {
      const folder = above.pop();
      names.pop();
      if (!folder) return err('not-permitted');
      node = folder;
      continue;
    }
    if (encoder.encode(part).length > MAX_NAME_BYTES) return err('name-too-long');
    above.push(node);
    names.push(part);
    node = node.children.get(part) ?? null;
  }
  const wantsFolder = path.endsWith('/') || path.endsWith('/.') || path.endsWith('..') || path === '.';
  if (wantsFolder && node?.kind === 'file') return err('not-directory');
  return ok({ folder: above.at(-1) ?? root, name: names.at(-1) ?? '', node, wantsFolder });
}

function* filesBelow(folder: Folder, prefix: string): Iterable<[string, File]> {
  for (const [name, node] of folder.children) {
    if (node.kind === 'file') yield [prefix + name, node];
    else yield* filesBelow(node, `${prefix}${name}/`);
  }
}

function isSame(a: Content, b: Content): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string' || a.length !== b.length) return false;
  return a.every((byte, at) => byte === b[at]);
}
