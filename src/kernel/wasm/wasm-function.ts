import { assertNever } from '../../base/assert-never.ts';
import type { Dispose } from '../../base/disposable.ts';
import type { EntryId, Pid, ProcessInfo } from '../../contract/api.ts';
import { canceledFailure, ErrorKind, failure, guestFailure, invalid, type Failure } from '../../contract/errors.ts';
import type { Guest, GuestFault, GuestHost, GuestListener, GuestOperation, Program } from '../../contract/ports.ts';
import type { Sleep } from '../commands/sleep.ts';
import type { Write } from '../commands/write.ts';
import type { CallPool } from '../scheduler/call-pool.ts';
import { failed, NIL_SOURCE, type Callable, type CallStart, type Outcome } from '../scheduler/process.ts';
import type { Dispatch } from '../scheduler/scheduler.ts';
import type { Timers } from '../scheduler/timers.ts';
import { ByteLimitExceeded, NoMemory, type ByteReader } from '../../wit/codec.ts';
import { FunctionMapper } from '../values/mapper.ts';
import { StagingWriter } from '../values/staging.ts';
import type { Executions } from './executions.ts';

export interface WasmFunctionOptions {
  readonly program: Program;
  readonly pool: CallPool;
  readonly poolType: 'inline' | 'lazy';
  /** Milliseconds; null = no limit (spec/wasm §8). */
  readonly maxExecutionMs: number | null;
  readonly guests: GuestHost;
  readonly timers: Timers;
  readonly dispatch: Dispatch;
  readonly executions: Executions<WasmExecution>;
  readonly nextPid: (target: string) => Pid;
  /** Asked while large arguments are checked; false ends the call as canceled. */
  readonly mayGoOn: () => boolean;
}

/** A `function.wat` or `function.wasm` whose module is compiled and published to the guests. */
export class WasmFunction implements Callable {
  readonly id: EntryId;
  readonly options: WasmFunctionOptions;
  readonly mapper: FunctionMapper;
  readonly #staging = new StagingWriter();

  constructor(options: WasmFunctionOptions) {
    this.id = options.program.entry;
    this.options = options;
    this.mapper = new FunctionMapper(options.program.type);
  }

  start(call: CallStart): Dispose {
    // Everything is checked before a guest is woken, so a bad argument has no side effect (spec/wit-mapping §1).
    const staging = this.#staging;
    staging.clear();
    const misfit = this.mapper.lowerArguments(call.args, staging, this.options.mayGoOn);
    if (misfit) {
      staging.clear();
      call.done(failed(misfit));
      return () => {};
    }
    const execution = new WasmExecution(this, call, staging.written);
    this.options.executions.add(execution);
    const refused = this.options.pool.join(call.frame, () => execution.run());
    if (refused) execution.end(failed(refused));
    // Mostly a guest is there and has the arguments. Otherwise they must outlast the next call's.
    if (execution.isWaiting) execution.keep(() => staging.take());
    staging.clear();
    return () => execution.cancel();
  }

  info(): ReturnType<Callable['info']> {
    const { pool, poolType } = this.options;
    return { type: poolType, active: pool.active, queued: pool.queued };
  }

  /** Lets running calls end, then the guests forget the program. */
  close(): void {
    this.options.pool.close();
    this.options.guests.retract(this.options.program.id);
  }
}

/** One call of a {@link WasmFunction}, from the queue to its end. Ends exactly once. */
export class WasmExecution implements GuestListener {
  readonly #pid: Pid;
  readonly #owner: WasmFunction;
  readonly #call: CallStart;
  /** The encoded arguments, until a guest has them; borrowed until {@link keep}. */
  #args: Uint8Array | null;
  /** Of them, counted while it waits. */
  #heldBytes = 0;
  #state = 'ready';
  #guest: Guest | null = null;
  #withdrawGuest: Dispose | null = null;
  #withdrawOperation: Dispose | null = null;
  #stopDeadline: Dispose | null = null;
  /** How the call ends once the interrupted guest has let go. */
  #interruptedBy: Outcome | null = null;
  #canceled = false;
  #ended = false;

  constructor(owner: WasmFunction, call: CallStart, args: Uint8Array) {
    this.#owner = owner;
    this.#call = call;
    this.#args = args;
    this.#pid = owner.options.nextPid(call.frame.target);
  }

  info(): ProcessInfo {
    return {
      pid: this.#pid,
      target: this.#call.frame.target,
      state: this.#state,
      memoryBytes: this.#args?.length ?? 0,
    };
  }

  /** It has not got a guest yet. */
  get isWaiting(): boolean {
    return this.#args !== null;
  }

  /** Takes over the arguments that it is waiting with; ends where all that wait would have too many. */
  keep(take: () => Uint8Array): void {
    const bytes = this.#args?.length ?? 0;
    const { executions } = this.#owner.options;
    if (!executions.hold(bytes)) {
      const text = `arguments of calls that wait for their turn take more than ${executions.maxHeldBytes / 2 ** 20} MiB together`;
      this.end(failed(failure(ErrorKind.unavailable, text, { retryable: true })));
      return;
    }
    this.#heldBytes = bytes;
    this.#args = take();
  }

