import type {
  BootReport,
  CallResult,
  EvalResult,
  KernelState,
  PlainValue,
  ProjectFiles,
  EntryId,
  TapedResult,
} from '../contract/api.ts';
import { loadProject, type Change, type Installation, type Load } from './boot.ts';
import { COMMANDS } from './commands/index.ts';
import { formatMs } from '../contract/log.ts';
import { Calls } from './function-registry.ts';
import { canceledFailure, ErrorKind, failure, internal } from '../contract/errors.ts';
import { LuaProcess } from './lua/process.ts';
import { MODULE_NAMES, READY_MODULES } from '../contract/lua-modules/index.ts';
import { Modules } from './lua/modules/index.ts';
import { problemText, stripTypes } from '../lua-text/index.ts';
import { createVm } from './lua/vm/vm.ts';
import type { Vm, VmLimits } from './lua/vm/types.ts';
import { LuaWorld } from './lua/world.ts';
import { Output } from './output.ts';
import { KeptValues } from './kept-values.ts';
import { PlainReader } from '../contract/plain.ts';
import type { Ports } from '../contract/ports.ts';
import { callResult, evalResult, plainCallResult, plainEvalResult } from './results.ts';
import { Dispatcher } from './scheduler/dispatcher.ts';
import { failed, type Callable, type Frame, type Outcome } from './scheduler/process.ts';
import { createRegistryLoader, type Kind } from '../project/kinds/index.ts';
import type { RegistryLoader } from '../project/registry/registry-loader.ts';
import type { TransactionPhase } from '../project/registry/transaction.ts';
import { Scheduler, type Dispatch, type Turn } from './scheduler/scheduler.ts';
import { SlotWaits } from './scheduler/slot-waits.ts';
import type { Tape } from '../contract/tape.ts';
import { Executions } from './wasm/executions.ts';
import type { WasmExecution } from './wasm/wasm-function.ts';
import { ModuleCache } from './wasm/module-cache.ts';

export interface KernelOptions {
  /** The most one step of one process may take, milliseconds. */
  readonly stepMs?: number;
  /** Asked from inside running Lua code, and while large arguments are checked; true ends it. */
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
  readonly waits: SlotWaits;
  readonly dispatch: Dispatch;
  readonly executions: Executions<WasmExecution>;
  readonly compiled: ModuleCache;
  readonly registry: RegistryLoader<Kind>;
  installation: Installation;
  /** Functions out of use that still have calls. */
  readonly draining: Set<Callable>;
}

/**
 * The runtime. Wiring only: it makes the rooms, and carries the page's requests to them. It does nothing by itself; its
 * owner calls {@link turn} while there is work. One thread; never blocks.
 */
export class Kernel {
  readonly #ports: Ports;
  readonly #options: KernelOptions;
  readonly #roots = new Set<Root>();
  readonly #kept: KeptValues;
  #project: Project;
  /** Counts `open`s, so that a boot that was overtaken by another leaves nothing behind. */
  #generation = 0;
  /** The last `open` or `apply`: each `apply` starts from what the one before it left. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports, options: KernelOptions = {}) {
    this.#ports = ports;
    this.#options = options;
    this.#kept = new KeptValues(ports.random);
    this.#project = this.#newProject();
  }

  /** Runs what can run for at most about `budgetMs`. */
  turn(budgetMs: number): Turn {
    const turn = this.#project.scheduler.turn(budgetMs);
    if (this.#project.draining.size > 0) closeDrained(this.#project);
    return turn;
  }

  /** Replaces the project: ends everything, forgets it, and boots `files`. */
  open(files: ProjectFiles): Promise<BootReport> {
    const opened = this.#open(files);
    this.#lastChange = opened.catch(() => {});
    return opened;
  }

  /**
   * Brings the project to `files` by difference (spec/registry §3.1, spec/wasm §4.5). Entries that are as they were keep
   * their functions with pools and Lua worlds; calls in progress end on the code they began with. With an error anywhere
   * nothing changes, and the report's `error` says why.
   */
  apply(files: ProjectFiles): Promise<BootReport> {
    const generation = this.#generation;
    const applied = this.#lastChange.then(() =>
      generation === this.#generation ? this.#change(this.#project, files, 'failed to apply changes') : OVERTAKEN,
    );
    this.#lastChange = applied.catch(() => {});
    return applied;
  }

