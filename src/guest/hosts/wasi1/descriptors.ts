/** Descriptors of a call: an input, two outputs, and those of the kernel that stand for files and directories. */
import { wasi } from '@bjorn3/browser_wasi_shim';
import { HOST_FUNCTIONS } from '../../../contract/hosts/index.ts';
import type { HostCalls } from '../../../contract/ports.ts';
import { errnoOf } from './errors.ts';

export type StandardStream = { readonly kind: 'input' } | { readonly kind: 'output'; readonly to: 'stdout' | 'stderr' };

export interface OpenFile {
  readonly kind: 'file';
  /** The kernel's. */
  readonly number: number;
  readonly read: boolean;
  readonly write: boolean;
  /** `fdflags`. */
  flags: number;
  position: bigint;
}

export interface OpenDirectory {
  readonly kind: 'directory';
  readonly number: number;
  /** Where a mount is; null of others. */
  readonly mountedAt: string | null;
  /** What was there when the first entry was asked for, so that cookies stay true while files come and go. */
  entries: readonly DirectoryEntry[] | null;
}

export interface DirectoryEntry {
  readonly name: Uint8Array;
  readonly isDirectory: boolean;
  readonly identity: bigint;
}

export type Descriptor = StandardStream | OpenFile | OpenDirectory;

const FILES = HOST_FUNCTIONS.of.files;
const STANDARD: readonly Descriptor[] = [
  { kind: 'input' },
  { kind: 'output', to: 'stdout' },
  { kind: 'output', to: 'stderr' },
];

/** By number. Mounts take numbers from 3 on, as soon as anybody asks for one of these. */
export class Descriptors {
  readonly #calls: HostCalls;
  readonly #open = new Map<number, Descriptor>(STANDARD.entries());
  #isMounted = false;

  constructor(calls: HostCalls) {
    this.#calls = calls;
  }

  get(fd: number): Descriptor | null {
    if (fd >>> 0 >= STANDARD.length) this.#mount();
    return this.#open.get(fd >>> 0) ?? null;
  }

  /** The lowest number that is free. */
  add(descriptor: Descriptor): number {
    this.#mount();
    let fd = 0;
    while (this.#open.has(fd)) fd++;
    this.#open.set(fd, descriptor);
    return fd;
  }

  close(fd: number): number {
    const descriptor = this.get(fd);
    if (!descriptor) return wasi.ERRNO_BADF;
    const closed = 'number' in descriptor ? this.#calls.call(FILES.close, descriptor.number) : { ok: null };
    this.#open.delete(fd >>> 0);
    return 'err' in closed ? errnoOf(closed.err) : wasi.ERRNO_SUCCESS;
  }

  /** What `to` was is closed. */
  renumber(from: number, to: number): number {
    const descriptor = this.get(from);
    if (!descriptor || !this.get(to)) return wasi.ERRNO_BADF;
    if (from >>> 0 === to >>> 0) return wasi.ERRNO_SUCCESS;
    const errno = this.close(to);
    this.#open.delete(from >>> 0);
    this.#open.set(to >>> 0, descriptor);
    return errno;
  }

  #mount(): void {
    if (this.#isMounted) return;
    const mounts = this.#calls.call(FILES.preopens);
    this.#isMounted = true;
    if ('err' in mounts) return;
    for (const [number, mountedAt] of mounts.ok) this.add({ kind: 'directory', number, mountedAt, entries: null });
  }
}
