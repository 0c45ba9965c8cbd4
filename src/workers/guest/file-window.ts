/**
 * What a guest has read of a file ahead of time, where the kernel put it: in the channel, until the next message. Whoever reads on
 * and on waits for the kernel once for each window, which grows as long as all of it is used. It is never older than the file: the
 * kernel changes a number that all guests see before whoever changes a file goes on.
 */
import type { FileRead } from '../../contract/hosts/files.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { takeValue } from '../../contract/hosts/values.ts';
import type { ChannelReader } from '../../protocol/sync-channel-bytes.ts';

/** The most that one read of a file asks for anyway. */
const MAX_WINDOW_BYTES = 1024 * 1024;
/** Small enough to cost nothing where it is not used. */
const FIRST_GROWN_BYTES = 16 * 1024;
const GROWTH = 4;

export interface FileWindowPorts {
  /** Differs from before where a file may have changed. */
  version(): number;
  /** Asks the kernel. Bytes are borrowed until the next message. */
  ask(descriptor: number, length: bigint, offset: bigint): FileRead;
}

interface Held {
  readonly descriptor: number;
  readonly from: number;
  readonly bytes: Uint8Array;
  /** The file ends behind it. */
  readonly isLast: boolean;
  readonly version: number;
}

export class FileWindow {
  readonly #ports: FileWindowPorts;
  #held: Held | null = null;
  /** Where reading goes on if it does so one after the other. */
  #descriptor = -1;
  #offset = -1;
  /** How much was asked for last; 0 once some of it was read in vain. */
  #askedBytes = 0;

  constructor(ports: FileWindowPorts) {
    this.#ports = ports;
  }

  /** The next message comes to lie where it is. */
  forget(): void {
    if (this.#unusedBytes > 0) this.#askedBytes = 0;
    this.#held = null;
  }

  /** No file is open any more. */
  close(): void {
    this.#held = null;
    this.#descriptor = -1;
  }

  /** As `files.read`. Bytes are borrowed until the next message. */
  read(descriptor: number, length: bigint, offset: bigint): FileRead {
    if (length === 0n || offset > Number.MAX_SAFE_INTEGER) {
      // No window can have it.
      this.forget();
      return this.#ports.ask(descriptor, length, offset);
    }
    const at = Number(offset);
    return this.#fromHeld(descriptor, length, at) ?? this.#fill(descriptor, length, at);
  }

  #fromHeld(descriptor: number, length: bigint, at: number): FileRead | null {
    const held = this.#held;
    if (!held || held.descriptor !== descriptor || held.version !== this.#ports.version()) return null;
    const start = at - held.from;
    const left = held.bytes.length - start;
    // Reads are short at the end of a file only.
    if (start < 0 || left < 0 || (left < length && !held.isLast)) return null;
    return this.#take(held, start, length < left ? Number(length) : left);
  }

  #fill(descriptor: number, length: bigint, at: number): FileRead {
    const isNext = descriptor === this.#descriptor && at === this.#offset;
    if (!isNext || this.#unusedBytes >= length) this.forget();
    const grown = isNext && this.#askedBytes > 0 ? Math.max(FIRST_GROWN_BYTES, this.#askedBytes * GROWTH) : 0;
    const wanted = BigInt(Math.min(grown, MAX_WINDOW_BYTES));
    // Whole reads of this size, so that none goes over the end of the window.
    const asked = length > wanted ? length : wanted - (wanted % length);
    // Before the answer: what changes while it is made or on its way makes it old.
    const version = this.#ports.version();
    const got = this.#ports.ask(descriptor, asked, BigInt(at));
    if ('err' in got) {
      this.#descriptor = -1;
      return got;
    }
    const [bytes, isLast] = got.ok;
    this.#descriptor = descriptor;
    this.#askedBytes = bytes.length;
    const held = { descriptor, from: at, bytes, isLast, version };
    this.#held = held;
    return this.#take(held, 0, length < bytes.length ? Number(length) : bytes.length);
  }

  get #unusedBytes(): number {
    const held = this.#held;
    return held ? held.from + held.bytes.length - this.#offset : 0;
  }

  #take({ from, bytes, isLast }: Held, start: number, length: number): FileRead {
    this.#offset = from + start + length;
    return { ok: [bytes.subarray(start, start + length), isLast && start + length === bytes.length] };
  }
}

/** The answer of the kernel, with bytes that lie where they are. */
export function takeBorrowed(reader: ChannelReader): FileRead {
  const result = HOST_FUNCTIONS.of.files.read.type.result;
  if (!result) throw new Error('a read without a result');
  const source = {
    u8: () => reader.u8(),
    u32: () => reader.u32(),
    s64: () => reader.s64(),
    u64: () => reader.u64(),
    f32: () => reader.f32(),
    f64: () => reader.f64(),
    bytes: (length: number) => reader.borrow(length),
    get remainingBytes(): number {
      return reader.remainingBytes;
    },
  };
  return takeValue(result, source) as FileRead;
}
