import type {
  BootReport,
  CallResult,
  EntryId,
  EnvironmentValues,
  EvalResult,
  KernelState,
  PlainValue,
  ProjectFiles,
  RunResult,
  TapedResult,
  TapedRun,
  TapedState,
  VariableInfo,
} from '../contract/api.ts';
import { ErrorKind, failure } from '../contract/errors.ts';
import type { FetchResult, HttpRequest } from '../contract/http.ts';
import { formatMs } from '../contract/log.ts';
import type { Ports } from '../contract/ports.ts';
import type { Tape } from '../contract/tape.ts';
import type { TransactionPhase } from '../project/registry/transaction.ts';
import type { FileTree } from './files/file-tree.ts';
import type { Changes, Good } from './installation.ts';
import { KERNEL_KINDS } from './kinds/index.ts';
import type { KernelKind } from './kinds/kind.ts';
import { LUA_PARTS, type LuaParts } from './lua/parts.ts';
import type { VmLimits } from './lua/vm/types.ts';
import type { RunRequest } from './page-requests.ts';
import type { StartRefusal } from './processes/services.ts';
import { ProjectScope } from './project-scope.ts';
import type { Turn } from './scheduler/scheduler.ts';
import { YAML_CODE, type YamlCode } from './yaml-code.ts';

export interface KernelOptions {
  /** The most one step of one process may take, milliseconds. */
  readonly stepMs?: number;
  /** Asked from inside running Lua code, and while large arguments are checked; true ends it. */
  readonly interrupted?: () => boolean;
  readonly luaLimits?: Partial<VmLimits>;
  /** Whether code without an actor or a scope may do nothing, in place of anything; Wippy's `security.strict_mode`. */
  readonly isSecurityStrict?: boolean;
  /** Tells the owner that there is work for {@link Kernel.turn} which came up between requests. */
  readonly wake?: () => void;
  /** Resolves when all that waits for the thread has had its turn; work that is no process asks between its portions. */
  readonly giveWay?: () => Promise<void>;
  /** Code of Lua; by default what this thread has. */
  readonly lua?: LuaParts;
  /** Code that reads YAML; by default what this thread has. */
  readonly yaml?: YamlCode;
  /** Entry kinds that work; by default all there are. */
  readonly kinds?: readonly KernelKind[];
}

const DEFAULT_STEP_MS = 2;

/**
 * The runtime. Wiring only: it has one project open, and carries the page's requests to it. It does nothing by itself; its
 * owner calls {@link turn} while there is work. One thread; never blocks.
 */
export class Kernel {
  readonly #ports: Ports;
  readonly #options: KernelOptions;
  #project: ProjectScope;
  /** Of all its projects together. */
  #calls = 0;
  /** Counts `open`s, so that a boot that was overtaken by another leaves nothing behind. */
  #generation = 0;
  /** The last `open` or `apply`: each `apply` starts from what the one before it left. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(ports: Ports, options: KernelOptions = {}) {
    this.#ports = ports;
    this.#options = options;
    this.#project = this.#newProject();
  }

  /** Runs what can run for at most about `budgetMs`. */
  turn(budgetMs: number): Turn {
    return this.#project.turn(budgetMs);
  }

  /** Replaces the project: ends everything, forgets it, and boots `files`. */
  open(files: ProjectFiles, values: EnvironmentValues = []): Promise<BootReport> {
    const opened = this.#open(files, values);
    this.#lastChange = opened.catch(() => {});
    return opened;
  }

