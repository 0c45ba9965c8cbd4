/** Preview 1 over the kernel's own files, function by function. */
import { wasi } from '@bjorn3/browser_wasi_shim';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BADF,
  EXIST,
  FBIG,
  ILSEQ,
  INVAL,
  ISDIR,
  NAMETOOLONG,
  NOENT,
  NOTDIR,
  NOTEMPTY,
  NOTSUP,
  PERM,
  ROFS,
  SPIPE,
  XDEV,
} from '../../testing/wasi1-errnos.ts';
import { Guest, BUFFER, DATA, OTHER, OUT, READ, RO, SECOND } from '../../testing/wasi1-guest.ts';

const WRITE = 64n,
  BOTH = 66n;

let guest: Guest;
beforeEach(() => {
  guest = new Guest();
});

describe('mounts', () => {
  it('are descriptors from 3 on, by path, and say where they are', () => {
    expect(guest.call('fd_prestat_get', DATA, OUT)).toBe(0);
    expect([guest.view.getUint8(OUT), guest.view.getUint32(OUT + 4, true)]).toEqual([0, 5]);
    expect(guest.call('fd_prestat_dir_name', DATA, BUFFER, 5)).toBe(0);
    expect(guest.text(BUFFER, 5)).toBe('/data');
    expect(guest.call('fd_prestat_dir_name', DATA, BUFFER, 4)).toBe(NAMETOOLONG);
    expect([6, 0, guest.open('sub')].map((fd) => guest.call('fd_prestat_get', fd, OUT))).toEqual([BADF, BADF, BADF]);
  });
});

describe('path_open', () => {
  it.each([
    ['../x.txt', {}, PERM],
    ['sub/../../x.txt', {}, PERM],
    ['/data/a.txt', {}, PERM],
    ['none', {}, NOENT],
    ['', {}, NOENT],
    ['a.txt/b', {}, NOTDIR],
    ['a.txt', { how: 2 }, NOTDIR],
    ['a.txt', { how: 1 | 4, rights: BOTH }, EXIST],
    ['sub', { rights: BOTH }, ISDIR],
    ['a.txt', { how: 16 }, INVAL],
    ['a.txt', { flags: 32 }, INVAL],
    ['r.txt', { at: RO, rights: WRITE }, ROFS],
    ['new', { at: RO, how: 1 }, ROFS],
    ['a.txt', { at: 0 }, NOTDIR],
    ['a.txt', { at: 99 }, BADF],
  ])('of "%s" with %o is refused', (path, options, errno) => expect(guest.open(path, options)).toBe(-errno));

  it('of a file that cannot be written asks for no more than is asked for: to set its size is no right to write', () => {
    const rights = READ | BigInt(wasi.RIGHTS_FD_FILESTAT_SET_SIZE | wasi.RIGHTS_FD_ALLOCATE);
    expect(guest.read(guest.open('r.txt', { at: RO, rights }))).not.toBe('');
  });

  it('refuses a path that is no UTF-8', () => {
    const path = guest.path(new Uint8Array([0xff]));
    expect(guest.call('path_open', DATA, 0, ...path, 0, READ, 0n, 0, OUT)).toBe(ILSEQ);
  });

  it('gives the lowest number that is free', () => {
    expect([guest.open('a.txt'), guest.open('sub')]).toEqual([6, 7]);
    guest.call('fd_close', 6);
    expect(guest.open('a.txt')).toBe(6);
  });
});

