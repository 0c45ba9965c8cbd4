/**
 * The kernel's guests: lends them, bounds how many run at once, and replaces those it has to terminate. Kernel thread
 * only; nothing here blocks. Whoever owns the kernel's loop calls {@link SharedGuestHost.pump} when the doorbell rang or
 * {@link SharedGuestHost.nextTimerMs} is over.
 *
 * A guest is `starting`, then `idle`, `running` while lent, `parked` while lent and waiting for the host, and
 * `terminating` for a while after it was given up. Every call ends once, whichever of these states it dies in.
 */
import { Queue } from '../base/queue.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { GuestInfo } from '../kernel/api.ts';
import { ErrorKind, failure, type Failure } from '../kernel/errors.ts';
import type { Clock, Guest, GuestFault, GuestHost, GuestListener, Program } from '../kernel/ports.ts';
import type { GuestMail } from '../protocol/guest-messages.ts';
import { KernelEnd } from '../protocol/sync-channel-kernel.ts';
import { DoorbellSize, GuestMessage, KernelMessage, type Doorbell } from '../protocol/sync-channel-layout.ts';
import { decodeOperation, faultCodec } from '../protocol/sync-channel-operations.ts';
import { Loan, type LoanActions } from './guest-loan.ts';
import { createRecord, type GuestPort, type GuestRecord } from './guest-record.ts';
import { StartFailures } from './guest-starts.ts';
import { TerminatedGuests } from './guest-terminated.ts';

/** How the page is asked for workers. */
export interface GuestWorkers {
  /** Start a worker on doorbell bit `slot`; answered by {@link SharedGuestHost.arrived} or {@link SharedGuestHost.died}. */
  spawn(id: number, slot: number): void;
  terminate(id: number): void;
}

export interface GuestHostOptions {
  readonly doorbell: Doorbell;
  readonly clock: Clock;
  readonly workers: GuestWorkers;
  /** How many guests may run at once. The caller knows the cores: at least 4, else as many as there are. */
  readonly budget: number;
  /** Idle guests kept ready. A start takes about 12 ms. */
  readonly warm?: number;
  /** Lent guests that may wait for the host at once; each holds a worker of about 2 MB. */
  readonly parkedLimit?: number;
  /** How long an interrupted guest may take to notice. Host calls notice at once. */
  readonly graceMs?: number;
  /** How long a terminated worker may go on running (Chromium: up to 2 s), and so counts against the budget. */
  readonly terminatedMs?: number;
}

const DEFAULTS = { warm: 2, parkedLimit: 128, graceMs: 25, terminatedMs: 2500 } as const;
/** More idle guests than this are let go, so that a burst of parked calls does not hold its memory for good. */
const MAX_IDLE = 16;
/** A guest that answers within this is worth a synchronous wait (DESIGN §3). */
const RECENT_MS = 2;

type Ready = (guest: Result<Guest, Failure>) => void;

export class SharedGuestHost implements GuestHost {
  readonly #options: Required<GuestHostOptions>;
  readonly #programs = new Map<number, Program>();
  readonly #records = new Map<number, GuestRecord>();
  readonly #bySlot: (GuestRecord | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  /** Idle guests, last used last: the next call takes the warmest. */
  readonly #idle: GuestRecord[] = [];
  readonly #waiting = new Queue<{ readonly ready: Ready }>();
  /** Unparked guests in want of a slot. Served before new calls: they hold resources already. */
  readonly #returning = new Queue<GuestRecord>();
  readonly #interrupted = new Set<GuestRecord>();
  readonly #terminated: TerminatedGuests;
  readonly #visit: (slot: number) => void;
  readonly #starts = new StartFailures();
  #nextId = 0;
  #loans = 0;
  #calls = 0;
  #starting = 0;
  #running = 0;
  #parked = 0;
  #lastHandOverMs = -Infinity;
  /** Thrown by a listener while several guests were being heard. */
  #bugs: unknown[] = [];
  #isDisposed = false;

