import { assertNever } from '../../base/assert-never.ts';
import type { Dispose } from '../../base/disposable.ts';
import type { HeldBytes } from '../../base/held-bytes.ts';
import {
  canceledFailure,
  ErrorKind,
  failure,
  guestFailure,
  instantiationFailure,
  invalid,
  type Failure,
} from '../../contract/errors.ts';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import type {
  CallAttempts,
  Guest,
  GuestFault,
  GuestHost,
  GuestListener,
  GuestOperation,
  Program,
} from '../../contract/ports.ts';
import type { Write } from '../commands/write.ts';
import { KERNEL_HALVES } from '../hosts/index.ts';
import type { CallPool } from '../scheduler/call-pool.ts';
import {
  failed,
  NIL_SOURCE,
  type Completion,
  type Frame,
  type Outcome,
  type Process,
  type ProcessContext,
  type StepOutcome,
} from '../scheduler/process.ts';
import { ByteLimitExceeded, NoMemory, type ByteReader } from '../../wit/codec.ts';
import type { CallWorlds } from '../files/call-worlds.ts';
import type { FunctionMapper } from '../values/mapper.ts';
import type { StagingWriter } from '../values/staging.ts';
import { holdArguments, LongArguments } from './long-arguments.ts';

/** Tag of what no guest waits for; their operations begin at 1. */
const WRITTEN = 0;

export interface WasmTargetOptions {
  readonly program: Program;
  readonly pool: CallPool;
  /** Milliseconds; null = no limit (spec/wasm §8). */
  readonly maxExecutionMs: number | null;
  readonly guests: GuestHost;
  readonly attempts: CallAttempts;
  readonly held: HeldBytes;
  readonly worlds: CallWorlds;
}

/** How a process comes to arguments that are not in the staging memory of its target when it is made. */
export interface WasmProcessLife {
  /**
   * Called in the first step: puts them there, or says why it cannot begin with them, or that they take longer. Whoever has them lowered
   * has nothing else in that memory.
   */
  prepare(frame: Frame): Failure | LongArguments | null;
  /** Those that took longer are there, or this is why not. */
  lowered?(refusal: Failure | null): void;
  closed?(): void;
}

/** The function that is called. */
export interface WasmTarget {
  readonly options: WasmTargetOptions;
  readonly mapper: FunctionMapper;
  /** Arguments of the call that begins. */
  readonly staging: StagingWriter;
}

/**
 * One call of a function, from the queue of its pool to its end. Where it needs no thread it ends in its first step; otherwise it
 * is away from then on: its code runs on a guest's thread, and what the guest asks of the host becomes commands of this process.
 */
export class WasmProcess implements Process, GuestListener {
  readonly #target: WasmTarget;
  #self: ProcessContext | null = null;
  /** The encoded arguments, until a guest has them; borrowed until {@link #keep}. */
  #args: Uint8Array | null = null;
  /** While they are on their way. */
  #long: LongArguments | null = null;
  /** It has its slot, and waits for them. */
  #isAdmitted = false;
  /** Of them, counted while it waits. */
  #heldBytes = 0;
  #guest: Guest | null = null;
  #withdrawGuest: Dispose | null = null;
  #isInterrupted = false;
  /** The guest gave its slot back until its operation is answered. */
  #isParked = false;
  /** The host function that it waits for. */
  #asking: HostFunction | null = null;
  /** Number of its last operation, and of the last that was answered. */
  #asked = 0;
  #answered = 0;

  readonly #life: WasmProcessLife | null;

  constructor(target: WasmTarget, life: WasmProcessLife | null = null) {
    this.#target = target;
    this.#life = life;
  }

  begin(self: ProcessContext): void {
    this.#self = self;
  }

