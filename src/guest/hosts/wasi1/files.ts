/** The functions of preview 1 on files, over the descriptors of the kernel. */
import { wasi } from '@bjorn3/browser_wasi_shim';
import { INT64_MAX } from '../../../base/integers.ts';
import type { FileStat as Status } from '../../../contract/hosts/files.ts';
import type { ValueOf } from '../../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../../../contract/hosts/index.ts';
import { dirent, fdstat, filestat, prestat } from '../../../contract/hosts/wasi1-records.ts';
import type { wasi1 } from '../../../contract/hosts/wasi1.ts';
import type { HostCalls } from '../../../contract/ports.ts';
import type { CoreFunctions } from '../guest-half.ts';
import type { Descriptor, Descriptors, DirectoryEntry, OpenDirectory, OpenFile } from './descriptors.ts';
import { ErrnoError, valueOf } from './errors.ts';
import { inMemory } from './in-memory.ts';
import type { GuestMemory } from './memory.ts';

/** What of a call the functions work with; new for each. */
export interface FileWorld {
  readonly calls: HostCalls;
  readonly memory: GuestMemory;
  readonly descriptors: Descriptors;
}

const FILES = HOST_FUNCTIONS.of.files;
const FILESTAT = inMemory(filestat);
const FDSTAT = inMemory(fdstat);
const PRESTAT = inMemory(prestat);
const DIRENT = inMemory(dirent);
const MAX_FILE_OFFSET = INT64_MAX;
const KNOWN_FLAGS = 0x1f;
const SETTABLE_FLAGS = wasi.FDFLAGS_APPEND | wasi.FDFLAGS_NONBLOCK;

const ANY_FILE =
  wasi.RIGHTS_FD_DATASYNC |
  wasi.RIGHTS_FD_SEEK |
  wasi.RIGHTS_FD_FDSTAT_SET_FLAGS |
  wasi.RIGHTS_FD_SYNC |
  wasi.RIGHTS_FD_TELL |
  wasi.RIGHTS_FD_ADVISE |
  wasi.RIGHTS_FD_FILESTAT_GET |
  wasi.RIGHTS_FD_FILESTAT_SET_TIMES |
  wasi.RIGHTS_POLL_FD_READWRITE;
const WRITING = wasi.RIGHTS_FD_WRITE | wasi.RIGHTS_FD_ALLOCATE | wasi.RIGHTS_FD_FILESTAT_SET_SIZE;
const ANY_DIRECTORY =
  wasi.RIGHTS_PATH_CREATE_DIRECTORY |
  wasi.RIGHTS_PATH_CREATE_FILE |
  wasi.RIGHTS_PATH_LINK_SOURCE |
  wasi.RIGHTS_PATH_LINK_TARGET |
  wasi.RIGHTS_PATH_OPEN |
  wasi.RIGHTS_FD_READDIR |
  wasi.RIGHTS_PATH_READLINK |
  wasi.RIGHTS_PATH_RENAME_SOURCE |
  wasi.RIGHTS_PATH_RENAME_TARGET |
  wasi.RIGHTS_PATH_FILESTAT_GET |
  wasi.RIGHTS_PATH_FILESTAT_SET_SIZE |
  wasi.RIGHTS_PATH_FILESTAT_SET_TIMES |
  wasi.RIGHTS_FD_FILESTAT_GET |
  wasi.RIGHTS_FD_FILESTAT_SET_TIMES |
  wasi.RIGHTS_PATH_SYMLINK |
  wasi.RIGHTS_PATH_REMOVE_DIRECTORY |
  wasi.RIGHTS_PATH_UNLINK_FILE;
const INHERITED = ANY_DIRECTORY | ANY_FILE | WRITING | wasi.RIGHTS_FD_READ;

