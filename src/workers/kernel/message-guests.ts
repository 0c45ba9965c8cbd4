/**
 * Guests where there is no shared memory: a worker runs one call at a time, which comes as a message and answers with one. What a
 * guest asks of its host cannot be answered, because it cannot wait (`guest/guest-desk.ts`), besides what it writes to the console.
 * A call that is interrupted costs its worker. Kernel thread only.
 */
import { Queue } from '../../base/queue.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { KernelState } from '../../contract/api.ts';
import { forGuests } from '../../contract/module-stop.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Guest, GuestFault, GuestHost, GuestListener, Program } from '../../contract/ports.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestCall, GuestMail, GuestReport } from '../../protocol/guest-messages.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import type { ByteWriter } from '../../wit/codec.ts';
import { DeferredBugs } from './deferred-bugs.ts';
import type { GuestWorkers } from './guest-fleet.ts';
import { StartFailures } from './guest-starts.ts';

export interface MessageGuestsOptions {
  readonly workers: GuestWorkers;
  /** How many guests there may be. */
  readonly budget: number;
  /** Something has come: {@link MessageGuests.pump} is wanted. */
  readonly wake: () => void;
}

/** The kernel's end of the port to a guest. */
export interface ReportingPort {
  postMessage(message: GuestMail | GuestCall): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

type Ready = (guest: Result<Guest, Failure>) => void;

interface Worker {
  readonly id: number;
  port: ReportingPort | null;
  /** Has once answered. */
  wasHeard: boolean;
  isLent: boolean;
  program: Program | null;
  /** Set while a call runs. */
  listener: GuestListener | null;
}

export class MessageGuests implements GuestHost {
  readonly #options: MessageGuestsOptions;
  readonly #programs = new Map<number, Program>();
  readonly #workers = new Map<number, Worker>();
  readonly #waiting = new Queue<Ready>();
  /** What guests have said since the last turn. */
  readonly #reports = new Queue<{ readonly worker: Worker; readonly report: GuestReport }>();
  readonly #staging = new StagingWriter();
  readonly #starts = new StartFailures();
  readonly #bugs = new DeferredBugs();
  #nextId = 0;

  constructor(options: MessageGuestsOptions) {
    this.#options = options;
  }

  /* ------------------------------------------------------------ what the page reports */

