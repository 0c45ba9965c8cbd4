/** Preview 1 as a guest calls it, over the kernel's own files. */
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import type { FilesWork } from '../../kernel/commands/files.ts';
import type { CallWorld } from '../../kernel/files/call-worlds.ts';
import { KERNEL_HALVES } from '../../kernel/hosts/index.ts';
import { createWasi1 } from '../hosts/wasi1/imports.ts';
import { ScriptedHost } from './guest-harness.ts';
import { mountedFiles } from './host-world.ts';

export const READ = 2n;
/** Descriptors of the mounts, by their path. */
export const [RO, DATA, OTHER] = [3, 4, 5];
/** Where in the guest's memory things are put. */
export const [OUT, NAME, SECOND, BUFFER] = [32, 1024, 2048, 4096];

/** A guest's memory, and the functions that it would import. */
export class Guest {
  readonly memory = new WebAssembly.Memory({ initial: 4 });
  readonly #functions: Readonly<Record<string, (...parameters: never[]) => unknown>>;

  /** `limitBytes`: what all files may have together. */
  constructor(limitBytes = 2 ** 20) {
    const files = mountedFiles(limitBytes);
    const host = new ScriptedHost();
    host.files = (fn: HostFunction, given: readonly unknown[]): unknown => {
      const command = KERNEL_HALVES.commandOf(fn, given) as unknown as FilesWork;
      return command.work({ files } as CallWorld);
    };
    const bound = createWasi1().bind(host);
    bound.enter({ memory: this.memory });
    this.#functions = bound.functions;
  }

  call(name: string, ...parameters: readonly (number | bigint)[]): number {
    return (this.#functions[name] as (...given: readonly (number | bigint)[]) => number)(...parameters);
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  /** Writes a path; answers where it is and how long. */
  path(text: string | Uint8Array, at = NAME): readonly [number, number] {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    new Uint8Array(this.memory.buffer).set(bytes, at);
    return [at, bytes.length];
  }

  /** An errno below 0, else the descriptor. */
  open(path: string, { rights = READ, how = 0, flags = 0, at = DATA } = {}): number {
    const errno = this.call('path_open', at, 0, ...this.path(path), how, rights, 0n, flags, OUT);
    return errno === 0 ? this.view.getUint32(OUT, true) : -errno;
  }

  vector(length: number): void {
    this.view.setUint32(0, BUFFER, true);
    this.view.setUint32(4, length, true);
  }

  write(fd: number, text: string): number {
    this.vector(this.path(text, BUFFER)[1]);
    const errno = this.call('fd_write', fd, 0, 1, OUT);
    return errno === 0 ? this.view.getUint32(OUT, true) : -errno;
  }

  read(fd: number, offset: bigint | null = null): string | number {
    this.vector(100);
    const errno = offset === null ? this.call('fd_read', fd, 0, 1, OUT) : this.call('fd_pread', fd, 0, 1, offset, OUT);
    return errno === 0 ? this.text(BUFFER, this.view.getUint32(OUT, true)) : errno;
  }

  text(at: number, length: number): string {
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, at, length));
  }
}