/** Those that need an open file, a directory or a path. A guest's errors are thrown as `ErrnoError`. */
export function fileFunctions(world: () => FileWorld) {
  const known = (fd: number): Descriptor => {
    const found = world().descriptors.get(fd);
    return found ?? fail(wasi.ERRNO_BADF);
  };
  const directory = (fd: number): OpenDirectory => {
    const found = known(fd);
    return found.kind === 'directory' ? found : fail(wasi.ERRNO_NOTDIR);
  };
  const file = (fd: number): OpenFile => fileOf(known(fd));
  const pathAt = (pointer: number, length: number): string => {
    // Decoders take no shared memory.
    const bytes = world().memory.bytes(pointer, length).slice();
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return fail(wasi.ERRNO_ILSEQ);
    }
  };
  const at = (fd: number, pointer: number, length: number) => [directory(fd).number, pathAt(pointer, length)] as const;
  const call = <T>(work: (calls: HostCalls) => Parameters<typeof valueOf<T>>[0]): T => valueOf(work(world().calls));

  return {
    fd_advise(fd, offset, length, advice) {
      file(fd);
      if (BigInt.asUintN(64, offset) > MAX_FILE_OFFSET || BigInt.asUintN(64, length) > MAX_FILE_OFFSET)
        fail(wasi.ERRNO_INVAL);
      return advice >>> 0 > wasi.ADVICE_NOREUSE ? wasi.ERRNO_INVAL : wasi.ERRNO_SUCCESS;
    },
    fd_allocate(fd, offset, length) {
      const { number, write } = file(fd);
      const end = BigInt.asUintN(64, offset) + BigInt.asUintN(64, length);
      if (length === 0n) return wasi.ERRNO_INVAL;
      if (end > MAX_FILE_OFFSET) return wasi.ERRNO_FBIG;
      if (!write) return wasi.ERRNO_BADF;
      const { size } = call((calls) => calls.call(FILES.stat, number));
      if (end > size) call((calls) => calls.call(FILES['set-size'], number, end));
      return wasi.ERRNO_SUCCESS;
    },
    fd_close: (fd) => world().descriptors.close(fd),
    fd_renumber: (from, to) => world().descriptors.renumber(from, to),
    fd_sync: (fd) => (known(fd), wasi.ERRNO_SUCCESS),
    fd_datasync: (fd) => (known(fd), wasi.ERRNO_SUCCESS),
    fd_fdstat_get(fd, out) {
      const descriptor = known(fd);
      const [base, inherited] = rightsOf(descriptor);
      world().memory.store(FDSTAT, out, {
        fs_filetype: filetypeOf(descriptor),
        fs_flags: descriptor.kind === 'file' ? descriptor.flags : 0,
        fs_rights_base: BigInt(base),
        fs_rights_inheriting: BigInt(inherited),
      });
      return wasi.ERRNO_SUCCESS;
    },
    fd_fdstat_set_flags(fd, flags) {
      const descriptor = known(fd);
      if ((flags & ~SETTABLE_FLAGS) !== 0) return wasi.ERRNO_INVAL;
      if (descriptor.kind !== 'file') return wasi.ERRNO_NOTSUP;
      descriptor.flags = flags;
      return wasi.ERRNO_SUCCESS;
    },
    // As wasmtime, which has no rights any more.
    fd_fdstat_set_rights: (fd) => (known(fd), wasi.ERRNO_NOTSUP),
    fd_filestat_get(fd, out) {
      const descriptor = known(fd);
      const { memory } = world();
      memory.view(out, FILESTAT.sizeBytes);
      const status =
        'number' in descriptor ? filestatOf(call((calls) => calls.call(FILES.stat, descriptor.number))) : STREAM_STAT;
      memory.store(FILESTAT, out, status);
      return wasi.ERRNO_SUCCESS;
    },
    fd_filestat_set_size(fd, size) {
      const { number } = file(fd);
      if (BigInt.asUintN(64, size) > MAX_FILE_OFFSET) return wasi.ERRNO_INVAL;
      call((calls) => calls.call(FILES['set-size'], number, size));
      return wasi.ERRNO_SUCCESS;
    },
    fd_filestat_set_times(fd, accessed, modified, flags) {
      const descriptor = known(fd);
      if (!('number' in descriptor)) return wasi.ERRNO_NOTSUP;
      const times = timesOf(accessed, modified, flags);
      call((calls) => calls.call(FILES['set-times'], descriptor.number, ...times));
      return wasi.ERRNO_SUCCESS;
    },
    fd_prestat_get(fd, out) {
      const name = mountOf(known(fd));
      world().memory.store(PRESTAT, out, { tag: 'dir', val: { pr_name_len: name.length } });
      return wasi.ERRNO_SUCCESS;
    },
    fd_prestat_dir_name(fd, pointer, length) {
      const name = mountOf(known(fd));
      if (length >>> 0 < name.length) return wasi.ERRNO_NAMETOOLONG;
      world().memory.bytes(pointer, name.length).set(name);
      return wasi.ERRNO_SUCCESS;
    },
    fd_seek(fd, offset, whence, out) {
      const open = file(fd);
      world().memory.view(out, 8);
      const from = startOf(whence, open, () => call((calls) => calls.call(FILES.stat, open.number)).size);
      const to = from + BigInt.asIntN(64, offset);
      if (to < 0n || to > MAX_FILE_OFFSET) return wasi.ERRNO_INVAL;
      open.position = to;
      world().memory.setU64(out, to);
      return wasi.ERRNO_SUCCESS;
    },
    fd_tell(fd, out) {
      world().memory.setU64(out, file(fd).position);
      return wasi.ERRNO_SUCCESS;
    },
    fd_readdir(fd, pointer, length, cookie, out) {
      const open = directory(fd);
      const { memory } = world();
      memory.view(out, 4);
      const buffer = memory.bytes(pointer, length);
      if (cookie === 0n || !open.entries) {
        open.entries = entriesOf(open.number, world().calls);
      }
      memory.setU32(out, writeEntries(buffer, open.entries, BigInt.asUintN(64, cookie)));
      return wasi.ERRNO_SUCCESS;
    },
    path_create_directory(fd, pointer, length) {
      const place = at(fd, pointer, length);
      call((calls) => calls.call(FILES['make-folder'], ...place));
      return wasi.ERRNO_SUCCESS;
    },
    path_filestat_get(fd, _follow, pointer, length, out) {
      const place = at(fd, pointer, length);
      world().memory.view(out, FILESTAT.sizeBytes);
      const status = call((calls) => calls.call(FILES['stat-at'], ...place));
      world().memory.store(FILESTAT, out, filestatOf(status));
      return wasi.ERRNO_SUCCESS;
    },
    path_filestat_set_times(fd, _follow, pointer, length, accessed, modified, flags) {
      const place = at(fd, pointer, length);
      const times = timesOf(accessed, modified, flags);
      call((calls) => calls.call(FILES['set-times-at'], ...place, ...times));
      return wasi.ERRNO_SUCCESS;
    },
    path_link(fd, _follow, pointer, length, to) {
      at(fd, pointer, length);
      directory(to);
      return wasi.ERRNO_NOTSUP;
    },
    path_open(fd, _follow, pointer, length, how, rights, _inherited, flags, out) {
      const place = at(fd, pointer, length);
      world().memory.view(out, 4);
      if ((flags & ~KNOWN_FLAGS) !== 0 || (how & ~0xf) !== 0) return wasi.ERRNO_INVAL;
      const read = (rights & BigInt(wasi.RIGHTS_FD_READ)) !== 0n;
      const write = (rights & BigInt(wasi.RIGHTS_FD_WRITE)) !== 0n;
      const access = new Set([...(read ? ['read'] : []), ...(write ? ['write'] : [])]);
      const number = call((calls) => calls.call(FILES['open-at'], ...place, openFlags(how), access));
      const { folder } = call((calls) => calls.call(FILES.stat, number));
      const descriptor: Descriptor = folder
        ? { kind: 'directory', number, mountedAt: null, entries: null }
        : { kind: 'file', number, read, write, flags, position: 0n };
      world().memory.setU32(out, world().descriptors.add(descriptor));
      return wasi.ERRNO_SUCCESS;
    },
    /** There are no links: what is there is none. */
    path_readlink(fd, pointer, length) {
      const place = at(fd, pointer, length);
      call((calls) => calls.call(FILES['stat-at'], ...place));
      return wasi.ERRNO_INVAL;
    },
    path_remove_directory(fd, pointer, length) {
      const place = at(fd, pointer, length);
      call((calls) => calls.call(FILES['remove-folder'], ...place));
      return wasi.ERRNO_SUCCESS;
    },
    path_rename(fd, pointer, length, to, newPointer, newLength) {
      const place = at(fd, pointer, length);
      const target = at(to, newPointer, newLength);
      call((calls) => calls.call(FILES.rename, ...place, ...target));
      return wasi.ERRNO_SUCCESS;
    },
    path_symlink(pointer, length, fd, newPointer, newLength) {
      pathAt(pointer, length);
      at(fd, newPointer, newLength);
      return wasi.ERRNO_NOTSUP;
    },
    path_unlink_file(fd, pointer, length) {
      const place = at(fd, pointer, length);
      call((calls) => calls.call(FILES['remove-file'], ...place));
      return wasi.ERRNO_SUCCESS;
    },
  } satisfies Partial<CoreFunctions<typeof wasi1>>;
}

