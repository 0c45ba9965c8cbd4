/**
 * The shared memory between the kernel and one guest (DESIGN §3), and the doorbell they ring.
 *
 * Who may write is a matter of turn: whoever has {@link Turn} owns every other word and the data area, writes its message
 * there and hands the turn over. Guests block or rest while the kernel has the turn; the kernel never blocks on a channel. Written
 * out of turn is only the ring of what a guest writes to the console without waiting (`output-ring.ts`).
 *
 * A channel is its header, the ring, and the data area.
 *
 * The doorbell is a memory of WebAssembly, so that code of guests can look whether its call is to end (`contract/module-stop.ts`): one
 * for all guests, because each takes a large part of what a page may address, whatever its size.
 */
import type { StopFlag } from '../contract/module-stop.ts';

/** 32-bit words of a channel's header, by index. */
export const ChannelWord = {
  /** {@link Turn}; guests wait on this word. */
  turn: 0,
  /** The kernel's number of the call the message belongs to. */
  call: 1,
  /** Code of the message: {@link KernelMessage} or {@link GuestMessage}. */
  operation: 2,
  /** Bytes of this piece of the message, from {@link ChannelSize.dataAt} on. */
  length: 3,
  /** 1 = another piece follows when asked for. */
  more: 4,
  /** Bytes of the whole buffer. Both ends remake their views when it changes. */
  size: 5,
  version: 6,
  /** 64 KiB pages of linear memory that the call in progress takes, or took at its end. Written by the guest. */
  memory: 7,
  /** Bytes that the guest ever put into the ring, modulo 2^32. */
  ringPut: 8,
  /** Bytes that the kernel ever took from it, modulo 2^32. On the second cache line. */
  ringTaken: 16,
} as const;

/** The unit of {@link ChannelWord.memory}. */
export const MEMORY_PAGE_BYTES = 64 * 1024;

export const Turn = { guest: 0, kernel: 1 } as const;

export const ChannelSize = {
  /** Two cache lines: the header, and room for it to grow. */
  headerBytes: 128,
  /** A power of two. */
  ringBytes: 8192,
  /** Where messages lie. */
  dataAt: 128 + 8192,
  /** Without the ring, as the next. Most calls fit; 128 parked guests take 9 MB. */
  initialBytes: 64 * 1024,
  /** Larger values travel in pieces. */
  maxBytes: 64 * 1024 * 1024,
} as const;

export const CHANNEL_VERSION = 4;

/** What the kernel says. The guest has the turn afterwards. */
export const KernelMessage = {
  /** Program number (u32), then the arguments. */
  call: 1,
  /** How many messages were ever posted to the guest's port (u32): take them, then say `ready`. */
  mail: 2,
  /** Answers a host operation. */
  answer: 3,
  /** In place of an answer: unwind, the call is over. */
  abort: 4,
  /** The next piece of the guest's message, please. */
  proceed: 5,
} as const;
export type KernelMessage = (typeof KernelMessage)[keyof typeof KernelMessage];

/** What the guest says, besides the operations of `sync-channel-operations.ts`, whose codes begin at 32. */
export const GuestMessage = {
  /** Empty: waits for a call. */
  ready: 1,
  /** The encoded result: the call has ended. */
  done: 2,
  /** The call has ended otherwise. */
  fault: 3,
  /** The next piece of the kernel's message, please. */
  proceed: 5,
} as const;
export type GuestMessage = (typeof GuestMessage)[keyof typeof GuestMessage];

export const FIRST_OPERATION = 32;

/**
 * Bytes in front of an answer. With them the bytes of a `result<list<u8>>` (after its case, u8, and its length, u32) begin where a word
 * does, and so are copied in words.
 */
export const ANSWER_AT = 3;

/** 32-bit words of the doorbell, by index. */
export const DoorbellWord = {
  /** Grows with each ring; the kernel waits on it. */
  bell: 0,
  /** Not 0 = who waits looks for a while before it sleeps. Written by the kernel when that changes; beside the bell, which a guest has just rung. */
  looking: 1,
  /** Changes whenever what some file holds has changed: what guests have read ahead is old then. Written by the kernel. */
  files: 2,
  /** One bit per guest slot: it rang since the kernel looked. On a cache line of its own. */
  pending: 16,
  /**
   * One word per guest slot, each on a cache line of its own. Not 0 = end the call in progress: raised by the kernel at any time,
   * lowered by it when a call starts.
   */
  interrupts: 1024,
} as const;

export const DoorbellSize = {
  /** Budget, parked and terminating guests together stay below. */
  slots: 512,
  /** Up to the end of {@link DoorbellWord.pending}. */
  words: 16 + 512 / 32,
  wordsPerInterrupt: 16,
  /** 64 KiB each: up to the end of {@link DoorbellWord.interrupts}. */
  pages: 1,
} as const;

