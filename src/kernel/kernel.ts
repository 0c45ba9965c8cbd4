import type {
  BootReport,
  CallResult,
  EvalResult,
  KernelState,
  PlainValue,
  ProjectFiles,
  EntryId,
} from './api.ts';
import { boot } from './boot.ts';
import { Calls, plainOutcome } from './calls.ts';
import { canceledFailure } from './errors.ts';
import { LuaProcess } from './lua/process.ts';
import { Modules, READY_MODULES } from './lua/modules/index.ts';
import { createVm } from './lua/vm/vm.ts';
import type { Vm, VmLimits } from './lua/vm/types.ts';
import { LuaWorld } from './lua/world.ts';
import { Output } from './output.ts';
import { PlainReader, PlainWriter } from './plain.ts';
import type { Ports } from './ports.ts';
import { Dispatcher } from './scheduler/dispatcher.ts';
import { failed, NIL_SOURCE, type Outcome } from './scheduler/process.ts';
import { Scheduler, type Dispatch, type Turn } from './scheduler/scheduler.ts';
import type { Timers } from './scheduler/timers.ts';
import { Executions } from './wasm/executions.ts';
import type { WasmExecution } from './wasm/function.ts';

const NS_PER_MS = 1e6;

export interface KernelOptions {
  /** The most one step of one process may take, milliseconds. */
  readonly stepMs?: number;
  /** Asked from inside running Lua code; true ends it. */
  readonly interrupted?: () => boolean;
  readonly luaLimits?: Partial<VmLimits>;
}

const DEFAULT_STEP_MS = 2;

/** Something that the page waits for. */
interface Root {
  /** Withdraws it without telling anybody. */
  cancel(): void;
  settle(outcome: Outcome): void;
}

/** One open project: everything that goes away when another is opened. */
interface Project {
  readonly vm: Vm;
  readonly modules: Modules;
  readonly calls: Calls;
  readonly scheduler: Scheduler;
  readonly dispatch: Dispatch;
  readonly executions: Executions<WasmExecution>;
}

/**
 * The runtime. Wiring only: it makes the rooms, and carries the page's requests to them. It does nothing by itself; its
 * owner calls {@link turn} while there is work. One thread; never blocks.
 */
export class Kernel {
  readonly #ports: Ports;
  readonly #options: KernelOptions;
  readonly #roots = new Set<Root>();
  #project: Project;
  /** Counts `open`s, so that a boot that was overtaken by another leaves nothing behind. */
  #generation = 0;

  constructor(ports: Ports, options: KernelOptions = {}) {
    this.#ports = ports;
    this.#options = options;
    this.#project = this.#newProject();
  }

  /** Runs what can run for at most about `budgetMs`. */
  turn(budgetMs: number): Turn {
    return this.#project.scheduler.turn(budgetMs);
  }