/** What a file is asked for; of a stream that cannot seek, and of a directory as wasmtime. */
export function fileOf(descriptor: Descriptor): OpenFile {
  if (descriptor.kind === 'file') return descriptor;
  return fail(descriptor.kind === 'directory' ? wasi.ERRNO_BADF : wasi.ERRNO_SPIPE);
}

export function fail(errno: number): never {
  throw new ErrnoError(errno);
}

/** @throws {ErrnoError} for one that no file can have. */
export function fileOffset(offset: bigint): bigint {
  const at = BigInt.asUintN(64, offset);
  return at > MAX_FILE_OFFSET ? fail(wasi.ERRNO_INVAL) : at;
}

function startOf(whence: number, open: OpenFile, size: () => bigint): bigint {
  switch (whence) {
    case wasi.WHENCE_SET:
      return 0n;
    case wasi.WHENCE_CUR:
      return open.position;
    case wasi.WHENCE_END:
      return size();
    default:
      return fail(wasi.ERRNO_INVAL);
  }
}

function filetypeOf({ kind }: Descriptor): number {
  if (kind === 'file') return wasi.FILETYPE_REGULAR_FILE;
  return kind === 'directory' ? wasi.FILETYPE_DIRECTORY : wasi.FILETYPE_CHARACTER_DEVICE;
}

