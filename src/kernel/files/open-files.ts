/** What one call has open (spec/hosts §6): a table of descriptors, gone with the call. */
import { err, ok } from '../../base/result.ts';
import type { FileErrorCode } from '../../contract/hosts/files.ts';
import type { File, FileNode, FileResult, Folder } from './file-node.ts';
import { statOf, type OpenOptions, type Volume } from './volume.ts';

export interface Mount {
  readonly volume: Volume;
  /** Where the guest finds it: an absolute path. */
  readonly guest: string;
  readonly isReadOnly: boolean;
}

interface Descriptor {
  readonly node: FileNode;
  readonly mount: Mount;
  readonly read: boolean;
  readonly write: boolean;
}

/** More than any program needs, few enough to be counted by nobody. */
const MAX_DESCRIPTORS = 4096;
/** One read or write; longer ones are done in part, as interfaces allow. */
const MAX_PIECE_BYTES = 16 * 2 ** 20;
/** The last moment that a `Date` can tell. */
const MAX_TIME_MS = 8.64e15;

export type NewTime =
  | { readonly tag: 'no-change'; readonly val: null }
  | { readonly tag: 'now'; readonly val: null }
  | { readonly tag: 'at'; readonly val: number };

export class OpenFiles {
  readonly #open = new Map<number, Descriptor>();
  readonly #mounts: readonly Mount[];
  #last = 0;

  constructor(mounts: readonly Mount[]) {
    this.#mounts = mounts.toSorted((a, b) => (a.guest < b.guest ? -1 : 1));
  }

  /** Descriptors of all mounts whose folder is there, by path: new ones, since whoever asks may close them. */
  preopens(): FileResult<readonly (readonly [number, string])[]> {
    if (this.#open.size + this.#mounts.length > MAX_DESCRIPTORS) return err('insufficient-memory');
    const opened = this.#mounts.flatMap((mount) => {
      const node = mount.volume.root();
      if (!node) return [];
      return [[this.#add({ node, mount, read: true, write: !mount.isReadOnly }), mount.guest] as const];
    });
    return ok(opened);
  }

  openAt(at: number, path: string, options: OpenOptions): FileResult<number> {
    const from = this.#folder(at);
    if (!from.ok) return from;
    const { mount } = from.value;
    if (this.#open.size >= MAX_DESCRIPTORS) return err('insufficient-memory');
    const node = mount.volume.open(from.value.node, path, options, mount.isReadOnly);
    return node.ok ? ok(this.#add({ node: node.value, mount, read: options.read, write: options.write })) : node;
  }

  close(number: number): FileResult<null> {
    const descriptor = this.#open.get(number);
    if (!descriptor) return err('bad-descriptor');
    this.#open.delete(number);
    if (descriptor.node.kind === 'file') descriptor.node.closed();
    return ok(null);
  }

  access(number: number): FileResult<{ readonly read: boolean; readonly write: boolean }> {
    return this.#get(number);
  }

  /** Bytes are borrowed until the file changes. */
  read(number: number, length: bigint, offset: bigint): FileResult<readonly [Uint8Array, boolean]> {
    const file = this.#file(number, 'read');
    if (!file.ok) return file;
    const { node } = file.value;
    if (offset >= node.size) return ok([new Uint8Array(), true]);
    const bytes = node.read(Number(offset), Number(length < MAX_PIECE_BYTES ? length : MAX_PIECE_BYTES));
    return ok([bytes, Number(offset) + bytes.length >= node.size]);
  }

  /** `offset` null: at the end. */
  write(number: number, what: Uint8Array, offset: bigint | null): FileResult<bigint> {
    const file = this.#file(number, 'write');
    if (!file.ok) return file;
    const { node, mount } = file.value;
    const at = offset ?? BigInt(node.size);
    if (at + BigInt(what.length) > Number.MAX_SAFE_INTEGER) return err('file-too-large');
    const written = mount.volume.write(node, Number(at), what);
    return written.ok ? ok(at + BigInt(what.length)) : written;
  }

  setSize(number: number, size: bigint): FileResult<null> {
    const file = this.#file(number, 'write');
    if (!file.ok) return file;
    if (size > Number.MAX_SAFE_INTEGER) return err('file-too-large');
    return file.value.node.resize(Number(size), file.value.mount.volume.tree.nowMs);
  }

  stat(number: number): FileResult<ReturnType<typeof statOf>> {
    const found = this.#get(number);
    return found.ok ? ok(statOf(found.value.node)) : found;
  }

  statAt(at: number, path: string): FileResult<ReturnType<typeof statOf>> {
    const node = this.#at(at, path);
    return node.ok ? ok(statOf(node.value.node)) : node;
  }

  setTimes(number: number, accessed: NewTime, modified: NewTime): FileResult<null> {
    const found = this.#get(number);
    return found.ok ? setTimes(found.value, accessed, modified) : found;
  }

  setTimesAt(at: number, path: string, accessed: NewTime, modified: NewTime): FileResult<null> {
    const found = this.#at(at, path);
    return found.ok ? setTimes(found.value, accessed, modified) : found;
  }

  list(number: number): FileResult<readonly { name: string; folder: boolean; identity: bigint }[]> {
    const found = this.#get(number);
    if (!found.ok) return found;
    const children = found.value.mount.volume.list(found.value.node);
    if (!children.ok) return children;
    return ok(children.value.map(([name, { kind, identity }]) => ({ name, folder: kind === 'folder', identity })));
  }

  makeFolder(at: number, path: string): FileResult<null> {
    return this.#below(at, (from, { volume, isReadOnly }) => volume.makeFolder(from, path, isReadOnly));
  }

  removeFolder(at: number, path: string): FileResult<null> {
    return this.#below(at, (from, { volume, isReadOnly }) => volume.removeFolder(from, path, isReadOnly));
  }

  removeFile(at: number, path: string): FileResult<null> {
    return this.#below(at, (from, { volume, isReadOnly }) => volume.removeFile(from, path, isReadOnly));
  }

  rename(at: number, path: string, to: number, newPath: string): FileResult<null> {
    const target = this.#folder(to);
    if (!target.ok) return target;
    const { mount } = target.value;
    return this.#below(at, (from, { volume, isReadOnly }) =>
      volume === mount.volume
        ? volume.rename(from, path, target.value.node, newPath, isReadOnly || mount.isReadOnly)
        : err('cross-device'),
    );
  }

  /** The call has ended. */
  closeAll(): void {
    for (const number of this.#open.keys()) this.close(number);
  }

  #below(at: number, change: (from: Folder, mount: Mount) => FileResult<unknown>): FileResult<null> {
    const from = this.#folder(at);
    if (!from.ok) return from;
    const done = change(from.value.node, from.value.mount);
    return done.ok ? ok(null) : done;
  }

  #at(at: number, path: string): FileResult<Pick<Descriptor, 'node' | 'mount'>> {
    const from = this.#folder(at);
    if (!from.ok) return from;
    const { mount } = from.value;
    const node = mount.volume.stat(from.value.node, path);
    return node.ok ? ok({ node: node.value, mount }) : node;
  }

  #get(number: number): FileResult<Descriptor> {
    const found = this.#open.get(number);
    return found ? ok(found) : err('bad-descriptor');
  }

