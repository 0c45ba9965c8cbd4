import { describe, expect, it } from 'vitest';
import {
  dirent,
  event,
  fdstat,
  filestat,
  iovec,
  prestat,
  subscription,
} from '../../../contract/hosts/wasi1-records.ts';
import { layoutOf } from '../../../wit/layout.ts';
import { inMemory } from './in-memory.ts';

/** As the static assertions of wasi-libc's `wasi/wasip1.h` have them. */
describe('records of preview 1 take the bytes that they take in C', () => {
  it.each([
    [iovec, 8, 4],
    [filestat, 64, 8],
    [fdstat, 24, 8],
    [prestat, 8, 4],
    [dirent, 24, 8],
    [subscription, 48, 8],
    [event, 32, 8],
  ] as const)('$name', (type, size, align) => {
    expect(layoutOf(type)).toMatchObject({ size, align });
    expect(inMemory(type).sizeBytes).toBe(size);
  });

  const at = (bytes: Uint8Array): number[] =>
    [...bytes.entries()].filter(([, byte]) => byte !== 0).map(([index]) => index);
  /** Where the bytes are that are not 0, when each field is a number of one byte. */
  const stored = (sizeBytes: number, store: (view: DataView) => void): number[] => {
    const bytes = new Uint8Array(sizeBytes + 16).fill(0xff);
    store(new DataView(bytes.buffer));
    expect([...bytes.subarray(0, 8), ...bytes.subarray(8 + sizeBytes)]).toEqual(Array.from({ length: 16 }, () => 0xff));
    return at(bytes.subarray(8, 8 + sizeBytes));
  };

  it('each field at its offset, and zeros between', () => {
    const stat = { dev: 1n, ino: 1n, filetype: 1, nlink: 1n, size: 1n, atim: 1n, mtim: 1n, ctim: 1n };
    expect(stored(64, (view) => inMemory(filestat).store(view, 8, stat))).toEqual([0, 8, 16, 24, 32, 40, 48, 56]);
    const descriptor = { fs_filetype: 1, fs_flags: 1, fs_rights_base: 1n, fs_rights_inheriting: 1n };
    expect(stored(24, (view) => inMemory(fdstat).store(view, 8, descriptor))).toEqual([0, 2, 8, 16]);
    const entry = { d_next: 1n, d_ino: 1n, d_namlen: 1, d_type: 1 };
    expect(stored(24, (view) => inMemory(dirent).store(view, 8, entry))).toEqual([0, 8, 16, 20]);
    const happened = { userdata: 1n, error: 1, type: 1, fd_readwrite: { nbytes: 1n, flags: 1 } };
    expect(stored(32, (view) => inMemory(event).store(view, 8, happened))).toEqual([0, 8, 10, 16, 24]);
    const clock = { tag: 'clock', val: { id: 1, timeout: 1n, precision: 1n, flags: 1 } } as const;
    expect(stored(48, (view) => inMemory(subscription).store(view, 8, { userdata: 1n, u: clock }))).toEqual([
      0, 16, 24, 32, 40,
    ]);
    const write = { tag: 'fd_write', val: { file_descriptor: 1 } } as const;
    expect(stored(48, (view) => inMemory(subscription).store(view, 8, { userdata: 1n, u: write }))).toEqual([0, 8, 16]);
    const mounted = { tag: 'dir', val: { pr_name_len: 1 } } as const;
    expect(stored(8, (view) => inMemory(prestat).store(view, 8, mounted))).toEqual([4]);
  });

  it('what was stored is found, whole and with its sign', () => {
    const view = new DataView(new ArrayBuffer(64));
    const value = {
      userdata: 2n ** 64n - 1n,
      u: { tag: 'clock', val: { id: 0xffff_fffe, timeout: 2n ** 63n, precision: 0n, flags: 0xfffe } },
    } as const;
    inMemory(subscription).store(view, 16, value);
    expect(inMemory(subscription).load(view, 16)).toEqual(value);
  });

  it('a tag that a guest made up is told, and not what it would have', () => {
    const view = new DataView(new ArrayBuffer(48));
    view.setUint8(8, 9);
    expect(inMemory(subscription).load(view, 0)).toEqual({ userdata: 0n, u: { tag: null, val: 9 } });
  });
});