  call(target: string, args: readonly PlainValue[]): Promise<CallResult> {
    return this.#call(target, args, plainCallResult);
  }

  /** As {@link call}, with a large result as bytes for the page. */
  callForPage(target: string, args: readonly PlainValue[]): Promise<CallResult | TapedResult> {
    const { calls } = this.#project;
    return this.#call(target, args, (outcome, durationMs) =>
      callResult(outcome, durationMs, (source) => calls.record(source)),
    );
  }

  #call<T>(
    target: string,
    args: readonly PlainValue[],
    finish: (outcome: Outcome, durationMs: number) => T,
  ): Promise<T> {
    const { calls } = this.#project;
    const frame = calls.rootFrame('page');
    return this.#root((done) => calls.start(target, new PlainReader(args), frame, done), finish);
  }

  eval(source: string, name: string): Promise<EvalResult> {
    return this.#eval(source, name, plainEvalResult);
  }

  /** As {@link eval}, with large results as bytes for the page. */
  evalForPage(source: string, name: string): Promise<EvalResult | TapedResult> {
    const { calls } = this.#project;
    return this.#eval(source, name, (outcome, durationMs) =>
      evalResult(outcome, durationMs, (values) => calls.record(values)),
    );
  }

  /** The whole of a value of which a row of the console has the beginning, as a tape; null when it is not kept any more. */
  whole(handle: string): Tape | null {
    return this.#kept.get(handle);
  }

  #eval<T>(source: string, name: string, finish: (outcome: Outcome, durationMs: number) => T): Promise<T> {
    const { calls, scheduler } = this.#project;
    const frame = calls.rootFrame(name);
    return this.#root((done) => {
      const { text, errors } = stripTypes(source);
      const [mistake] = errors;
      if (mistake) {
        done(failed(internal(problemText(name, mistake))));
        return () => {};
      }
      const pid = scheduler.spawn({ process: this.#evalProcess(text, frame), frame, ended: done });
      return () => scheduler.terminate(pid);
    }, finish);
  }

  /** Ends everything that runs; resolves when the last guest has let go. */
  async stop(): Promise<void> {
    this.#ports.sink.log('kernel', () => `stop: ${this.#roots.size} requests of the page are ended`);
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
    this.#ports.compiler.giveUp();
    void this.stop();
    this.#close(this.#project);
  }

  async #open(files: ProjectFiles): Promise<BootReport> {
    const generation = ++this.#generation;
    this.#ports.compiler.giveUp();
    await this.stop();
    if (generation !== this.#generation) return OVERTAKEN;
    this.#close(this.#project);
    const project = this.#newProject();
    this.#project = project;
    return this.#change(project, files, 'failed to load state');
  }

  async #change(project: Project, files: ProjectFiles, phase: TransactionPhase): Promise<BootReport> {
    const generation = this.#generation;
    const { installation } = project;
    const { clock, sink } = this.#ports;
    const startMs = clock.nowMs();
    const { report, change } = await loadProject(
      files,
      { ...project, ports: this.#ports, mayGoOn: this.#mayGoOn },
      { phase, installed: installation },
    );
    if (generation !== this.#generation) {
      for (const callable of change?.added ?? []) callable.close();
      return { ...report, ...OVERTAKEN, diagnostics: report.diagnostics };
    }
    sink.log('kernel', () => changeText({ report, change }, phase, clock.nowMs() - startMs));
    if (change) install(project, change);
    project.compiled.sweep();
    return report;
  }

  readonly #mayGoOn = (): boolean => this.#options.interrupted?.() !== true;

  #newProject(): Project {
    const { clock, random, sink } = this.#ports;
    const output = new Output(clock, sink);
    const word = new Uint32Array(1);
    const bytes = new Uint8Array(word.buffer);
    const vm = createVm({
      now: () => clock.nowMs(),
      wallClock: () => clock.wallMs(),
      random: () => {
        // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- the port fills what it is given, no array
        random.fill(bytes);
        return (word[0] ?? 0) / 2 ** 32;
      },
      ...(this.#options.interrupted ? { interrupted: this.#options.interrupted } : {}),
      ...(this.#options.luaLimits ? { limits: this.#options.luaLimits } : {}),
      onNativeError: (error) => sink.bug(error),
      extensions: Modules.extensions,
    });
    const calls = new Calls(clock, sink, output, this.#kept, this.#options.interrupted);
    const dispatch: Dispatch = (command, frame, reply) => dispatcher.dispatch(command, frame, reply);
    const scheduler = new Scheduler(clock, dispatch, this.#options.stepMs ?? DEFAULT_STEP_MS);
    const dispatcher = new Dispatcher(COMMANDS, { calls, timers: scheduler.timers, output });
    return {
      vm,
      modules: new Modules({ clock, sink, keep: (source) => calls.keep(source) }),
      calls,
      scheduler,
      waits: new SlotWaits(),
      dispatch,
      executions: new Executions(),
      compiled: new ModuleCache(this.#ports.compiler, this.#ports.digest),
      registry: createRegistryLoader({ luaModules: MODULE_NAMES }),
      installation: new Map(),
      draining: new Set(),
    };
  }

  #close(project: Project): void {
    project.calls.clear();
    for (const callable of project.draining) callable.close();
    project.draining.clear();
    project.vm.dispose();
    this.#kept.clear();
  }

  #evalProcess(source: string, frame: Frame): LuaProcess {
    const { vm, modules } = this.#project;
    const program = { id: frame.target as EntryId, source, modules: READY_MODULES, imports: [], method: null };
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
      const settle = (outcome: Outcome): void => {
        if (this.#roots.delete(root)) resolve(finish(outcome, clock.nowMs() - startMs));
      };
      const root: Root = { cancel: () => {}, settle };
      this.#roots.add(root);
      root.cancel = start(settle);
    });
  }
}

