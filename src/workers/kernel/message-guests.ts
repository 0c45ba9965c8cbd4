/**
 * Guests where there is no shared memory: calls come as messages and are answered with messages. Where the engine suspends WebAssembly
 * a worker has many calls that wait for their host, and one that runs; elsewhere none can wait (`guest/guest-desk.ts`). A call that
 * runs and is interrupted hears of it when it waits, ends or gives its thread back; where it does not, it costs its worker. Kernel thread only.
 */
import { Queue } from '../../base/queue.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { KernelState } from '../../contract/api.ts';
import { isPausable } from '../../contract/module-pause.ts';
import { forGuests } from '../../contract/module-stop.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import { putValue } from '../../contract/hosts/values.ts';
import type { Clock, Guest, GuestFault, GuestHost, Program } from '../../contract/ports.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { decodeOperation } from '../../protocol/sync-channel-operations.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { ByteLimitExceeded, NoMemory } from '../../wit/codec.ts';
import { DeferredBugs } from './deferred-bugs.ts';
import type { GuestWorkers } from './guest-fleet.ts';
import { isReport } from './guest-report.ts';
import { StartFailures } from './guest-starts.ts';
import { LeavingCalls } from './message-leaving.ts';
import { Crowd } from './message-crowd.ts';
import { MessageLoan, MessageWorker, type LoanActions, type ReportingPort } from './message-loan.ts';

export interface MessageGuestsOptions {
  readonly workers: GuestWorkers;
  readonly clock: Clock;
  /** How many workers there may be. */
  readonly budget: number;
  /** Something has come: {@link MessageGuests.pump} is wanted. */
  readonly wake: () => void;
  /** Calls that may wait for the host at once. */
  readonly parkedLimit?: number;
}

const PARKED_LIMIT = 10_000;
/** What the other calls of a worker hear, by how the one came to its end for which it is ended. */
const ENDED_FOR = {
  'runs on': 'its worker was ended because of another call, which did not stop',
  'is silent': 'its worker was ended because it answered nothing any more',
};

type Ready = (guest: Result<Guest, Failure>) => void;

interface Request {
  readonly ready: Ready;
  readonly program: Program | undefined;
}

/** What a guest has said, or what is said in its place. */
interface Said {
  readonly loan: MessageLoan;
  readonly report:
    | Exclude<GuestReport, { readonly type: 'begun' | 'paused' | 'spent' | 'here' }>
    | { readonly type: 'fault'; readonly fault: GuestFault };
}

export class MessageGuests implements GuestHost {
  readonly #options: MessageGuestsOptions;
  readonly #programs = new Map<number, Program>();
  readonly #crowd: Crowd;
  readonly #waiting = new Queue<Request>();
  /** Those whose program's code is underway to a worker: they hold up nobody else. */
  readonly #held = new Set<Request>();
  /** Since the last turn. */
  readonly #said = new Queue<Said>();
  readonly #staging = new StagingWriter();
  readonly #starts = new StartFailures();
  readonly #bugs = new DeferredBugs();
  readonly #leaving: LeavingCalls;
  #nextWorker = 0;
  #nextCall = 0;
  #parked = 0;

  constructor(options: MessageGuestsOptions) {
    this.#options = options;
    this.#crowd = new Crowd(options.budget, options.clock);
    this.#leaving = new LeavingCalls(options.clock);
  }

  /* ------------------------------------------------------------ what the page reports */

