/** One call at a time of one program, which is suspended while it waits: a guest has as many of these as it has calls. */
import { errorText } from '../../base/error-text.ts';
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { putArguments, takeValue } from '../../contract/hosts/values.ts';
import { END, PAUSE } from '../../contract/module-pause.ts';
import type { Clock, CoreFunction, GuestFault, Program } from '../../contract/ports.ts';
import { HostTrap, InterruptSignal, faultOf, withStack } from '../../guest/faults.ts';
import type { GuestFunction } from '../../guest/guest-function.ts';
import type { GuestHosts } from '../../guest/hosts/index.ts';
import { Instances } from '../../guest/instances.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';
import { RepeatedCalls } from '../../guest/repeated-calls.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestReport } from '../../protocol/guest-messages.ts';
import { operationCode } from '../../protocol/sync-channel-operations.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { createFunctionOf } from './create-function.ts';
import { bounded, type GuestPlatform } from './guest-loop.ts';
import { Pace, type Pausable, type Pauses } from './pauses.ts';

export interface SuspendedCallOptions {
  readonly program: Program;
  readonly platform: GuestPlatform;
  readonly integration: PromiseIntegration;
  /** With what the program needs. */
  readonly hosts: GuestHosts;
  readonly report: (report: GuestReport) => void;
  /** In which questions are put together, at once: one is enough for all calls of a thread. */
  readonly staging: StagingWriter;
  /** Whom its code asks, by the number of the call. */
  readonly pauses: Pauses;
  /** Waits until others have had the thread. */
  readonly turn: () => Promise<void>;
}

interface Waiting {
  readonly fn: HostFunction;
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export class SuspendedCall implements Pausable {
  readonly program: Program;
  readonly #report: (report: GuestReport) => void;
  readonly #instances: Instances;
  readonly #result = new StagingWriter();
  readonly #staging: StagingWriter;
  readonly #function: GuestFunction;
  readonly #clock: Clock;
  readonly #turn: () => Promise<void>;
  readonly #pace = new Pace();
  #call = 0;
  #waiting: Waiting | null = null;
  #isInterrupted = false;
  /** Exports that were entered so that they can be suspended, and have not ended. */
  #entered = 0;

  constructor({ program, platform, integration, hosts, report, staging, pauses, turn }: SuspendedCallOptions) {
    this.#staging = staging;
    this.#clock = platform.clock;
    this.#turn = turn;
    this.#instances = new Instances({
      mayWait: false,
      entered: (module, exports) => pauses.enter(module, exports, this.#call),
    });
    this.program = program;
    this.#report = report;
    const calls = new RepeatedCalls({
      ask: (fn, args) => this.#ask(fn, args),
      write: (to, bytes) => report({ type: 'write', call: this.#call, to, bytes: bytes.slice() }),
      checkInterrupt: () => {
        if (this.#isInterrupted) throw new InterruptSignal();
      },
    });
    const entered = (fn: CoreFunction): CoreFunction => this.#counted(integration.entered(fn));
    const suspension = {
      imported: integration.imported,
      entered,
      repeated: <T>(work: () => T) => calls.repeated(work),
    };
    const { random } = platform;
    const clock = calls.clockOf(platform.clock);
    this.#function = createFunctionOf(program, {
      ports: { clock, random, calls, suspension },
      instances: this.#instances,
      hosts,
    });
  }

  /** As its function is. */
  get isLacking(): boolean {
    return this.#function.isLacking ?? false;
  }

  /** Reports how the call ends. Rejects where nothing can be reported. */
  async run(call: number, args: Uint8Array): Promise<void> {
    this.#call = call;
    this.#isInterrupted = false;
    this.#result.clear();
    this.#waiting = null;
    this.#entered = 0;
    this.#begin();
    if (this.isLacking) this.#report({ type: 'spent', call });
    const fault = await this.#run(args);
    this.#instances.end();
    try {
      if (fault) this.#report({ type: 'fault', call, fault: bounded(withStack(fault)) });
      else this.#report({ type: 'done', call, result: this.#result.take() });
    } catch (thrown) {
      // Copying it may take more memory than there is. What is small is sent all the same.
      const why = errorText(thrown);
      const message = `how it ended could not be sent: ${why}`;
      this.#report({ type: 'fault', call, fault: bounded({ kind: 'memory', message }) });
    }
  }

  /** What it waits for. Bytes that are no value of the type are our own mistake. */
  answer(value: Uint8Array): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = null;
    this.#begin();
    const { result } = waiting.fn.type;
    waiting.resolve(result ? takeValue(result, new BytesReader(value)) : undefined);
  }

  ask(): number {
    if (this.#isInterrupted) return END;
    const isDue = this.#pace.ask(this.#clock.nowMs());
    const maySuspend = this.#entered > 0 && !this.#function.isInside;
    return isDue && maySuspend ? PAUSE : this.#pace.fuel;
  }

  async pause(): Promise<number> {
    this.#report({ type: 'paused', call: this.#call });
    await this.#turn();
    this.#begin();
    return this.#isInterrupted ? END : this.#pace.fuel;
  }

  /** Ends it where it waits, or at its next call of the host or look. */
  abandon(): void {
    this.#isInterrupted = true;
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = null;
    this.#begin();
    waiting.reject(new InterruptSignal());
  }

  /** It has the thread from here on. */
  #begin(): void {
    this.#pace.begin(this.#clock.nowMs());
    this.#report({ type: 'begun', call: this.#call });
  }

  async #run(args: Uint8Array): Promise<GuestFault | null> {
    try {
      const fault = await this.#function.runSuspended(new BytesReader(args), () => this.#result);
      return fault && this.#isInterrupted ? { kind: 'interrupted' } : fault;
    } catch (thrown) {
      // It should not. Whoever called must hear of it all the same.
      return faultOf(thrown);
    }
  }

  #ask(fn: HostFunction, args: readonly unknown[]): Promise<unknown> {
    if (this.#isInterrupted) throw new InterruptSignal();
    if (this.#entered === 0) {
      const name = `${fn.interface}#${fn.type.name}`;
      throw new HostTrap(
        `${name} waits for the host, and a start function, an allocator or post-return cannot wait here`,
      );
    }
    const sent = this.#staging;
    sent.clear();
    putArguments(fn, args, sent);
    this.#report({ type: 'ask', call: this.#call, code: operationCode(fn), args: sent.take() });
    return new Promise((resolve, reject) => {
      this.#waiting = { fn, resolve, reject };
    });
  }

  #counted(fn: CoreFunction): CoreFunction {
    return (...args) => {
      this.#entered++;
      const leave = (): void => void this.#entered--;
      try {
        const returned = fn(...args);
        if (returned instanceof Promise) return returned.finally(leave);
        leave();
        return returned;
      } catch (thrown) {
        leave();
        throw thrown;
      }
    };
  }
}
