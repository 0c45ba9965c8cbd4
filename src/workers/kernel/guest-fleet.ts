/** The workers behind a guest host: who exists, who is idle, who knows which programs. Kernel thread only; never blocks. */
import type { GuestInfo, GuestStatus, KernelState } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import { formatMs, type Log } from '../../contract/log.ts';
import { formatMemory } from '../../contract/module-memory.ts';
import { isStoppable } from '../../contract/module-stop.ts';
import type { Clock, Program } from '../../contract/ports.ts';
import type { GuestMail } from '../../protocol/guest-messages.ts';
import { KernelEnd } from '../../protocol/sync-channel-kernel.ts';
import { DoorbellSize, KernelMessage, type Doorbell } from '../../protocol/sync-channel-layout.ts';
import { leftBy, type GuestMemory } from './guest-memory.ts';
import { createRecord, type GuestPort, type GuestRecord } from './guest-record.ts';
import { StartFailures } from './guest-starts.ts';
import { TerminatedGuests } from './guest-terminated.ts';

/** How the page is asked for workers. */
export interface GuestWorkers {
  /** Start a worker on doorbell bit `slot`; answered by `arrived` or `died` of the host. */
  spawn(id: number, slot: number): void;
  terminate(id: number): void;
}

/** An idle guest that holds more is replaced: after a while, since a row of large calls needs it… */
const LARGE_BYTES = 2 ** 20;
const LARGE_IDLE_MS = 500;
/** … and at once where it holds so much. */
const HUGE_BYTES = 32 * 2 ** 20;
/** More idle guests than this are let go, so that a burst of parked calls does not hold its memory for good. */
const MAX_IDLE = 16;

export interface FleetOptions {
  readonly doorbell: Doorbell;
  readonly workers: GuestWorkers;
  readonly clock: Clock;
  readonly log: Log;
  readonly terminatedMs: number;
}

export class GuestFleet {
  readonly #doorbell: Doorbell;
  readonly #workers: GuestWorkers;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #memory: GuestMemory;
  readonly #programs = new Map<number, Program>();
  /** Numbers of programs whose calls notice an interrupt while they compute. */
  readonly #stoppable = new Set<number>();
  readonly #records = new Map<number, GuestRecord>();
  readonly #bySlot: (GuestRecord | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  /** Idle guests, last used last: the next call takes the warmest. */
  readonly #idle: GuestRecord[] = [];
  readonly #terminated: TerminatedGuests;
  readonly #starts = new StartFailures();
  #nextId = 0;
  #starting = 0;
  #large = 0;

  constructor({ doorbell, workers, clock, log, terminatedMs }: FleetOptions, memory: GuestMemory) {
    this.#doorbell = doorbell;
    this.#workers = workers;
    this.#clock = clock;
    this.#log = log;
    this.#memory = memory;
    this.#terminated = new TerminatedGuests(clock, terminatedMs);
    for (let slot = DoorbellSize.slots - 1; slot >= 0; slot--) this.#freeSlots.push(slot);
  }

