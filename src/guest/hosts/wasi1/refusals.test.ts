/**
 * How each function of preview 1 refuses. The table has a line for every name that is declared, or it does not compile; descriptors that
 * are none and addresses outside of memory are tried on all functions that take any.
 */
import { describe, expect, it, test } from 'vitest';
import { wasi1 } from '../../../contract/hosts/wasi1.ts';
import { ExitSignal } from '../../faults.ts';
import {
  BADF,
  EXIST,
  FAULT,
  FBIG,
  ILSEQ,
  INVAL,
  ISDIR,
  NAMETOOLONG,
  NOENT,
  NOMEM,
  NOSPC,
  NOTDIR,
  NOTEMPTY,
  NOTSUP,
  PERM,
  ROFS,
  SPIPE,
  XDEV,
} from '../../testing/wasi1-errnos.ts';
import { BUFFER, DATA, Guest, OTHER, OUT, READ, RO, SECOND } from '../../testing/wasi1-guest.ts';

const BOTH = 66n;
const QUOTA_BYTES = 4096;
/** Beyond what a number of JavaScript holds. */
const FAR = 2n ** 53n;
/** Of a guest's memory of 4 pages. */
const OUTSIDE = 4 * 65_536;

type Name = keyof typeof wasi1.core;
type Call = (guest: Guest) => number;
type Rows = readonly (readonly [what: string, errno: number, call: Call])[];

/** Why there is no row besides descriptors and addresses. */
type Excuse = string;

const file = (guest: Guest, name = 'a.txt', rights = BOTH): number => guest.open(name, { rights });
const vector = (guest: Guest, length = 1): readonly [number, number] => (guest.vector(length), [0, 1]);
const ESCAPES = ['../x.txt', 'sub/../../x.txt', '/x.txt', 'sub/../../../..'];

/** On a path below a mount. */
function paths(
  call: (guest: Guest, path: readonly [number, number], mount: number) => number,
  known: 'has to be there' | 'may be missing',
): Rows {
  const row = (what: string, errno: number, path: string | Uint8Array): Rows[number] => [
    what,
    errno,
    (guest) => call(guest, guest.path(path), DATA),
  ];
  return [
    ...ESCAPES.map((path) => row(`a way out: ${path}`, PERM, path)),
    row('a way through a file', NOTDIR, 'a.txt/b'),
    row('a name that is too long', NAMETOOLONG, 'x'.repeat(256)),
    row('what is no UTF-8', ILSEQ, Uint8Array.of(0xff)),
    ...(known === 'has to be there' ? [row('what is not there', NOENT, 'none')] : []),
    ['below a file', NOTDIR, (guest) => call(guest, guest.path('b'), file(guest))],
  ];
}
const readOnly = (call: (guest: Guest, path: readonly [number, number], mount: number) => number): Rows[number] => [
  'in a read-only mount',
  ROFS,
  (guest) => call(guest, guest.path('r.txt'), RO),
];

const makeFolder = (guest: Guest, path: readonly [number, number], mount: number): number =>
  guest.call('path_create_directory', mount, ...path);
const removeFolder = (guest: Guest, path: readonly [number, number], mount: number): number =>
  guest.call('path_remove_directory', mount, ...path);
const unlink = (guest: Guest, path: readonly [number, number], mount: number): number =>
  guest.call('path_unlink_file', mount, ...path);
const stat = (guest: Guest, path: readonly [number, number], mount: number): number =>
  guest.call('path_filestat_get', mount, 0, ...path, OUT);
const setTimes = (guest: Guest, path: readonly [number, number], mount: number): number =>
  guest.call('path_filestat_set_times', mount, 0, ...path, 0n, 0n, 2);
const open = (
  guest: Guest,
  path: readonly [number, number],
  mount: number,
  how = 0,
  rights = READ,
  flags = 0,
): number => guest.call('path_open', mount, 0, ...path, how, rights, 0n, flags, OUT);
const rename = (guest: Guest, from: string, to: string, mounts = [DATA, DATA]): number =>
  guest.call('path_rename', mounts[0]!, ...guest.path(from), mounts[1]!, ...guest.path(to, SECOND));

const NO_SOCKETS: Rows = [['as there are no sockets', NOTSUP, (guest) => guest.call('sock_shutdown', 3, 0)]];

