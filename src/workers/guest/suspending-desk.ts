/**
 * The life of a guest without shared memory in an engine that suspends WebAssembly: calls come as messages, and while some wait for the
 * kernel others run. It hears of an interrupt only between them.
 */
import type { Program } from '../../contract/ports.ts';
import { GuestHosts } from '../../guest/hosts/index.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';
import type { GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import type { GuestPlatform } from './guest-loop.ts';
import { Mail } from './mail.ts';
import { SuspendedCall } from './suspended-call.ts';

/** Kept for the next calls, in all: each may hold a memory, of which an engine has about a hundred. */
const MAX_IDLE = 8;

export class SuspendingDesk {
  readonly #report: (report: GuestReport) => void;
  readonly #platform: GuestPlatform;
  readonly #integration: PromiseIntegration;
  readonly #hosts = new GuestHosts();
  readonly #mail = new Mail();
  readonly #programs = new Map<number, Program>();
  readonly #running = new Map<number, SuspendedCall>();
  #idle: SuspendedCall[] = [];

  constructor(report: (report: GuestReport) => void, platform: GuestPlatform, integration: PromiseIntegration) {
    this.#report = report;
    this.#platform = platform;
    this.#integration = integration;
  }

  take(message: GuestMail | GuestOrder): void {
    const ready = message.type === 'program' ? this.#hosts.need(message.program.profiles) : null;
    // What a call that is underway is told overtakes what is fetched for others.
    if ('call' in message && this.#running.has(message.call)) this.#take(message);
    else this.#mail.take(ready, () => this.#take(message));
  }

  #take(message: GuestMail | GuestOrder): void {
    switch (message.type) {
      case 'program':
        this.#programs.set(message.program.id, message.program);
        break;
      case 'retract':
        this.#programs.delete(message.programId);
        this.#idle = this.#idle.filter(({ program }) => program.id !== message.programId);
        break;
      case 'call':
        void this.#call(message.call, message.programId, message.args);
        break;
      case 'answer':
        this.#running.get(message.call)?.answer(message.value);
        break;
      case 'abandon':
        this.#running.get(message.call)?.abandon();
        break;
    }
  }

  async #call(call: number, programId: number, args: Uint8Array): Promise<void> {
    const program = this.#programs.get(programId);
    if (!program) {
      const message = `program ${programId} is not known to this guest`;
      return this.#report({ type: 'fault', call, fault: { kind: 'instantiate', message } });
    }
    const running = this.#seatFor(program);
    this.#running.set(call, running);
    await running.run(call, args);
    this.#running.delete(call);
    if (this.#idle.length < MAX_IDLE && this.#programs.get(programId) === program) this.#idle.push(running);
  }

  #seatFor(program: Program): SuspendedCall {
    const at = this.#idle.findLastIndex((one) => one.program === program);
    const [idle] = at >= 0 ? this.#idle.splice(at, 1) : [];
    if (idle) return idle;
    return new SuspendedCall({
      program,
      platform: this.#platform,
      integration: this.#integration,
      hosts: this.#hosts,
      report: this.#report,
    });
  }
}