export interface ChannelOptions {
  readonly initialBytes?: number;
  /** At most {@link ChannelSize.maxBytes}; tests use less. */
  readonly maxBytes?: number;
}

/** A new channel on which the guest has the turn. Any thread. */
export function createChannel(options: ChannelOptions = {}): SharedArrayBuffer {
  const { ringBytes } = ChannelSize;
  const bytes = (options.initialBytes ?? ChannelSize.initialBytes) + ringBytes;
  const maxByteLength = (options.maxBytes ?? ChannelSize.maxBytes) + ringBytes;
  const channel = new SharedArrayBuffer(bytes, { maxByteLength });
  const head = headerOf(channel);
  Atomics.store(head, ChannelWord.size, bytes);
  Atomics.store(head, ChannelWord.version, CHANNEL_VERSION);
  return channel;
}

export function headerOf(channel: SharedArrayBuffer): Int32Array<SharedArrayBuffer> {
  return new Int32Array(channel, 0, ChannelSize.headerBytes / 4);
}

/** Throws when the other end was built from another version of this file. */
export function checkVersion(head: Int32Array<SharedArrayBuffer>): void {
  const version = Atomics.load(head, ChannelWord.version);
  if (version !== CHANNEL_VERSION) throw new Error(`channel version ${version}, expected ${CHANNEL_VERSION}`);
}

/** Any thread. */
export function createDoorbell(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: DoorbellSize.pages, maximum: DoorbellSize.pages, shared: true });
}

/** One end of the kernel's doorbell. */
export class Doorbell {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly #memory: WebAssembly.Memory;

  /** `memory`: of {@link createDoorbell}. */
  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    // It was made shared, which its type does not tell.
    this.words = new Int32Array(memory.buffer as ArrayBufferLike as SharedArrayBuffer);
  }

  /** Says that guest `slot` has a message. Never blocks; any thread. */
  ringFor(slot: number): void {
    Atomics.or(this.words, DoorbellWord.pending + (slot >>> 5), 1 << (slot & 31));
    this.ring();
  }

  /** Wakes the kernel. Never blocks; any thread. Notifies all: a notify of one may wake a stale asynchronous waiter. */
  ring(): void {
    Atomics.add(this.words, DoorbellWord.bell, 1);
    Atomics.notify(this.words, DoorbellWord.bell);
  }

  /** The word to compare with when waiting: read it before looking for work. */
  read(): number {
    return Atomics.load(this.words, DoorbellWord.bell);
  }

  /** Whether waiting threads look before they sleep: the kernel decides, see `lookout.ts`. */
  get isLooking(): boolean {
    return Atomics.load(this.words, DoorbellWord.looking) !== 0;
  }

  /** Kernel only. */
  set isLooking(isLooking: boolean) {
    if (isLooking !== this.isLooking) Atomics.store(this.words, DoorbellWord.looking, isLooking ? 1 : 0);
  }

  /** Differs from before where a file may have. */
  get filesVersion(): number {
    return Atomics.load(this.words, DoorbellWord.files);
  }

  /** Kernel only, before anybody hears of the change. */
  filesChanged(): void {
    Atomics.add(this.words, DoorbellWord.files, 1);
  }

  isInterrupted(slot: number): boolean {
    return Atomics.load(this.words, interruptOf(slot)) !== 0;
  }

  /** Tells the call of a guest to end, or no longer. Kernel only. */
  setInterrupted(slot: number, isInterrupted: boolean): void {
    Atomics.store(this.words, interruptOf(slot), isInterrupted ? 1 : 0);
  }

  /** {@link isInterrupted} for code that looks by itself. */
  flagOf(slot: number): StopFlag {
    return { memory: this.#memory, address: interruptOf(slot) * Int32Array.BYTES_PER_ELEMENT };
  }

  /** Calls `visit` for each slot that rang since the last time. Kernel only. Returns whether there was one. */
  take(visit: (slot: number) => void): boolean {
    let any = false;
    for (let word = DoorbellWord.pending; word < DoorbellSize.words; word++) {
      if (Atomics.load(this.words, word) === 0) continue;
      any = true;
      for (let bits = Atomics.exchange(this.words, word, 0); bits !== 0; bits &= bits - 1) {
        visit(((word - DoorbellWord.pending) << 5) + 31 - Math.clz32(bits & -bits));
      }
    }
    return any;
  }
}

function interruptOf(slot: number): number {
  return DoorbellWord.interrupts + slot * DoorbellSize.wordsPerInterrupt;
}

/** What an end of a channel is made of. */
export interface ChannelEndOptions {
  readonly channel: SharedArrayBuffer;
  readonly doorbell: Doorbell;
  /** Of the guest, on the doorbell. */
  readonly slot: number;
}
