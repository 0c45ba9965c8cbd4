/**
 * The life of a guest where there is no shared memory and nothing is suspended: calls come as messages, and so do their answers. It
 * cannot wait for its kernel, so what would have to ends its call; and it hears of no interrupt, so it is terminated instead.
 */
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { HostFunction, HostFunctionSpec, ResultOf } from '../../contract/hosts/host-interface.ts';
import type { FileRead } from '../../contract/hosts/files.ts';
import type { GuestFault, GuestPorts, HostCalls, Program } from '../../contract/ports.ts';
import { ExitSignal, HostTrap, faultOf, withStack } from '../../guest/faults.ts';
import { GuestHosts } from '../../guest/hosts/index.ts';
import { Instances } from '../../guest/instances.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import type { GuestMail, GuestOrder, GuestReport } from '../../protocol/guest-messages.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { createFunctionOf, needOf } from './create-function.ts';
import { bounded, type GuestPlatform } from './guest-loop.ts';
import { inTime } from './in-time.ts';
import { KnownFunctions } from './known-functions.ts';
import { Mail } from './mail.ts';

type Report = (report: GuestReport) => void;

/** Host calls without an answer. */
class MessageCalls implements HostCalls {
  readonly #report: Report;
  /** The one that runs. */
  current = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  checkInterrupt(): void {}

  call<F extends HostFunctionSpec>(fn: HostFunction<F>): ResultOf<F> {
    const name = `${fn.interface}#${fn.type.name}`;
    throw new HostTrap(
      `${name} waits for the host, and without cross-origin isolation or promise integration (JSPI) WebAssembly cannot wait here`,
    );
  }

  readFile(): FileRead {
    return this.call(HOST_FUNCTIONS.of.files.read);
  }

  sleep(): void {
    this.call(HOST_FUNCTIONS.of.timers.sleep);
  }

  write(to: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.#report({ type: 'write', call: this.current, to, bytes: bytes.slice() });
  }

  exit(status: number): never {
    throw new ExitSignal(status);
  }
}

export class GuestDesk {
  readonly #report: Report;
  readonly #ports: GuestPorts;
  readonly #calls: MessageCalls;
  readonly #instances = new Instances({ mayWait: false });
  readonly #hosts = new GuestHosts(inTime);
  readonly #mail = new Mail();
  readonly #functions = new KnownFunctions((program) =>
    createFunctionOf(program, { ports: this.#ports, instances: this.#instances, hosts: this.#hosts }),
  );
  readonly #result = new StagingWriter();

  constructor(report: Report, platform: GuestPlatform) {
    this.#report = report;
    this.#calls = new MessageCalls(report);
    this.#ports = { ...platform, calls: this.#calls };
  }

  take(message: GuestMail | GuestOrder): void {
    // It never asks, so there is no answer; and it hears of nothing while a call runs.
    if (message.type === 'answer' || message.type === 'abandon') return;
    const isProgram = message.type === 'program';
    const ready = isProgram ? needOf(message.program, this.#hosts) : null;
    this.#mail.take(isProgram ? message.program.id : message.programId, ready, () => this.#take(message));
  }

  #take(message: GuestMail | Extract<GuestOrder, { readonly type: 'call' }>): void {
    if (message.type === 'program') this.#add(message.program);
    else if (message.type === 'retract') this.#functions.remove(message.programId);
    else this.#call(message.call, message.programId, message.args);
  }

  #add(program: Program): void {
    this.#functions.add(program);
    if (program.profiles.length > 0) this.#report({ type: 'here', programId: program.id });
  }

  #call(call: number, programId: number, args: Uint8Array): void {
    this.#calls.current = call;
    this.#result.clear();
    const fault = this.#run(call, programId, args);
    this.#instances.end();
    if (fault) this.#report({ type: 'fault', call, fault: bounded(withStack(fault)) });
    else this.#report({ type: 'done', call, result: this.#result.take() });
  }

  #run(call: number, programId: number, args: Uint8Array): GuestFault | null {
    const target = this.#functions.get(programId);
    if (!target) return { kind: 'instantiate', message: `program ${programId} is not known to this guest` };
    if (target.isLacking) this.#report({ type: 'spent', call });
    try {
      return target.run(new BytesReader(args), () => this.#result);
    } catch (thrown) {
      // It should not. Whoever called must hear of it all the same.
      return faultOf(thrown);
    }
  }
}
