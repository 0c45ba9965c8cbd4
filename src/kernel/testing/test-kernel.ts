import { NO_NETWORK, type Network } from '../../contract/network.ts';
import type { ConsoleEntry, TraceStep } from '../../contract/api.ts';
import { err, ok } from '../../base/result.ts';
import { failure } from '../../contract/errors.ts';
import { READY_MODULES } from '../../contract/lua-modules/names.ts';
import { Kernel, type KernelOptions } from '../kernel.ts';
import { raiseBug, recordBug } from '../../base/testing/reported-bugs.ts';
import type { Log } from '../../contract/log.ts';
import {
  NO_ATTEMPTS,
  type Compiler,
  type GuestHost,
  type Sink,
  type TerminalOutput,
  type TraceSink,
} from '../../contract/ports.ts';
import { nodeDigest } from './digest.ts';
import { LUA_PARTS } from '../lua/parts.ts';
import { FORM_CODE } from '../wasm/form-code.ts';
import { YAML_CODE } from '../yaml-code.ts';
import { FakeNetwork } from './fake-network.ts';
import { FakeClock } from './fake-clock.ts';

// Turns of a test wait for no file.
await Promise.all([LUA_PARTS.need(READY_MODULES), YAML_CODE.fetch(), FORM_CODE.core(), FORM_CODE.component()]);

/** Keeps what the kernel shows. */
export class RecordingSink implements Sink {
  readonly entries: Omit<ConsoleEntry, 'id'>[] = [];
  readonly events: TraceStep[] = [];
  /** Lines of the log. */
  readonly lines: string[] = [];
  readonly log: Log = (source, text) => void this.lines.push(`${source}: ${text()}`);

  hasRoom(): boolean {
    return true;
  }

  console(entry: Omit<ConsoleEntry, 'id'>): void {
    this.entries.push(entry);
  }

  omitted(): void {}

  readonly trace: TraceSink = {
    hasRoom: () => true,
    step: (step) => void this.events.push(step),
    omitted: () => {},
  };

  readonly outputs: TerminalOutput[] = [];
  terminal(output: TerminalOutput): void {
    this.outputs.push(output);
  }

  bug(error: unknown): void {
    recordBug(error);
  }

  /** Throws a bug that was told of: a test must not pass with one. */
  raiseBugs(): void {
    raiseBug();
  }

  /** Texts of `print`, in order. */
  get printed(): string[] {
    return this.entries.filter((entry) => entry.source === 'print').map((entry) => entry.text);
  }
}

const NO_GUESTS: GuestHost = {
  publish: () => {},
  retract: () => {},
  acquire: (ready) => {
    ready(err(failure('Unavailable', 'no guests in this test')));
    return () => {};
  },
  release: () => {},
  park: () => {},
  unpark: () => {},
  filesChanged: () => {},
  info: () => ({ alive: 0, parked: 0, terminating: 0, list: [] }),
};

/** An empty module for every text: these tests are about Lua. */
const NO_COMPILER: Compiler = {
  compileWat: async () => ok({ module: {}, bytes: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) }),
  compileModule: async () => ok({}),
  giveUp: () => {},
};

export interface TestKernel {
  readonly kernel: Kernel;
  readonly clock: FakeClock;
  readonly sink: RecordingSink;
  /** Runs turns and lets time pass from timer to timer until `promise` settles. */
  readonly settle: <T>(promise: Promise<T>) => Promise<T>;
}

/** A kernel with a fake clock and no guests. Lua's slices are measured by a clock that stands still, so they never end. */
export function createTestKernel(options: KernelOptions = {}, network: Network = NO_NETWORK): TestKernel {
  const clock = new FakeClock();
  const sink = new RecordingSink();
  const kernel = new Kernel(
    {
      clock,
      sink,
      random: { fill: (target) => target.fill(7) },
      guests: NO_GUESTS,
      attempts: NO_ATTEMPTS,
      network,
      compiler: NO_COMPILER,
      digest: nodeDigest,
    },
    options,
  );
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    void promise.finally(() => {
      isSettled = true;
    });
    for (;;) {
      // The kernel's own promises first: they may make work.
      for (let tick = 0; tick < 10; tick++) await Promise.resolve();
      sink.raiseBugs();
      if (isSettled) return promise;
      const { more, nextTimerMs } = kernel.turn(0);
      // Its answers come before any time has passed.
      if (network instanceof FakeNetwork && network.isBusy) continue;
      if (!more && nextTimerMs !== null) clock.advance(Math.max(0, nextTimerMs - clock.nowMs()));
    }
  };
  return { kernel, clock, sink, settle };
}
