/**
 * Guest half of `wasi_snapshot_preview1`: arguments and environment, an input and two outputs, the mounts of the entry, real clocks and
 * real randomness. Its numbers are those of `browser_wasi_shim`.
 */
import { wasi } from '@bjorn3/browser_wasi_shim';
import { copyBytes } from '../../../base/bytes.ts';
import type { BoundHost, GuestPorts, HostInterface } from '../../../contract/ports.ts';
import { HOST_FUNCTIONS } from '../../../contract/hosts/index.ts';
import { iovec } from '../../../contract/hosts/wasi1-records.ts';
import { wasi1 } from '../../../contract/hosts/wasi1.ts';
import { monotonicNs, wallNs } from '../clocks.ts';
import type { CoreFunctions } from '../guest-half.ts';
import { fillRandom } from '../random.ts';
import { Descriptors, type OpenFile } from './descriptors.ts';
import { ErrnoError, valueOf } from './errors.ts';
import { fail, fileFunctions, fileOf, fileOffset } from './files.ts';
import { inMemory } from './in-memory.ts';
import { AddressError, GuestMemory } from './memory.ts';
import { pollOneoff, type Readiness } from './poll.ts';

const IOVEC = inMemory(iovec);

type Wasi1Functions = CoreFunctions<typeof wasi1>;
type WasiCall = (...parameters: never[]) => number | void;

/** What `poll_oneoff` says an output takes at once; the same as the streams of later WASI. */
const WRITABLE_BYTES = 65_536n;
const MAX_READ_BYTES = 64 * 1024;
/** One read of a file, and one write, goes to the host in one piece up to this size; beyond it the guest is told how much it was. */
const MAX_FILE_BYTES = 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** Texts with their NUL. */
interface Given {
  readonly args: readonly Uint8Array[];
  readonly env: readonly Uint8Array[];
}

const unsupported = (): number => wasi.ERRNO_NOTSUP;

export function createWasi1(): HostInterface {
  return { declared: wasi1, bind: (ports) => new Wasi1(ports) };
}

class Wasi1 implements BoundHost {
  readonly functions: Readonly<Record<string, WasiCall>>;
  readonly #ports: GuestPorts;
  /** null until somebody asks, in each call. */
  #settings: Given | null = null;
  /** What the kernel calls the input, in each call once somebody waits for it. */
  #watched: number | null = null;
  #memory = new GuestMemory(null);
  #descriptors: Descriptors;
  #enteredAtNs = 0n;