  #dropArguments(): void {
    this.#args = null;
    this.#owner.options.executions.letGo(this.#heldBytes);
    this.#heldBytes = 0;
  }

  run(): void {
    this.#withdrawGuest = this.#owner.options.guests.acquire((guest) => {
      this.#withdrawGuest = null;
      if (!guest.ok) this.end(failed(guest.error));
      else this.#enter(guest.value);
    }, this.#owner.options.program);
  }

  cancel(): void {
    if (this.#ended) return;
    this.#canceled = true;
    if (this.#guest) this.#interrupt(failed(canceledFailure()));
    else this.end(failed(canceledFailure()));
  }

  done(result: ByteReader): void {
    this.end(this.#interruptedBy ?? this.#lift(result));
  }

  fault(fault: GuestFault): void {
    this.end(this.#interruptedBy ?? outcomeOfFault(fault, this.#owner.options.program.method));
  }

  operation(operation: GuestOperation): void {
    const guest = this.#guest;
    if (!guest || this.#interruptedBy) return;
    const { dispatch, guests } = this.#owner.options;
    let answered = false;
    let parked = false;
    const withdraw = dispatch(commandOf(operation), this.#call.frame, () => {
      answered = true;
      this.#withdrawOperation = null;
      if (parked) {
        guests.unpark(guest);
        this.#state = 'running';
        this.#call.resumed(operation.type);
      }
      guest.resume();
    });
    if (answered) return;
    parked = true;
    this.#withdrawOperation = withdraw;
    this.#state = `blocked(${operation.type})`;
    guests.park(guest);
    this.#call.yielded(operation.type);
  }

  end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopDeadline?.();
    this.#withdrawGuest?.();
    this.#withdrawOperation?.();
    const guest = this.#guest;
    this.#guest = null;
    this.#dropArguments();
    // The result may lie in the guest's buffer, so the caller takes it before the guest is given back.
    try {
      if (!this.#canceled) this.#call.done(outcome);
    } finally {
      this.#owner.options.executions.delete(this);
      if (guest) this.#owner.options.guests.release(guest);
      this.#owner.options.pool.leave(this.#call.frame);
    }
  }

  #enter(guest: Guest): void {
    const { program, maxExecutionMs, timers } = this.#owner.options;
    this.#guest = guest;
    this.#state = 'running';
    this.#call.started();
    if (maxExecutionMs !== null) {
      this.#stopDeadline = timers.after(maxExecutionMs, () =>
        this.#interrupt(
          failed(
            failure(ErrorKind.timeout, `failed to call wasm method: ${program.method}: context deadline exceeded`, {
              retryable: true,
            }),
          ),
        ),
      );
    }
    const args = this.#args;
    if (!args) throw new Error('a call entered a guest twice');
    try {
      guest.call(program, (out) => out.bytes(args), this);
      this.#dropArguments();
    } catch (error) {
      if (!(error instanceof NoMemory || error instanceof ByteLimitExceeded)) throw error;
      // Nothing was sent, so the guest is as it was.
      this.end(failed(invalid('arguments are too large to be held')));
    }
  }

  #lift(result: ByteReader): Outcome {
    try {
      return this.#owner.mapper.liftResult(result);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return failed(guestFailure(`result: ${error.message}`));
    }
  }

  #interrupt(outcome: Outcome): void {
    if (this.#interruptedBy) return;
    this.#interruptedBy = outcome;
    this.#withdrawOperation?.();
    this.#withdrawOperation = null;
    this.#guest?.interrupt();
  }
}

function commandOf(operation: GuestOperation): Sleep | Write {
  switch (operation.type) {
    case 'sleep':
      return { type: 'sleep', durationNs: Number(operation.durationNs) };
    case 'write':
      return operation;
    default:
      return assertNever(operation);
  }
}

function outcomeOfFault(fault: GuestFault, method: string): Outcome {
  const called = (text: string): Failure => guestFailure(`failed to call wasm method: ${method}: ${text}`);
  switch (fault.kind) {
    case 'trap':
      return failed(called(`wasm call failed: ${fault.message}`));
    case 'instantiate':
      return failed(guestFailure(`failed to instantiate wasm module: ${fault.message}`));
    case 'invalid-arguments':
      return failed(invalid(fault.message));
    case 'invalid-result':
      return failed(guestFailure(fault.message));
    case 'memory':
      return failed(failure(ErrorKind.unavailable, `failed to call wasm method: ${method}: ${fault.message}`));
    case 'exit':
      return fault.status === 0
        ? { status: 'returned', source: NIL_SOURCE }
        : failed(called(`wasi exit requested: status ${fault.status}`));
    case 'interrupted':
      return failed(canceledFailure());
    case 'lost':
      return failed(called(`guest worker lost: ${fault.message}`));
    default:
      return assertNever(fault);
  }
}
