/**
 * What functions of `wasi_snapshot_preview1` read and write in a guest's memory (spec/hosts §10), by the names of its specification
 * (typenames.witx). It lays out records and tagged unions as the canonical ABI does records and variants: `wit/layout.ts`
 * has where each field lies.
 */
import { record, scalar, variant } from './host-interface.ts';

const u8 = scalar('u8');
const u16 = scalar('u16');
const u32 = scalar('u32');
const u64 = scalar('u64');

/** A piece of memory to be filled, or whose content is written (`ciovec`). */
export const iovec = record('iovec', { buf: u32, buf_len: u32 });

export const filestat = record('filestat', {
  dev: u64,
  ino: u64,
  filetype: u8,
  nlink: u64,
  size: u64,
  atim: u64,
  mtim: u64,
  ctim: u64,
});

export const fdstat = record('fdstat', {
  fs_filetype: u8,
  fs_flags: u16,
  fs_rights_base: u64,
  fs_rights_inheriting: u64,
});

/** Of a directory that is open from the beginning: nothing else is. */
export const prestat = variant('prestat', { dir: record('prestat_dir', { pr_name_len: u32 }) });

/** The name comes right behind it. */
export const dirent = record('dirent', { d_next: u64, d_ino: u64, d_namlen: u32, d_type: u8 });

const subscribedDescriptor = record('subscription_fd_readwrite', { file_descriptor: u32 });

export const subscription = record('subscription', {
  userdata: u64,
  u: variant('subscription_u', {
    clock: record('subscription_clock', { id: u32, timeout: u64, precision: u64, flags: u16 }),
    fd_read: subscribedDescriptor,
    fd_write: subscribedDescriptor,
  }),
});

export const event = record('event', {
  userdata: u64,
  error: u16,
  type: u8,
  fd_readwrite: record('event_fd_readwrite', { nbytes: u64, flags: u16 }),
});
