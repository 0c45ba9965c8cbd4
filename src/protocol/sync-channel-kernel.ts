/** The kernel's end of a channel: a state machine that never blocks. */
import { OutputRing, type Destination } from './output-ring.ts';
import { ChannelReader, ChannelWriter } from './sync-channel-bytes.ts';
import {
  ChannelSize,
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

export class KernelEnd {
  readonly #channel: SharedArrayBuffer;
  readonly #head: Int32Array<SharedArrayBuffer>;
  readonly #doorbell: Doorbell;
  readonly #slot: number;
  readonly #writer: ChannelWriter;
  readonly #reader: ChannelReader;
  readonly #output: OutputRing;
  /** The guest has the turn, so a turn of ours means a new message. */
  #listening = true;
  /** Code of the message whose pieces are being fetched by the guest. */
  #sending: KernelMessage = KernelMessage.abort;

  constructor({ channel, doorbell, slot }: ChannelEndOptions) {
    this.#channel = channel;
    this.#doorbell = doorbell;
    this.#slot = slot;
    this.#head = headerOf(channel);
    checkVersion(this.#head);
    this.#writer = new ChannelWriter(channel);
    this.#reader = new ChannelReader(channel);
    this.#output = new OutputRing(channel);
  }

  /**
   * What the guest has written to the console since the last time, in order; it goes on meanwhile. Whether there is more by now.
   * Throws RangeError at what cannot be.
   */
  takeOutput(wrote: (to: Destination, bytes: Uint8Array) => void): boolean {
    return this.#output.take(wrote);
  }

  /** The guest's last message, readable until the next {@link begin}. */
  get reader(): ChannelReader {
    return this.#reader;
  }

  /** Whether we may write: the guest waits for us. */
  get hasTurn(): boolean {
    return !this.#listening;
  }

  /** Linear memory that the guest's call takes, by its own account. */
  get memoryBytes(): number {
    return Math.max(0, Atomics.load(this.#head, ChannelWord.memory)) * MEMORY_PAGE_BYTES;
  }

  /** What the channel has grown by; it never shrinks. */
  get grownBytes(): number {
    return Math.max(0, this.#channel.byteLength - ChannelSize.initialBytes - ChannelSize.ringBytes);
  }

  /** The code of a new, complete message, whose body is in {@link reader}; 0 when there is none. Pieces are dealt with inside. */
  receive(): number {
    const head = this.#head;
    if (!this.#listening || Atomics.load(head, ChannelWord.turn) !== Turn.kernel) return 0;
    this.#listening = false;
    const code = Atomics.load(head, ChannelWord.operation);
    const length = Atomics.load(head, ChannelWord.length);
    if (code === GuestMessage.proceed) {
      if (this.#writer.hasMore) this.#writer.nextPiece();
      this.#hand(this.#sending);
      return 0;
    }
    if (Atomics.load(head, ChannelWord.more) !== 0) {
      this.#reader.collect(length);
      this.#writer.begin();
      this.#hand(KernelMessage.proceed);
      return 0;
    }
    this.#reader.open(length);
    return code;
  }

  /** Starts a message. Only while {@link hasTurn}. */
  begin(): ChannelWriter {
    this.#writer.begin();
    return this.#writer;
  }

  /** Sends what was written since {@link begin} and wakes the guest. Only while {@link hasTurn}. */
  send(message: KernelMessage): void {
    this.#sending = message;
    this.#hand(message);
  }

  /** Sends the first message of call number `call`: an interrupt of an earlier call no longer counts. */
  sendCall(call: number): void {
    this.#doorbell.setInterrupted(this.#slot, false);
    Atomics.store(this.#head, ChannelWord.call, call);
    this.send(KernelMessage.call);
  }

  /** Raises the interrupt and wakes the guest; when it waits for an answer, it gets `abort` instead. */
  interrupt(): void {
    this.#doorbell.setInterrupted(this.#slot, true);
    if (this.hasTurn) {
      this.begin();
      this.send(KernelMessage.abort);
    } else {
      Atomics.notify(this.#head, ChannelWord.turn);
    }
  }

  #hand(message: KernelMessage): void {
    const head = this.#head;
    Atomics.store(head, ChannelWord.operation, message);
    Atomics.store(head, ChannelWord.length, this.#writer.pieceBytes);
    Atomics.store(head, ChannelWord.more, this.#writer.hasMore ? 1 : 0);
    this.#listening = true;
    Atomics.store(head, ChannelWord.turn, Turn.guest);
    Atomics.notify(head, ChannelWord.turn);
  }
}
