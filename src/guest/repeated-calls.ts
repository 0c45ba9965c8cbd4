/**
 * Host calls of a guest that is suspended while it waits. JavaScript cannot be suspended, and host functions ask from the middle of their
 * work: so a question without an answer ends the work, and with the answer it is run again from its start, where questions that have been
 * answered are answered at once, and the clock tells what it told before. Of each function the answers come in the order in which they
 * were asked for, whatever is asked between them: what work keeps of an answer it does not ask for again.
 */
import type { FileRead } from '../contract/hosts/files.ts';
import type { HostFunction, HostFunctionSpec, ResultOf } from '../contract/hosts/host-interface.ts';
import { HOST_FUNCTIONS } from '../contract/hosts/index.ts';
import type { Clock, HostCalls, Suspension } from '../contract/ports.ts';
import { ExitSignal } from './faults.ts';

/** Ends work that asks what is not answered yet. No host function catches it. */
class Question extends Error {
  readonly fn: HostFunction;
  readonly args: readonly unknown[];

  constructor(fn: HostFunction, args: readonly unknown[]) {
    super(`${fn.interface}#${fn.type.name} has no answer yet`);
    this.fn = fn;
    this.args = args;
  }
}

/** What work has been told and has done, in all its runs. */
class Told {
  readonly #values = new Map<HostFunction | keyof Clock, unknown[]>();
  #writes = 0;
  /** Of the run: how many of each it has had. */
  #had = new Map<HostFunction | keyof Clock, number>();
  #written = 0;

  beginRun(): void {
    this.#had = new Map();
    this.#written = 0;
  }

  add(by: HostFunction | keyof Clock, value: unknown): void {
    const values = this.#values.get(by);
    if (values) values.push(value);
    else this.#values.set(by, [value]);
  }

  /** What the run is told next, or else what `first` gives. */
  next<T>(by: HostFunction | keyof Clock, first: () => T): T {
    const had = this.#had.get(by) ?? 0;
    if (had === (this.#values.get(by)?.length ?? 0)) this.add(by, first());
    this.#had.set(by, had + 1);
    return this.#values.get(by)![had] as T;
  }

  /** Whether the run has come to a write that no run before it has come to. */
  get isNewWrite(): boolean {
    if (++this.#written <= this.#writes) return false;
    this.#writes++;
    return true;
  }
}

export interface RepeatedCallsOptions {
  /** The answer of the kernel, or a promise of it. */
  readonly ask: (fn: HostFunction, args: readonly unknown[]) => unknown;
  /** Takes the bytes before it returns. */
  readonly write: (to: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  /** Throws if an interrupt is pending. */
  readonly checkInterrupt: () => void;
}

export class RepeatedCalls implements HostCalls, Pick<Suspension, 'repeated'> {
  readonly #options: RepeatedCallsOptions;
  /** Of the work that runs. */
  #told: Told | null = null;

  constructor(options: RepeatedCallsOptions) {
    this.#options = options;
  }

  repeated<T>(work: () => T): T | Promise<T> {
    return this.#run(work, new Told());
  }

  #run<T>(work: () => T, told: Told): T | Promise<T> {
    const before = this.#told;
    for (;;) {
      this.#told = told;
      told.beginRun();
      let question: Question;
      try {
        return work();
      } catch (thrown) {
        if (!(thrown instanceof Question)) throw thrown;
        question = thrown;
      } finally {
        this.#told = before;
      }
      const { fn, args } = question;
      const answer = this.#options.ask(fn, args);
      if (answer instanceof Promise) return this.#later(work, told, fn, answer);
      told.add(fn, answer);
    }
  }

  async #later<T>(work: () => T, told: Told, fn: HostFunction, answer: Promise<unknown>): Promise<T> {
    told.add(fn, await answer);
    return this.#run(work, told);
  }

  /** The same clock for the work of host functions. */
  clockOf(clock: Clock): Clock {
    const tell = (which: keyof Clock) => (): number =>
      this.#told ? this.#told.next(which, () => clock[which]()) : clock[which]();
    return { nowMs: tell('nowMs'), wallMs: tell('wallMs') };
  }

  checkInterrupt(): void {
    this.#options.checkInterrupt();
  }

  call<F extends HostFunctionSpec>(fn: HostFunction<F>, ...args: readonly unknown[]): ResultOf<F> {
    return this.#current.next<ResultOf<F>>(fn, () => {
      throw new Question(fn, args);
    });
  }

  readFile(descriptor: number, length: bigint, offset: bigint): FileRead {
    return this.call(HOST_FUNCTIONS.of.files.read, descriptor, length, offset);
  }

  sleep(durationNs: bigint): void {
    this.call(HOST_FUNCTIONS.of.timers.sleep, durationNs);
  }

  write(to: 'stdout' | 'stderr', bytes: Uint8Array): void {
    if (this.#current.isNewWrite) this.#options.write(to, bytes);
  }

  exit(status: number): never {
    throw new ExitSignal(status);
  }

  get #current(): Told {
    if (!this.#told) throw new Error('the host was asked by what is not repeated');
    return this.#told;
  }
}
