/** Layouts of `wasi_snapshot_preview1`, whose functions `contract/hosts/wasi1.ts` declares. */

/** `subscription`: offsets in bytes. */
export const Subscription = {
  size: 48,
  userdata: 0,
  tag: 8,
  clockId: 16,
  clockTimeout: 24,
  clockFlags: 40,
  fd: 16,
} as const;

/** `event`: offsets in bytes. */
export const Event = {
  size: 32,
  userdata: 0,
  error: 8,
  type: 10,
  availableBytes: 16,
  flags: 24,
} as const;

/** `filestat`: offsets in bytes. */
export const FileStat = {
  size: 64,
  inode: 8,
  filetype: 16,
  links: 24,
  fileSize: 32,
  accessed: 40,
  modified: 48,
  changed: 56,
} as const;

/** `dirent`, before the name: offsets in bytes. */
export const Dirent = { size: 24, next: 0, inode: 8, nameLength: 16, filetype: 20 } as const;

/** `prestat`: offsets in bytes. */
export const Prestat = { size: 8, tag: 0, nameLength: 4 } as const;

/** `fdstat`: offsets in bytes. */
export const FdStat = { size: 24, filetype: 0, flags: 2, rightsBase: 8, rightsInheriting: 16 } as const;

/** `iovec` and `ciovec`: offsets in bytes. */
export const IoVec = { size: 8, pointer: 0, length: 4 } as const;
