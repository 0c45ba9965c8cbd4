/** Runs a program on the test's own thread, with host calls and clock that the test scripts. */
import type { EntryId } from '../../api.ts';
import type { GuestFault, GuestPorts, HostCalls, HostInterface, Program } from '../../ports.ts';
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import type { ScalarName } from '../../wit/types.ts';
import { ExitSignal, InterruptSignal } from '../guest-signals.ts';
import { GuestProgram } from '../instance.ts';

/** The codec over plain memory. */
export class MemoryBuffer implements ByteWriter, ByteReader {
  readonly #view = new DataView(new ArrayBuffer(65_536));
  #end = 0;
  #at = 0;

  clear(): void {
    this.#end = this.#at = 0;
  }

  u8(value: number): void;
  u8(): number;
  u8(value?: number): number | void {
    if (value === undefined) return this.#view.getUint8(this.#read(1));
    this.#view.setUint8(this.#write(1), value);
  }

  u32(value: number): void;
  u32(): number;
  u32(value?: number): number | void {
    if (value === undefined) return this.#view.getUint32(this.#read(4), true);
    this.#view.setUint32(this.#write(4), value, true);
  }

  u64(value: number | bigint): void;
  u64(): number | bigint;
  u64(value?: number | bigint): number | bigint | void {
    if (value === undefined) return this.#view.getBigUint64(this.#read(8), true);
    this.#view.setBigUint64(this.#write(8), BigInt(value), true);
  }

  s64(): bigint {
    return this.#view.getBigInt64(this.#read(8), true);
  }

  f32(value: number): void;
  f32(): number;
  f32(value?: number): number | void {
    if (value === undefined) return this.#view.getFloat32(this.#read(4), true);
    this.#view.setFloat32(this.#write(4), value, true);
  }

  f64(value: number): void;
  f64(): number;
  f64(value?: number): number | void {
    if (value === undefined) return this.#view.getFloat64(this.#read(8), true);
    this.#view.setFloat64(this.#write(8), value, true);
  }

  bytes(value: Uint8Array): void;
  bytes(length: number): Uint8Array;
  bytes(value: Uint8Array | number): Uint8Array | void {
    if (typeof value === 'number') return new Uint8Array(this.#view.buffer, this.#read(value), value).slice();
    new Uint8Array(this.#view.buffer).set(value, this.#write(value.length));
  }

  #write(length: number): number {
    this.#end += length;
    return this.#end - length;
  }

  #read(length: number): number {
    this.#at += length;
    return this.#at - length;
  }
}

/** Host calls that move the clock instead of sleeping. */
export class ScriptedHost implements HostCalls, GuestPorts {
  readonly calls = this;
  readonly written: { readonly stream: string; readonly bytes: Uint8Array }[] = [];
  readonly sleepsNs: bigint[] = [];
  /** Each random byte is one more than the one before. */
  readonly random = { fill: (target: Uint8Array): void => this.#fill(target) };
  readonly clock = { nowMs: (): number => this.nowMs, wallMs: (): number => this.wallMs };
  nowMs = 100;
  wallMs = 1_700_000_000_000;
  isInterrupted = false;
  /** Host calls after which an interrupt comes. */
  interruptAfter = Infinity;
  /** How much less than asked for a sleep lasts, in milliseconds. */
  wakesEarlyMs = 0;
  #random = 0;
  #checks = 0;

  checkInterrupt(): void {
    if (this.isInterrupted || ++this.#checks > this.interruptAfter) throw new InterruptSignal();
  }

  sleep(durationNs: bigint): void {
    this.checkInterrupt();
    this.sleepsNs.push(durationNs);
    const ms = Number(durationNs) / 1e6 - this.wakesEarlyMs;
    this.wakesEarlyMs = 0;
    this.nowMs += ms;
    this.wallMs += ms;
  }

  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.written.push({ stream, bytes: bytes.slice() });
  }

  exit(status: number): never {
    throw new ExitSignal(status);
  }

  get text(): string {
    return new TextDecoder().decode(new Uint8Array(this.written.flatMap(({ bytes }) => [...bytes])));
  }

  #fill(target: Uint8Array): void {
    if (!(target.buffer instanceof ArrayBuffer)) throw new TypeError('shared memory');
    if (target.length > 65_536) throw new RangeError('more than 65536 bytes');
    for (let index = 0; index < target.length; index++) target[index] = ++this.#random & 0xff;
  }
}

export interface RunOptions {
  readonly parameters?: readonly ScalarName[];
  readonly result?: ScalarName | null;
  readonly profiles?: readonly string[];
  readonly hosts?: readonly HostInterface[];
  readonly host?: ScriptedHost;
  readonly encode?: (out: ByteWriter) => void;
}

export interface Run {
  readonly fault: GuestFault | null;
  readonly result: MemoryBuffer;
}

export function createGuest(module: WebAssembly.Module, method: string, options: RunOptions = {}): () => Run {
  const program: Program = {
    id: 1,
    entry: 'app:f' as EntryId,
    module,
    method,
    type: {
      name: method,
      parameters: (options.parameters ?? []).map((name) => ({ name, type: { kind: 'scalar', name } })),
      result: options.result ? { kind: 'scalar', name: options.result } : null,
    },
    profiles: options.profiles ?? [],
  };
  const guest = new GuestProgram(program, options.hosts ?? [], options.host ?? new ScriptedHost());
  return () => {
    const args = new MemoryBuffer();
    options.encode?.(args);
    const result = new MemoryBuffer();
    return { fault: guest.run(args, () => result), result };
  };
}

export function runGuest(module: WebAssembly.Module, method: string, options: RunOptions = {}): Run {
  return createGuest(module, method, options)();
}
