/**
 * The life of a guest, on its own thread: waits for a call, runs it, answers, waits again. It blocks while it has nothing to run, and
 * returns to its event loop to take mail, and to rest when nothing has come for a while: what ended calls have left can be collected
 * and measured then, which no blocked thread lets happen.
 */
import { GuestHosts } from '../../guest/hosts/index.ts';
import { Instances } from '../../guest/instances.ts';
import { ExitSignal, InterruptSignal, faultOf, withStack } from '../../guest/faults.ts';
import type { Clock, GuestFault, GuestPorts, HostCalls, Random } from '../../contract/ports.ts';
import { HOST_FUNCTIONS } from '../../contract/hosts/index.ts';
import type { HostFunction, HostFunctionSpec, ResultOf } from '../../contract/hosts/host-interface.ts';
import type { FileRead } from '../../contract/hosts/files.ts';
import { takeValue } from '../../contract/hosts/values.ts';
import type { GuestMail } from '../../protocol/guest-messages.ts';
import { SILENCE, SLICE_MS, type GuestEnd } from '../../protocol/sync-channel-guest.ts';
import { GuestMessage, KernelMessage } from '../../protocol/sync-channel-layout.ts';
import { faultCodec } from '../../protocol/sync-channel-operations.ts';
import { createFunctionOf, needOf } from './create-function.ts';
import { FileWindow, takeBorrowed } from './file-window.ts';
import { Mail } from './mail.ts';
import { inTime } from './in-time.ts';
import { loudly } from './loudly.ts';
import { KnownFunctions } from './known-functions.ts';

/** Code of a guest chooses the message, and what is longer is no message. In UTF-16 units. */
const MAX_MESSAGE_LENGTH = 4096;
/** Without a call for so long, it rests. Waking a thread that blocks takes a sixth of the time, so a row of calls has none that rests. */
const REST_AFTER_SLICES = 1000 / SLICE_MS;

export interface GuestPlatform {
  readonly clock: Clock;
  readonly random: Random;
}

export interface GuestLoopOptions {
  /** After how many slices of waiting it rests; default: about a second. Tests have it rest at once. */
  readonly restAfterSlices?: number;
}

/** Host calls over shared memory: the first implementation of {@link HostCalls}. */
export class ChannelCalls implements HostCalls {
  readonly #end: GuestEnd;
  readonly #instances: Instances;
  readonly #window: FileWindow;

