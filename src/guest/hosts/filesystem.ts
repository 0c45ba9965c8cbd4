/** `wasi:filesystem`, over the descriptors of the kernel. */
import type { FileErrorCode, FileStat } from '../../contract/hosts/files.ts';
import type { ArgumentsOf, ResultOf } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { filesystemTypes as spec, preopens as preopensSpec } from '../../contract/hosts/wasi-filesystem.ts';
import type { HostCalls } from '../../contract/ports.ts';
import { HostTrap } from '../faults.ts';
import type { GuestHalf } from './guest-half.ts';
import { InputStream, IoError, OutputStream } from './streams.ts';

const FILES = HOST_FUNCTIONS.of.files;

/** A descriptor of the kernel's, which closes it when the guest drops its own. */
class Descriptor {
  readonly number: number;
  readonly #calls: HostCalls;

  constructor(number: number, calls: HostCalls) {
    this.number = number;
    this.#calls = calls;
  }

  dropped(): void {
    this.#calls.call(FILES.close, this.number);
  }
}

interface DirectoryEntry {
  readonly type: 'directory' | 'regular-file';
  readonly name: string;
}

class DirectoryEntries {
  readonly entries: readonly DirectoryEntry[];
  at = 0;

  constructor(entries: readonly DirectoryEntry[]) {
    this.entries = entries;
  }
}

type Functions = (typeof spec)['functions'];
type NewTimestamp = ArgumentsOf<Functions['[method]descriptor.set-times']>['data-access-timestamp'];
type Stat = Extract<ResultOf<Functions['[method]descriptor.stat']>, { readonly ok: unknown }>['ok'];
type Sides<T> = { readonly ok: T } | { readonly err: FileErrorCode };

const DONE = { ok: null };
const NO_LINKS = { err: 'unsupported' } as const;

