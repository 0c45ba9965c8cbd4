/** Runs a program on the test's own thread, with host calls and clock that the test scripts. */
import { GrowingBytes } from '../../base/bytes.ts';
import type { EntryId } from '../../contract/api.ts';
import type { FileRead } from '../../contract/hosts/files.ts';
import type { HostFunction, HostFunctionSpec, ResultOf } from '../../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS, HOST_INTERFACES } from '../../contract/hosts/index.ts';
import type { CoreProgram, GuestFault, GuestPorts, HostCalls, HostInterface } from '../../contract/ports.ts';
import type { ByteReader, ByteWriter } from '../../wit/codec.ts';
import type { FunctionType, ScalarName } from '../../wit/types.ts';
import { ExitSignal, InterruptSignal } from '../faults.ts';
import { CoreFunction } from '../core-function.ts';
import { portsOf } from './repeating.ts';

/** The codec over plain memory. */
export class MemoryBuffer implements ByteWriter, ByteReader {
  readonly #memory = new GrowingBytes({
    firstBytes: 4096,
    maxBytes: Infinity,
    keptBytes: Infinity,
    tooLarge: () => new RangeError('too large'),
  });
  #at = 0;

  /** A message of these bytes. */
  static of(bytes: Uint8Array): MemoryBuffer {
    const buffer = new MemoryBuffer();
    buffer.bytes(bytes);
    return buffer;
  }

  get position(): number {
    return this.#at;
  }

  get remainingBytes(): number {
    return this.#memory.at - this.#at;
  }

  /** All that was written. */
  get written(): Uint8Array {
    return this.#memory.written.slice();
  }

  seek(position: number): void {
    this.#at = position;
  }

  copyTo(target: Uint8Array): void {
    target.set(this.bytes(target.length));
  }

  clear(): void {
    this.#memory.at = this.#at = 0;
  }

  u8(value: number): void;
  u8(): number;
  u8(value?: number): number | void {
    if (value === undefined) return this.#memory.view.getUint8(this.#read(1));
    const at = this.#write(1);
    this.#memory.view.setUint8(at, value);
  }

  u32(value: number): void;
  u32(): number;
  u32(value?: number): number | void {
    if (value === undefined) return this.#memory.view.getUint32(this.#read(4), true);
    const at = this.#write(4);
    this.#memory.view.setUint32(at, value, true);
  }

  u64(value: number | bigint): void;
  u64(): number | bigint;
  u64(value?: number | bigint): number | bigint | void {
    if (value === undefined) return this.#memory.view.getBigUint64(this.#read(8), true);
    const at = this.#write(8);
    this.#memory.view.setBigUint64(at, BigInt(value), true);
  }

  s64(): bigint {
    return this.#memory.view.getBigInt64(this.#read(8), true);
  }

  f32(value: number): void;
  f32(): number;
  f32(value?: number): number | void {
    if (value === undefined) return this.#memory.view.getFloat32(this.#read(4), true);
    const at = this.#write(4);
    this.#memory.view.setFloat32(at, value, true);
  }

  f64(value: number): void;
  f64(): number;
  f64(value?: number): number | void {
    if (value === undefined) return this.#memory.view.getFloat64(this.#read(8), true);
    const at = this.#write(8);
    this.#memory.view.setFloat64(at, value, true);
  }

  bytes(value: Uint8Array): void;
  bytes(length: number): Uint8Array;
  bytes(value: Uint8Array | number): Uint8Array | void {
    if (typeof value === 'number') return this.#slice(value);
    const at = this.#write(value.length);
    this.#memory.array.set(value, at);
  }

  #write(length: number): number {
    const memory = this.#memory;
    memory.reserve(length);
    memory.at += length;
    return memory.at - length;
  }

  #slice(length: number): Uint8Array {
    const at = this.#read(length);
    return this.#memory.array.slice(at, at + length);
  }

  #read(length: number): number {
    if (length > this.remainingBytes)
      throw new RangeError(`read of ${length} bytes where ${this.remainingBytes} are left`);
    this.#at += length;
    return this.#at - length;
  }
}