  constructor(options: GuestHostOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#terminated = new TerminatedGuests(options.clock, this.#options.terminatedMs);
    for (let slot = DoorbellSize.slots - 1; slot >= 0; slot--) this.#freeSlots.push(slot);
    this.#visit = (slot) => {
      const record = this.#bySlot[slot];
      if (record) this.#hear(record);
    };
  }

  /** Starts the warm guests. */
  start(): void {
    this.#topUp();
  }

  /* ------------------------------------------------------------ what the page reports */

  /** The worker was made. Its channel and the kernel's end of its port are owned by the host from now on. */
  arrived(id: number, channel: SharedArrayBuffer, port: GuestPort): void {
    const record = this.#records.get(id);
    if (!record || record.end) {
      port.close();
      return;
    }
    record.end = new KernelEnd(channel);
    record.port = port;
    for (const program of this.#programs.values()) this.#post(record, { type: 'program', program });
    this.#hear(record);
  }

  /** The worker is gone, whatever it was doing. */
  died(id: number, message: string): void {
    const record = this.#records.get(id);
    if (!record || record.status === 'terminating') return;
    this.#remove(record, { kind: 'lost', message });
    this.#freeSlots.push(record.slot);
    if (!record.wasReady) this.#starts.failed(message);
    this.#serve();
  }

  /* ------------------------------------------------------------ GuestHost */

  publish(program: Program): void {
    this.#programs.set(program.id, program);
    for (const record of this.#records.values()) this.#post(record, { type: 'program', program });
  }

  retract(programId: number): void {
    if (!this.#programs.delete(programId)) return;
    for (const record of this.#records.values()) this.#post(record, { type: 'retract', programId });
  }

  acquire(ready: Ready): () => void {
    if (this.#isDisposed) {
      ready(err(failure(ErrorKind.unavailable, 'the kernel has stopped')));
      return () => {};
    }
    if (this.#parked >= this.#options.parkedLimit) {
      ready(err(this.#tooManyParked()));
      return () => {};
    }
    if (this.#waiting.size === 0 && this.#hasFreeSlot()) {
      const record = this.#takeIdle();
      if (record) {
        this.#lend(record, ready);
        return () => {};
      }
    }
    const request = { ready };
    this.#waiting.push(request);
    this.#topUp();
    return () => void this.#waiting.removeWhere((other) => other === request);
  }

  release(guest: Guest): void {
    const record = this.#recordOf(guest);
    if (!record) return;
    if (record.listener) throw new Error(`guest ${record.id} was released while its call runs`);
    this.#endLoan(record);
    this.#rest(record);
    this.#serve();
  }

  park(guest: Guest): void {
    const record = this.#recordOf(guest);
    if (!record || record.isParked) return;
    record.isParked = true;
    record.status = 'parked';
    this.#parked++;
    this.#running--;
    this.#serve();
  }

  unpark(guest: Guest): void {
    const record = this.#recordOf(guest);
    if (!record?.isParked || record.waitsForSlot) return;
    if (this.#hasFreeSlot()) {
      this.#unpark(record);
    } else {
      record.waitsForSlot = true;
      this.#returning.push(record);
    }
  }

  /* ------------------------------------------------------------ the loop's side */

  /** Hears the guests that rang and does what is due. Returns whether anything happened. Throws what a listener threw. */
  pump(): boolean {
    let any = this.#options.doorbell.take(this.#visit);
    if (this.#interrupted.size > 0 || this.#terminated.size > 0) any = this.#expire() || any;
    this.#sendMail();
    if (this.#bugs.length > 0) throw this.#bugs.shift();
    return any;
  }

  /** Milliseconds until {@link pump} has something to do by itself; null = never. */
  nextTimerMs(): number | null {
    if (this.#interrupted.size === 0 && this.#terminated.size === 0) return null;
    let due = this.#terminated.dueMs;
    for (const record of this.#interrupted) due = Math.min(due, record.terminateAtMs ?? Infinity);
    return Math.max(0, due - this.#options.clock.nowMs());
  }

  /** A guest was woken a moment ago, so its answer is worth waiting for. */
  get awaitingGuest(): boolean {
    return this.#running > 0 && this.#options.clock.nowMs() - this.#lastHandOverMs < RECENT_MS;
  }

  /** While a worker starts, the kernel must not wait synchronously. */
  get startingGuest(): boolean {
    return this.#starting > 0;
  }

  /** For `KernelState`. */
  info(): { readonly alive: number; readonly parked: number; readonly terminating: number; readonly list: readonly GuestInfo[] } {
    const records = [...this.#records.values(), ...this.#terminated.records];
    return {
      alive: this.#records.size,
      parked: this.#parked,
      terminating: this.#terminated.size,
      list: records.map(({ id, status, program }) => ({ id, status, target: program?.entry ?? null })),
    };
  }

  /** Terminates every guest and ends every call and request. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const record of [...this.#records.values()]) {
      this.#options.workers.terminate(record.id);
      this.#remove(record, { kind: 'lost', message: 'the kernel has stopped' });
    }
    this.#refuse(failure(ErrorKind.unavailable, 'the kernel has stopped'));
    this.#terminated.clear();
    if (this.#bugs.length > 0) throw this.#bugs.shift();
  }

  /* ------------------------------------------------------------ one loan */

  #lend(record: GuestRecord, ready: Ready): void {
    record.isLent = true;
    record.loan = ++this.#loans;
    record.status = 'running';
    this.#running++;
    // A spare is started before the borrower goes on: it may be nested calls that need it.
    if (this.#idle.length + this.#starting < this.#options.warm) this.#topUp();
    ready(ok(new Loan(this.#loanActions, record)));
  }

  #endLoan(record: GuestRecord): void {
    this.#interrupted.delete(record);
    if (!record.isLent) return;
    record.isLent = false;
    record.loan = 0;
    record.program = null;
    if (record.isParked) this.#parked--;
    else this.#running--;
    if (record.waitsForSlot) this.#returning.removeWhere((other) => other === record);
    record.isParked = record.waitsForSlot = record.answerHeld = record.isAsking = false;
    record.terminateAtMs = null;
  }

  readonly #loanActions: LoanActions = {
    call: (record, program, encode, listener) => {
      const end = record.end;
      if (!end?.hasTurn || record.listener) throw new Error(`guest ${record.id} cannot take a call now`);
      const out = end.begin();
      out.u32(program.id);
      encode(out);
      record.program = program;
      record.listener = listener;
      this.#lastHandOverMs = this.#options.clock.nowMs();
      end.sendCall(++this.#calls);
    },
    resume: (record) => {
      if (!record.isAsking) return;
      if (record.waitsForSlot) record.answerHeld = true;
      else this.#answer(record);
    },
    interrupt: (record) => {
      if (!record.listener || record.terminateAtMs !== null) return;
      record.terminateAtMs = this.#options.clock.nowMs() + this.#options.graceMs;
      record.isAsking = false;
      this.#interrupted.add(record);
      record.end?.interrupt();
    },
  };

  #answer(record: GuestRecord): void {
    record.isAsking = false;
    record.answerHeld = false;
    this.#lastHandOverMs = this.#options.clock.nowMs();
    record.end?.begin();
    record.end?.send(KernelMessage.answer);
  }

  #unpark(record: GuestRecord): void {
    record.isParked = false;
    record.waitsForSlot = false;
    record.status = 'running';
    this.#parked--;
    this.#running++;
  }

  /* ------------------------------------------------------------ what guests say */

  #hear(record: GuestRecord): void {
    const code = record.end?.receive() ?? 0;
    if (code === 0 || !record.end) return;
    const reader = record.end.reader;
    if (code === GuestMessage.ready) {
      record.wasReady = true;
      this.#starts.succeeded();
      this.#rest(record);
      this.#serve();
    } else if (code === GuestMessage.done) {
      this.#settle(record, (listener) => listener.done(reader));
    } else if (code === GuestMessage.fault) {
      const fault = faultCodec.decode(reader);
      this.#settle(record, (listener) => listener.fault(fault));
    } else {
      const operation = decodeOperation(code, reader);
      if (!operation) {
        this.#terminate(record, `guest ${record.id} sent the unknown operation ${code}`);
      } else if (record.terminateAtMs !== null) {
        // It asked before it saw the interrupt.
        record.end.interrupt();
      } else {
        record.isAsking = true;
        this.#guard(() => record.listener?.operation(operation));
      }
    }
  }

  /** The call is over before its listener hears of it, so that it may release the guest at once. */
  #settle(record: GuestRecord, tell: (listener: GuestListener) => void): void {
    const listener = record.listener;
    record.listener = null;
    record.isAsking = false;
    record.terminateAtMs = null;
    this.#interrupted.delete(record);
    if (listener) this.#guard(() => tell(listener));
  }

  /** A broken listener must not keep the other guests from being heard. */
  #guard(action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.#bugs.push(thrown);
    }
  }

  /** The guest waits and is lent to nobody. */
  #rest(record: GuestRecord): void {
    if (record.status === 'starting') this.#starting--;
    if (record.mailPosted > record.mailTaken) {
      // Counted as starting: it needs its event loop, and others of this thread's messages, to come back.
      record.status = 'starting';
      this.#starting++;
      this.#announceMail(record);
      return;
    }
    record.status = 'idle';
    if (this.#idle.length >= MAX_IDLE) {
      // It sleeps, so it is gone at once and costs no slot.
      this.#options.workers.terminate(record.id);
      this.#remove(record, null);
      this.#freeSlots.push(record.slot);
      return;
    }
    this.#idle.push(record);
  }

  /* ------------------------------------------------------------ mail */

  #post(record: GuestRecord, mail: GuestMail): void {
    if (!record.port) return;
    record.port.postMessage(mail);
    record.mailPosted++;
  }

  /** Sends idle guests to fetch what was posted since; the others go when they come to rest. */
  #sendMail(): void {
    for (let index = this.#idle.length - 1; index >= 0; index--) {
      const record = this.#idle[index];
      if (!record || record.mailPosted === record.mailTaken) continue;
      this.#idle.splice(index, 1);
      this.#rest(record);
    }
  }

  #announceMail(record: GuestRecord): void {
    record.mailTaken = record.mailPosted;
    record.end?.begin().u32(record.mailPosted);
    record.end?.send(KernelMessage.mail);
  }

  /* ------------------------------------------------------------ slots */

  #hasFreeSlot(): boolean {
    return this.#running + this.#terminated.size < this.#options.budget;
  }

  /** An idle guest that knows every program. */
  #takeIdle(): GuestRecord | undefined {
    const last = this.#idle.at(-1);
    if (last && last.mailPosted !== last.mailTaken) this.#sendMail();
    return this.#idle.pop();
  }

  /** Gives free slots to whoever waits for one. */
  #serve(): void {
    while (!this.#isDisposed && this.#hasFreeSlot()) {
      const returning = this.#returning.shift();
      if (returning) {
        const isHeld = returning.answerHeld;
        this.#unpark(returning);
        if (isHeld) this.#answer(returning);
        continue;
      }
      if (this.#waiting.size === 0) break;
      if (this.#parked >= this.#options.parkedLimit) {
        this.#waiting.shift()?.ready(err(this.#tooManyParked()));
        continue;
      }
      const record = this.#takeIdle();
      if (!record) break;
      const request = this.#waiting.shift();
      if (request) this.#guard(() => this.#lend(record, request.ready));
    }
    this.#topUp();
  }

  /** Ends the requests that nothing can serve any more. */
  #refuse(reason: Failure): void {
    for (let request = this.#waiting.shift(); request; request = this.#waiting.shift()) {
      const { ready } = request;
      this.#guard(() => ready(err(reason)));
    }
  }

  /** Starts workers until those that wait and could run have one, and the warm ones are there. */
  #topUp(): void {
    if (this.#isDisposed) return;
    const hopeless = this.#starts.failure;
    if (hopeless) {
      if (this.#records.size === 0) this.#refuse(hopeless);
      return;
    }
    const free = this.#options.budget - this.#running - this.#terminated.size;
    const wanted = Math.max(this.#options.warm, Math.min(this.#waiting.size, free));
    while (this.#idle.length + this.#starting < wanted) {
      const slot = this.#freeSlots.pop();
      if (slot === undefined) return;
      const record = createRecord(++this.#nextId, slot);
      this.#records.set(record.id, record);
      this.#bySlot[slot] = record;
      this.#starting++;
      this.#options.workers.spawn(record.id, slot);
    }
  }

  #tooManyParked(): Failure {
    const { parkedLimit } = this.#options;
    const message = `too many wasm calls wait for the host: ${this.#parked} of at most ${parkedLimit}`;
    return failure(ErrorKind.unavailable, message, { retryable: true, details: { limit: parkedLimit } });
  }

  /* ------------------------------------------------------------ ends */

  /** Terminates guests whose grace is over, and frees the slots of those terminated long enough ago. */
  #expire(): boolean {
    const now = this.#options.clock.nowMs();
    let any = false;
    for (const record of this.#interrupted) {
      if (record.terminateAtMs === null || record.terminateAtMs > now) continue;
      any = true;
      this.#terminate(record, 'terminated, because it did not react to the interrupt');
    }
    for (let gone = this.#terminated.takeGone(); gone; gone = this.#terminated.takeGone()) {
      any = true;
      this.#freeSlots.push(gone.slot);
    }
    if (any) this.#serve();
    return any;
  }

  #terminate(record: GuestRecord, message: string): void {
    this.#options.workers.terminate(record.id);
    this.#terminated.add(record);
    this.#remove(record, { kind: 'lost', message });
    this.#serve();
  }

  /** Forgets a guest; a call that it ran ends with `fault`. */
  #remove(record: GuestRecord, fault: GuestFault | null): void {
    if (record.status === 'starting') this.#starting--;
    const index = this.#idle.indexOf(record);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#records.delete(record.id);
    this.#bySlot[record.slot] = undefined;
    record.port?.close();
    record.port = null;
    record.end = null;
    const listener = record.listener;
    record.listener = null;
    this.#endLoan(record);
    record.status = 'terminating';
    if (listener && fault) this.#guard(() => listener.fault(fault));
  }

  #recordOf(guest: Guest): GuestRecord | null {
    return guest instanceof Loan ? guest.record : null;
  }
}
