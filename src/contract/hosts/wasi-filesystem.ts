/** `wasi:filesystem` (spec/hosts §6). */
import { errorCode, openFlags } from './files.ts';
import {
  borrow,
  byGuest,
  bytes,
  enumeration,
  flags,
  list,
  option,
  own,
  record,
  result,
  scalar,
  string,
  tuple,
  variant,
  type HostInterfaceSpec,
} from './host-interface.ts';
import { datetime } from './wasi-clocks.ts';

const descriptorType = enumeration(
  'descriptor-type',
  'unknown',
  'block-device',
  'character-device',
  'directory',
  'fifo',
  'symbolic-link',
  'regular-file',
  'socket',
);
const descriptorFlags = flags(
  'descriptor-flags',
  'read',
  'write',
  'file-integrity-sync',
  'data-integrity-sync',
  'requested-write-sync',
  'mutate-directory',
);
const pathFlags = flags('path-flags', 'symlink-follow');
const advice = enumeration('advice', 'normal', 'sequential', 'random', 'will-need', 'dont-need', 'no-reuse');
const size = scalar('u64');
const descriptorStat = record('descriptor-stat', {
  type: descriptorType,
  'link-count': size,
  size,
  'data-access-timestamp': option(datetime),
  'data-modification-timestamp': option(datetime),
  'status-change-timestamp': option(datetime),
});
const newTimestamp = variant('new-timestamp', { 'no-change': null, now: null, timestamp: datetime });
const directoryEntry = record('directory-entry', { type: descriptorType, name: string });
const metadataHash = record('metadata-hash-value', { lower: size, upper: size });

const self = borrow('descriptor');
const done = result(null, errorCode);

export const filesystemTypes = {
  name: 'wasi:filesystem/types',
  profile: 'wasi:filesystem',
  doc: 'Files and folders of the mounts.',
  functions: {
    '[method]descriptor.read-via-stream': byGuest(
      'A stream from an offset on.',
      { self, offset: size },
      result(own('input-stream'), errorCode),
    ),
    '[method]descriptor.write-via-stream': byGuest(
      'A stream that writes from an offset on.',
      { self, offset: size },
      result(own('output-stream'), errorCode),
    ),
    '[method]descriptor.append-via-stream': byGuest(
      'A stream that writes at the end.',
      { self },
      result(own('output-stream'), errorCode),
    ),
    '[method]descriptor.advise': byGuest(
      'Says how a file will be read; nothing follows from it.',
      { self, offset: size, length: size, advice },
      done,
    ),
    '[method]descriptor.sync-data': byGuest('Nothing waits to be written.', { self }, done),
    '[method]descriptor.get-flags': byGuest('What may be done.', { self }, result(descriptorFlags, errorCode)),
    '[method]descriptor.get-type': byGuest('File or folder.', { self }, result(descriptorType, errorCode)),
    '[method]descriptor.set-size': byGuest('Cuts a file or fills it with zeros.', { self, size }, done),
    '[method]descriptor.set-times': byGuest(
      'Sets when it was read and written last.',
      { self, 'data-access-timestamp': newTimestamp, 'data-modification-timestamp': newTimestamp },
      done,
    ),
    '[method]descriptor.read': byGuest(
      'Bytes from an offset, and whether the file ends there.',
      { self, length: size, offset: size },
      result(tuple(bytes, scalar('bool')), errorCode),
    ),
    '[method]descriptor.write': byGuest(
      'Writes at an offset; how many bytes.',
      { self, buffer: bytes, offset: size },
      result(size, errorCode),
    ),
    '[method]descriptor.read-directory': byGuest(
      'What is in a folder.',
      { self },
      result(own('directory-entry-stream'), errorCode),
    ),
    '[method]descriptor.sync': byGuest('Nothing waits to be written.', { self }, done),
    '[method]descriptor.create-directory-at': byGuest('Makes a folder.', { self, path: string }, done),
    '[method]descriptor.stat': byGuest('What it is.', { self }, result(descriptorStat, errorCode)),
    '[method]descriptor.stat-at': byGuest(
      'What is at a path.',
      { self, 'path-flags': pathFlags, path: string },
      result(descriptorStat, errorCode),
    ),
    '[method]descriptor.set-times-at': byGuest(
      'Sets when what is at a path was read and written last.',
      {
        self,
        'path-flags': pathFlags,
        path: string,
        'data-access-timestamp': newTimestamp,
        'data-modification-timestamp': newTimestamp,
      },
      done,
    ),
    '[method]descriptor.link-at': byGuest(
      'There are no links here: unsupported.',
      { self, 'old-path-flags': pathFlags, 'old-path': string, 'new-descriptor': self, 'new-path': string },
      done,
    ),
    '[method]descriptor.open-at': byGuest(
      'Opens what is at a path.',
      { self, 'path-flags': pathFlags, path: string, 'open-flags': openFlags, flags: descriptorFlags },
      result(own('descriptor'), errorCode),
    ),
    '[method]descriptor.readlink-at': byGuest(
      'There are no links here: unsupported.',
      { self, path: string },
      result(string, errorCode),
    ),
    '[method]descriptor.remove-directory-at': byGuest('Removes an empty folder.', { self, path: string }, done),
    '[method]descriptor.rename-at': byGuest(
      'Moves a file or a folder.',
      { self, 'old-path': string, 'new-descriptor': self, 'new-path': string },
      done,
    ),
    '[method]descriptor.symlink-at': byGuest(
      'There are no links here: unsupported.',
      { self, 'old-path': string, 'new-path': string },
      done,
    ),
    '[method]descriptor.unlink-file-at': byGuest('Removes a file.', { self, path: string }, done),
    '[method]descriptor.is-same-object': byGuest(
      'Whether both stand for one thing.',
      { self, other: self },
      scalar('bool'),
    ),
    '[method]descriptor.metadata-hash': byGuest(
      'Changes when the thing does.',
      { self },
      result(metadataHash, errorCode),
    ),
    '[method]descriptor.metadata-hash-at': byGuest(
      'The same of what is at a path.',
      { self, 'path-flags': pathFlags, path: string },
      result(metadataHash, errorCode),
    ),
    '[method]directory-entry-stream.read-directory-entry': byGuest(
      'The next one; none at the end.',
      { self: borrow('directory-entry-stream') },
      result(option(directoryEntry), errorCode),
    ),
    'filesystem-error-code': byGuest(
      'The code of what a stream failed with.',
      { err: borrow('error') },
      option(errorCode),
    ),
  },
} as const satisfies HostInterfaceSpec;

export const preopens = {
  name: 'wasi:filesystem/preopens',
  profile: 'wasi:filesystem',
  doc: 'The mounts.',
  functions: {
    'get-directories': byGuest('By path.', {}, list(tuple(own('descriptor'), string))),
  },
} as const satisfies HostInterfaceSpec;