describe('reading and writing', () => {
  it('moves on from where it is, and ends with nothing', () => {
    const fd = guest.open('a.txt');
    expect([guest.read(fd), guest.read(fd), guest.read(fd, 2n)]).toEqual(['alpha', '', 'pha']);
    guest.call('fd_tell', fd, OUT);
    expect(guest.view.getBigUint64(OUT, true)).toBe(5n);
  });

  it('writes at the end alone where it appends', () => {
    const fd = guest.open('a.txt', { rights: BOTH, flags: 1 });
    expect([guest.write(fd, '!'), guest.read(fd, 0n)]).toEqual([1, 'alpha!']);
    expect(guest.call('fd_fdstat_set_flags', fd, 0)).toBe(0);
    expect(guest.call('fd_seek', fd, 0n, 0, OUT)).toBe(0);
    expect([guest.write(fd, 'A'), guest.read(fd, 0n)]).toEqual([1, 'Alpha!']);
  });

  it('writes at a place without moving', () => {
    const fd = guest.open('new', { rights: BOTH, how: 1 });
    guest.vector(guest.path('xy', BUFFER)[1]);
    expect(guest.call('fd_pwrite', fd, 0, 1, 2n, OUT)).toBe(0);
    expect([guest.read(fd), guest.call('fd_pwrite', fd, 0, 1, 2n ** 53n, OUT)]).toEqual(['\0\0xy', FBIG]);
    expect([-1n, 2n ** 63n].map((at) => guest.call('fd_pwrite', fd, 0, 1, at, OUT))).toEqual([INVAL, INVAL]);
    expect(guest.read(fd, 2n ** 60n)).toBe('');
  });

  it('needs the right for it', () => {
    expect(guest.write(guest.open('a.txt'), 'x')).toBe(-BADF);
    expect(guest.read(guest.open('a.txt', { rights: WRITE }))).toBe(BADF);
  });

  it.each([
    [3n, 0, 3n],
    [-2n, 2, 3n],
    [2n ** 62n, 0, 2n ** 62n],
    [0n, 1, 0n],
  ])('seeks by %i from %i', (offset, whence, to) => {
    expect(guest.call('fd_seek', guest.open('a.txt'), offset, whence, OUT)).toBe(0);
    expect(guest.view.getBigUint64(OUT, true)).toBe(to);
  });

  it.each([
    [-1n, 0],
    [-6n, 2],
    [2n ** 63n - 1n, 2],
    [0n, 3],
  ])('does not seek by %i from %i', (offset, whence) =>
    expect(guest.call('fd_seek', guest.open('a.txt'), offset, whence, OUT)).toBe(INVAL),
  );
});

describe('descriptors', () => {
  const CALLS: readonly (readonly [string, readonly (number | bigint)[]])[] = [
    ['fd_advise', [0n, 0n, 0]],
    ['fd_allocate', [0n, 1n]],
    ['fd_filestat_set_size', [0n]],
    ['fd_pread', [0, 0, 0n, OUT]],
    ['fd_pwrite', [0, 0, 0n, OUT]],
    ['fd_seek', [0n, 0, OUT]],
    ['fd_tell', [OUT]],
  ];

  it.each(CALLS)('%s is of files alone', (name, rest) => {
    expect([99, DATA, 0, 1].map((fd) => guest.call(name, fd, ...rest))).toEqual([BADF, BADF, SPIPE, SPIPE]);
  });

  it.each([
    ['fd_close', []],
    ['fd_datasync', []],
    ['fd_sync', []],
    ['fd_fdstat_get', [OUT]],
    ['fd_fdstat_set_flags', [0]],
    ['fd_fdstat_set_rights', [0n, 0n]],
    ['fd_filestat_get', [OUT]],
    ['fd_filestat_set_times', [0n, 0n, 0]],
    ['fd_readdir', [BUFFER, 9, 0n, OUT]],
    ['fd_renumber', [0]],
  ] as const)('%s of one that is closed is refused', (name, rest) => {
    const fd = guest.open('a.txt');
    expect(guest.call('fd_close', fd)).toBe(0);
    expect(guest.call(name, fd, ...rest)).toBe(BADF);
  });

  it('take the number of another, which is closed', () => {
    const [one, two] = [guest.open('a.txt'), guest.open('sub/b.txt')];
    expect(guest.call('fd_renumber', one, two)).toBe(0);
    expect([guest.read(two), guest.read(one)]).toEqual(['alpha', BADF]);
    expect([guest.call('fd_renumber', two, two), guest.call('fd_renumber', two, 99)]).toEqual([0, BADF]);
  });

  it.each([
    ['a.txt', 4, 0],
    ['sub', 3, 0],
  ])('say of %s what it is, with rights and flags', (path, type, flags) => {
    expect(guest.call('fd_fdstat_get', guest.open(path), OUT)).toBe(0);
    expect([guest.view.getUint8(OUT), guest.view.getUint16(OUT + 2, true)]).toEqual([type, flags]);
    expect((guest.view.getBigUint64(OUT + 8, true) & WRITE) !== 0n).toBe(false);
  });

  it('take no flags that nothing follows from', () => {
    expect(guest.call('fd_fdstat_set_flags', guest.open('a.txt'), 2)).toBe(INVAL);
    expect(guest.call('fd_fdstat_set_flags', 0, 4)).toBe(NOTSUP);
  });
});

