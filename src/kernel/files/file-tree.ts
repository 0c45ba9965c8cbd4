/**
 * The files of a project, as its programs see and change them: what the project has, and over it what was written since (the run layer),
 * which never gets into the project by itself. One tree for a project, whoever asks.
 */
import type { ProjectFiles } from '../../contract/api.ts';
import type { FileErrorCode } from '../../contract/hosts/files.ts';
import { ownValue } from '../../base/own.ts';
import { err, ok, type Result } from '../../base/result.ts';

type Content = string | Uint8Array;
export type FileNode = File | Folder;
export type FileResult<T> = Result<T, FileErrorCode>;

/** All that programs have written, together. */
const MAX_LAYER_BYTES = 64 * 2 ** 20;
/** What a file or a folder takes besides its bytes. */
const NODE_BYTES = 256;
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4096;

/** What the run layer has of a path: bytes of a file, or null for one of the project's that was removed. */
export interface FileChange {
  readonly path: string;
  readonly bytes: Uint8Array | null;
}

/** Counts what is written. */
class Quota {
  readonly #limitBytes: number;
  usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** False: there is no room, and nothing was taken. */
  take(bytes: number): boolean {
    if (this.usedBytes + bytes > this.#limitBytes) return false;
    this.usedBytes += bytes;
    return true;
  }
}

let identities = 0n;

export class File {
  readonly kind = 'file';
  readonly identity = ++identities;
  modifiedMs: number;
  accessedMs: number;
  /** Whether its bytes are not the project's. */
  isWritten = false;
  readonly #quota: Quota;
  #content: Content;
  /** With room behind {@link #size} once something was written. */
  #bytes: Uint8Array | null = null;
  #size = 0;
  #heldBytes = 0;
  #opened = 0;
  #isLinked = true;

  constructor(content: Content, quota: Quota, nowMs: number) {
    this.#content = content;
    this.#quota = quota;
    this.modifiedMs = nowMs;
    this.accessedMs = nowMs;
  }

  get size(): number {
    this.#load();
    return this.#size;
  }

  /** Borrowed until the next change. */
  read(offset: number, length: number): Uint8Array {
    return this.#load().subarray(Math.min(offset, this.#size), Math.min(offset + length, this.#size));
  }

  write(offset: number, what: Uint8Array, nowMs: number): FileResult<null> {
    if (what.length === 0) return ok(null);
    const end = offset + what.length;
    if (!this.#own(Math.max(end, this.size))) return err('insufficient-space');
    const bytes = this.#load();
    // Room that was used before may not be empty.
    if (offset > this.#size) bytes.fill(0, this.#size, offset);
    bytes.set(what, offset);
    this.#size = Math.max(this.#size, end);
    this.modifiedMs = nowMs;
    return ok(null);
  }

  resize(size: number, nowMs: number): FileResult<null> {
    if (!this.#own(size)) return err('insufficient-space');
    if (size > this.#size) this.#load().fill(0, this.#size, size);
    this.#size = size;
    this.modifiedMs = nowMs;
    return ok(null);
  }

  /** The project's word: what was written into it is gone. */
  replace(content: Content, nowMs: number): void {
    this.#letGo();
    this.#content = content;
    this.#bytes = null;
    this.isWritten = false;
    this.modifiedMs = nowMs;
  }

  opened(): void {
    this.#opened++;
  }

  closed(): void {
    this.#opened--;
    if (this.#opened === 0 && !this.#isLinked) this.#letGo();
  }

  /** Whoever has it open still reads and writes it. */
  unlinked(): void {
    this.#isLinked = false;
    if (this.#opened === 0) this.#letGo();
  }

  #load(): Uint8Array {
    if (this.#bytes) return this.#bytes;
    this.#bytes = typeof this.#content === 'string' ? new TextEncoder().encode(this.#content) : this.#content;
    this.#size = this.#bytes.length;
    return this.#bytes;
  }

  /** Bytes of its own, and room for so many. */
  #own(size: number): boolean {
    const bytes = this.#load();
    if (this.isWritten && size <= bytes.length) return true;
    const capacity = this.isWritten ? Math.max(size, bytes.length * 2) : size;
    const room = [capacity, size].find((wanted) => this.#quota.take(NODE_BYTES + wanted - this.#heldBytes));
    if (room === undefined) return false;
    this.#heldBytes = NODE_BYTES + room;
    const owned = new Uint8Array(room);
    owned.set(bytes.subarray(0, Math.min(this.#size, room)));
    this.#bytes = owned;
    this.isWritten = true;
    return true;
  }

  #letGo(): void {
    this.#quota.usedBytes -= this.#heldBytes;
    this.#heldBytes = 0;
  }
}

export class Folder {
  readonly kind = 'folder';
  readonly identity = ++identities;
  readonly children = new Map<string, FileNode>();
  /** Made by a program, or for a filesystem: it stays when nothing is in it. */
  isMade: boolean;
  /** Counted for it. */
  heldBytes = 0;
  modifiedMs: number;
  accessedMs: number;

  constructor(nowMs: number, isMade: boolean) {
    this.modifiedMs = nowMs;
    this.accessedMs = nowMs;
    this.isMade = isMade;
  }
}

/** Where a path leads. */
export interface Place {
  readonly folder: Folder;
  /** `''` where the path is the root itself, which is in no folder. */
  readonly name: string;
  readonly node: FileNode | null;
  /** Whether it was written with a slash at its end. */
  readonly wantsFolder: boolean;
}

export class FileTree {
  readonly root: Folder;
  readonly #now: () => number;
  readonly #quota: Quota;
  #project: ProjectFiles = {};

  /** `now`: milliseconds since the epoch. */
  constructor(now: () => number, limitBytes: number = MAX_LAYER_BYTES) {
    this.#now = now;
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

  /** What differs from the project, by path. Bytes are copies. */
  changes(): FileChange[] {
    const there = new Map([...filesBelow(this.root, '')]);
    const written = [...there].flatMap(([path, file]) =>
      file.isWritten || !Object.hasOwn(this.#project, path) ? [{ path, bytes: file.read(0, file.size).slice() }] : [],
    );
    const removed = Object.keys(this.#project).flatMap((path) => (there.has(path) ? [] : [{ path, bytes: null }]));
    return [...written, ...removed].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Everything is as the project has it. */
  reset(): void {
    const project = this.#project;
    for (const [, file] of filesBelow(this.root, '')) file.unlinked();
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
    const file = new File('', this.#quota, this.#now());
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
    if (known?.kind === 'file') known.replace(content, this.#now());
    else folder.children.set(name, new File(content, this.#quota, this.#now()));
  }

  /** The project has it no more. What a program wrote is the program's. */
  #forget(path: string): void {
    const parts = path.split('/');
    const name = parts.pop()!;
    const folders = [this.root];
    for (const part of parts) {
      const next = folders.at(-1)!.children.get(part);
      if (next?.kind !== 'folder') return;
      folders.push(next);
    }
    const node = folders.at(-1)!.children.get(name);
    if (node?.kind !== 'file' || node.isWritten) return;
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
