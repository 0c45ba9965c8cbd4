import { errorText } from '../../base/error-text.ts';
import { NO_NETWORK } from '../../contract/network.ts';
import { err, ok } from '../../base/result.ts';
import { compileWat } from '../../toolchain/wat-compiler.ts';
import { Kernel, type KernelOptions } from '../kernel.ts';
import {
  NO_ATTEMPTS,
  type Compiler,
  type Guest,
  type GuestHost,
  type GuestListener,
  type Program,
} from '../../contract/ports.ts';
import { nodeDigest } from './digest.ts';
import { FakeClock } from './fake-clock.ts';
import { RecordingSink } from './test-kernel.ts';

/** Guests that never answer by themselves: a test ends their calls. Knows which programs are known. */
export class RecordingGuests implements GuestHost {
  readonly #programs = new Map<number, Program>();
  /** Calls in progress, in order. */
  readonly calls: { readonly program: Program; readonly listener: GuestListener }[] = [];

  /** Entry IDs of what is published, with the numbers of their programs. */
  get programs(): string[] {
    return [...this.#programs.values()].map((program) => program.entry);
  }

  isKnown(program: Program): boolean {
    return this.#programs.has(program.id);
  }

  /** Ends the oldest call with a trap whose message tells the program apart. */
  end(): void {
    const call = this.calls.shift();
    if (!call) throw new Error('no call');
    const message = this.isKnown(call.program) ? `ran ${call.program.id}` : 'unknown program';
    call.listener.fault({ kind: 'trap', message });
  }

  publish(program: Program): void {
    this.#programs.set(program.id, program);
  }

  retract(programId: number): void {
    this.#programs.delete(programId);
  }

  acquire(ready: Parameters<GuestHost['acquire']>[0]): () => void {
    const guest: Guest = {
      id: 1,
      call: (program, _encode, listener) => void this.calls.push({ program, listener }),
      resume: () => {},
      interrupt: () => {},
    };
    ready(ok(guest));
    return () => {};
  }

  release(): void {}
  park(): void {}
  unpark(): void {}
  filesChanged(): void {}
  info(): ReturnType<GuestHost['info']> {
    return { alive: 0, parked: 0, terminating: 0, list: [] };
  }
}

export interface RecordingKernel {
  readonly kernel: Kernel;
  readonly guests: RecordingGuests;
  readonly sink: RecordingSink;
  readonly clock: FakeClock;
  /** Texts that were compiled, in order; of binaries `module` and their size. */
  readonly compiled: string[];
  readonly compiler: Compiler;
  /** Runs turns and lets time pass from timer to timer until `promise` settles. */
  readonly settle: <T>(promise: Promise<T>) => Promise<T>;
  /** Runs turns without letting time pass. */
  readonly run: () => Promise<void>;
}

/** A kernel with the real compiler, and guests under the test's control. */
export function createRecordingKernel(compiler: Partial<Compiler> = {}, options: KernelOptions = {}): RecordingKernel {
  const clock = new FakeClock();
  const guests = new RecordingGuests();
  const compiled: string[] = [];
  const real: Compiler = {
    compileWat: async (source) => {
      compiled.push(source);
      const result = await compileWat(source);
      return result.ok
        ? ok({ module: await WebAssembly.compile(result.value.bytes), bytes: result.value.bytes })
        : result;
    },
    compileModule: async (bytes) => {
      compiled.push(`module ${bytes.length}`);
      try {
        return ok(await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>));
      } catch (error) {
        return err(errorText(error));
      }
    },
    giveUp: () => {},
  };
  const sink = new RecordingSink();
  const random = { fill: (target: Uint8Array) => void target.fill(7) };
  const used: Compiler = { ...real, ...compiler };
  const ports = {
    clock,
    sink,
    random,
    guests,
    attempts: NO_ATTEMPTS,
    network: NO_NETWORK,
    compiler: used,
    digest: nodeDigest,
  };
  const kernel = new Kernel(ports, options);
  const breathe = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const run = async (): Promise<void> => {
    for (let round = 0; round < 20; round++) {
      await breathe();
      kernel.turn(0);
      sink.raiseBugs();
    }
  };
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    void promise.finally(() => {
      isSettled = true;
    });
    for (;;) {
      await breathe();
      sink.raiseBugs();
      if (isSettled) return promise;
      const { more, nextTimerMs } = kernel.turn(0);
      if (!more && nextTimerMs !== null) clock.advance(Math.max(0, nextTimerMs - clock.nowMs()));
    }
  };
  return { kernel, guests, sink, clock, compiled, compiler: used, settle, run };
}
