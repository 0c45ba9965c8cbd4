/**
 * Guest half of `wasi_snapshot_preview1`: arguments, no environment, no directories, an input and two outputs, real
 * clocks and real randomness. Built on `browser_wasi_shim`, whose dispatch over descriptors is kept; what it gets wrong
 * (sizes counted in UTF-16 units, a `poll_oneoff` that spins, `Math.random`, thrown strings, addresses it does not check,
 * a `filestat` laid out wrongly) is replaced here.
 */
import { Fd, WASI, wasi } from '@bjorn3/browser_wasi_shim';
import type { BoundHost, GuestPorts, HostInterface } from '../../../contract/ports.ts';
import { HOST_FUNCTIONS } from '../../../contract/hosts/index.ts';
import { wasi1 } from '../../../contract/hosts/wasi1.ts';
import { monotonicNs, wallNs } from '../clocks.ts';
import type { CoreFunctions } from '../guest-half.ts';
import { fillRandom } from '../random.ts';
import { FdStat, FileStat, IoVec } from './contract.ts';
import { ConsoleOutput, Input } from './descriptors.ts';
import { AddressError, GuestMemory } from './memory.ts';
import { pollOneoff, type Readiness } from './poll.ts';

type Wasi1Functions = CoreFunctions<typeof wasi1>;
type WasiCall = (...parameters: never[]) => number | void;