const ROWS: { readonly [N in Name]: Rows | Excuse } = {
  args_get: 'asks for nothing but memory',
  args_sizes_get: 'asks for nothing but memory',
  environ_get: 'asks for nothing but memory',
  environ_sizes_get: 'asks for nothing but memory',
  clock_res_get: [['a clock that is none', INVAL, (guest) => guest.call('clock_res_get', 9, OUT)]],
  clock_time_get: [['a clock that is none', INVAL, (guest) => guest.call('clock_time_get', -1, 0n, OUT)]],
  fd_advise: [
    ['an advice that is none', INVAL, (guest) => guest.call('fd_advise', file(guest), 0n, 0n, 6)],
    ['an offset of 2^63', INVAL, (guest) => guest.call('fd_advise', file(guest), 2n ** 63n, 0n, 0)],
    ['of a directory', BADF, (guest) => guest.call('fd_advise', DATA, 0n, 0n, 0)],
    ['of a stream', SPIPE, (guest) => guest.call('fd_advise', 1, 0n, 0n, 0)],
  ],
  fd_allocate: [
    ['nothing', INVAL, (guest) => guest.call('fd_allocate', file(guest), 0n, 0n)],
    ['beyond 2^63', FBIG, (guest) => guest.call('fd_allocate', file(guest), 2n ** 62n, 2n ** 62n)],
    ['beyond 2^53', FBIG, (guest) => guest.call('fd_allocate', file(guest), 0n, FAR)],
    ['of what is open to read', BADF, (guest) => guest.call('fd_allocate', file(guest, 'a.txt', READ), 0n, 9n)],
    ['beyond the quota', NOSPC, (guest) => guest.call('fd_allocate', file(guest), 0n, BigInt(QUOTA_BYTES + 1))],
  ],
  fd_close: [['twice', BADF, (guest) => (guest.call('fd_close', DATA), guest.call('fd_close', DATA))]],
  fd_datasync: 'has nothing to do',
  fd_sync: 'has nothing to do',
  fd_fdstat_get: 'asks about what is open',
  fd_fdstat_set_flags: [
    ['that cannot be set', INVAL, (guest) => guest.call('fd_fdstat_set_flags', file(guest), 2)],
    ['of a stream', NOTSUP, (guest) => guest.call('fd_fdstat_set_flags', 0, 4)],
  ],
  fd_fdstat_set_rights: [
    ['as nobody can take them', NOTSUP, (guest) => guest.call('fd_fdstat_set_rights', DATA, 0n, 0n)],
  ],
  fd_filestat_get: 'asks about what is open',
  fd_filestat_set_size: [
    ['below zero', INVAL, (guest) => guest.call('fd_filestat_set_size', file(guest), -1n)],
    ['beyond 2^53', FBIG, (guest) => guest.call('fd_filestat_set_size', file(guest), FAR)],
    ['of what is open to read', BADF, (guest) => guest.call('fd_filestat_set_size', file(guest, 'a.txt', READ), 0n)],
    ['of a directory', BADF, (guest) => guest.call('fd_filestat_set_size', DATA, 0n)],
    ['beyond the quota', NOSPC, (guest) => guest.call('fd_filestat_set_size', file(guest), BigInt(QUOTA_BYTES + 1))],
  ],
  fd_filestat_set_times: [
    ['to two things at once', INVAL, (guest) => guest.call('fd_filestat_set_times', file(guest), 0n, 0n, 3)],
    ['of a stream', NOTSUP, (guest) => guest.call('fd_filestat_set_times', 1, 0n, 0n, 2)],
    [
      'in a read-only mount',
      ROFS,
      (guest) => guest.call('fd_filestat_set_times', guest.open('r.txt', { at: RO }), 0n, 0n, 2),
    ],
  ],
  fd_pread: [
    ['of a stream', SPIPE, (guest) => guest.call('fd_pread', 0, ...vector(guest), 0n, OUT)],
    ['of a directory', BADF, (guest) => guest.call('fd_pread', DATA, ...vector(guest), 0n, OUT)],
    ['below zero', INVAL, (guest) => guest.call('fd_pread', file(guest), ...vector(guest), -1n, OUT)],
    [
      'of what is open to write',
      BADF,
      (guest) => guest.call('fd_pread', file(guest, 'a.txt', 64n), ...vector(guest), 0n, OUT),
    ],
  ],
  fd_pwrite: [
    ['of a stream', SPIPE, (guest) => guest.call('fd_pwrite', 1, ...vector(guest), 0n, OUT)],
    ['below zero', INVAL, (guest) => guest.call('fd_pwrite', file(guest), ...vector(guest), -1n, OUT)],
    ['beyond 2^53', FBIG, (guest) => guest.call('fd_pwrite', file(guest), ...vector(guest), FAR, OUT)],
    [
      'of what is open to read',
      BADF,
      (guest) => guest.call('fd_pwrite', file(guest, 'a.txt', READ), ...vector(guest), 0n, OUT),
    ],
    [
      'beyond the quota',
      NOSPC,
      (guest) => guest.call('fd_pwrite', file(guest), ...vector(guest, QUOTA_BYTES + 1), 0n, OUT),
    ],
  ],
  fd_read: [
    ['of an output', BADF, (guest) => guest.call('fd_read', 1, ...vector(guest), OUT)],
    ['of a directory', BADF, (guest) => guest.call('fd_read', DATA, ...vector(guest), OUT)],
    [
      'of what is open to write',
      BADF,
      (guest) => guest.call('fd_read', file(guest, 'a.txt', 64n), ...vector(guest), OUT),
    ],
    ['more pieces than there is memory', FAULT, (guest) => guest.call('fd_read', file(guest), 0, -1, OUT)],
    ['a piece outside of memory', FAULT, (guest) => guest.call('fd_read', file(guest), ...vector(guest, OUTSIDE), OUT)],
  ],
  fd_write: [
    ['to the input', BADF, (guest) => guest.call('fd_write', 0, ...vector(guest), OUT)],
    ['to a directory', BADF, (guest) => guest.call('fd_write', DATA, ...vector(guest), OUT)],
    [
      'to what is open to read',
      BADF,
      (guest) => guest.call('fd_write', file(guest, 'a.txt', READ), ...vector(guest), OUT),
    ],
    ['in a read-only mount', ROFS, (guest) => -guest.open('r.txt', { at: RO, rights: BOTH })],
    ['beyond the quota', NOSPC, (guest) => guest.call('fd_write', file(guest), ...vector(guest, QUOTA_BYTES + 1), OUT)],
    ['a piece outside of memory', FAULT, (guest) => guest.call('fd_write', 1, ...vector(guest, OUTSIDE), OUT)],
  ],
  fd_prestat_get: [['of what is no mount', BADF, (guest) => guest.call('fd_prestat_get', guest.open('sub'), OUT)]],
  fd_prestat_dir_name: [
    ['of what is no mount', BADF, (guest) => guest.call('fd_prestat_dir_name', 0, BUFFER, 9)],
    ['without room', NAMETOOLONG, (guest) => guest.call('fd_prestat_dir_name', DATA, BUFFER, 4)],
  ],
  fd_readdir: [['of a file', NOTDIR, (guest) => guest.call('fd_readdir', file(guest), BUFFER, 9, 0n, OUT)]],
  fd_renumber: [['to a number that nobody has', BADF, (guest) => guest.call('fd_renumber', DATA, 99)]],
  fd_seek: [
    ['before the beginning', INVAL, (guest) => guest.call('fd_seek', file(guest), -1n, 0, OUT)],
    ['from where there is nothing', INVAL, (guest) => guest.call('fd_seek', file(guest), 0n, 3, OUT)],
    ['beyond 2^63', INVAL, (guest) => guest.call('fd_seek', file(guest), 2n ** 63n - 1n, 2, OUT)],
    ['of a stream', SPIPE, (guest) => guest.call('fd_seek', 0, 0n, 0, OUT)],
    ['of a directory', BADF, (guest) => guest.call('fd_seek', DATA, 0n, 0, OUT)],
  ],
  fd_tell: [['of a stream', SPIPE, (guest) => guest.call('fd_tell', 0, OUT)]],
  path_create_directory: [
    ...paths(makeFolder, 'may be missing'),
    readOnly(makeFolder),
    ['what is there', EXIST, (guest) => makeFolder(guest, guest.path('sub'), DATA)],
  ],
  path_filestat_get: paths(stat, 'has to be there'),
  path_filestat_set_times: [...paths(setTimes, 'has to be there'), readOnly(setTimes)],
  path_link: [
    [
      'as there are no links',
      NOTSUP,
      (guest) => guest.call('path_link', DATA, 0, ...guest.path('a.txt'), DATA, ...guest.path('b', SECOND)),
    ],
  ],
  path_symlink: [
    [
      'as there are no links, which so have no loops',
      NOTSUP,
      (guest) => guest.call('path_symlink', ...guest.path('a'), DATA, ...guest.path('a', SECOND)),
    ],
  ],
  path_readlink: [
    ['what is no link', INVAL, (guest) => guest.call('path_readlink', DATA, ...guest.path('a.txt'), BUFFER, 9, OUT)],
    ['what is not there', NOENT, (guest) => guest.call('path_readlink', DATA, ...guest.path('none'), BUFFER, 9, OUT)],
    ...ESCAPES.map((path): Rows[number] => [
      `a way out: ${path}`,
      PERM,
      (guest) => guest.call('path_readlink', DATA, ...guest.path(path), BUFFER, 9, OUT),
    ]),
  ],
  path_open: [
    ...paths(open, 'has to be there'),
    ['to make what is there', EXIST, (guest) => open(guest, guest.path('a.txt'), DATA, 5)],
    ['a file as a directory', NOTDIR, (guest) => open(guest, guest.path('a.txt'), DATA, 2)],
    ['a directory to write', ISDIR, (guest) => open(guest, guest.path('sub'), DATA, 0, BOTH)],
    ['in ways that there are not', INVAL, (guest) => open(guest, guest.path('a.txt'), DATA, 16)],
    ['with flags that there are not', INVAL, (guest) => open(guest, guest.path('a.txt'), DATA, 0, READ, 32)],
    ['to make in a read-only mount', ROFS, (guest) => open(guest, guest.path('new'), RO, 1)],
    ['to cut in a read-only mount', ROFS, (guest) => open(guest, guest.path('r.txt'), RO, 8)],
    [
      'once too often, while none is closed',
      NOMEM,
      (guest) => {
        for (let count = 0; count < 4096; count++) open(guest, guest.path('a.txt'), DATA);
        return open(guest, guest.path('a.txt'), DATA);
      },
    ],
  ],
  path_remove_directory: [
    ...paths(removeFolder, 'has to be there'),
    readOnly(removeFolder),
    ['with something in it', NOTEMPTY, (guest) => removeFolder(guest, guest.path('sub'), DATA)],
    ['a file', NOTDIR, (guest) => removeFolder(guest, guest.path('a.txt'), DATA)],
  ],
  path_rename: [
    ...ESCAPES.flatMap((path): Rows => [
      [`from ${path}`, PERM, (guest) => rename(guest, path, 'b')],
      [`to ${path}`, PERM, (guest) => rename(guest, 'a.txt', path)],
    ]),
    ['what is not there', NOENT, (guest) => rename(guest, 'none', 'b')],
    ['into another mount', XDEV, (guest) => rename(guest, 'a.txt', 'b', [DATA, OTHER])],
    ['in a read-only mount', ROFS, (guest) => rename(guest, 'r.txt', 'b', [RO, RO])],
    ['a directory into itself', INVAL, (guest) => rename(guest, 'sub', 'sub/sub')],
  ],
  path_unlink_file: [
    ...paths(unlink, 'has to be there'),
    readOnly(unlink),
    ['a directory', ISDIR, (guest) => unlink(guest, guest.path('sub'), DATA)],
  ],
  poll_oneoff: [
    ['nothing', INVAL, (guest) => guest.call('poll_oneoff', 0, 256, 0, OUT)],
    ['more than there is memory', FAULT, (guest) => guest.call('poll_oneoff', 0, 256, -1, OUT)],
  ],
  proc_exit: [
    ['which is the end of the call', 0, (guest) => (expect(() => guest.call('proc_exit', 0)).toThrow(ExitSignal), 0)],
  ],
  proc_raise: [['as there are no signals', NOTSUP, (guest) => guest.call('proc_raise', 9)]],
  random_get: [['more than there is memory', FAULT, (guest) => guest.call('random_get', 0, -1)]],
  sched_yield: 'has nothing to do',
  sock_accept: NO_SOCKETS,
  sock_recv: NO_SOCKETS,
  sock_send: NO_SOCKETS,
  sock_shutdown: NO_SOCKETS,
};