  constructor(ports: GuestPorts) {
    this.#ports = ports;
    this.#descriptors = new Descriptors(ports.calls);
    const functions: Wasi1Functions = { ...this.#filesystem(), ...this.#system() };
    this.functions = Object.fromEntries(
      Object.entries(functions).map(([name, call]) => [name, this.#guarded(call)] as const),
    );
  }

  enter(exports: WebAssembly.Exports): void {
    const memory = exports['memory'];
    this.#memory = new GuestMemory(memory instanceof WebAssembly.Memory ? memory : null);
    this.#settings = null;
    this.#watched = null;
    this.#descriptors = new Descriptors(this.#ports.calls);
    this.#enteredAtNs = this.#monotonicNs();
  }

  leave(): void {
    this.#memory = new GuestMemory(null);
    this.#descriptors = new Descriptors(this.#ports.calls);
  }

  /** Every function: notices an interrupt, answers an errno, and lets only signals of the host through. */
  #guarded(call: WasiCall): WasiCall {
    const run = call as (...parameters: unknown[]) => unknown;
    return (...parameters: unknown[]) => {
      this.#ports.calls.checkInterrupt();
      try {
        const errno = run(...parameters);
        return typeof errno === 'number' ? errno : wasi.ERRNO_SUCCESS;
      } catch (thrown) {
        if (thrown instanceof AddressError) return wasi.ERRNO_FAULT;
        if (thrown instanceof ErrnoError) return thrown.errno;
        throw thrown;
      }
    };
  }

  #filesystem() {
    return fileFunctions(() => ({
      calls: this.#ports.calls,
      memory: this.#memory,
      descriptors: this.#descriptors,
    }));
  }

  #system(): Omit<Wasi1Functions, keyof ReturnType<typeof fileFunctions>> {
    return {
      args_get: (list, data) => this.#strings(this.#given().args, list, data),
      args_sizes_get: (count, size) => this.#sizes(this.#given().args, count, size),
      environ_get: (list, data) => this.#strings(this.#given().env, list, data),
      environ_sizes_get: (count, size) => this.#sizes(this.#given().env, count, size),
      clock_res_get: (id, out) => this.#clockResolution(id, out),
      clock_time_get: (id, _precision, out) => this.#clockTime(id, out),
      fd_read: (fd, list, count, out) => this.#read(fd, list, count, null, out),
      fd_write: (fd, list, count, out) => this.#write(fd, list, count, null, out),
      fd_pread: (fd, list, count, offset, out) => this.#read(fd, list, count, offset, out),
      fd_pwrite: (fd, list, count, offset, out) => this.#write(fd, list, count, offset, out),
      poll_oneoff: (input, output, count, events) =>
        pollOneoff(
          {
            memory: this.#memory,
            clock: { nowNs: (id) => this.#nowNs(id) },
            ports: this.#ports,
            readiness: (fd, direction) => this.#readiness(fd, direction),
          },
          input,
          output,
          count,
          events,
        ),
      proc_exit: (status) => this.#ports.calls.exit(status >>> 0),
      proc_raise: unsupported,
      random_get: (pointer, length) => this.#random(pointer, length),
      sched_yield: () => wasi.ERRNO_SUCCESS,
      sock_accept: unsupported,
      sock_recv: unsupported,
      sock_send: unsupported,
      sock_shutdown: unsupported,
    };
  }

  #given(): Given {
    if (this.#settings) return this.#settings;
    const encoder = new TextEncoder();
    const encode = (text: string): Uint8Array => encoder.encode(`${text}\0`);
    const told = this.#ports.calls.call(HOST_FUNCTIONS.of.system.settings);
    return (this.#settings = {
      args: told.arguments.map(encode),
      env: told.environment.map(([name, value]) => encode(`${name}=${value}`)),
    });
  }