/** What the host calls the input. */
const INPUT = 7;

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

  /** What the program is given. */
  args: readonly string[] = [];
  environment: readonly (readonly [string, string])[] = [];
  /** What was typed and not read yet. */
  input: Uint8Array = new Uint8Array(0);
  /** After how much waiting a byte is typed; null = the input has ended. */
  typesAfterNs: bigint | null = null;

  call<F extends HostFunctionSpec>(fn: HostFunction<F>, ...given: readonly unknown[]): ResultOf<F> {
    return this.#answer(fn, given) as ResultOf<F>;
  }

  /** What the kernel answers of files. */
  files = (fn: HostFunction, _given: readonly unknown[]): unknown =>
    fn === HOST_FUNCTIONS.of.files.preopens ? { ok: [] } : { err: 'bad-descriptor' };

  #answer(fn: HostFunction, given: readonly unknown[]): unknown {
    if (fn.interface === HOST_INTERFACES.files.name) return this.files(fn, given);
    if (fn === HOST_FUNCTIONS.of.system.settings)
      return { arguments: this.args, environment: this.environment, cwd: '/' };
    if (fn === HOST_FUNCTIONS.of.program['watch-input']) return INPUT;
    if (fn === HOST_FUNCTIONS.of.waiting.wait) return this.#wait(given[1] as bigint | null);
    if (fn !== HOST_FUNCTIONS.of.program['read-input']) throw new Error('no host function of this test');
    const part = this.input.subarray(0, Number(given[0]));
    this.input = this.input.subarray(part.length);
    return part;
  }

  readFile(descriptor: number, length: bigint, offset: bigint): FileRead {
    return this.call(HOST_FUNCTIONS.of.files.read, descriptor, length, offset);
  }

  /** For the input: it is there, or has ended, or is typed as the test says when somebody waits. */
  #wait(timeoutNs: bigint | null): readonly number[] {
    if (this.input.length === 0 && this.typesAfterNs !== null) {
      if (timeoutNs === 0n) return [];
      const waitedNs = timeoutNs === null || this.typesAfterNs < timeoutNs ? this.typesAfterNs : timeoutNs;
      this.sleep(waitedNs);
      this.typesAfterNs -= waitedNs;
      if (this.typesAfterNs > 0n) return [];
      this.input = new Uint8Array(1);
      this.typesAfterNs = null;
    }
    return [INPUT];
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
  /** The signature; in its absence scalar `parameters` and `result` make one. */
  readonly type?: FunctionType;
  readonly parameters?: readonly ScalarName[];
  readonly result?: ScalarName | null;
  readonly profiles?: readonly string[];
  readonly hosts?: readonly HostInterface[];
  readonly host?: ScriptedHost;
  readonly encode?: (out: ByteWriter) => void;
  /** In the place of buffers of their own: where arguments are read, and where the result is to be written. */
  readonly channel?: { readonly args: MemoryBuffer; readonly result: () => MemoryBuffer };
}

export interface Run {
  readonly fault: GuestFault | null;
  readonly result: MemoryBuffer;
}

export function createGuest(module: WebAssembly.Module, method: string, options: RunOptions = {}): () => Run {
  const program: CoreProgram = {
    form: 'core',
    id: 1,
    entry: 'app:f' as EntryId,
    module,
    method,
    type: options.type ?? {
      name: method,
      parameters: (options.parameters ?? []).map((name) => ({ name, type: { kind: 'scalar', name } })),
      result: options.result ? { kind: 'scalar', name: options.result } : null,
    },
    profiles: options.profiles ?? [],
  };
  const guest = new CoreFunction(program, options.hosts ?? [], portsOf(options.host ?? new ScriptedHost()));
  return () => {
    const { channel } = options;
    if (channel) return { fault: guest.run(channel.args, channel.result), result: channel.args };
    const args = new MemoryBuffer();
    options.encode?.(args);
    const result = new MemoryBuffer();
    return { fault: guest.run(args, () => result), result };
  };
}

export function runGuest(module: WebAssembly.Module, method: string, options: RunOptions = {}): Run {
  return createGuest(module, method, options)();
}