describe.each(
  Object.entries(ROWS).flatMap(([name, rows]) => (typeof rows === 'string' ? [] : [[name, rows] as const])),
)('%s refuses', (_name, rows) => {
  it.each(rows)('%s', (_what, errno, call) => {
    expect(call(new Guest(QUOTA_BYTES))).toBe(errno);
  });
});

/** Parameters that are descriptors, and those that are addresses, by their place. */
const DESCRIPTORS: Partial<Record<Name, readonly number[]>> = {
  path_link: [0, 4],
  path_rename: [0, 3],
  path_symlink: [2],
  fd_renumber: [0, 1],
};
const isSocket = (name: string): boolean => name.startsWith('sock_');
const descriptorsOf = (name: Name): readonly number[] =>
  DESCRIPTORS[name] ?? (/^(fd|path)_/.test(name) && !isSocket(name) ? [0] : []);

/** Arguments that are good as far as it matters: mounts where descriptors are, zeros elsewhere. */
function argumentsOf(name: Name): (number | bigint)[] {
  const { parameters } = wasi1.core[name];
  const places = descriptorsOf(name);
  return parameters
    .split(' ')
    .filter(Boolean)
    .map((type, index) => (places.includes(index) ? DATA : type === 'i64' ? 0n : 0));
}

const names = Object.keys(wasi1.core) as Name[];

