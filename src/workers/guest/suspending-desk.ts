/**
 * The life of a guest without shared memory in an engine that suspends WebAssembly: calls come as messages, and while some wait for the
 * kernel others run. It hears of an interrupt only between them, so what takes long gives the thread back now and then.
 */
import type { Program } from '../../contract/ports.ts';
import { GuestHosts } from '../../guest/hosts/index.ts';
import type { PromiseIntegration } from '../../guest/promise-integration.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import type { GuestPlatform } from './guest-loop.ts';
import { needOf } from './create-function.ts';
import { inTime } from './in-time.ts';
import { loudly, type Loud } from './loudly.ts';
import { Mail } from './mail.ts';
import { Pauses } from './pauses.ts';
import { SuspendedCall } from './suspended-call.ts';

/** Kept for the next calls, in all: each may hold a memory, of which an engine has about a hundred. */
const MAX_IDLE = 8;

export interface SuspendingDeskOptions {
  /** Waits until others have had the thread. */
  readonly turn: () => Promise<void>;
  readonly loud?: Loud;
  readonly hosts?: GuestHosts;
}

export class SuspendingDesk {
  readonly #report: (report: GuestReport) => void;
  readonly #platform: GuestPlatform;
  readonly #integration: PromiseIntegration;
  readonly #hosts: GuestHosts;
  readonly #mail: Mail;
  readonly #loud: Loud;
  readonly #programs = new Map<number, Program>();
  /** Calls that wait for their program's code. */
  readonly #posted = new Set<number>();
  readonly #running = new Map<number, SuspendedCall>();
  readonly #staging = new StagingWriter();
  readonly #pauses: Pauses;
  readonly #turn: () => Promise<void>;
  #idle: SuspendedCall[] = [];

  constructor(
    report: (report: GuestReport) => void,
    platform: GuestPlatform,
    integration: PromiseIntegration,
    { turn, loud = loudly, hosts = new GuestHosts(inTime) }: SuspendingDeskOptions,
  ) {
    this.#turn = turn;
    this.#pauses = new Pauses(integration, (seat) => this.#running.get(seat));
    this.#hosts = hosts;
    this.#loud = loud;
    this.#mail = new Mail(loud);
    this.#report = report;
    this.#platform = platform;
    this.#integration = integration;
  }

  /** Calls of a program that are ready to be used again. */
  idleOf(programId: number): number {
    return this.#idle.filter(({ program }) => program.id === programId).length;
  }

  take(message: GuestMail | GuestOrder): void {
    switch (message.type) {
      case 'program': {
        const { program } = message;
        const ready = needOf(program, this.#hosts);
        return this.#mail.take(program.id, ready, () => this.#add(program));
      }
      case 'retract':
        return this.#mail.take(message.programId, null, () => this.#retract(message.programId));
      case 'call': {
        const { call, programId, args } = message;
        this.#posted.add(call);
        return this.#mail.take(programId, null, () => {
          if (this.#posted.delete(call)) this.#call(call, programId, args).catch(this.#loud);
        });
      }
      // What a call is told overtakes what is fetched.
      case 'answer':
        return this.#running.get(message.call)?.answer(message.value);
      case 'abandon':
        return this.#abandon(message.call);
    }
  }

  #add(program: Program): void {
    this.#programs.set(program.id, program);
    if (program.profiles.length > 0) this.#report({ type: 'here', programId: program.id });
  }

  #abandon(call: number): void {
    if (this.#posted.delete(call)) this.#report({ type: 'fault', call, fault: { kind: 'interrupted' } });
    else this.#running.get(call)?.abandon();
  }

  #retract(programId: number): void {
    this.#programs.delete(programId);
    this.#idle = this.#idle.filter(({ program }) => program.id !== programId);
  }

  async #call(call: number, programId: number, args: Uint8Array): Promise<void> {
    const program = this.#programs.get(programId);
    if (!program) {
      const message = `program ${programId} is not known to this guest`;
      return this.#report({ type: 'fault', call, fault: { kind: 'instantiate', message } });
    }
    const running = this.#seatFor(program);
    this.#running.set(call, running);
    try {
      await running.run(call, args);
    } finally {
      this.#running.delete(call);
    }
    if (running.isLacking || this.#programs.get(programId) !== program) return;
    this.#idle.push(running);
    if (this.#idle.length > MAX_IDLE) this.#idle.shift();
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
      staging: this.#staging,
      pauses: this.#pauses,
      turn: this.#turn,
    });
  }
}
