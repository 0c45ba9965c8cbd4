/** The guest's end of a channel. Its thread blocks while the kernel has the turn, or between calls rests in its event loop. */
import type { HostFunction } from '../contract/hosts/host-interface.ts';
import type { StopFlag } from '../contract/module-stop.ts';
import { putArguments } from '../contract/hosts/values.ts';
import { sawChange } from './lookout.ts';
import { OutputRing, type Destination } from './output-ring.ts';
import { ChannelReader, ChannelWriter } from './sync-channel-bytes.ts';
import {
  ANSWER_AT,
  ChannelWord,
  checkVersion,
  GuestMessage,
  headerOf,
  KernelMessage,
  MEMORY_PAGE_BYTES,
  Turn,
  type ChannelEndOptions,
  type Doorbell,
} from './sync-channel-layout.ts';
import { operationCode } from './sync-channel-operations.ts';

/** Nobody has to wake a waiter twice: a lost wake costs one slice. Long enough to cost nothing. */
export const SLICE_MS = 50;
/** In the place of a message: the kernel has said nothing. */
export const SILENCE = 0;

export class GuestEnd {
  readonly #head: Int32Array<SharedArrayBuffer>;
  readonly #doorbell: Doorbell;
  readonly #slot: number;
  readonly #writer: ChannelWriter;
  readonly #reader: ChannelReader;
  readonly #output: OutputRing;

  constructor(options: ChannelEndOptions) {
    this.#head = headerOf(options.channel);
    checkVersion(this.#head);
    this.#doorbell = options.doorbell;
    this.#slot = options.slot;
    this.#writer = new ChannelWriter(options.channel);
    this.#reader = new ChannelReader(options.channel);
    this.#output = new OutputRing(options.channel);
  }

  /** The kernel's last message, readable until the next {@link begin}. */
  get reader(): ChannelReader {
    return this.#reader;
  }

  get isInterrupted(): boolean {
    return this.#doorbell.isInterrupted(this.#slot);
  }

  /** {@link isInterrupted} for code that looks by itself. */
  get flag(): StopFlag {
    return this.#doorbell.flagOf(this.#slot);
  }

  /** Differs from before where a file may have changed. */
  get filesVersion(): number {
    return this.#doorbell.filesVersion;
  }

  /** Writes to the console without waiting, whatever the kernel does; false where there is no room for it now. */
  post(to: Destination, bytes: Uint8Array): boolean {
    const put = this.#output.put(to, bytes);
    if (put === 'first') this.#doorbell.ringFor(this.#slot);
    return put !== 'no room';
  }

  /** What the call's linear memories take: goes with the next message. */
  reportMemory(bytes: number): void {
    Atomics.store(this.#head, ChannelWord.memory, Math.ceil(bytes / MEMORY_PAGE_BYTES));
  }

  /** Starts a message. Overwrites what {@link reader} reads, unless that came in pieces. */
  begin(): ChannelWriter {
    this.#writer.begin();
    return this.#writer;
  }

  /**
   * Sends the message, waits, and returns the code of the kernel's next one; its body is in {@link reader}. {@link SILENCE} when there is
   * none after so many slices of time: then {@link stirred} tells of it, and {@link receive} takes it.
   */
  exchange(message: number, slices = Infinity): number {
    const writer = this.#writer;
    this.#hand(message);
    while (writer.hasMore) {
      this.#wait();
      if (this.#code() === KernelMessage.abort) return KernelMessage.abort;
      writer.nextPiece();
      this.#hand(message);
    }
    return this.#wait(slices) ? this.#receive() : SILENCE;
  }

  /**
   * After silence: resolves when the kernel wakes this thread, be it for nothing, without blocking it; null when it has spoken by now. The
   * engine compares the turn as it begins to wait, so that no message falls between looking and waiting.
   */
  stirred(): Promise<unknown> | null {
    const wait = Atomics.waitAsync(this.#head, ChannelWord.turn, Turn.kernel);
    return wait.async ? wait.value : null;
  }

  /** After silence: the code of the message that has come, or {@link SILENCE}. */
  receive(): number {
    return this.#hasTurn ? this.#receive() : SILENCE;
  }

  /** Asks the host and waits for the answer, which is in {@link reader}. False when the call was interrupted instead. */
  ask(fn: HostFunction, args: readonly unknown[]): boolean {
    putArguments(fn, args, this.begin());
    if (this.exchange(operationCode(fn)) !== KernelMessage.answer) return false;
    this.#reader.seek(ANSWER_AT);
    return true;
  }

  /** Takes all pieces of a message. An interrupt while they arrive turns it into `abort`. */
  #receive(): number {
    let code = this.#code();
    while (Atomics.load(this.#head, ChannelWord.more) !== 0) {
      this.#reader.collect(Atomics.load(this.#head, ChannelWord.length));
      if (this.isInterrupted) {
        this.#reader.reset();
        return KernelMessage.abort;
      }
      this.#writer.begin();
      this.#hand(GuestMessage.proceed);
      this.#wait();
      code = this.#code();
    }
    this.#reader.open(Atomics.load(this.#head, ChannelWord.length));
    return code;
  }

  #code(): number {
    return Atomics.load(this.#head, ChannelWord.operation);
  }

  #hand(message: number): void {
    const head = this.#head;
    Atomics.store(head, ChannelWord.operation, message);
    Atomics.store(head, ChannelWord.length, this.#writer.pieceBytes);
    Atomics.store(head, ChannelWord.more, this.#writer.hasMore ? 1 : 0);
    Atomics.store(head, ChannelWord.turn, Turn.kernel);
    this.#doorbell.ringFor(this.#slot);
  }

  get #hasTurn(): boolean {
    return Atomics.load(this.#head, ChannelWord.turn) === Turn.guest;
  }

  /** False when the kernel still has the turn after so many slices. */
  #wait(slices = Infinity): boolean {
    const head = this.#head;
    if (this.#doorbell.isLooking && sawChange(head, ChannelWord.turn, Turn.kernel)) return true;
    for (let left = slices; !this.#hasTurn; left--) {
      if (left <= 0) return false;
      Atomics.wait(head, ChannelWord.turn, Turn.kernel, SLICE_MS);
    }
    return true;
  }
}