test.each(names.flatMap((name) => descriptorsOf(name).map((place) => [name, place] as const)))(
  '%s answers EBADF for a descriptor that is none, in place %i',
  (name, place) => {
    const guest = new Guest();
    const closed = file(guest);
    guest.call('fd_close', closed);
    for (const fd of [99, -1, closed]) {
      const args = argumentsOf(name);
      args[place] = fd;
      expect(guest.call(name, ...args), `descriptor ${fd}`).toBe(BADF);
    }
  },
);

/** Where what the function writes or reads is to lie. */
const ADDRESSES: Partial<Record<Name, (guest: Guest) => readonly (number | bigint)[]>> = {
  args_sizes_get: () => [OUTSIDE, OUTSIDE],
  environ_sizes_get: () => [OUTSIDE, OUTSIDE],
  clock_res_get: () => [0, OUTSIDE - 7],
  clock_time_get: () => [0, 0n, -8],
  fd_fdstat_get: () => [DATA, OUTSIDE - 1],
  fd_filestat_get: () => [DATA, OUTSIDE - 1],
  fd_pread: (guest) => [file(guest), OUTSIDE, 1, 0n, OUT],
  fd_pwrite: (guest) => [file(guest), 0, 0, 0n, OUTSIDE],
  fd_prestat_get: () => [DATA, OUTSIDE],
  fd_prestat_dir_name: () => [DATA, OUTSIDE, 9],
  fd_readdir: () => [DATA, OUTSIDE, 9, 0n, OUT],
  fd_seek: (guest) => [file(guest), 0n, 0, OUTSIDE],
  fd_tell: (guest) => [file(guest), OUTSIDE],
  path_create_directory: () => [DATA, OUTSIDE, 1],
  path_filestat_get: (guest) => [DATA, 0, ...guest.path('a.txt'), OUTSIDE],
  path_filestat_set_times: () => [DATA, 0, 0, -1, 0n, 0n, 0],
  path_link: () => [DATA, 0, OUTSIDE, 1, DATA, 0, 0],
  path_open: (guest) => [DATA, 0, ...guest.path('a.txt'), 0, READ, 0n, 0, OUTSIDE],
  path_readlink: () => [DATA, OUTSIDE, 1, BUFFER, 9, OUT],
  path_remove_directory: () => [DATA, OUTSIDE, 1],
  path_rename: (guest) => [DATA, ...guest.path('a.txt'), DATA, OUTSIDE, 1],
  path_symlink: () => [OUTSIDE, 1, DATA, 0, 0],
  path_unlink_file: () => [DATA, OUTSIDE, 1],
  poll_oneoff: () => [OUTSIDE, 256, 1, OUT],
  random_get: () => [OUTSIDE, 1],
};

test.each(Object.entries(ADDRESSES))(
  '%s answers EFAULT for an address outside of memory, and changes nothing',
  (name, args) => {
    const guest = new Guest();
    expect(guest.call(name, ...args(guest))).toBe(FAULT);
    expect(stat(guest, guest.path('a.txt'), DATA)).toBe(0);
  },
);
