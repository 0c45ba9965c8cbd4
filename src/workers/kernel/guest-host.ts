/**
 * The kernel's guests: lends them, bounds how many run at once, and replaces those it has to terminate. Kernel thread
 * only; nothing here blocks. Whoever owns the kernel's loop calls {@link SharedGuestHost.pump} when the doorbell rang or
 * {@link SharedGuestHost.nextTimerMs} is over.
 *
 * A guest is `starting`, then `idle`, `running` while lent, `parked` while lent and waiting for the host, and
 * `terminating` for a while after it was given up. Every call ends once, whichever of these states it dies in.
 */
import { Queue } from '../../base/queue.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { KernelState } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Guest, GuestFault, GuestHost, Program } from '../../contract/ports.ts';
import { ByteLimitExceeded, NoMemory } from '../../wit/codec.ts';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { forGuests } from '../../contract/module-stop.ts';
import { putValue } from '../../contract/hosts/values.ts';
import { ANSWER_AT, KernelMessage } from '../../protocol/sync-channel-layout.ts';
import { DeferredBugs } from './deferred-bugs.ts';
import { GuestFleet } from './guest-fleet.ts';
import { GuestHearing } from './guest-hearing.ts';
import { GUEST_HOST_DEFAULTS, type GuestHostDefaults, type GuestHostOptions } from './guest-host-options.ts';
import { GuestMemory, totalFor } from './guest-memory.ts';
import { Loan, type LoanActions } from './guest-loan.ts';
import { beginLoan, forgetLoan, type GuestPort, type GuestRecord } from './guest-record.ts';

/** How many pumps may hear nothing while a guest still was woken "a moment ago" (DESIGN §3). A clock would cost more. */
const QUIET_PUMPS = 2;
const STOPPED: Failure = failure(ErrorKind.unavailable, 'the kernel has stopped');

type Ready = (guest: Result<Guest, Failure>) => void;

interface Request {
  readonly ready: Ready;
  /** The most that the call may take. */
  readonly ceilingBytes: number;
}