  arrived(id: number, port: ReportingPort): void {
    const worker = this.#crowd.get(id);
    if (!worker || worker.port) return port.close();
    worker.port = port;
    port.addEventListener('message', ({ data }) => {
      this.#take(worker, data);
      this.#options.wake();
    });
    port.start();
    for (const program of this.#programs.values()) worker.tell(program);
    this.#serveAll();
  }

  died(id: number, message: string): void {
    const worker = this.#crowd.get(id);
    if (!worker) return;
    if (!worker.wasHeard) this.#starts.failed(message);
    this.#lose(worker, message);
    this.#serveAll();
    this.#options.wake();
  }

  /* ------------------------------------------------------------ GuestHost */

  publish(given: Program): void {
    const program = forGuests(given);
    this.#programs.set(program.id, program);
    for (const worker of this.#crowd.workers) worker.tell(program);
  }

  retract(programId: number): void {
    if (!this.#programs.delete(programId)) return;
    this.#starts.forget();
    this.#crowd.forget(programId);
    for (const { port, fetching } of this.#crowd.workers) {
      fetching.delete(programId);
      port?.postMessage({ type: 'retract', programId });
    }
    this.#serveAll();
  }

  acquire(ready: Ready, program?: Program): () => void {
    const request: Request = { ready, program };
    this.#waiting.push(request);
    this.#serve();
    return () => {
      if (!this.#held.delete(request)) this.#waiting.removeWhere((other) => other === request);
    };
  }

  release(guest: Guest): void {
    if (!(guest instanceof MessageLoan) || !guest.isLent) return;
    if (guest.listener) throw new Error(`guest ${guest.id} was released while its call runs`);
    guest.isLent = false;
    this.#setParked(guest, false);
    // One that nobody waits for is there until it has ended.
    if (!guest.isAbandoned) this.#leave(guest);
    this.#serve();
  }

  park(guest: Guest): void {
    if (!(guest instanceof MessageLoan) || !guest.isLent) return;
    this.#setParked(guest, true);
    this.#serve();
  }

  unpark(guest: Guest): void {
    if (guest instanceof MessageLoan) this.#setParked(guest, false);
  }

  /** None has read ahead. */
  filesChanged(): void {}

  info(): KernelState['guests'] {
    const lent = this.#crowd.workers.flatMap(({ loans }) => [...loans].filter(({ isLent }) => isLent));
    const list = lent.map(({ id, isParked, program }) => ({
      id,
      status: isParked ? ('parked' as const) : ('running' as const),
      target: program?.entry ?? null,
      memoryBytes: null,
    }));
    return { alive: lent.length, parked: this.#parked, terminating: 0, list };
  }

  /* ------------------------------------------------------------ the loop's side */

  /** Hears what guests have said, and does what is due. Returns whether anything happened. Throws what a listener threw. */
  pump(): boolean {
    let any = this.#said.size > 0;
    for (let next = this.#said.shift(); next; next = this.#said.shift()) this.#hear(next);
    any = this.#expire() || any;
    if (any) this.#serveAll();
    this.#bugs.throwFirst();
    return any;
  }

  /** Milliseconds until {@link pump} has something to do by itself; null = never. */
  nextTimerMs(): number | null {
    return this.#leaving.nextTimerMs();
  }

  /** A guest's thread may be in the hands of the code that it runs: what it says of no call of its own is not heard. */
  #take(worker: MessageWorker, data: unknown): void {
    if (!isReport(data)) return this.#terminate(worker, `guest ${worker.id} sent a malformed message`);
    worker.wasHeard = true;
    this.#starts.forget();
    if (data.type === 'here') {
      worker.fetching.delete(data.programId);
      return this.#serveAll();
    }
    const loan = worker.calls.get(data.call);
    if (!loan) return;
    if (data.type === 'begun') return this.#begun(loan);
    if (data.type === 'spent') return void (worker.isSpent = true);
    if (data.type !== 'write' && worker.holder === loan) worker.holder = null;
    if (data.type === 'paused') return void worker.computing.add(loan);
    if (data.type !== 'write') worker.computing.delete(loan);
    this.#said.push({ loan, report: data });
  }

  #begun(loan: MessageLoan): void {
    loan.worker.holder = loan;
    loan.worker.heldSinceMs = this.#options.clock.nowMs();
    if (loan.isAbandoned) this.#leaving.grantMore(loan);
  }

  #hear({ loan, report }: Said): void {
    const { listener } = loan;
    if (report.type === 'write') {
      if (listener) this.#bugs.guard(() => listener.wrote(report.to, report.bytes));
      return;
    }
    if (report.type === 'ask') return this.#hearQuestion(loan, report);
    loan.listener = null;
    loan.asking = null;
    if (loan.isAbandoned && 'call' in report) {
      this.#leaving.delete(loan);
      this.#leave(loan);
    }
    if (!listener) return;
    this.#bugs.guard(() => {
      if (report.type === 'done') listener.done(new BytesReader(report.result));
      else listener.fault(report.fault);
    });
  }

  #hearQuestion(loan: MessageLoan, { code, args }: Extract<GuestReport, { readonly type: 'ask' }>): void {
    const { listener, worker, program } = loan;
    if (!listener) return;
    try {
      const operation = decodeOperation(code, new BytesReader(args));
      if (!operation || loan.asking) throw new RangeError(`${code} is not due`);
      loan.asking = operation.fn;
      if (program && this.#crowd.waits(program.id)) worker.becomesKnown(loan);
      this.#bugs.guard(() => listener.operation(operation));
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.#terminate(worker, `guest ${worker.id} sent a malformed message: ${thrown.message}`);
    }
  }

  #serveAll(): void {
    for (const request of this.#held) this.#waiting.push(request);
    this.#held.clear();
    this.#serve();
  }

  /** Lends guests to whoever waits for one, and has workers started where there are too few. */
  #serve(): void {
    while (this.#waiting.size > 0) {
      const { program } = this.#waiting.first!;
      const refusal = this.#starts.failure ?? this.#parkedRefusal();
      const worker = refusal ? null : this.#crowd.placeFor(program?.id ?? null);
      const isUnderway = !refusal && !worker && this.#crowd.isUnderway(program?.id ?? null);
      if (!refusal && !worker && !isUnderway) return this.#start();
      const request = this.#waiting.shift()!;
      if (isUnderway) {
        this.#held.add(request);
        continue;
      }
      if (!worker) this.#bugs.guard(() => request.ready(err(refusal!)));
      else {
        const isStranger = !this.#crowd.isGathered(program?.id ?? null);
        const loan = new MessageLoan(worker, this.#actions, program ?? null, isStranger);
        worker.add(loan);
        this.#bugs.guard(() => request.ready(ok(loan)));
      }
    }
  }

  /** What is posted to one that still starts is there when it has. */
  #start(): void {
    if (!this.#crowd.mayStart(this.#waiting.size)) return;
    const worker = new MessageWorker(++this.#nextWorker);
    this.#crowd.add(worker);
    this.#options.workers.spawn(worker.id, 0);
  }

  /** Why no guest is lent: too many calls wait for calls of their own. */
  #parkedRefusal(): Failure | null {
    const { parkedLimit: limit = PARKED_LIMIT } = this.#options;
    if (this.#parked < limit) return null;
    const message = `too many wasm calls wait for the host: ${this.#parked} of at most ${limit}`;
    return failure(ErrorKind.unavailable, message, { retryable: true, details: { limit } });
  }

  #setParked(loan: MessageLoan, isParked: boolean): void {
    if (loan.isParked === isParked) return;
    loan.isParked = isParked;
    this.#parked += isParked ? 1 : -1;
    const { running, loans } = loan.worker;
    if (isParked) running.delete(loan);
    else if (!loan.isAbandoned && loans.has(loan)) running.add(loan);
  }

  /* ------------------------------------------------------------ one loan */

  readonly #actions: LoanActions = {
    begin: (loan, program, encode, listener) => {
      this.#staging.clear();
      encode(this.#staging);
      loan.program = program;
      loan.listener = listener;
      loan.number = ++this.#nextCall;
      loan.worker.calls.set(loan.number, loan);
      this.#post(loan, { type: 'call', call: loan.number, programId: program.id, args: this.#staging.take() });
    },
    resume: (loan, answer) => {
      const { asking } = loan;
      if (!asking) return;
      loan.asking = null;
      const { result } = asking.type;
      this.#staging.clear();
      try {
        if (result) putValue(result, answer, this.#staging);
      } catch (error) {
        if (!(error instanceof NoMemory || error instanceof ByteLimitExceeded)) throw error;
        this.#abandon(loan, { kind: 'memory', message: 'the answer of the host is too large to be held' }, true);
        return;
      }
      this.#post(loan, { type: 'answer', call: loan.number, value: this.#staging.take() });
    },
    interrupt: (loan) => {
      if (!loan.listener || loan.isAbandoned) return;
      this.#abandon(loan, { kind: 'interrupted' }, loan.asking !== null);
    },
  };

  /**
   * Whoever waits for the call hears `fault` in the next turn. A worker that runs nothing else is terminated at once; one in which
   * others wait has a moment to come to an end by itself.
   */
  #abandon(loan: MessageLoan, fault: GuestFault, isSuspended: boolean): void {
    const { worker } = loan;
    loan.isAbandoned = true;
    loan.asking = null;
    this.#said.push({ loan, report: { type: 'fault', fault } });
    const own = loan.program && this.#programs.get(loan.program.id);
    const hearsNothing = !isSuspended && !(own && isPausable(own));
    if (hearsNothing && worker.loans.size === 1) {
      this.#end(worker);
    } else {
      this.#post(loan, { type: 'abandon', call: loan.number });
      if (isSuspended) worker.running.delete(loan);
      this.#leaving.add(loan);
    }
    this.#options.wake();
  }

  #post({ worker }: MessageLoan, order: GuestOrder): void {
    worker.port?.postMessage(order);
  }