function filestatOf(status: Status): ValueOf<typeof filestat> {
  const modified = nsOf(status['modified-ms']);
  return {
    dev: 0n,
    ino: status.identity,
    filetype: status.folder ? wasi.FILETYPE_DIRECTORY : wasi.FILETYPE_REGULAR_FILE,
    nlink: 1n,
    size: status.size,
    atim: nsOf(status['accessed-ms']),
    mtim: modified,
    ctim: modified,
  };
}

const STREAM_STAT: ValueOf<typeof filestat> = {
  dev: 0n,
  ino: 0n,
  filetype: wasi.FILETYPE_CHARACTER_DEVICE,
  nlink: 1n,
  size: 0n,
  atim: 0n,
  mtim: 0n,
  ctim: 0n,
};

/** Its own, and those of what is opened through it. */
function rightsOf(descriptor: Descriptor): readonly [number, number] {
  switch (descriptor.kind) {
    case 'input':
      return [wasi.RIGHTS_FD_READ | wasi.RIGHTS_POLL_FD_READWRITE, 0];
    case 'output':
      return [wasi.RIGHTS_FD_WRITE | wasi.RIGHTS_POLL_FD_READWRITE, 0];
    case 'directory':
      return [ANY_DIRECTORY, INHERITED];
    case 'file':
      return [ANY_FILE | (descriptor.read ? wasi.RIGHTS_FD_READ : 0) | (descriptor.write ? WRITING : 0), 0];
  }
}