  constructor(end: GuestEnd, instances: Instances) {
    this.#end = end;
    this.#instances = instances;
    this.#window = new FileWindow({
      version: () => end.filesVersion,
      ask: (...args) => {
        this.#ask(HOST_FUNCTIONS.of.files.read, args);
        return takeBorrowed(end.reader);
      },
    });
  }

  checkInterrupt(): void {
    if (this.#end.isInterrupted) throw new InterruptSignal();
  }

  call<F extends HostFunctionSpec>(fn: HostFunction<F>, ...args: readonly unknown[]): ResultOf<F> {
    this.#window.forget();
    this.#ask(fn, args);
    const { result } = fn.type;
    return (result ? takeValue(result, this.#end.reader) : undefined) as ResultOf<F>;
  }

  readFile(descriptor: number, length: bigint, offset: bigint): FileRead {
    this.checkInterrupt();
    return this.#window.read(descriptor, length, offset);
  }

  #ask(fn: HostFunction, args: readonly unknown[]): void {
    this.checkInterrupt();
    this.#end.reportMemory(this.#instances.bytes);
    if (!this.#end.ask(fn, args)) throw new InterruptSignal();
    this.checkInterrupt();
  }

  /** A call begins: what the last one has read lies there no more. */
  enter(): void {
    this.#window.close();
  }

  sleep(durationNs: bigint): void {
    this.call(HOST_FUNCTIONS.of.timers.sleep, durationNs);
  }

  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.checkInterrupt();
    if (!this.#end.post(stream, bytes)) this.call(HOST_FUNCTIONS.of.output.write, stream, bytes);
  }

  exit(status: number): never {
    throw new ExitSignal(status);
  }
}

export class GuestLoop {
  readonly #end: GuestEnd;
  readonly #functions = new KnownFunctions((program) =>
    createFunctionOf(program, { ports: this.#ports, instances: this.#instances, hosts: this.#hosts }),
  );
  readonly #hosts = new GuestHosts(inTime);
  readonly #mail = new Mail();
  readonly #ports: GuestPorts;
  readonly #instances: Instances;
  readonly #restAfterSlices: number;
  #mailTaken = 0;
  /** Messages that the kernel says it has posted; more than taken = we are in the event loop, waiting for them. */
  #mailPosted = 0;

  readonly #calls: ChannelCalls;

  constructor(end: GuestEnd, platform: GuestPlatform, { restAfterSlices = REST_AFTER_SLICES }: GuestLoopOptions = {}) {
    this.#end = end;
    this.#restAfterSlices = restAfterSlices;
    this.#instances = new Instances({ stopFlag: end.flag, onMade: (bytes) => end.reportMemory(bytes) });
    this.#calls = new ChannelCalls(end, this.#instances);
    this.#ports = { clock: platform.clock, random: platform.random, calls: this.#calls };
  }

  /** Says that the guest is here, and blocks until it rests or there is mail to wait for. */
  start(): void {
    this.#run();
  }

  /** Takes a message of the port; blocks again once all that was announced is here and ready to run. */
  takeMail(mail: GuestMail): void {
    const isProgram = mail.type === 'program';
    const ready = isProgram ? needOf(mail.program, this.#hosts) : null;
    this.#mail.take(isProgram ? mail.program.id : mail.programId, ready, () => this.#take(mail));
  }

  #take(mail: GuestMail): void {
    if (mail.type === 'program') this.#functions.add(mail.program);
    else this.#functions.remove(mail.programId);
    this.#mailTaken++;
    if (this.#mailPosted > 0 && this.#mailTaken >= this.#mailPosted) this.#run();
  }

  #run(): void {
    this.#mailPosted = 0;
    this.#end.begin();
    this.#serve(this.#exchange(GuestMessage.ready));
  }

  /** Does what the kernel says, one message after the other. */
  #serve(first: number): void {
    const end = this.#end;
    for (let order = first; ;) {
      if (order === KernelMessage.call) {
        order = this.#exchange(this.#call());
      } else if (order === KernelMessage.mail) {
        const posted = end.reader.u32();
        if (posted > this.#mailTaken) {
          this.#mailPosted = posted;
          return;
        }
        end.begin();
        order = this.#exchange(GuestMessage.ready);
      } else if (order === SILENCE) {
        order = this.#rest();
        if (order === SILENCE) return;
      } else {
        // An interrupt while the arguments were still arriving.
        order = this.#exchange(this.#fault({ kind: 'interrupted' }));
      }
    }
  }

  #exchange(message: number): number {
    return this.#end.exchange(message, this.#restAfterSlices);
  }

  /** Leaves the thread to its event loop until the kernel speaks; what has come by now is returned instead. Mail is taken as it comes. */
  #rest(): number {
    const stirred = this.#end.stirred();
    if (!stirred) return this.#end.receive();
    // What breaks in there has to end the worker, and a rejection would not.
    stirred.then(() => this.#serve(this.#end.receive())).catch(loudly);
    return SILENCE;
  }

  /** Runs the call whose arguments have arrived, and leaves the answer in the buffer. */
  #call(): number {
    const end = this.#end;
    if (end.isInterrupted) return this.#fault({ kind: 'interrupted' });
    const id = end.reader.u32();
    const target = this.#functions.get(id);
    if (!target) return this.#fault({ kind: 'instantiate', message: `program ${id} is not known to this guest` });
    this.#calls.enter();
    end.reportMemory(0);
    let fault: GuestFault | null;
    try {
      fault = target.run(end.reader, this.#result);
    } catch (thrown) {
      // It should not. Whoever called must hear of it all the same.
      fault = faultOf(thrown);
    }
    const { note } = this.#instances;
    this.#instances.end();
    end.reportMemory(this.#instances.bytes);
    // Its flag may be why it ended, and whatever it is nobody waits for it any more.
    if (fault && end.isInterrupted) fault = { kind: 'interrupted' };
    else if (fault) fault = withStack(fault);
    if (fault?.kind === 'trap' && note !== '') fault = { ...fault, message: fault.message + note };
    return fault === null ? GuestMessage.done : this.#fault(fault);
  }

  readonly #result = (): ReturnType<GuestEnd['begin']> => this.#end.begin();

  #fault(fault: GuestFault): number {
    faultCodec.encode(bounded(fault), this.#end.begin());
    return GuestMessage.fault;
  }
}

/** With a message that is one. */
export function bounded(fault: GuestFault): GuestFault {
  if (!('message' in fault) || fault.message.length <= MAX_MESSAGE_LENGTH) return fault;
  return { ...fault, message: `${fault.message.slice(0, MAX_MESSAGE_LENGTH)}…` };
}