  /**
   * Mostly called once, and a guest is there and has the arguments when it returns; otherwise they must outlast the next call's. Where
   * they take longer it has its place in the queue meanwhile.
   */
  step(budgetMs: number): StepOutcome {
    if (this.#long) return this.#lowerOn(this.#long, budgetMs);
    const { pool } = this.#target.options;
    const prepared = this.#life?.prepare(this.#context.frame) ?? null;
    if (prepared instanceof LongArguments) this.#long = prepared;
    else if (prepared) return failed(prepared);
    else this.#args = this.#target.staging.written;
    const refused = pool.join(this.#context.frame, () => this.#enterPool());
    if (refused) return failed(refused);
    // Whoever began the call looks at its arguments before they are gone through.
    if (this.#long) return 'continue';
    const excess = this.#args ? this.#keep(this.#args) : null;
    return excess ? failed(excess) : 'away';
  }

  #lowerOn(long: LongArguments, budgetMs: number): StepOutcome {
    const state = long.advance(budgetMs);
    if (state === 'more') return 'continue';
    const refusal = state === 'there' ? null : state;
    this.#life?.lowered?.(refusal);
    if (refusal) return failed(refusal);
    this.#heldBytes = long.sizeBytes;
    this.#args = long.take();
    this.#long = null;
    if (this.#isAdmitted) this.#acquire();
    return 'away';
  }

  complete(tag: number, completion: Completion): void {
    const guest = this.#guest;
    if (!guest || tag === WRITTEN) return;
    this.#answered = tag;
    const answer = this.#asking ? KERNEL_HALVES.answerOf(this.#asking, completion) : null;
    this.#asking = null;
    if (!answer) {
      const text = completion.status === 'failed' ? completion.failure.message : 'nobody asked';
      this.#context.stop(this.#called(text));
      return;
    }
    if (this.#isParked) {
      this.#isParked = false;
      this.#target.options.guests.unpark(guest);
    }
    guest.resume(answer.value);
  }

  interrupt(): boolean {
    this.#isInterrupted = true;
    this.#guest?.interrupt();
    return this.#guest === null;
  }

  /** The result may lie in the guest's buffer, so the caller has taken it before the guest is given back. */
  close(): void {
    const { guests, pool } = this.#target.options;
    this.#withdrawGuest?.();
    const guest = this.#guest;
    this.#guest = null;
    this.#long?.drop();
    this.#dropArguments();
    if (guest) guests.release(guest);
    pool.leave(this.#context.frame);
    this.#target.options.worlds.end(this.#context.frame);
    this.#life?.closed?.();
  }

  memoryBytes(): number {
    return this.#long?.sizeBytes ?? this.#args?.length ?? 0;
  }

  /* ------------------------------------------------------------ what the guest says */

  done(result: ByteReader): void {
    this.#context.end(this.#lift(result));
  }

  fault(fault: GuestFault): void {
    this.#context.end(outcomeOfFault(fault, (text) => this.#called(text)));
  }

  /** Also while it is ended: what it wrote before, it has written. */
  wrote(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    const write: Write = { type: 'write', stream, bytes };
    this.#context.command(WRITTEN, write, 'in passing');
  }

  operation(operation: GuestOperation): void {
    const guest = this.#guest;
    if (!guest || this.#isInterrupted) return;
    const known = KERNEL_HALVES.atOnce(operation.fn, operation.args);
    if (known) {
      guest.resume(known.value);
      return;
    }
    const tag = ++this.#asked;
    this.#asking = operation.fn;
    this.#context.command(tag, KERNEL_HALVES.commandOf(operation.fn, operation.args));
    if (this.#answered === tag || this.#guest !== guest) return;
    this.#isParked = true;
    this.#target.options.guests.park(guest);
  }

  /* ------------------------------------------------------------ on its way in */

  #enterPool(): void {
    if (this.#long) this.#isAdmitted = true;
    else this.#acquire();
  }

  /** Where no guest is needed the call has ended when this returns. */
  #acquire(): void {
    const { guests, attempts, program } = this.#target.options;
    const answer = this.#args ? attempts.run(program, this.#args) : null;
    if (answer) {
      this.#context.started();
      this.#context.end(this.#lift(answer));
      return;
    }
    this.#withdrawGuest = guests.acquire((guest) => {
      this.#withdrawGuest = null;
      if (guest.ok) this.#enter(guest.value);
      else this.#context.end(failed(guest.error));
    }, program);
  }

  #enter(guest: Guest): void {
    const { program, maxExecutionMs } = this.#target.options;
    const self = this.#context;
    this.#guest = guest;
    self.started(guest.id);
    if (maxExecutionMs !== null) {
      const text = `failed to call wasm method: ${program.method}: context deadline exceeded`;
      self.limit(maxExecutionMs, failure(ErrorKind.timeout, text, { retryable: true }));
    }
    const args = this.#args;
    if (!args) throw new Error('a call entered a guest twice');
    try {
      guest.call(program, (out) => out.bytes(args), this);
      this.#dropArguments();
    } catch (error) {
      if (!(error instanceof NoMemory || error instanceof ByteLimitExceeded)) throw error;
      // Nothing was sent, so the guest is as it was.
      self.end(failed(invalid('arguments are too large to be held')));
    }
  }

  /** Takes over the arguments that it is waiting with; a failure where all that wait would have too many. */
  #keep(args: Uint8Array): Failure | null {
    const refusal = holdArguments(this.#target.options.held, args.length);
    if (refusal) return refusal;
    this.#heldBytes = args.length;
    this.#args = this.#target.staging.take();
    return null;
  }

  #dropArguments(): void {
    this.#args = null;
    this.#target.options.held.letGo(this.#heldBytes);
    this.#heldBytes = 0;
  }

  get #context(): ProcessContext {
    if (!this.#self) throw new Error('a process that has not begun');
    return this.#self;
  }

  #lift(result: ByteReader): Outcome {
    try {
      return this.#target.mapper.liftResult(result);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return failed(guestFailure(`result: ${error.message}`));
    }
  }

  #called(text: string): Failure {
    return guestFailure(`failed to call wasm method: ${this.#target.options.program.method}: ${text}`);
  }
}

function outcomeOfFault(fault: GuestFault, called: (text: string) => Failure): Outcome {
  switch (fault.kind) {
    case 'trap':
      return failed({
        ...called(`wasm call failed: ${fault.message}`),
        details: fault.stack ? { stack: fault.stack } : null,
      });
    case 'instantiate':
      return failed(instantiationFailure(fault.message));
    case 'invalid-result':
      return failed(guestFailure(fault.message));
    case 'memory':
      return failed(failure(ErrorKind.unavailable, called(fault.message).message));
    case 'exit':
      return fault.status === 0
        ? { status: 'returned', source: NIL_SOURCE }
        : failed({ ...called(`wasi exit requested: status ${fault.status}`), details: { exit_status: fault.status } });
    case 'interrupted':
      return failed(canceledFailure());
    case 'lost':
      return failed(called(`guest worker lost: ${fault.message}`));
    default:
      return assertNever(fault);
  }
}