/** What `poll_oneoff` says an output takes at once; the same as the streams of later WASI. */
const WRITABLE_BYTES = 65_536n;
/** One write reaches the host in one piece up to this size; beyond it the guest is told how much was taken. */
const MAX_READ_BYTES = 64 * 1024;
const NOTHING = new Uint8Array(0);
const MAX_WRITE_BYTES = 1024 * 1024;

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
  readonly #shim: WASI;
  /** null until somebody asks, in each call. */
  #settings: Given | null = null;
  #memory = new GuestMemory(null);
  #enteredAtNs = 0n;

  constructor(ports: GuestPorts) {
    this.#ports = ports;
    this.#shim = new WASI([], [], [], { debug: false });
    const own = new Map<string, WasiCall>(Object.entries(this.#overrides()));
    this.functions = Object.fromEntries(
      Object.keys(wasi1.core).map((name) => [
        name,
        this.#guarded(own.get(name) ?? (this.#shim.wasiImport[name] as WasiCall)),
      ]),
    );
  }

  enter(exports: WebAssembly.Exports): void {
    const memory = exports['memory'];
    this.#memory = new GuestMemory(memory instanceof WebAssembly.Memory ? memory : null);
    // The shim reads `memory` only; without one it throws a TypeError, which is answered as a bad address.
    this.#shim.inst = { exports } as unknown as WASI['inst'];
    const { calls } = this.#ports;
    this.#settings = null;
    this.#shim.fds = [new Input(), new ConsoleOutput(calls, 'stdout'), new ConsoleOutput(calls, 'stderr')];
    this.#enteredAtNs = this.#monotonicNs();
  }

  leave(): void {
    this.#memory = new GuestMemory(null);
    this.#shim.inst = { exports: {} } as unknown as WASI['inst'];
    this.#shim.fds = [];
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
        if (typeof thrown === 'string') return wasi.ERRNO_NOTSUP;
        // What the shim's unchecked accesses throw. A full stack is a RangeError too, and stays one.
        if (thrown instanceof TypeError) return wasi.ERRNO_FAULT;
        if (thrown instanceof RangeError && !/call stack/i.test(thrown.message)) return wasi.ERRNO_FAULT;
        throw thrown;
      }
    };
  }

  #overrides(): Partial<Wasi1Functions> {
    return {
      args_get: (list, data) => this.#strings(this.#given().args, list, data),
      args_sizes_get: (count, size) => this.#sizes(this.#given().args, count, size),
      environ_get: (list, data) => this.#strings(this.#given().env, list, data),
      environ_sizes_get: (count, size) => this.#sizes(this.#given().env, count, size),
      clock_res_get: (id, out) => this.#clockResolution(id, out),
      clock_time_get: (id, _precision, out) => this.#clockTime(id, out),
      fd_fdstat_get: (fd, out) => this.#fdStat(fd, out),
      fd_filestat_get: (fd, out) => this.#fileStat(fd, out),
      fd_read: (fd, list, count, out) => this.#read(fd, list, count, out),
      fd_write: (fd, list, count, out) => this.#write(fd, list, count, out),
      fd_pread: (fd) => (this.#fd(fd) ? wasi.ERRNO_SPIPE : wasi.ERRNO_BADF),
      fd_pwrite: (fd) => (this.#fd(fd) ? wasi.ERRNO_SPIPE : wasi.ERRNO_BADF),
      fd_seek: (fd) => (this.#fd(fd) ? wasi.ERRNO_SPIPE : wasi.ERRNO_BADF),
      fd_tell: (fd) => (this.#fd(fd) ? wasi.ERRNO_SPIPE : wasi.ERRNO_BADF),
      fd_readdir: (fd) => (this.#fd(fd) ? wasi.ERRNO_NOTDIR : wasi.ERRNO_BADF),
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

  #fd(fd: number): Fd | null {
    return this.#shim.fds[fd >>> 0] ?? null;
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

  #fdStat(fd: number, out: number): number {
    const stream = this.#fd(fd);
    if (!stream) return wasi.ERRNO_BADF;
    const at = out >>> 0;
    this.#memory.bytes(at, FdStat.size).fill(0);
    const view = this.#memory.view(at, FdStat.size);
    view.setUint8(at + FdStat.filetype, wasi.FILETYPE_CHARACTER_DEVICE);
    const rights = stream instanceof Input || stream instanceof ConsoleOutput ? stream.rights : 0n;
    view.setBigUint64(at + FdStat.rightsBase, rights, true);
    return wasi.ERRNO_SUCCESS;
  }

  #fileStat(fd: number, out: number): number {
    if (!this.#fd(fd)) return wasi.ERRNO_BADF;
    const at = out >>> 0;
    this.#memory.bytes(at, FileStat.size).fill(0);
    const view = this.#memory.view(at, FileStat.size);
    view.setUint8(at + FileStat.filetype, wasi.FILETYPE_CHARACTER_DEVICE);
    view.setBigUint64(at + FileStat.links, 1n, true);
    return wasi.ERRNO_SUCCESS;
  }

  #read(fd: number, list: number, count: number, out: number): number {
    const stream = this.#fd(fd);
    if (!stream) return wasi.ERRNO_BADF;
    this.#memory.view(out, 4);
    const pieces = this.#vectors(list, count);
    if (!(stream instanceof Input)) return stream.fd_read(0).ret;
    const room = pieces.reduce((sum, piece) => sum + piece.length, 0);
    let rest = room === 0 ? NOTHING : this.#input(Math.min(room, MAX_READ_BYTES));
    this.#memory.setU32(out, rest.length);
    for (const piece of pieces) {
      piece.set(rest.subarray(0, piece.length));
      rest = rest.subarray(piece.length);
    }
    return wasi.ERRNO_SUCCESS;
  }

  /** Waits until there is something; nothing at its end. */
  #input(maxBytes: number): Uint8Array {
    return this.#ports.calls.call(HOST_FUNCTIONS.of.program['read-input'], maxBytes);
  }

  /** The pieces go to the host as one, so that a line written in parts is one operation. */
  #write(fd: number, list: number, count: number, out: number): number {
    const stream = this.#fd(fd);
    if (!stream) return wasi.ERRNO_BADF;
    this.#memory.view(out, 4);
    const pieces = this.#vectors(list, count);
    const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const data = new Uint8Array(Math.min(total, MAX_WRITE_BYTES));
    let at = 0;
    for (const piece of pieces) {
      data.set(piece.subarray(0, data.length - at), at);
      at += Math.min(piece.length, data.length - at);
    }
    const { ret, nwritten } = stream.fd_write(data);
    if (ret === wasi.ERRNO_SUCCESS) this.#memory.setU32(out, nwritten);
    return ret;
  }

  #vectors(list: number, count: number): Uint8Array[] {
    const total = count >>> 0;
    const view = this.#memory.view(list, total * IoVec.size);
    const pieces: Uint8Array[] = [];
    for (let index = 0; index < total; index++) {
      const at = (list >>> 0) + index * IoVec.size;
      pieces.push(
        this.#memory.bytes(view.getUint32(at + IoVec.pointer, true), view.getUint32(at + IoVec.length, true)),
      );
    }
    return pieces;
  }

  #readiness(fd: number, direction: 'read' | 'write'): Readiness {
    const stream = this.#fd(fd);
    // Whether there is anything shows in the read, which waits for it.
    if (stream instanceof Input && direction === 'read') return { bytes: 0n, hangup: false };
    if (stream instanceof ConsoleOutput && direction === 'write') return { bytes: WRITABLE_BYTES, hangup: false };
    return { error: wasi.ERRNO_BADF };
  }

  #random(pointer: number, length: number): number {
    fillRandom(this.#memory.bytes(pointer, length), this.#ports);
    return wasi.ERRNO_SUCCESS;
  }
}
