/** Guests without threads: a test plays the guest's part on the channel, step by step, under a clock it moves. */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import { putArguments } from '../../contract/hosts/values.ts';
import type { Clock, GuestFault, GuestListener, GuestOperation } from '../../contract/ports.ts';
import { OutputRing } from '../../protocol/output-ring.ts';
import { ChannelReader, ChannelWriter } from '../../protocol/sync-channel-bytes.ts';
import {
  ChannelWord,
  createChannel,
  createDoorbell,
  Doorbell,
  GuestMessage,
  headerOf,
  MEMORY_PAGE_BYTES,
  Turn,
  type ChannelOptions,
} from '../../protocol/sync-channel-layout.ts';
import { faultCodec, operationCode } from '../../protocol/sync-channel-operations.ts';
import type { GuestMail } from '../../protocol/guest-messages.ts';
import type { GuestHostOptions } from '../kernel/guest-host-options.ts';
import { SharedGuestHost } from '../kernel/guest-host.ts';

export class FakeClock implements Clock {
  atMs = 1000;

  nowMs(): number {
    return this.atMs;
  }

  wallMs(): number {
    return this.atMs;
  }
}

/** The guest's end, without its waits. */
export class FakeGuest {
  readonly id: number;
  readonly mail: GuestMail[] = [];
  readonly channel: SharedArrayBuffer;
  readonly reader: ChannelReader;
  readonly #head: Int32Array<SharedArrayBuffer>;
  readonly #writer: ChannelWriter;
  readonly #output: OutputRing;
  readonly #doorbell: Doorbell;
  readonly #slot: number;
  isClosed = false;

  constructor(
    id: number,
    { doorbell, slot }: { readonly doorbell: Doorbell; readonly slot: number },
    channel: ChannelOptions = { initialBytes: 256, maxBytes: 256 },
  ) {
    this.id = id;
    this.#doorbell = doorbell;
    this.#slot = slot;
    this.channel = createChannel(channel);
    this.#head = headerOf(this.channel);
    this.reader = new ChannelReader(this.channel);
    this.#writer = new ChannelWriter(this.channel);
    this.#output = new OutputRing(this.channel);
  }

  get isInterrupted(): boolean {
    return this.#doorbell.isInterrupted(this.#slot);
  }

  /** The code of the kernel's message, when the guest has the turn. */
  hear(): number | null {
    if (Atomics.load(this.#head, ChannelWord.turn) !== Turn.guest) return null;
    this.reader.open(Atomics.load(this.#head, ChannelWord.length));
    return Atomics.load(this.#head, ChannelWord.operation);
  }

  begin(): ChannelWriter {
    this.#writer.begin();
    return this.#writer;
  }

  /** Hands over what was written since {@link begin}; `more` promises another piece. */
  say(message: number, more = false): void {
    Atomics.store(this.#head, ChannelWord.operation, message);
    Atomics.store(this.#head, ChannelWord.length, this.#writer.pieceBytes);
    Atomics.store(this.#head, ChannelWord.more, more ? 1 : 0);
    Atomics.store(this.#head, ChannelWord.turn, Turn.kernel);
    this.#doorbell.ringFor(this.#slot);
  }

  /** What its call's memories take. */
  reportMemory(bytes: number): void {
    Atomics.store(this.#head, ChannelWord.memory, bytes / MEMORY_PAGE_BYTES);
  }

  ready(): void {
    this.begin();
    this.say(GuestMessage.ready);
  }

  done(): void {
    this.begin();
    this.say(GuestMessage.done);
  }

  fault(fault: GuestFault): void {
    faultCodec.encode(fault, this.begin());
    this.say(GuestMessage.fault);
  }

  /** Writes without waiting. */
  post(text: string): void {
    if (this.#output.put('stdout', new TextEncoder().encode(text)) === 'first') this.#doorbell.ringFor(this.#slot);
  }

  sleep(durationNs: bigint): void {
    const { sleep } = HOST_FUNCTIONS.of.timers;
    putArguments(sleep, [durationNs], this.begin());
    this.say(operationCode(sleep));
  }
}

export interface FakeGuestsOptions extends Partial<GuestHostOptions> {
  readonly channel?: ChannelOptions;
  /** Begins without warm guests, as the kernel does. */
  readonly isCold?: boolean;
}

export class FakeGuests {
  readonly clock = new FakeClock();
  readonly doorbell = new Doorbell(createDoorbell());
  readonly host: SharedGuestHost;
  /** Asked for and not given up, by number. */
  readonly alive = new Map<number, FakeGuest>();
  readonly terminated: number[] = [];

  constructor({ channel, isCold = false, ...options }: FakeGuestsOptions = {}) {
    this.host = new SharedGuestHost({
      clock: this.clock,
      budget: 4,
      ...options,
      doorbell: this.doorbell,
      workers: {
        spawn: (id, slot) => this.alive.set(id, new FakeGuest(id, { doorbell: this.doorbell, slot }, channel)),
        terminate: (id) => {
          this.terminated.push(id);
          this.alive.delete(id);
        },
      },
    });
    if (!isCold) this.host.start();
  }

  /** Lets workers that were asked for come to life, take their mail and be idle. */
  settle(): void {
    for (let round = 0; round < 4; round++) {
      for (const guest of this.alive.values()) this.arrive(guest);
      this.host.pump();
      for (const guest of this.alive.values()) if (guest.hear() === 2) guest.ready();
      this.host.pump();
    }
  }

  arrive(guest: FakeGuest): void {
    const started = this.#started;
    if (started.has(guest.id)) return;
    started.add(guest.id);
    const port = { postMessage: (mail: GuestMail) => void guest.mail.push(mail), close: () => (guest.isClosed = true) };
    this.host.arrived(guest.id, guest.channel, port);
    guest.ready();
  }

  readonly #started = new Set<number>();

  guest(id: number): FakeGuest {
    const guest = this.alive.get(id);
    if (!guest) throw new Error(`no guest ${id}`);
    return guest;
  }

  after(ms: number): void {
    this.clock.atMs += ms;
    this.host.pump();
  }
}

/** Writes down what it hears. */
export class RecordingListener implements GuestListener {
  readonly heard: (string | GuestFault)[] = [];

  done(): void {
    this.heard.push('done');
  }

  fault(fault: GuestFault): void {
    this.heard.push(fault);
  }

  wrote(to: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.heard.push(`${to}: ${new TextDecoder().decode(bytes)}`);
  }

  operation(operation: GuestOperation): void {
    this.heard.push(`${operation.fn.type.name} ${operation.args.join(' ')}`);
  }
}