  /**
   * Brings the project to `files` by difference (spec/registry §3.1, spec/wasm §4.5). Entries that are as they were keep
   * their functions with pools and Lua worlds; calls in progress end on the code they began with. With an error anywhere
   * nothing changes, and the report's `error` says why.
   */
  apply(files: ProjectFiles, values: EnvironmentValues = []): Promise<BootReport> {
    const generation = this.#generation;
    const applied = this.#lastChange.then(() =>
      generation === this.#generation ? this.#change(files, values, 'failed to apply changes') : OVERTAKEN,
    );
    this.#lastChange = applied.catch(() => {});
    return applied;
  }

  call(target: string, args: readonly PlainValue[]): Promise<CallResult> {
    return this.#project.requests.call(target, args);
  }

  /** As {@link call}, with a large result as bytes for the page. */
  callForPage(target: string, args: readonly PlainValue[]): Promise<CallResult | TapedResult> {
    return this.#project.requests.callForPage(target, args);
  }

  /** Calls a function of WebAssembly once and gives what that left in memory (`contract/inspection.ts`). */
  inspect(target: string, args: readonly PlainValue[]): Promise<CallResult | TapedResult> {
    return this.#project.requests.inspect(target, args);
  }

  /** Runs a command of the project to its end; a large value comes as bytes for the page. */
  run(request: RunRequest): Promise<RunResult | TapedRun> {
    return this.#project.requests.run(request);
  }

  /** Into the terminal of a command that runs; null = no more comes. */
  typed(terminal: number, text: string | null): void {
    this.#project.requests.typed(terminal, text);
  }

  eval(source: string, name: string): Promise<EvalResult> {
    return this.#project.requests.eval(source, name);
  }

  /** As {@link eval}, with large results as bytes for the page. */
  evalForPage(source: string, name: string): Promise<EvalResult | TapedResult> {
    return this.#project.requests.evalForPage(source, name);
  }

  /** A request to one of the project's own servers: a failure says that nobody answered. */
  fetch(request: HttpRequest): Promise<FetchResult> {
    return this.#project.requests.fetch(request);
  }

  /** The whole of a value of which a row of the console has the beginning, as a tape; null when it is not kept any more. */
  whole(handle: string): Tape | null {
    return this.#project.kept.get(handle);
  }

  /** The project's files, with what programs wrote over them. */
  get files(): Pick<FileTree, 'written' | 'take'> {
    return this.#project.tree;
  }

  /** The project's environment variables, with their values. */
  variables(): VariableInfo[] {
    return this.#project.environment.list();
  }

  /** Ends everything that runs; resolves when the last guest has let go. */
  async stop(): Promise<void> {
    this.#ports.sink.log('kernel', () => `stop: ${this.#project.requests.count} requests of the page are ended`);
    await this.#project.stop();
  }

  state(): KernelState {
    return this.#project.state();
  }

  /** As {@link state}, with many processes as bytes for the page. */
  stateForPage(): KernelState | TapedState {
    return this.#project.stateForPage();
  }

  /** Forgets the project. Calls that still ran end as canceled. */
  dispose(): void {
    this.#generation++;
    this.#ports.compiler.giveUp();
    this.#project.dispose();
  }

  async #open(files: ProjectFiles, values: EnvironmentValues): Promise<BootReport> {
    this.#generation++;
    this.#ports.compiler.giveUp();
    return (await this.#startAnew()) ? this.#change(files, values, 'failed to load state') : OVERTAKEN;
  }

  /** Ends everything and forgets it; false where another project was opened meanwhile. */
  async #startAnew(): Promise<boolean> {
    const generation = this.#generation;
    // What came in while its guests let go would hold them, or go with them.
    this.#project.requests.close();
    await this.stop();
    if (generation !== this.#generation) return false;
    this.#project.dispose();
    this.#project = this.#newProject();
    return true;
  }

  async #change(files: ProjectFiles, values: EnvironmentValues, phase: TransactionPhase): Promise<BootReport> {
    const generation = this.#generation;
    const project = this.#project;
    const { clock, sink } = this.#ports;
    const startMs = clock.nowMs();
    const { report, entries } = await project.load(files, phase);
    if (generation !== this.#generation) return { ...report, ...OVERTAKEN, diagnostics: report.diagnostics };
    if (entries) project.environment.give(values);
    const changes = entries && project.install(entries, files);
    sink.log('kernel', () => changeText(report, changes, phase, clock.nowMs() - startMs));
    project.compiled.sweep();
    if (!entries) return report;
    if (phase === 'failed to apply changes') {
      project.start();
      return report;
    }
    const refusal = await project.boot();
    const isOvertaken = generation !== this.#generation || (refusal && !(await this.#startAnew()));
    if (isOvertaken) return { ...report, ...OVERTAKEN, diagnostics: report.diagnostics };
    return refusal ? notStarted(report, refusal, entries) : report;
  }

  #newProject(): ProjectScope {
    const {
      stepMs = DEFAULT_STEP_MS,
      interrupted,
      luaLimits,
      kinds = KERNEL_KINDS,
      isSecurityStrict = false,
      wake = () => {},
      giveWay = () => Promise.resolve(),
      lua = LUA_PARTS,
      yaml = YAML_CODE,
    } = this.#options;
    return new ProjectScope(this.#ports, {
      stepMs,
      interrupted,
      luaLimits,
      isSecurityStrict,
      kinds,
      nextCall: () => ++this.#calls,
      wake,
      giveWay,
      lua,
      yaml,
    });
  }
}

/** For the log. */
function changeText(report: BootReport, changes: Changes | null, phase: TransactionPhase, durationMs: number): string {
  const what = `${phase === 'failed to load state' ? 'boot' : 'apply'} of ${report.entries.length} entries took ${formatMs(durationMs)}`;
  if (!changes) return `${what} and changed nothing: ${report.error?.message ?? ''}`;
  const names = (ids: readonly EntryId[]): string => ids.join(', ') || 'none';
  return `${what}; new functions: ${names(changes.made)}; out of use: ${names(changes.ended)}`;
}

/** A required service that does not start fails the boot (spec/registry §4.6). */
function notStarted(report: BootReport, { service, failure: why }: StartRefusal, entries: readonly Good[]): BootReport {
  const message = `failed to start service ${service}: ${why.message}`;
  const place = entries.find(({ entry }) => entry.id === service)?.entry.place;
  const told = place && { ...place, severity: 'error' as const, code: 'start-failed', message, entry: service };
  return {
    ok: false,
    error: { ...why, message },
    entries: report.entries.map((one) => (one.id === service ? { ...one, status: 'failed', error: why } : one)),
    diagnostics: told ? [...report.diagnostics, told] : report.diagnostics,
  };
}

/** Answer to an `open` or `apply` during which another `open` came. */
const OVERTAKEN: BootReport = {
  ok: false,
  error: failure(ErrorKind.canceled, 'another project was opened meanwhile'),
  entries: [],
  diagnostics: [],
};
