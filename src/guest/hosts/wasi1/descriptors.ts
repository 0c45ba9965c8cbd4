/** The three descriptors a core module has from the beginning: an input and two outputs that reach the console. */
import { Fd, wasi } from '@bjorn3/browser_wasi_shim';
import type { HostCalls } from '../../../contract/ports.ts';

/** What a descriptor can do, as `fd_fdstat_get` tells it. */
export interface StandardStream {
  readonly rights: bigint;
}

/** What is read comes from the kernel; see `Wasi1`. */
export class Input extends Fd implements StandardStream {
  readonly rights = BigInt(wasi.RIGHTS_FD_READ | wasi.RIGHTS_POLL_FD_READWRITE);

  override fd_read(): { ret: number; data: Uint8Array } {
    return { ret: wasi.ERRNO_SUCCESS, data: new Uint8Array(0) };
  }

  override fd_write(): { ret: number; nwritten: number } {
    return { ret: wasi.ERRNO_BADF, nwritten: 0 };
  }

  override fd_seek(): { ret: number; offset: bigint } {
    return { ret: wasi.ERRNO_SPIPE, offset: 0n };
  }

  override fd_tell(): { ret: number; offset: bigint } {
    return { ret: wasi.ERRNO_SPIPE, offset: 0n };
  }
}

export class ConsoleOutput extends Fd implements StandardStream {
  readonly rights = BigInt(wasi.RIGHTS_FD_WRITE | wasi.RIGHTS_POLL_FD_READWRITE);
  readonly #calls: HostCalls;
  readonly #stream: 'stdout' | 'stderr';

  constructor(calls: HostCalls, stream: 'stdout' | 'stderr') {
    super();
    this.#calls = calls;
    this.#stream = stream;
  }

  override fd_read(): { ret: number; data: Uint8Array } {
    return { ret: wasi.ERRNO_BADF, data: new Uint8Array(0) };
  }

  override fd_write(data: Uint8Array): { ret: number; nwritten: number } {
    if (data.length > 0) this.#calls.write(this.#stream, data);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.length };
  }

  override fd_seek(): { ret: number; offset: bigint } {
    return { ret: wasi.ERRNO_SPIPE, offset: 0n };
  }

  override fd_tell(): { ret: number; offset: bigint } {
    return { ret: wasi.ERRNO_SPIPE, offset: 0n };
  }
}