export class SharedGuestHost implements GuestHost {
  readonly #options: GuestHostOptions & GuestHostDefaults;
  readonly #memory: GuestMemory;
  readonly #fleet: GuestFleet;
  readonly #waiting = new Queue<Request>();
  /** Unparked guests in want of a slot. Served before new calls: they hold resources already. */
  readonly #returning = new Queue<GuestRecord>();
  readonly #interrupted = new Set<GuestRecord>();
  readonly #visit: (slot: number) => void;
  #loans = 0;
  #calls = 0;
  #running = 0;
  #parked = 0;
  /** Pumps since a guest was woken or heard. */
  #quietPumps = QUIET_PUMPS + 1;
  readonly #bugs = new DeferredBugs();
  readonly #hearing = new GuestHearing(this.#bugs, {
    hasMore: ({ slot }) => this.#options.doorbell.ringFor(slot),
    isReady: (record) => {
      this.#fleet.becameReady(record);
      this.#serve();
    },
    isSettled: (record) => this.#interrupted.delete(record),
    isMalformed: (record, what) => this.#terminate(record, `guest ${record.id} sent a malformed message: ${what}`),
  });
  #isDisposed = false;

  constructor(options: GuestHostOptions) {
    this.#options = { ...GUEST_HOST_DEFAULTS, ...options };
    this.#memory = new GuestMemory(options.memoryBytes ?? totalFor(options.budget));
    this.#fleet = new GuestFleet(this.#options, this.#memory);
    this.#visit = (slot) => {
      const record = this.#fleet.bySlot(slot);
      if (record) this.#hearing.hear(record);
    };
  }

  /** Starts the warm guests that are not there yet: nobody has to wait for one who can be told beforehand. */
  start(): void {
    this.#topUp();
  }

  /* ------------------------------------------------------------ what the page reports */

  /** The worker was made. Its channel and the kernel's end of its port are owned by the host from now on. */
  arrived(id: number, channel: SharedArrayBuffer, port: GuestPort): void {
    const record = this.#fleet.arrived(id, channel, port);
    if (record) this.#hearing.hear(record);
  }

  /** The worker is gone, whatever it was doing. */
  died(id: number, message: string): void {
    const dying = this.#fleet.byId(id);
    if (dying) this.#hearing.hearLast(dying);
    const record = this.#fleet.died(id, message);
    if (!record) return;
    this.#endBy(record, { kind: 'lost', message });
    this.#serve();
  }

  /* ------------------------------------------------------------ GuestHost */

  publish(program: Program, isTried = false): void {
    this.#fleet.publish(forGuests(program));
    if (!isTried) this.start();
  }

  retract(programId: number): void {
    this.#fleet.retract(programId);
  }

  acquire(ready: Ready, program?: Program): () => void {
    const request: Request = { ready, ceilingBytes: this.#memory.ceilingOf(program?.id) };
    const refusal = this.#isDisposed ? STOPPED : (this.#fleet.hopeless ?? this.#parkedRefusal());
    const isNext = !refusal && this.#waiting.size === 0 && this.#hasFreeSlot();
    const record = isNext && this.#fleet.hasMemory(request.ceilingBytes) ? this.#fleet.takeIdle() : undefined;
    if (refusal) ready(err(refusal));
    else if (record) this.#lend(record, request);
    if (refusal || record) return () => {};
    this.#waiting.push(request);
    this.#topUp();
    return () => void this.#waiting.removeWhere((other) => other === request);
  }

  release(guest: Guest): void {
    const record = recordOf(guest);
    if (!record) return;
    if (record.listener) throw new Error(`guest ${record.id} was released while its call runs`);
    this.#endLoan(record);
    this.#memory.ended(record);
    this.#fleet.rest(record);
    this.#serve();
  }

  park(guest: Guest): void {
    const record = recordOf(guest);
    if (!record || record.isParked) return;
    record.isParked = true;
    record.status = 'parked';
    this.#parked++;
    this.#running--;
    const refusal = this.#memory.park(record);
    if (refusal !== null) this.#endWith(record, { kind: 'memory', message: refusal });
    this.#serve();
  }

  filesChanged(): void {
    this.#options.doorbell.filesChanged();
  }

  unpark(guest: Guest): void {
    const record = recordOf(guest);
    if (!record?.isParked || record.waitsForSlot) return;
    record.waitsForSlot = true;
    this.#returning.push(record);
    this.#serve();
  }

  /* ------------------------------------------------------------ the loop's side */

  /** Hears the guests that rang and does what is due. Returns whether anything happened. Throws what a listener threw. */
  pump(): boolean {
    let any = this.#options.doorbell.take(this.#visit);
    this.#quietPumps = any ? 0 : this.#quietPumps + 1;
    if (this.#interrupted.size > 0 || this.#fleet.hasDue) any = this.#expire() || any;
    this.#fleet.sendMail();
    this.#bugs.throwFirst();
    return any;
  }

  /** Milliseconds until {@link pump} has something to do by itself; null = never. */
  nextTimerMs(): number | null {
    if (this.#interrupted.size === 0 && !this.#fleet.hasDue) return null;
    let due = this.#fleet.dueMs;
    for (const record of this.#interrupted) due = Math.min(due, record.terminateAtMs ?? Infinity);
    return Math.max(0, due - this.#options.clock.nowMs());
  }

  /** A guest was woken a moment ago, so its answer is worth waiting for. */
  get awaitingGuest(): boolean {
    return this.#running > 0 && this.#quietPumps <= QUIET_PUMPS;
  }

  /** While a worker starts, the kernel must not wait synchronously. */
  get startingGuest(): boolean {
    return this.#fleet.startingCount > 0;
  }

  /** For `KernelState`: guests with a call. Warm workers that wait for one run nobody's code and are not counted. */
  info(): KernelState['guests'] {
    return this.#fleet.guests();
  }

  /** Every worker, whether it has a call or not. */
  workers(): KernelState['guests'] {
    const { aliveCount, terminatedCount } = this.#fleet;
    return { ...this.#fleet.guests(), alive: aliveCount, terminating: terminatedCount, list: this.#fleet.info() };
  }

  /** Terminates every guest and ends every call and request. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const record of this.#fleet.records) {
      this.#fleet.terminate(record);
      this.#endBy(record, { kind: 'lost', message: 'the kernel has stopped' });
    }
    this.#refuseAll(STOPPED);
    this.#bugs.throwFirst();
  }

  /* ------------------------------------------------------------ one loan */

  #lend(record: GuestRecord, { ready, ceilingBytes }: Request): void {
    beginLoan(record, ++this.#loans);
    this.#running++;
    this.#memory.lend(record, ceilingBytes);
    // A spare is started before the borrower goes on: it may be nested calls that need it.
    if (this.#fleet.spareCount < this.#options.warm) this.#topUp();
    ready(ok(new Loan(this.#loanActions, record)));
  }

  #endLoan(record: GuestRecord): void {
    this.#interrupted.delete(record);
    if (!record.isLent) return;
    if (record.isParked) this.#parked--;
    else this.#running--;
    if (record.waitsForSlot) this.#returning.removeWhere((other) => other === record);
    forgetLoan(record);
  }

  readonly #loanActions: LoanActions = {
    call: (record, program, encode, listener) => {
      const end = record.end;
      if (!end?.hasTurn || record.listener) throw new Error(`guest ${record.id} cannot take a call now`);
      const out = end.begin();
      out.u32(program.id);
      encode(out);
      this.#options.log('guests', () => callText(record, program.entry));
      record.program = program;
      record.calls++;
      record.listener = listener;
      this.#quietPumps = 0;
      end.sendCall(++this.#calls);
    },
    resume: (record, answer) => {
      if (!record.asking) return;
      record.answer = answer;
      if (record.waitsForSlot) record.answerHeld = true;
      else this.#answer(record, record.asking);
    },
    interrupt: (record) => {
      if (!record.listener || record.terminateAtMs !== null) return;
      const { clock, graceMs, stoppableGraceMs } = this.#options;
      const isStoppable = record.program !== null && this.#fleet.isStoppable(record.program.id);
      record.terminateAtMs = clock.nowMs() + (isStoppable ? stoppableGraceMs : graceMs);
      record.asking = null;
      this.#interrupted.add(record);
      record.end?.interrupt();
      this.#options.log('guests', () => `guest ${record.id} is interrupted`);
    },
  };

  #answer(record: GuestRecord, { type: { result } }: HostFunction): void {
    const { answer, end } = record;
    record.asking = null;
    record.answerHeld = false;
    record.answer = undefined;
    this.#quietPumps = 0;
    if (!end) return;
    const out = end.begin();
    for (let at = 0; at < ANSWER_AT; at++) out.u8(0);
    try {
      if (result) putValue(result, answer, out);
    } catch (error) {
      if (!(error instanceof NoMemory || error instanceof ByteLimitExceeded)) throw error;
      // Nothing was sent, and the guest waits for it still.
      this.#endWith(record, { kind: 'memory', message: 'the answer of the host is too large to be held' });
      return;
    }
    end.send(KernelMessage.answer);
  }

  #unpark(record: GuestRecord): void {
    record.isParked = false;
    record.waitsForSlot = false;
    record.status = 'running';
    this.#parked--;
    this.#running++;
    this.#memory.unpark(record);
  }

  /** Ends the call whatever it does; its owner hears of `fault`. */
  #endWith(record: GuestRecord, fault: GuestFault): void {
    record.endsWith = fault;
    this.#loanActions.interrupt(record);
  }

  /* ------------------------------------------------------------ slots */

  #hasFreeSlot(): boolean {
    return this.#running + this.#fleet.terminatedCount < this.#options.budget;
  }

  /** Gives free slots to whoever waits for one. */
  #serve(): void {
    while (!this.#isDisposed && this.#hasFreeSlot()) {
      const returning = this.#returning.first;
      if (returning) {
        // One can always go on: what those that wait may hold leaves room for it.
        if (!this.#fleet.hasMemory(this.#memory.wantedBy(returning)) && this.#running > 0) break;
        this.#returning.shift();
        const held = returning.answerHeld ? returning.asking : null;
        this.#unpark(returning);
        if (held) this.#answer(returning, held);
        continue;
      }
      const request = this.#waiting.first;
      if (!request) break;
      const refusal = this.#parkedRefusal();
      const record = refusal || !this.#fleet.hasMemory(request.ceilingBytes) ? undefined : this.#fleet.takeIdle();
      if (!refusal && !record) break;
      this.#waiting.shift();
      this.#bugs.guard(() => (record ? this.#lend(record, request) : refusal && request.ready(err(refusal))));
    }
    this.#topUp();
  }

  /** Has workers started until those that wait and could run have one, and the warm ones are there. */
  #topUp(): void {
    if (this.#isDisposed) return;
    const free = this.#options.budget - this.#running - this.#fleet.terminatedCount;
    this.#fleet.keep(Math.max(this.#options.warm, Math.min(this.#waiting.size, free)));
    const { hopeless } = this.#fleet;
    if (hopeless) this.#refuseAll(hopeless);
  }

  #refuseAll(reason: Failure): void {
    for (let request = this.#waiting.shift(); request; request = this.#waiting.shift()) {
      const { ready } = request;
      this.#bugs.guard(() => ready(err(reason)));
    }
  }

  /** Why no guest can be lent although one may be idle: too many calls wait for calls of their own. */
  #parkedRefusal(): Failure | null {
    const { parkedLimit } = this.#options;
    if (this.#parked < parkedLimit) return null;
    const message = `too many wasm calls wait for the host: ${this.#parked} of at most ${parkedLimit}`;
    return failure(ErrorKind.unavailable, message, { retryable: true, details: { limit: parkedLimit } });
  }

  /* ------------------------------------------------------------ ends */

  /** Terminates guests whose grace is over, and frees the slots of those terminated long enough ago. */
  #expire(): boolean {
    const now = this.#options.clock.nowMs();
    let any = this.#fleet.reap();
    for (const record of this.#interrupted) {
      if (record.terminateAtMs === null || record.terminateAtMs > now) continue;
      any = true;
      this.#terminate(record, 'terminated, because it did not react to the interrupt');
    }
    if (any) this.#serve();
    return any;
  }

  #terminate(record: GuestRecord, message: string): void {
    this.#options.log('guests', () => `guest ${record.id}: ${message}`);
    this.#hearing.hearLast(record);
    this.#fleet.terminate(record);
    this.#endBy(record, { kind: 'lost', message });
    this.#serve();
  }

  /** Ends the loan of a guest that is no more, and the call that it ran. */
  #endBy(record: GuestRecord, fault: GuestFault): void {
    const { listener, endsWith } = record;
    record.listener = null;
    this.#endLoan(record);
    if (listener) this.#bugs.guard(() => listener.fault(endsWith ?? fault));
  }
}

/** For the log: what is run, and by whom. */
function callText({ id, calls }: GuestRecord, entry: string): string {
  return `guest ${id} runs ${entry}, ${calls === 0 ? 'its first call' : `reused after ${calls} ${calls === 1 ? 'call' : 'calls'}`}`;
}

/** Null when the loan is over. */
function recordOf(guest: Guest): GuestRecord | null {
  return guest instanceof Loan ? guest.record : null;
}