  /* ------------------------------------------------------------ ends */

  #expire(): boolean {
    return this.#leaving.expire((loan, end) => {
      if (end === 'runs on' && loan.program) this.#crowd.runsOn(loan.program.id);
      this.#terminate(loan.worker, ENDED_FOR[end]);
    });
  }

  #leave(loan: MessageLoan): void {
    const { worker } = loan;
    worker.remove(loan);
    if (worker.isSpent && worker.loans.size === 0 && this.#crowd.get(worker.id)) this.#end(worker);
  }

  #terminate(worker: MessageWorker, message: string): void {
    this.#end(worker);
    this.#lose(worker, message);
  }

  #end(worker: MessageWorker): void {
    this.#options.workers.terminate(worker.id);
    this.#forget(worker);
  }

  /** Its calls end, besides those that nobody waits for any more. */
  #lose(worker: MessageWorker, message: string): void {
    this.#forget(worker);
    for (const loan of worker.loans) {
      if (!loan.isAbandoned && loan.listener) {
        loan.isAbandoned = true;
        this.#said.push({ loan, report: { type: 'fault', fault: { kind: 'lost', message } } });
      }
    }
  }

  #forget(worker: MessageWorker): void {
    this.#crowd.remove(worker);
    for (const loan of worker.loans) this.#leaving.delete(loan);
    worker.port?.close();
    worker.port = null;
  }
}