/** For the log. */
function changeText({ report, change }: Load, phase: TransactionPhase, durationMs: number): string {
  const what = `${phase === 'failed to load state' ? 'boot' : 'apply'} of ${report.entries.length} entries took ${formatMs(durationMs)}`;
  if (!change) return `${what} and changed nothing: ${report.error?.message ?? ''}`;
  const names = (callables: readonly Callable[]): string => callables.map(({ id }) => id).join(', ') || 'none';
  return `${what}; new functions: ${names(change.added)}; out of use: ${names(change.retired)}`;
}

/** Answer to an `open` or `apply` during which another `open` came. */
const OVERTAKEN: BootReport = {
  ok: false,
  error: failure(ErrorKind.canceled, 'another project was opened meanwhile'),
  entries: [],
  diagnostics: [],
};

/** From here on new calls take the new way, all at once; the functions they no longer reach are closed when they are idle. */
function install(project: Project, { installation, added, retired }: Change): void {
  for (const callable of retired) project.calls.unregister(callable.id);
  for (const callable of added) project.calls.register(callable);
  project.installation = installation;
  for (const callable of retired) project.draining.add(callable);
  closeDrained(project);
}

/** Closing makes the guests forget the program, so calls that wait for a slot must be through as well. */
function closeDrained(project: Project): void {
  for (const callable of project.draining) {
    const { active, queued } = callable.info();
    if (active > 0 || queued > 0) continue;
    project.draining.delete(callable);
    callable.close();
  }
}
