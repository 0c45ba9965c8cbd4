/** Errors of files as preview 1 numbers them. */
import { wasi } from '@bjorn3/browser_wasi_shim';
import type { FileErrorCode } from '../../../contract/hosts/files.ts';

/** What a call of preview 1 ends with, where its way is long. */
export class ErrnoError extends Error {
  override name = 'ErrnoError';
  readonly errno: number;

  constructor(errno: number) {
    super(`errno ${errno}`);
    this.errno = errno;
  }
}

const ERRNOS: { readonly [C in FileErrorCode]: number } = {
  access: wasi.ERRNO_ACCES,
  'would-block': wasi.ERRNO_AGAIN,
  already: wasi.ERRNO_ALREADY,
  'bad-descriptor': wasi.ERRNO_BADF,
  busy: wasi.ERRNO_BUSY,
  deadlock: wasi.ERRNO_DEADLK,
  quota: wasi.ERRNO_DQUOT,
  exist: wasi.ERRNO_EXIST,
  'file-too-large': wasi.ERRNO_FBIG,
  'illegal-byte-sequence': wasi.ERRNO_ILSEQ,
  'in-progress': wasi.ERRNO_INPROGRESS,
  interrupted: wasi.ERRNO_INTR,
  invalid: wasi.ERRNO_INVAL,
  io: wasi.ERRNO_IO,
  'is-directory': wasi.ERRNO_ISDIR,
  loop: wasi.ERRNO_LOOP,
  'too-many-links': wasi.ERRNO_MLINK,
  'message-size': wasi.ERRNO_MSGSIZE,
  'name-too-long': wasi.ERRNO_NAMETOOLONG,
  'no-device': wasi.ERRNO_NODEV,
  'no-entry': wasi.ERRNO_NOENT,
  'no-lock': wasi.ERRNO_NOLCK,
  'insufficient-memory': wasi.ERRNO_NOMEM,
  'insufficient-space': wasi.ERRNO_NOSPC,
  'not-directory': wasi.ERRNO_NOTDIR,
  'not-empty': wasi.ERRNO_NOTEMPTY,
  'not-recoverable': wasi.ERRNO_NOTRECOVERABLE,
  unsupported: wasi.ERRNO_NOTSUP,
  'no-tty': wasi.ERRNO_NOTTY,
  'no-such-device': wasi.ERRNO_NXIO,
  overflow: wasi.ERRNO_OVERFLOW,
  'not-permitted': wasi.ERRNO_PERM,
  pipe: wasi.ERRNO_PIPE,
  'read-only': wasi.ERRNO_ROFS,
  'invalid-seek': wasi.ERRNO_SPIPE,
  'text-file-busy': wasi.ERRNO_TXTBSY,
  'cross-device': wasi.ERRNO_XDEV,
};

export const errnoOf = (code: FileErrorCode): number => ERRNOS[code];

/** @throws {ErrnoError} for an error. */
export function valueOf<T>(answer: { readonly ok: T } | { readonly err: FileErrorCode }): T {
  if ('err' in answer) throw new ErrnoError(errnoOf(answer.err));
  return answer.ok;
}