export const filesystemTypes: GuestHalf<typeof spec> = ({ calls, handles }) => {
  const of = (self: number): number => handles.get(Descriptor, self).number;
  /** What has nothing to do still needs a descriptor. */
  const nothing = ({ self }: { readonly self: number }) => (of(self), DONE);
  const status = (self: number): Sides<FileStat> => calls.call(FILES.stat, of(self));

  function writing(self: number, offset: bigint | null): Sides<number> {
    const number = of(self);
    const may = calls.call(FILES['get-access'], number);
    if ('err' in may) return may;
    // The error of a write that changes nothing.
    const first = calls.call(FILES.write, number, new Uint8Array(), offset);
    if ('err' in first) return first;
    let at = offset;
    const sink = {
      write(bytes: Uint8Array): IoError | null {
        const written = calls.call(FILES.write, number, bytes, at);
        if ('err' in written) return new IoError(written.err);
        if (at !== null) at = written.ok;
        return null;
      },
    };
    return { ok: handles.add(new OutputStream(sink)) };
  }

  return {
    '[method]descriptor.read-via-stream'({ self, offset }) {
      const number = of(self);
      const first = calls.call(FILES.read, number, 0n, offset);
      if ('err' in first) return first;
      let at = offset;
      const read = (length: bigint): Uint8Array | 'closed' | IoError => {
        const got = calls.readFile(number, length, at);
        if ('err' in got) return new IoError(got.err);
        const [bytes] = got.ok;
        return bytes.length === 0 ? 'closed' : bytes;
      };
      const advance = (count: number): void => void (at += BigInt(count));
      return { ok: handles.add(new InputStream({ read, advance })) };
    },
    '[method]descriptor.write-via-stream': ({ self, offset }) => writing(self, offset),
    '[method]descriptor.append-via-stream': ({ self }) => writing(self, null),
    '[method]descriptor.advise': nothing,
    '[method]descriptor.sync-data': nothing,
    '[method]descriptor.sync': nothing,
    '[method]descriptor.get-flags'({ self }) {
      const may = calls.call(FILES['get-access'], of(self));
      if ('err' in may) return may;
      const known = status(self);
      if ('err' in known) return known;
      if (!known.ok.folder) return { ok: may.ok };
      return { ok: new Set(may.ok.has('write') ? (['read', 'mutate-directory'] as const) : (['read'] as const)) };
    },
    '[method]descriptor.get-type'({ self }) {
      const known = status(self);
      return 'err' in known ? known : { ok: typeOf(known.ok) };
    },
    '[method]descriptor.set-size': ({ self, size }) => calls.call(FILES['set-size'], of(self), size),
    '[method]descriptor.set-times': ({ self, ...times }) =>
      calls.call(
        FILES['set-times'],
        of(self),
        timeOf(times['data-access-timestamp']),
        timeOf(times['data-modification-timestamp']),
      ),
    '[method]descriptor.read': ({ self, length, offset }) => calls.readFile(of(self), length, offset),
    '[method]descriptor.write'({ self, buffer, offset }) {
      const written = calls.call(FILES.write, of(self), buffer, offset);
      return 'err' in written ? written : { ok: BigInt(buffer.length) };
    },
    '[method]descriptor.read-directory'({ self }) {
      const listed = calls.call(FILES['list-folder'], of(self));
      if ('err' in listed) return listed;
      const entries = listed.ok.map((one) => ({ type: typeOf(one), name: one.name }));
      return { ok: handles.add(new DirectoryEntries(entries)) };
    },
    '[method]descriptor.create-directory-at': ({ self, path }) => calls.call(FILES['make-folder'], of(self), path),
    '[method]descriptor.stat'({ self }) {
      const known = status(self);
      return 'err' in known ? known : { ok: statOf(known.ok) };
    },
    '[method]descriptor.stat-at'({ self, path }) {
      const known = calls.call(FILES['stat-at'], of(self), path);
      return 'err' in known ? known : { ok: statOf(known.ok) };
    },
    '[method]descriptor.set-times-at': ({ self, path, ...times }) =>
      calls.call(
        FILES['set-times-at'],
        of(self),
        path,
        timeOf(times['data-access-timestamp']),
        timeOf(times['data-modification-timestamp']),
      ),
    '[method]descriptor.link-at': ({ self }) => (of(self), NO_LINKS),
    '[method]descriptor.open-at'({ self, path, 'open-flags': how, flags }) {
      const access = new Set((['read', 'write'] as const).filter((right) => flags.has(right)));
      const opened = calls.call(FILES['open-at'], of(self), path, how, access);
      return 'err' in opened ? opened : { ok: handles.add(new Descriptor(opened.ok, calls)) };
    },
    '[method]descriptor.readlink-at': ({ self }) => (of(self), NO_LINKS),
    '[method]descriptor.remove-directory-at': ({ self, path }) => calls.call(FILES['remove-folder'], of(self), path),
    '[method]descriptor.rename-at': ({ self, 'old-path': path, 'new-descriptor': to, 'new-path': newPath }) =>
      calls.call(FILES.rename, of(self), path, of(to), newPath),
    '[method]descriptor.symlink-at': ({ self }) => (of(self), NO_LINKS),
    '[method]descriptor.unlink-file-at': ({ self, path }) => calls.call(FILES['remove-file'], of(self), path),
    '[method]descriptor.is-same-object'({ self, other }) {
      const [one, two] = [status(self), status(other)];
      return 'ok' in one && 'ok' in two && one.ok.identity === two.ok.identity;
    },
    '[method]descriptor.metadata-hash'({ self }) {
      const known = status(self);
      return 'err' in known ? known : { ok: hashOf(known.ok) };
    },
    '[method]descriptor.metadata-hash-at'({ self, path }) {
      const known = calls.call(FILES['stat-at'], of(self), path);
      return 'err' in known ? known : { ok: hashOf(known.ok) };
    },
    '[method]directory-entry-stream.read-directory-entry'({ self }) {
      const stream = handles.get(DirectoryEntries, self);
      return { ok: stream.entries[stream.at++] ?? null };
    },
    'filesystem-error-code': ({ err }) => handles.get(IoError, err).code,
  };
};

export const preopens: GuestHalf<typeof preopensSpec> = ({ calls, handles }) => ({
  'get-directories'() {
    const opened = calls.call(FILES.preopens);
    if ('err' in opened) throw new HostTrap(`get-directories: ${opened.err}`);
    return opened.ok.map(([number, path]) => [handles.add(new Descriptor(number, calls)), path] as const);
  },
});

const typeOf = ({ folder }: { readonly folder: boolean }): DirectoryEntry['type'] =>
  folder ? 'directory' : 'regular-file';

function statOf(known: FileStat): Stat {
  const modified = datetime(known['modified-ms']);
  return {
    type: typeOf(known),
    'link-count': 1n,
    size: known.size,
    'data-access-timestamp': datetime(known['accessed-ms']),
    'data-modification-timestamp': modified,
    'status-change-timestamp': modified,
  };
}

function hashOf({ identity, size, 'modified-ms': modifiedMs }: FileStat): { lower: bigint; upper: bigint } {
  return { lower: identity, upper: BigInt.asUintN(64, BigInt(Math.trunc(modifiedMs * 1000)) ^ (size << 40n)) };
}

function datetime(ms: number): { seconds: bigint; nanoseconds: number } {
  const seconds = Math.floor(ms / 1000);
  return { seconds: BigInt(Math.max(0, seconds)), nanoseconds: Math.floor((ms - seconds * 1000) * 1e6) };
}

function timeOf(time: NewTimestamp) {
  if (time.tag !== 'timestamp') return time;
  const { seconds, nanoseconds } = time.val;
  return { tag: 'at', val: Number(seconds) * 1000 + nanoseconds / 1e6 };
}
