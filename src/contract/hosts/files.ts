/**
 * Files, for the guest halves of all interfaces that have them: `wasi:filesystem` and preview 1. Descriptors are numbers of the kernel's,
 * good for one call; those that nobody closed go with it. Error codes are those of `wasi:filesystem`, of which each has an errno.
 */
import {
  byKernel,
  bytes,
  enumeration,
  flags,
  list,
  option,
  record,
  result,
  scalar,
  string,
  tuple,
  variant,
  type HostInterfaceSpec,
  type ResultOf,
  type ValueOf,
} from './host-interface.ts';

/** In the order of WIT. */
export const errorCode = enumeration(
  'error-code',
  'access',
  'would-block',
  'already',
  'bad-descriptor',
  'busy',
  'deadlock',
  'quota',
  'exist',
  'file-too-large',
  'illegal-byte-sequence',
  'in-progress',
  'interrupted',
  'invalid',
  'io',
  'is-directory',
  'loop',
  'too-many-links',
  'message-size',
  'name-too-long',
  'no-device',
  'no-entry',
  'no-lock',
  'insufficient-memory',
  'insufficient-space',
  'not-directory',
  'not-empty',
  'not-recoverable',
  'unsupported',
  'no-tty',
  'no-such-device',
  'overflow',
  'not-permitted',
  'pipe',
  'read-only',
  'invalid-seek',
  'text-file-busy',
  'cross-device',
);
export type FileErrorCode = ValueOf<typeof errorCode>;

export const openFlags = flags('open-flags', 'create', 'directory', 'exclusive', 'truncate');
/** What of `descriptor-flags` counts here. */
const access = flags('access', 'read', 'write');

/** Milliseconds since the epoch, with fractions. */
const stat = record('status', {
  /** Two descriptors of one thing tell the same. */
  identity: scalar('u64'),
  folder: scalar('bool'),
  size: scalar('u64'),
  'accessed-ms': scalar('f64'),
  'modified-ms': scalar('f64'),
});
export type FileStat = ValueOf<typeof stat>;

const newTime = variant('new-time', { 'no-change': null, now: null, at: scalar('f64') });
const listed = record('listed', { name: string, folder: scalar('bool'), identity: scalar('u64') });
const descriptor = scalar('u32');
const or = <const T extends Parameters<typeof result>[0]>(ok: T) => result(ok, errorCode);

export const files = {
  name: 'playground:kernel/files',
  profile: null,
  doc: 'The files that a call may reach.',
  functions: {
    preopens: byKernel(
      'Opens the mounts of the entry, by the path that the guest knows. Each call gives descriptors of its own.',
      {},
      or(list(tuple(descriptor, string))),
    ),
    'open-at': byKernel(
      'Opens what is at a path below a folder. A path that leads out of the mount is not-permitted.',
      { at: descriptor, path: string, how: openFlags, access },
      or(descriptor),
    ),
    close: byKernel('Closes a descriptor; an unknown one is a bad-descriptor.', { descriptor }, or(null)),
    'get-access': byKernel('What may be done through a descriptor.', { descriptor }, or(access)),
    read: byKernel(
      'At most so many bytes from an offset, and whether the file ends there.',
      { descriptor, length: scalar('u64'), offset: scalar('u64') },
      or(tuple(bytes, scalar('bool'))),
    ),
    write: byKernel(
      'Writes at an offset, or at the end where there is none; answers the offset behind what was written.',
      { descriptor, what: bytes, offset: option(scalar('u64')) },
      or(scalar('u64')),
    ),
    'set-size': byKernel('Cuts a file or fills it with zeros.', { descriptor, size: scalar('u64') }, or(null)),
    stat: byKernel('What a descriptor stands for.', { descriptor }, or(stat)),
    'stat-at': byKernel('What is at a path.', { at: descriptor, path: string }, or(stat)),
    'set-times': byKernel(
      'Sets when it was read and written last.',
      { descriptor, accessed: newTime, modified: newTime },
      or(null),
    ),
    'set-times-at': byKernel(
      'The same of what is at a path.',
      { at: descriptor, path: string, accessed: newTime, modified: newTime },
      or(null),
    ),
    'list-folder': byKernel(
      'What is in a folder, by name, without itself and what it is in.',
      { descriptor },
      or(list(listed)),
    ),
    'make-folder': byKernel('Makes a folder.', { at: descriptor, path: string }, or(null)),
    'remove-folder': byKernel('Removes an empty folder.', { at: descriptor, path: string }, or(null)),
    'remove-file': byKernel('Removes a file.', { at: descriptor, path: string }, or(null)),
    rename: byKernel(
      'Moves a file or a folder within one filesystem, over a file or an empty folder that is there.',
      { at: descriptor, path: string, to: descriptor, 'new-path': string },
      or(null),
    ),
  },
} as const satisfies HostInterfaceSpec;
export type FileRead = ResultOf<(typeof files)['functions']['read']>;