  #folder(number: number): FileResult<Descriptor & { readonly node: Folder }> {
    const found = this.#get(number);
    if (!found.ok) return found;
    const { node } = found.value;
    return node.kind === 'folder' ? ok({ ...found.value, node }) : err('not-directory');
  }

  #file(number: number, right: 'read' | 'write'): FileResult<Descriptor & { readonly node: File }> {
    const found = this.#get(number);
    if (!found.ok) return found;
    const { node, mount } = found.value;
    if (node.kind === 'folder') return err('is-directory');
    if (found.value[right]) return ok({ ...found.value, node });
    const refused: FileErrorCode = right === 'write' && mount.isReadOnly ? 'read-only' : 'bad-descriptor';
    return err(refused);
  }

  #add(descriptor: Descriptor): number {
    if (descriptor.node.kind === 'file') descriptor.node.opened();
    this.#open.set(++this.#last, descriptor);
    return this.#last;
  }
}

function setTimes(
  { node, mount }: Pick<Descriptor, 'node' | 'mount'>,
  accessed: NewTime,
  modified: NewTime,
): FileResult<null> {
  const may = mount.volume.mayChange(mount.isReadOnly);
  if (!may.ok) return may;
  if ([accessed, modified].some(({ tag, val }) => tag === 'at' && !(val <= MAX_TIME_MS))) return err('overflow');
  const { nowMs } = mount.volume.tree;
  const asked = (time: NewTime, before: number): number =>
    time.tag === 'no-change' ? before : time.tag === 'now' ? nowMs : time.val;
  node.accessedMs = asked(accessed, node.accessedMs);
  node.modifiedMs = asked(modified, node.modifiedMs);
  return ok(null);
}