function mountOf(descriptor: Descriptor): Uint8Array {
  if (descriptor.kind !== 'directory' || descriptor.mountedAt === null) return fail(wasi.ERRNO_BADF);
  return new TextEncoder().encode(descriptor.mountedAt);
}

function openFlags(how: number): ReadonlySet<string> {
  const names = [
    [wasi.OFLAGS_CREAT, 'create'],
    [wasi.OFLAGS_DIRECTORY, 'directory'],
    [wasi.OFLAGS_EXCL, 'exclusive'],
    [wasi.OFLAGS_TRUNC, 'truncate'],
  ] as const;
  return new Set(names.flatMap(([bit, name]) => ((how & bit) === 0 ? [] : [name])));
}

function timesOf(accessed: bigint, modified: bigint, flags: number) {
  const time = (ns: bigint, set: number, now: number) => {
    if ((flags & set) !== 0 && (flags & now) !== 0) return fail(wasi.ERRNO_INVAL);
    if ((flags & now) !== 0) return { tag: 'now', val: null };
    if ((flags & set) === 0) return { tag: 'no-change', val: null };
    return { tag: 'at', val: Number(BigInt.asUintN(64, ns)) / 1e6 };
  };
  if ((flags & ~0xf) !== 0) return fail(wasi.ERRNO_INVAL);
  return [
    time(accessed, wasi.FSTFLAGS_ATIM, wasi.FSTFLAGS_ATIM_NOW),
    time(modified, wasi.FSTFLAGS_MTIM, wasi.FSTFLAGS_MTIM_NOW),
  ] as const;
}

/** To the microsecond, which is what a double has of a date. */
function nsOf(ms: number): bigint {
  return BigInt.asUintN(64, BigInt(Math.max(0, Math.round(ms * 1000))) * 1000n);
}

/** With itself and what it is in, as everywhere in preview 1; a mount is in itself. */
function entriesOf(number: number, calls: HostCalls): readonly DirectoryEntry[] {
  const encoder = new TextEncoder();
  const own = valueOf(calls.call(FILES.stat, number)).identity;
  const parent = calls.call(FILES['stat-at'], number, '..');
  const entry = (name: string, isDirectory: boolean, identity: bigint): DirectoryEntry => ({
    name: encoder.encode(name),
    isDirectory,
    identity,
  });
  return [
    entry('.', true, own),
    entry('..', true, 'ok' in parent ? parent.ok.identity : own),
    ...valueOf(calls.call(FILES['list-folder'], number)).map(({ name, folder, identity }) =>
      entry(name, folder, identity),
    ),
  ];
}

/** Entries from `cookie` on, the last one cut off where the buffer ends; how much of it is used. */
function writeEntries(buffer: Uint8Array, entries: readonly DirectoryEntry[], cookie: bigint): number {
  let used = 0;
  const first = cookie < BigInt(entries.length) ? Number(cookie) : entries.length;
  for (let index = first; index < entries.length && used < buffer.length; index++) {
    const { name, isDirectory, identity } = entries[index]!;
    const bytes = new Uint8Array(DIRENT.sizeBytes + name.length);
    DIRENT.store(new DataView(bytes.buffer), 0, {
      d_next: BigInt(index + 1),
      d_ino: identity,
      d_namlen: name.length,
      d_type: isDirectory ? wasi.FILETYPE_DIRECTORY : wasi.FILETYPE_REGULAR_FILE,
    });
    bytes.set(name, DIRENT.sizeBytes);
    const part = bytes.subarray(0, buffer.length - used);
    buffer.set(part, used);
    used += part.length;
  }
  return used;
}