  get records(): readonly GuestRecord[] {
    return [...this.#records.values()];
  }

  get aliveCount(): number {
    return this.#records.size;
  }

  get startingCount(): number {
    return this.#starting;
  }

  /** Guests that can take a call now or soon. */
  get spareCount(): number {
    return this.#idle.length + this.#starting;
  }

  /** Busy when they were terminated, so they may still use a core. */
  get terminatedCount(): number {
    return this.#terminated.size;
  }

  /** When {@link reap} has something to do, in the clock's milliseconds; Infinity = never. */
  get dueMs(): number {
    let due = this.#terminated.dueMs;
    if (this.#large > 0)
      for (const { largeSinceMs } of this.#idle) due = Math.min(due, (largeSinceMs ?? Infinity) + LARGE_IDLE_MS);
    return due;
  }

  /** Whether time alone will change something. */
  get hasDue(): boolean {
    return this.#terminated.size > 0 || this.#large > 0;
  }

  /** Why no worker can be started, when there is none left either. */
  get hopeless(): Failure | null {
    return this.#records.size === 0 ? this.#starts.failure : null;
  }

  byId(id: number): GuestRecord | undefined {
    return this.#records.get(id);
  }

  bySlot(slot: number): GuestRecord | undefined {
    return this.#bySlot[slot];
  }

  /** Those with a call, and those that were terminated and may still be running on. */
  guests(): KernelState['guests'] {
    const list = this.info().filter(({ status }) => status !== 'idle' && status !== 'starting');
    const count = (status: GuestStatus) => list.filter((guest) => guest.status === status).length;
    const parked = count('parked');
    return { alive: count('running') + parked, parked, terminating: count('terminating'), list };
  }

  info(): readonly GuestInfo[] {
    const records = [...this.#records.values(), ...this.#terminated.records];
    return records.map(({ id, status, program, end }) => ({
      id,
      status,
      target: program?.entry ?? null,
      memoryBytes: end?.memoryBytes ?? null,
    }));
  }

  /** Starts workers until so many guests are idle or starting. */
  keep(wanted: number): void {
    while (this.spareCount < wanted && !this.#starts.failure) {
      const slot = this.#freeSlots.pop();
      if (slot === undefined) return;
      const record = createRecord(++this.#nextId, slot, this.#clock.nowMs());
      this.#records.set(record.id, record);
      this.#bySlot[slot] = record;
      this.#starting++;
      this.#workers.spawn(record.id, slot);
      this.#log('guests', () => `guest ${record.id} is started: ${wanted} idle wanted, ${this.spareCount - 1} there`);
    }
  }

  /** The guest's record when the worker was expected; else its port is closed. */
  arrived(id: number, channel: SharedArrayBuffer, port: GuestPort): GuestRecord | null {
    const record = this.#records.get(id);
    if (!record || record.end) {
      port.close();
      return null;
    }
    record.end = new KernelEnd({ channel, doorbell: this.#doorbell, slot: record.slot });
    record.port = port;
    for (const program of this.#programs.values()) this.#post(record, { type: 'program', program });
    return record;
  }

  /** The record of a guest whose worker died by itself; it is forgotten. */
  died(id: number, message: string): GuestRecord | null {
    const record = this.#records.get(id);
    if (!record) return null;
    if (!record.wasReady) this.#starts.failed(message);
    this.#log('guests', () => `guest ${id} died${record.wasReady ? '' : ' before it was ready'}: ${message}`);
    this.#forget(record);
    this.#memory.gone(record);
    this.#freeSlots.push(record.slot);
    return record;
  }

  /** The guest said `ready`. */
  becameReady(record: GuestRecord): void {
    this.rest(record);
  }

  /** The guest waits and is lent to nobody: it fetches its mail, or is idle. */
  rest(record: GuestRecord): void {
    if (record.status === 'starting') this.#starting--;
    if (record.mailPosted > record.mailTaken) {
      // Counts as starting: messages are on their way, so this thread should not block.
      record.status = 'starting';
      this.#starting++;
      record.mailTaken = record.mailPosted;
      record.end?.begin().u32(record.mailPosted);
      record.end?.send(KernelMessage.mail);
      return;
    }
    record.status = 'idle';
    if (!record.wasReady)
      this.#log(
        'guests',
        () => `guest ${record.id} is ready after ${formatMs(this.#clock.nowMs() - record.askedAtMs)}`,
      );
    // Only now: what the mail brought may be what it dies of.
    record.wasReady = true;
    this.#starts.forget();
    const held = leftBy(record);
    if (this.#idle.length >= MAX_IDLE) return this.#retire(record, `${MAX_IDLE} others are idle`);
    if (held > HUGE_BYTES) return this.#retire(record, 'it holds too much to be kept');
    if (held > LARGE_BYTES) {
      record.largeSinceMs = this.#clock.nowMs();
      this.#large++;
    }
    this.#idle.push(record);
  }

  /** Whether so much memory is free, if need be by the end of idle guests. What runs will give back what it holds. */
  hasMemory(bytes: number): boolean {
    if (this.#memory.fits(bytes)) return true;
    for (const record of this.#idle.filter((idle) => leftBy(idle) > 0)) this.#retire(record, 'a call needs its memory');
    return this.#memory.fits(bytes);
  }

  /** It sleeps, so it is gone at once and costs no slot. */
  #retire(record: GuestRecord, reason: string): void {
    this.#log('guests', () => `guest ${record.id} is retired with ${formatMemory(leftBy(record))}: ${reason}`);
    this.#workers.terminate(record.id);
    this.#memory.gone(record);
    this.#forget(record);
    this.#freeSlots.push(record.slot);
  }

  /** An idle guest that knows every program. */
  takeIdle(): GuestRecord | undefined {
    const last = this.#idle.at(-1);
    if (last && last.mailPosted !== last.mailTaken) this.sendMail();
    const taken = this.#idle.pop();
    if (taken) this.#notLarge(taken);
    return taken;
  }

  /** Ends a guest that may be busy. Its worker counts as running until it is surely gone. */
  terminate(record: GuestRecord): void {
    this.#log('guests', () => `guest ${record.id} is terminated`);
    this.#workers.terminate(record.id);
    this.#terminated.add(record);
    this.#forget(record);
  }

  /** Frees what guests held that are surely gone by now, and lets those go that have been large and idle. Returns whether there was one. */
  reap(): boolean {
    let any = false;
    const beforeMs = this.#clock.nowMs() - LARGE_IDLE_MS;
    for (const record of this.#large === 0
      ? []
      : this.#idle.filter(({ largeSinceMs }) => (largeSinceMs ?? Infinity) <= beforeMs)) {
      any = true;
      this.#retire(record, 'large and idle');
    }
    for (let gone = this.#terminated.takeGone(); gone; gone = this.#terminated.takeGone()) {
      any = true;
      this.#memory.gone(gone);
      this.#freeSlots.push(gone.slot);
    }
    return any;
  }

  publish(program: Program): void {
    this.#memory.know(program);
    if (isStoppable(program)) this.#stoppable.add(program.id);
    this.#programs.set(program.id, program);
    for (const record of this.#records.values()) this.#post(record, { type: 'program', program });
  }

  retract(programId: number): void {
    if (!this.#programs.delete(programId)) return;
    this.#memory.forget(programId);
    this.#stoppable.delete(programId);
    // The next guest does not get what the last ones may have died of.
    this.#starts.forget();
    for (const record of this.#records.values()) this.#post(record, { type: 'retract', programId });
  }

  isStoppable(programId: number): boolean {
    return this.#stoppable.has(programId);
  }

  /** Sends idle guests to fetch what was posted since; the others go when they come to rest. */
  sendMail(): void {
    for (let index = this.#idle.length - 1; index >= 0; index--) {
      const record = this.#idle[index];
      if (!record || record.mailPosted === record.mailTaken) continue;
      this.#idle.splice(index, 1);
      this.#notLarge(record);
      this.rest(record);
    }
  }

  #post(record: GuestRecord, mail: GuestMail): void {
    if (!record.port) return;
    record.port.postMessage(mail);
    record.mailPosted++;
  }

  #notLarge(record: GuestRecord): void {
    if (record.largeSinceMs === null) return;
    record.largeSinceMs = null;
    this.#large--;
  }

  #forget(record: GuestRecord): void {
    if (record.status === 'starting') this.#starting--;
    const index = this.#idle.indexOf(record);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#notLarge(record);
    this.#records.delete(record.id);
    this.#bySlot[record.slot] = undefined;
    record.port?.close();
    record.port = null;
    record.end = null;
    record.status = 'terminating';
  }
}