  arrived(id: number, port: ReportingPort): void {
    const worker = this.#workers.get(id);
    if (!worker || worker.port) return port.close();
    worker.port = port;
    port.addEventListener('message', ({ data }) => {
      if (isReport(data)) this.#reports.push({ worker, report: data });
      else this.#end(worker, lost(`guest ${id} sent a malformed message`));
      this.#options.wake();
    });
    port.start();
    for (const program of this.#programs.values()) port.postMessage({ type: 'program', program });
    this.#serve();
  }

  died(id: number, message: string): void {
    const worker = this.#workers.get(id);
    if (!worker) return;
    if (!worker.wasHeard) this.#starts.failed(message);
    this.#forget(worker);
    if (worker.listener) this.#reports.push({ worker, report: lost(message) });
    this.#serve();
    this.#options.wake();
  }

  /* ------------------------------------------------------------ GuestHost */

  publish(given: Program): void {
    const program = forGuests(given);
    this.#programs.set(program.id, program);
    for (const { port } of this.#workers.values()) port?.postMessage({ type: 'program', program });
  }

  retract(programId: number): void {
    if (!this.#programs.delete(programId)) return;
    this.#starts.forget();
    for (const { port } of this.#workers.values()) port?.postMessage({ type: 'retract', programId });
  }

  acquire(ready: Ready): () => void {
    this.#waiting.push(ready);
    this.#serve();
    return () => void this.#waiting.removeWhere((other) => other === ready);
  }

  release(guest: Guest): void {
    const worker = this.#workers.get(guest.id);
    if (!worker?.isLent) return;
    if (worker.listener) throw new Error(`guest ${guest.id} was released while its call runs`);
    worker.isLent = false;
    worker.program = null;
    this.#serve();
  }

  /** None waits for the host. */
  park(): void {}
  unpark(): void {}
  /** None reads files. */
  filesChanged(): void {}

  info(): KernelState['guests'] {
    const lent = [...this.#workers.values()].filter(({ isLent }) => isLent);
    const list = lent.map(({ id, program }) => ({ id, status: 'running' as const, target: program?.entry ?? null }));
    return { alive: lent.length, parked: 0, terminating: 0, list };
  }

  /* ------------------------------------------------------------ the loop's side */

  /** Hears what guests have said. Returns whether anything happened. Throws what a listener threw. */
  pump(): boolean {
    const any = this.#reports.size > 0;
    for (let next = this.#reports.shift(); next; next = this.#reports.shift()) this.#hear(next.worker, next.report);
    if (any) this.#serve();
    this.#bugs.throwFirst();
    return any;
  }

  /** A guest's thread may be in the hands of the code that it runs, so what it says when nothing runs is not heard. */
  #hear(worker: Worker, report: GuestReport): void {
    const { listener } = worker;
    worker.wasHeard = true;
    if (!listener) return;
    if (report.type === 'write') {
      this.#bugs.guard(() => listener.wrote(report.to, report.bytes));
      return;
    }
    this.#starts.forget();
    worker.listener = null;
    this.#bugs.guard(() => {
      if (report.type === 'done') listener.done(new BytesReader(report.result));
      else listener.fault(report.fault);
    });
  }

  /** Lends idle guests to whoever waits for one, and has workers started where there are too few. */
  #serve(): void {
    while (this.#waiting.size > 0) {
      const refusal = this.#starts.failure;
      const worker = refusal ? null : this.#idle();
      if (!refusal && !worker) return;
      const ready = this.#waiting.shift();
      if (worker) worker.isLent = true;
      this.#bugs.guard(() => ready?.(worker ? ok(this.#guestOf(worker)) : err(refusal!)));
    }
  }

  /** What is posted to one that still starts is there when it has. */
  #idle(): Worker | null {
    for (const worker of this.#workers.values()) if (worker.port && !worker.isLent) return worker;
    const starting = [...this.#workers.values()].filter(({ port }) => !port).length;
    if (this.#workers.size < this.#options.budget && starting < this.#waiting.size) {
      const id = ++this.#nextId;
      this.#workers.set(id, { id, port: null, wasHeard: false, isLent: false, program: null, listener: null });
      this.#options.workers.spawn(id, 0);
    }
    return null;
  }

  #guestOf(worker: Worker): Guest {
    return {
      id: worker.id,
      call: (program, encode, listener) => this.#call(worker, program, encode, listener),
      // Nothing waits for an answer.
      resume: () => {},
      interrupt: () => {
        if (!worker.listener) return;
        this.#end(worker, { type: 'fault', fault: { kind: 'interrupted' } });
        this.#options.wake();
      },
    };
  }

  #call(worker: Worker, program: Program, encode: (out: ByteWriter) => void, listener: GuestListener): void {
    this.#staging.clear();
    encode(this.#staging);
    worker.program = program;
    worker.listener = listener;
    worker.port?.postMessage({ type: 'call', programId: program.id, args: this.#staging.take() });
  }

  /** Once: what it says of its call from now on is not heard. */
  #end(worker: Worker, report: GuestReport): void {
    if (!this.#workers.has(worker.id)) return;
    this.#options.workers.terminate(worker.id);
    this.#forget(worker);
    this.#reports.push({ worker, report });
  }

  #forget(worker: Worker): void {
    this.#workers.delete(worker.id);
    worker.port?.close();
    worker.port = null;
  }
}

/** Of a thread that may be in the hands of others. */
function isReport(data: unknown): data is GuestReport {
  if (typeof data !== 'object' || data === null) return false;
  const { type, result, fault, to, bytes } = data as Record<string, unknown>;
  if (type === 'done') return result instanceof Uint8Array;
  if (type === 'write') return bytes instanceof Uint8Array && (to === 'stdout' || to === 'stderr');
  return type === 'fault' && typeof fault === 'object' && fault !== null;
}

function lost(message: string): GuestReport {
  const fault: GuestFault = { kind: 'lost', message };
  return { type: 'fault', fault };
}