  #sizes(list: readonly Uint8Array[], countOut: number, sizeOut: number): number {
    this.#memory.view(sizeOut, 4);
    this.#memory.setU32(countOut, list.length);
    this.#memory.setU32(
      sizeOut,
      list.reduce((sum, text) => sum + text.length, 0),
    );
    return wasi.ERRNO_SUCCESS;
  }

  #strings(list: readonly Uint8Array[], pointers: number, data: number): number {
    this.#memory.view(pointers, list.length * 4);
    let at = data >>> 0;
    for (const [index, text] of list.entries()) {
      this.#memory.bytes(at, text.length).set(text);
      this.#memory.setU32((pointers >>> 0) + index * 4, at);
      at += text.length;
    }
    return wasi.ERRNO_SUCCESS;
  }

  #clockResolution(id: number, out: number): number {
    if (this.#nowNs(id) === null) return wasi.ERRNO_INVAL;
    // Browsers round their clocks: 5 µs in isolation, and the date to milliseconds.
    this.#memory.setU64(out, id === wasi.CLOCKID_REALTIME ? 1_000_000n : 5_000n);
    return wasi.ERRNO_SUCCESS;
  }

  #clockTime(id: number, out: number): number {
    const now = this.#nowNs(id);
    if (now === null) return wasi.ERRNO_INVAL;
    this.#memory.setU64(out, now);
    return wasi.ERRNO_SUCCESS;
  }

  #nowNs(id: number): bigint | null {
    switch (id) {
      case wasi.CLOCKID_REALTIME:
        return wallNs(this.#ports.clock);
      case wasi.CLOCKID_MONOTONIC:
        return this.#monotonicNs();
      // No engine tells CPU time; the time since the call began is what programs make of it.
      case wasi.CLOCKID_PROCESS_CPUTIME_ID:
      case wasi.CLOCKID_THREAD_CPUTIME_ID:
        return this.#monotonicNs() - this.#enteredAtNs;
      default:
        return null;
    }
  }

  #monotonicNs(): bigint {
    return monotonicNs(this.#ports.clock);
  }

  /** `offset` null: from where the descriptor is, which moves on. */
  #read(fd: number, list: number, count: number, offset: bigint | null, out: number): number {
    const descriptor = this.#descriptors.get(fd) ?? fail(wasi.ERRNO_BADF);
    this.#memory.view(out, 4);
    const pieces = this.#vectors(list, count);
    const room = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const isStream = offset === null && descriptor.kind !== 'file' && descriptor.kind !== 'directory';
    if (isStream && descriptor.kind === 'output') return wasi.ERRNO_BADF;
    let rest = isStream
      ? this.#input(Math.min(room, MAX_READ_BYTES))
      : this.#readFile(fileOf(descriptor), room, offset);
    this.#memory.setU32(out, rest.length);
    for (const piece of pieces) {
      copyBytes(piece, 0, rest.subarray(0, piece.length));
      rest = rest.subarray(piece.length);
    }
    return wasi.ERRNO_SUCCESS;
  }

  /** Waits until there is something; nothing at its end. */
  #input(maxBytes: number): Uint8Array {
    if (maxBytes === 0) return NOTHING;
    return this.#ports.calls.call(HOST_FUNCTIONS.of.program['read-input'], maxBytes);
  }

  #readFile(file: OpenFile, room: number, offset: bigint | null): Uint8Array {
    const from = offset === null ? file.position : fileOffset(offset);
    const length = BigInt(Math.min(room, MAX_FILE_BYTES));
    const [bytes] = valueOf(this.#ports.calls.readFile(file.number, length, from));
    if (offset === null) file.position += BigInt(bytes.length);
    return bytes;
  }

  /** The pieces go to the host as one, so that a line written in parts is one operation. */
  #write(fd: number, list: number, count: number, offset: bigint | null, out: number): number {
    const descriptor = this.#descriptors.get(fd) ?? fail(wasi.ERRNO_BADF);
    this.#memory.view(out, 4);
    const data = joined(this.#vectors(list, count), MAX_FILE_BYTES);
    if (offset === null && descriptor.kind === 'input') return wasi.ERRNO_BADF;
    if (offset === null && descriptor.kind === 'output') {
      if (data.length > 0) this.#ports.calls.write(descriptor.to, data);
    } else this.#writeFile(fileOf(descriptor), data, offset);
    this.#memory.setU32(out, data.length);
    return wasi.ERRNO_SUCCESS;
  }

  #writeFile(file: OpenFile, data: Uint8Array, offset: bigint | null): void {
    const appends = offset === null && (file.flags & wasi.FDFLAGS_APPEND) !== 0;
    const at = offset === null ? file.position : fileOffset(offset);
    const { write } = HOST_FUNCTIONS.of.files;
    const behind = valueOf(this.#ports.calls.call(write, file.number, data, appends ? null : at));
    if (offset === null) file.position = behind;
  }

  #vectors(list: number, count: number): Uint8Array[] {
    const total = count >>> 0;
    const view = this.#memory.view(list, total * IOVEC.sizeBytes);
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < total; index++) {
      const { buf, buf_len: length } = IOVEC.load(view, (list >>> 0) + index * IOVEC.sizeBytes);
      pieces.push(this.#memory.bytes(buf, length));
    }
    return pieces;
  }

  #readiness(fd: number, direction: 'read' | 'write'): Readiness {
    const descriptor = this.#descriptors.get(fd);
    if (descriptor?.kind === 'file' && descriptor[direction]) return { bytes: WRITABLE_BYTES, hangup: false };
    if (descriptor?.kind === 'input' && direction === 'read')
      return { waitable: (this.#watched ??= this.#ports.calls.call(HOST_FUNCTIONS.of.program['watch-input'])) };
    if (descriptor?.kind === 'output' && direction === 'write') return { bytes: WRITABLE_BYTES, hangup: false };
    return { error: wasi.ERRNO_BADF };
  }

  #random(pointer: number, length: number): number {
    fillRandom(this.#memory.bytes(pointer, length), this.#ports);
    return wasi.ERRNO_SUCCESS;
  }
}

function joined(pieces: readonly Uint8Array[], maxBytes: number): Uint8Array {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const data = new Uint8Array(Math.min(total, maxBytes));
  let at = 0;
  for (const piece of pieces) {
    data.set(piece.subarray(0, data.length - at), at);
    at += Math.min(piece.length, data.length - at);
  }
  return data;
}