describe('sizes and times', () => {
  const stat = (path: string): readonly [number, bigint, bigint] => {
    expect(guest.call('path_filestat_get', DATA, 0, ...guest.path(path), OUT)).toBe(0);
    return [
      guest.view.getUint8(OUT + 16),
      guest.view.getBigUint64(OUT + 32, true),
      guest.view.getBigUint64(OUT + 48, true),
    ];
  };

  it('are told of files and directories', () => {
    expect([stat('a.txt').slice(0, 2), stat('sub').slice(0, 2)]).toEqual([
      [4, 5n],
      [3, 0n],
    ]);
    expect(guest.call('fd_filestat_get', guest.open('a.txt'), OUT)).toBe(0);
    expect(guest.view.getBigUint64(OUT + 32, true)).toBe(5n);
  });

  it('change: files are cut and lengthened', () => {
    const fd = guest.open('a.txt', { rights: BOTH });
    expect([guest.call('fd_filestat_set_size', fd, 2n), guest.read(fd, 0n)]).toEqual([0, 'al']);
    expect([guest.call('fd_allocate', fd, 1n, 3n), guest.read(fd, 0n)]).toEqual([0, 'al\0\0']);
    expect([guest.call('fd_allocate', fd, 0n, 1n), stat('a.txt')[1]]).toEqual([0, 4n]);
    expect([guest.call('fd_allocate', fd, 0n, 0n), guest.call('fd_allocate', fd, 2n ** 62n, 2n ** 62n)]).toEqual([
      INVAL,
      FBIG,
    ]);
    expect([guest.call('fd_filestat_set_size', fd, -1n), guest.call('fd_advise', fd, 0n, 0n, 6)]).toEqual([
      INVAL,
      INVAL,
    ]);
    const reading = guest.open('a.txt');
    expect([guest.call('fd_filestat_set_size', reading, 0n), guest.call('fd_allocate', reading, 0n, 9n)]).toEqual([
      BADF,
      BADF,
    ]);
  });

  it('are set to a time, or to now', () => {
    const at = 1_700_000_000_123_456_000n;
    expect(guest.call('path_filestat_set_times', DATA, 0, ...guest.path('a.txt'), 0n, at, 4)).toBe(0);
    expect(stat('a.txt')[2]).toBe(at);
    expect(guest.call('fd_filestat_set_times', guest.open('a.txt'), 0n, 0n, 8)).toBe(0);
    expect(stat('a.txt')[2]).toBe(5_000_000_000n);
  });

  it.each([12, 3, 16])('are not set by flags %i', (flags) =>
    expect(guest.call('fd_filestat_set_times', guest.open('a.txt'), 0n, 0n, flags)).toBe(INVAL),
  );
});

