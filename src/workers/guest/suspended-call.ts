/** One call at a time of one program, which is suspended while it waits: a guest has as many of these as it has calls. */
import type { HostFunction } from '../../contract/hosts/host-interface.ts';
import { putArguments, takeValue } from '../../contract/hosts/values.ts';
import type { GuestFault, Program } from '../../contract/ports.ts';
import { InterruptSignal, faultOf, withStack } from '../../guest/faults.ts';
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

export interface SuspendedCallOptions {
  readonly program: Program;
  readonly platform: GuestPlatform;
  readonly integration: PromiseIntegration;
  /** With what the program needs. */
  readonly hosts: GuestHosts;
  readonly report: (report: GuestReport) => void;
}

interface Waiting {
  readonly fn: HostFunction;
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export class SuspendedCall {
  readonly program: Program;
  readonly #report: (report: GuestReport) => void;
  readonly #instances = new Instances({ mayWait: false });
  readonly #result = new StagingWriter();
  readonly #function: GuestFunction;
  #call = 0;
  #waiting: Waiting | null = null;
  #isInterrupted = false;

  constructor({ program, platform, integration, hosts, report }: SuspendedCallOptions) {
    this.program = program;
    this.#report = report;
    const calls = new RepeatedCalls({
      ask: (fn, args) => this.#ask(fn, args),
      write: (to, bytes) => report({ type: 'write', call: this.#call, to, bytes: bytes.slice() }),
      checkInterrupt: () => {
        if (this.#isInterrupted) throw new InterruptSignal();
      },
    });
    const suspension = { ...integration, repeated: <T>(work: () => T) => calls.repeated(work) };
    const { random } = platform;
    const clock = calls.clockOf(platform.clock);
    this.#function = createFunctionOf(program, {
      ports: { clock, random, calls, suspension },
      instances: this.#instances,
      hosts,
    });
  }

  /** Reports how the call ends. Never rejects. */
  async run(call: number, args: Uint8Array): Promise<void> {
    this.#call = call;
    this.#isInterrupted = false;
    this.#result.clear();
    const fault = await this.#run(args);
    this.#instances.end();
    if (fault) this.#report({ type: 'fault', call, fault: bounded(withStack(fault)) });
    else this.#report({ type: 'done', call, result: this.#result.take() });
  }

  /** What it waits for. Bytes that are no value of the type are our own mistake. */
  answer(value: Uint8Array): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = null;
    const { result } = waiting.fn.type;
    waiting.resolve(result ? takeValue(result, new BytesReader(value)) : undefined);
  }

  /** Ends it where it waits, or at its next call of the host. */
  abandon(): void {
    this.#isInterrupted = true;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(new InterruptSignal());
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
    const sent = new StagingWriter();
    putArguments(fn, args, sent);
    return new Promise((resolve, reject) => {
      this.#waiting = { fn, resolve, reject };
      this.#report({ type: 'ask', call: this.#call, code: operationCode(fn), args: sent.take() });
    });
  }
}