  async open(files: ProjectFiles): Promise<BootReport> {
    const generation = ++this.#generation;
    await this.stop();
    if (generation !== this.#generation) return { ok: false, entries: [], diagnostics: [] };
    this.#close(this.#project);
    const project = this.#newProject();
    this.#project = project;
    const { report, functions } = await boot(files, { ...project, ports: this.#ports });
    if (generation !== this.#generation) {
      for (const callable of functions) callable.close();
      return { ...report, ok: false };
    }
    for (const callable of functions) project.calls.register(callable);
    return report;
  }

  call(target: string, args: readonly PlainValue[]): Promise<CallResult> {
    const { calls } = this.#project;
    const frame = calls.rootFrame('page');
    return this.#root(
      (done) => calls.start(target, new PlainReader(args), frame, done),
      (outcome, durationMs) => ({ ...plainOutcome(outcome), durationMs }),
    );
  }

  eval(source: string, name: string): Promise<EvalResult> {
    const { calls, scheduler } = this.#project;
    const frame = calls.rootFrame(name);
    return this.#root(
      (done) => {
        const pid = scheduler.spawn({ process: this.#evalProcess(source, name), frame, ended: done });
        return () => scheduler.terminate(pid);
      },
      (outcome, durationMs) => ({ values: allValues(outcome), error: plainOutcome(outcome).error, durationMs }),
    );
  }

  /** Ends everything that runs; resolves when the last guest has let go. */
  async stop(): Promise<void> {
    for (const root of [...this.#roots]) {
      root.cancel();
      root.settle(failed(canceledFailure()));
    }
    this.#project.scheduler.endAll(canceledFailure());
    await this.#project.executions.whenEmpty();
  }

  state(): KernelState {
    const { calls, executions, scheduler, vm } = this.#project;
    return {
      processes: [...scheduler.list(), ...[...executions].map((execution) => execution.info())],
      pools: calls.pools(),
      guests: this.#ports.guests.info(),
      memory: { luaBytes: vm.memoryBytes, luaLimitBytes: vm.limits.totalMemoryBytes },
    };
  }

  /** Forgets the project. Calls that still ran end as canceled. */
  dispose(): void {
    this.#generation++;
    void this.stop();
    this.#close(this.#project);
  }

  #newProject(): Project {
    const { clock, random, sink } = this.#ports;
    const output = new Output(clock, sink);
    const bytes = new Uint32Array(1);
    const vm = createVm({
      now: () => clock.nowMs(),
      wallClock: () => clock.wallMs(),
      random: () => {
        random.fill(new Uint8Array(bytes.buffer));
        return (bytes[0] ?? 0) / 2 ** 32;
      },
      ...(this.#options.interrupted ? { interrupted: this.#options.interrupted } : {}),
      ...(this.#options.luaLimits ? { limits: this.#options.luaLimits } : {}),
      extensions: Modules.extensions,
    });
    const calls = new Calls(clock, sink, output);
    const dispatch: Dispatch = (command, frame, reply) => dispatcher.dispatch(command, frame, reply);
    const scheduler = new Scheduler(clock, dispatch, this.#options.stepMs ?? DEFAULT_STEP_MS);
    const dispatcher = createDispatcher(calls, scheduler.timers, output);
    return { vm, modules: new Modules(clock, sink), calls, scheduler, dispatch, executions: new Executions() };
  }

  #close(project: Project): void {
    project.calls.clear();
    project.vm.dispose();
  }

  #evalProcess(source: string, name: string): LuaProcess {
    const { vm, modules } = this.#project;
    const program = { id: name as EntryId, source, modules: READY_MODULES, imports: [], method: null };
    const world = new LuaWorld(vm, modules, program);
    return new LuaProcess({
      world,
      clock: this.#ports.clock,
      args: new PlainReader([]),
      body: { kind: 'chunk' },
      closed: () => world.release(),
    });
  }

  /**
   * Starts something for the page and waits for its end. `finish` copies what it needs of the outcome, whose values are
   * borrowed. Settles exactly once.
   */
  #root<T>(
    start: (done: (outcome: Outcome) => void) => () => void,
    finish: (outcome: Outcome, durationMs: number) => T,
  ): Promise<T> {
    const { clock } = this.#ports;
    const startMs = clock.nowMs();
    return new Promise((resolve) => {
      const root: Root = {
        cancel: () => {},
        settle: (outcome) => {
          if (this.#roots.delete(root)) resolve(finish(outcome, clock.nowMs() - startMs));
        },
      };
      this.#roots.add(root);
      root.cancel = start(root.settle);
    });
  }
}

function allValues(outcome: Outcome): readonly PlainValue[] {
  if (outcome.status !== 'returned') return [];
  const writer = new PlainWriter();
  outcome.source.writeTo(writer);
  return writer.values;
}

function createDispatcher(calls: Calls, timers: Timers, output: Output): Dispatcher {
  return new Dispatcher({
    call: (command, frame, reply) => calls.start(command.target, command.args, frame, reply),
    sleep: (command, _frame, reply) =>
      timers.after(command.durationNs / NS_PER_MS, () => reply({ status: 'returned', source: NIL_SOURCE })),
    write: (command, frame, reply) => {
      output.write(frame, command.stream, command.bytes);
      reply({ status: 'returned', source: NIL_SOURCE });
      return null;
    },
  });
}
