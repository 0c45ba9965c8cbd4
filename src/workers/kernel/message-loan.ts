/** What the kernel knows of workers that it talks to by messages, and of the calls in them. Changed by {@link MessageGuests} alone. */
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import type { Guest, GuestListener, Program } from '../../contract/ports.ts';
import type { GuestMail, GuestOrder } from '../../protocol/guest-messages.ts';
import type { ByteWriter } from '../../wit/codec.ts';

/** The kernel's end of the port to a guest. */
export interface ReportingPort {
  postMessage(message: GuestMail | GuestOrder): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

export class MessageWorker {
  readonly id: number;
  /** null until the page has made it, and once it is gone. */
  port: ReportingPort | null = null;
  /** Has once said something of a call. */
  wasHeard = false;
  /** Programs that it was sent, and whose code has not come yet. */
  readonly fetching = new Set<number>();
  /** It lacks code that another one may have: it is ended once it has no call. */
  isSpent = false;
  /** Also those that nobody waits for, until they have ended. */
  readonly loans = new Set<MessageLoan>();
  /** Of them those that have its thread, or will have it without being told anything. */
  readonly running = new Set<MessageLoan>();
  /** The one that has its thread, as far as it has said so. */
  holder: MessageLoan | null = null;
  /** When it said so, in the clock's milliseconds. */
  heldSinceMs = 0;
  /** Those that gave its thread back while they computed, and have not waited since. */
  readonly computing = new Set<MessageLoan>();
  /** Those that nobody waits for: until they have ended, nobody knows what their code makes of it. */
  readonly leaving = new Set<MessageLoan>();
  /** By the numbers of their calls. */
  readonly calls = new Map<number, MessageLoan>();
  /** Those of programs of which nobody knows yet whether they wait. */
  strangers = 0;

  constructor(id: number) {
    this.id = id;
  }

  /** What needs code of host interfaces is called once it has said that the code is there. */
  tell(program: Program): void {
    if (!this.port) return;
    if (program.profiles.length > 0) this.fetching.add(program.id);
    this.port.postMessage({ type: 'program', program });
  }

  add(loan: MessageLoan): void {
    this.loans.add(loan);
    this.running.add(loan);
    if (loan.isStranger) this.strangers++;
  }

  remove(loan: MessageLoan): void {
    if (!this.loans.delete(loan)) return;
    this.running.delete(loan);
    this.leaving.delete(loan);
    this.computing.delete(loan);
    this.calls.delete(loan.number);
    if (this.holder === loan) this.holder = null;
    if (loan.isStranger) this.strangers--;
  }

  /** It has waited. */
  becomesKnown(loan: MessageLoan): void {
    if (!loan.isStranger) return;
    loan.isStranger = false;
    this.strangers--;
  }
}

export interface LoanActions {
  begin(loan: MessageLoan, program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): void;
  resume(loan: MessageLoan, answer: unknown): void;
  interrupt(loan: MessageLoan): void;
}

/** A place in a worker, lent for one call. */
export class MessageLoan implements Guest {
  readonly worker: MessageWorker;
  readonly actions: LoanActions;
  /** The one that is called, or will be. */
  program: Program | null;
  /** Of its call; 0 before it. */
  number = 0;
  isStranger: boolean;
  isLent = true;
  /** Set while somebody waits for the call. */
  listener: GuestListener | null = null;
  /** What the guest waits for an answer of; null = it does not. */
  asking: HostFunction | null = null;
  isParked = false;
  /** Nobody waits for its call any more. */
  isAbandoned = false;
  /** When its worker is ended unless its call has; Infinity = it is not. In the clock's milliseconds. */
  dueMs = Infinity;
  /** How often its worker was spared while nobody was known to have its thread. */
  graces = 0;

  constructor(worker: MessageWorker, actions: LoanActions, program: Program | null, isStranger: boolean) {
    this.isStranger = isStranger;
    this.worker = worker;
    this.actions = actions;
    this.program = program;
  }

  get id(): number {
    return this.worker.id;
  }

  call(program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): void {
    this.actions.begin(this, program, encode, listener);
  }

  resume(answer?: unknown): void {
    this.actions.resume(this, answer);
  }

  interrupt(): void {
    this.actions.interrupt(this);
  }
}