describe('fd_readdir', () => {
  const list = (fd: number, length: number, cookie = 0n): [string, number, bigint][] => {
    expect(guest.call('fd_readdir', fd, BUFFER, length, cookie, OUT)).toBe(0);
    const end = BUFFER + guest.view.getUint32(OUT, true);
    const found: [string, number, bigint][] = [];
    for (let at = BUFFER; at + 24 <= end;) {
      const size = guest.view.getUint32(at + 16, true);
      if (at + 24 + size > end) break;
      found.push([guest.text(at + 24, size), guest.view.getUint8(at + 20), guest.view.getBigUint64(at, true)]);
      at += 24 + size;
    }
    return found;
  };

  it('lists what is there, itself and what it is in as well', () => {
    expect(list(DATA, 1000)).toEqual([
      ['.', 3, 1n],
      ['..', 3, 2n],
      ['a.txt', 4, 3n],
      ['sub', 3, 4n],
    ]);
  });

  it('goes on where a buffer was full, whatever is removed meanwhile', () => {
    expect(list(DATA, 60)).toHaveLength(2);
    expect(guest.view.getUint32(OUT, true)).toBe(60);
    guest.call('path_unlink_file', DATA, ...guest.path('a.txt'));
    expect(list(DATA, 1000, 2n).map(([name]) => name)).toEqual(['a.txt', 'sub']);
    expect(list(DATA, 1000).map(([name]) => name)).toEqual(['.', '..', 'sub']);
    expect(list(DATA, 1000, 2n ** 63n)).toEqual([]);
  });

  it('needs a directory', () => expect(guest.call('fd_readdir', guest.open('a.txt'), 0, 9, 0n, OUT)).toBe(NOTDIR));
});

describe('paths', () => {
  it.each([
    ['path_create_directory', 'new', 0],
    ['path_create_directory', 'sub', EXIST],
    ['path_create_directory', 'none/new', NOENT],
    ['path_create_directory', '../new', PERM],
    ['path_remove_directory', 'sub', NOTEMPTY],
    ['path_remove_directory', 'a.txt', NOTDIR],
    ['path_remove_directory', 'none', NOENT],
    ['path_unlink_file', 'a.txt', 0],
    ['path_unlink_file', 'sub', ISDIR],
    ['path_unlink_file', 'none', NOENT],
    ['path_unlink_file', '../x.txt', PERM],
  ])('%s of %s', (name, path, errno) => expect(guest.call(name, DATA, ...guest.path(path))).toBe(errno));

  it.each(['path_create_directory', 'path_remove_directory', 'path_unlink_file'])(
    '%s changes no read-only mount',
    (name) => expect(guest.call(name, RO, ...guest.path('r.txt'))).toBe(ROFS),
  );

  it.each([
    ['a.txt', DATA, 'sub/c.txt', 0],
    ['a.txt', DATA, 'sub/b.txt', 0],
    ['none', DATA, 'b', NOENT],
    ['a.txt', DATA, '../b', PERM],
    ['a.txt', OTHER, 'b', XDEV],
    ['a.txt', RO, 'b', XDEV],
    ['sub', DATA, 'sub/in', INVAL],
  ])('path_rename of %s to %i %s', (path, to, target, errno) =>
    expect(guest.call('path_rename', DATA, ...guest.path(path), to, ...guest.path(target, SECOND))).toBe(errno),
  );

  it('are no links', () => {
    const [name, other] = [guest.path('a.txt'), guest.path('b', SECOND)];
    expect(guest.call('path_link', DATA, 0, ...name, DATA, ...other)).toBe(NOTSUP);
    expect(guest.call('path_symlink', ...name, DATA, ...other)).toBe(NOTSUP);
    expect(guest.call('path_readlink', DATA, ...name, BUFFER, 9, OUT)).toBe(INVAL);
    expect(guest.call('path_readlink', DATA, ...other, BUFFER, 9, OUT)).toBe(NOENT);
    expect(guest.call('path_filestat_get', DATA, 0, ...other, OUT)).toBe(NOENT);
    expect(guest.call('path_filestat_set_times', DATA, 0, ...other, 0n, 0n, 0)).toBe(NOENT);
  });
});
