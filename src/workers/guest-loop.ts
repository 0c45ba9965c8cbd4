/**
 * The life of a guest, on its own thread: waits for a call, runs it, answers, waits again. It blocks whenever it has
 * nothing to run, and returns to its event loop only to take mail.
 */
import { GuestProgram } from '../kernel/wasm/instance.ts';
import { ExitSignal, InterruptSignal } from '../kernel/wasm/guest-signals.ts';
import { createWasi1 } from '../kernel/hosts/wasi1/imports.ts';
import type { Clock, GuestFault, GuestPorts, HostCalls, HostInterface, Random } from '../kernel/ports.ts';
import type { GuestMail } from '../protocol/guest-messages.ts';
import type { GuestEnd } from '../protocol/sync-channel-guest.ts';
import { GuestMessage, KernelMessage } from '../protocol/sync-channel-layout.ts';
import { faultCodec } from '../protocol/sync-channel-operations.ts';

export interface GuestPlatform {
  readonly clock: Clock;
  readonly random: Random;
}

/** Host calls over shared memory: the first implementation of {@link HostCalls}. */
export class ChannelCalls implements HostCalls {
  readonly #end: GuestEnd;

  constructor(end: GuestEnd) {
    this.#end = end;
  }

  checkInterrupt(): void {
    if (this.#end.isInterrupted) throw new InterruptSignal();
  }

  sleep(durationNs: bigint): void {
    this.checkInterrupt();
    if (!this.#end.ask('sleep', { type: 'sleep', durationNs })) throw new InterruptSignal();
    this.checkInterrupt();
  }

  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.checkInterrupt();
    if (!this.#end.ask('write', { type: 'write', stream, bytes })) throw new InterruptSignal();
    this.checkInterrupt();
  }

  exit(status: number): never {
    throw new ExitSignal(status);
  }
}

export class GuestLoop {
  readonly #end: GuestEnd;
  readonly #programs = new Map<number, GuestProgram>();
  readonly #hosts: readonly HostInterface[] = [createWasi1()];
  readonly #ports: GuestPorts;
  #mailTaken = 0;
  /** Messages that the kernel says it has posted; more than taken = we are in the event loop, waiting for them. */
  #mailPosted = 0;

  constructor(end: GuestEnd, platform: GuestPlatform) {
    this.#end = end;
    this.#ports = { ...platform, calls: new ChannelCalls(end) };
  }

  /** Says that the guest is here and blocks until there is mail to wait for. */
  start(): void {
    this.#run();
  }

  /** Takes a message of the port; blocks again once all that was announced is here. */
  takeMail(mail: GuestMail): void {
    this.#mailTaken++;
    if (mail.type === 'retract') this.#programs.delete(mail.programId);
    else this.#programs.set(mail.program.id, new GuestProgram(mail.program, this.#hosts, this.#ports));
    if (this.#mailPosted > 0 && this.#mailTaken >= this.#mailPosted) this.#run();
  }

  #run(): void {
    const end = this.#end;
    this.#mailPosted = 0;
    end.begin();
    let message: number = GuestMessage.ready;
    for (;;) {
      const order = end.exchange(message);
      if (order === KernelMessage.call) {
        message = this.#call();
      } else if (order === KernelMessage.mail) {
        const posted = end.reader.u32();
        if (posted > this.#mailTaken) {
          this.#mailPosted = posted;
          return;
        }
        end.begin();
        message = GuestMessage.ready;
      } else {
        // An interrupt while the arguments were still arriving.
        message = this.#fault({ kind: 'interrupted' });
      }
    }
  }

  /** Runs the call whose arguments have arrived, and leaves the answer in the buffer. */
  #call(): number {
    const end = this.#end;
    if (end.isInterrupted) return this.#fault({ kind: 'interrupted' });
    const id = end.reader.u32();
    const program = this.#programs.get(id);
    if (!program) return this.#fault({ kind: 'instantiate', message: `program ${id} is not known to this guest` });
    const fault = program.run(end.reader, this.#result);
    return fault === null ? GuestMessage.done : this.#fault(fault);
  }

  readonly #result = (): ReturnType<GuestEnd['begin']> => this.#end.begin();

  #fault(fault: GuestFault): number {
    faultCodec.encode(fault, this.#end.begin());
    return GuestMessage.fault;
  }
}
