/** `wasi_snapshot_preview1` for core modules (spec/hosts §10): names and layouts of the interface. */

export const WASI1_MODULE = 'wasi_snapshot_preview1';

/** Tokens of an entry's `imports` that open it (spec/hosts §1). */
export const WASI1_PROFILES: readonly string[] = ['wasi1', 'wasi-preview1', 'preview1', 'wasi_snapshot_preview1'];

/** Every function of preview 1. */
export const WASI1_FUNCTIONS = [
  'args_get',
  'args_sizes_get',
  'clock_res_get',
  'clock_time_get',
  'environ_get',
  'environ_sizes_get',
  'fd_advise',
  'fd_allocate',
  'fd_close',
  'fd_datasync',
  'fd_fdstat_get',
  'fd_fdstat_set_flags',
  'fd_fdstat_set_rights',
  'fd_filestat_get',
  'fd_filestat_set_size',
  'fd_filestat_set_times',
  'fd_pread',
  'fd_prestat_dir_name',
  'fd_prestat_get',
  'fd_pwrite',
  'fd_read',
  'fd_readdir',
  'fd_renumber',
  'fd_seek',
  'fd_sync',
  'fd_tell',
  'fd_write',
  'path_create_directory',
  'path_filestat_get',
  'path_filestat_set_times',
  'path_link',
  'path_open',
  'path_readlink',
  'path_remove_directory',
  'path_rename',
  'path_symlink',
  'path_unlink_file',
  'poll_oneoff',
  'proc_exit',
  'proc_raise',
  'random_get',
  'sched_yield',
  'sock_accept',
  'sock_recv',
  'sock_send',
  'sock_shutdown',
] as const;
export type Wasi1Function = (typeof WASI1_FUNCTIONS)[number];

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
export const FileStat = { size: 64, filetype: 16, links: 24 } as const;

/** `fdstat`: offsets in bytes. */
export const FdStat = { size: 24, filetype: 0, flags: 2, rightsBase: 8, rightsInheriting: 16 } as const;

/** `iovec` and `ciovec`: offsets in bytes. */
export const IoVec = { size: 8, pointer: 0, length: 4 } as const;
