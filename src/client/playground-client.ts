import { errorText } from '../base/error-text.ts';
import { DisposableStore, type Dispose } from '../base/disposable.ts';
import type {
  BootReport,
  CheckOptions,
  CallError,
  CallResult,
  ConsoleEntry,
  Diagnostic,
  EnvironmentValues,
  EvalResult,
  FileChange,
  KernelState,
  PlainValue,
  ProjectFiles,
  RunResult,
  TraceEvent,
  VariableInfo,
  WrittenFiles,
  WrittenUse,
} from '../contract/api.ts';
import type { BinaryDescription, BuildRequest, BuildResult, JavaScriptModule } from '../contract/binaries.ts';
import { ErrorKind } from '../contract/errors.ts';
import type { HelpAnswer, HelpQuestion } from '../contract/help.ts';
import { callOfTape } from '../contract/tape.ts';
import type { KernelMethod, KernelRequests } from '../protocol/messages.ts';
import { failedRun, GONE, LOST, NO_STATE, NOTHING_OPEN, NOTHING_WRITTEN, unavailable } from './absent-runtime.ts';
import type {
  EvalOptions,
  FetchInit,
  OpenOptions,
  Playground,
  PlaygroundEvents,
  PlaygroundState,
  RunOptions,
} from './playground.ts';
import { noResponse, requestOf, responseOf } from './http.ts';
import { CommandTerminals } from './command-terminals.ts';
import { plainArguments } from './plain-arguments.ts';
import type { InspectionResult } from './read-inspection.ts';
import { readTape } from './read-tape.ts';
import { RunPhase } from './run-phase.ts';
import type { Runtime } from './runtime.ts';
import type { DescribeOptions, ToolchainClient } from './toolchain.ts';
import { isIterable, textOf } from './untyped.ts';
import { Told } from './told.ts';

/** Of a disassembly, in UTF-16 units. */
const MAX_TEXT_LENGTH = 1_000_000;
/**
 * A stop that takes longer than this means a kernel that does not answer: it is replaced. Above the 2 s that a browser may
 * let a terminated guest run on.
 */
const STOP_DEADLINE_MS = 4_000;

/** How long a browser may let a terminated busy worker run on (measured: up to 2 s). */
const TERMINATED_MS = 2_500;

/** What the client itself asks of the toolchain. */
export type ClientTools = Pick<
  ToolchainClient,
  'check' | 'help' | 'warmUp' | 'describe' | 'disassemble' | 'build' | 'toJavaScript' | 'onTools' | 'onLog'
>;

/**
 * {@link Playground} over a runtime that can break and be replaced. Owns the runtime, which is started by the first thing that
 * is asked of it: a page that only shows a project does not load it.
 */
export class PlaygroundClient implements Playground {
  readonly version = 1;
  readonly #createRuntime: () => Runtime;
  readonly #foresee: (files: ProjectFiles) => void;
  readonly #surroundings: Pick<PlaygroundState, 'isolated' | 'backend'>;
  readonly #toolchain: ClientTools;
  readonly #told: Told;
  #runtime: Runtime | null = null;
  #subscriptions = new DisposableStore();
  readonly #phase = new RunPhase((state) => this.#told.emit('run', { state }));
  #files: ProjectFiles | null = null;
  #environment: EnvironmentValues = [];
  /** The runtime was replaced and does not know the project yet. */
  #mustReopen = false;
  /** The last boot, for as long as it goes on: what is asked of the project waits for it. */
  #opening: Promise<unknown> | null = null;
  #stopping: Promise<void> | null = null;
  /** Guests of a runtime that was replaced: which of them were busy nobody knows any more, and those may run on until then. */
  #leftGuests = 0;
  readonly #terminals = new CommandTerminals((terminal, text) =>
    this.#runtime?.type(terminal, text === null ? null : textOf(text)),
  );
  #leftUntilMs = 0;

  /** `foresee` is told of a project's files before the kernel is. */
  constructor(
    createRuntime: () => Runtime,
    surroundings: Pick<PlaygroundState, 'isolated' | 'backend'>,
    toolchain: ClientTools,
    foresee: (files: ProjectFiles) => void = () => {},
  ) {
    this.#foresee = foresee;
    this.#createRuntime = createRuntime;
    this.#surroundings = surroundings;
    this.#toolchain = toolchain;
    this.#told = new Told(toolchain);
  }

  prepare(more?: 'compiler'): void {
    this.#runtime ??= this.#connect();
    if (more === 'compiler') void this.#toolchain.warmUp({ compiler: true });
  }

  async open(files: ProjectFiles, { environment = [] }: OpenOptions = {}): Promise<BootReport> {
    this.#foresee(files);
    this.#files = files;
    this.#environment = environment;
    this.#mustReopen = false;
    const report = (await this.#boot(files)) ?? LOST;
    // Whoever overtook it tells of its own.
    if (report.error?.kind !== ErrorKind.canceled) this.#told.emit('diagnostics', report.diagnostics);
    return report;
  }

  async apply(files: ProjectFiles, options: OpenOptions = {}): Promise<BootReport> {
    // Nothing to keep: a project is there after an `open` only.
    if (!this.#files) return this.open(files, options);
    const { environment = [] } = options;
    if (this.#stopping) await this.#stopping;
    const report = (await this.#request('apply', { files: { ...files }, environment })) ?? LOST;
    // A project with mistakes is not the one that a restart brings back.
    if (!report.error) {
      this.#files = files;
      this.#environment = environment;
    }
    if (report.error?.kind !== ErrorKind.canceled) this.#told.emit('diagnostics', report.diagnostics);
    return report;
  }

  check(files: ProjectFiles, options?: CheckOptions): Promise<readonly Diagnostic[]> {
    return this.#toolchain.check(files, options);
  }

  help<Q extends HelpQuestion>(
    files: ProjectFiles,
    question: Q,
    signal?: AbortSignal,
  ): Promise<HelpAnswer<Q['topic']> | null> {
    return this.#toolchain.help(files, question, signal);
  }

  describe(bytes: Uint8Array, options?: DescribeOptions): Promise<BinaryDescription> {
    return this.#toolchain.describe(bytes, options);
  }

  disassemble(bytes: Uint8Array, maxLength: number = MAX_TEXT_LENGTH): ReturnType<Playground['disassemble']> {
    return this.#toolchain.disassemble(bytes, maxLength);
  }

  build(request: BuildRequest): Promise<BuildResult> {
    return this.#toolchain.build(request);
  }

  toJavaScript(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<JavaScriptModule> {
    return this.#toolchain.toJavaScript(bytes, textOf(name), signal);
  }

  call(id: string, ...args: PlainValue[]): Promise<CallResult> {
    return this.#call('call', id, args);
  }

  async inspect(id: string, ...args: PlainValue[]): Promise<InspectionResult> {
    // Before the call, which is made again to no end where nobody could read what it leaves.
    const reader = await import('./read-inspection.ts').catch(errorText);
    if (typeof reader === 'string')
      return {
        inspection: null,
        error: unavailable(`what reads a memory could not be loaded: ${reader}`),
        durationMs: 0,
      };
    return reader.readInspection(await this.#call('inspect', id, args));
  }

  #call(method: 'call' | 'inspect', id: string, args: readonly PlainValue[]): Promise<CallResult> {
    return this.#running(async () => {
      const startMs = performance.now();
      const checked = plainArguments(args);
      if (!checked.ok) return { value: null, error: refused(checked.error), durationMs: 0 };
      if (!this.#files) return { value: null, error: { from: 'runtime', ...NOTHING_OPEN }, durationMs: 0 };
      const result = await this.#request(method, { target: textOf(id), args: checked.value });
      if (result && 'tape' in result) return callOfTape(result, await readTape(result.tape));
      return result ?? { value: null, error: unavailable(), durationMs: performance.now() - startMs };
    });
  }

  async eval(lua: string, options: EvalOptions = {}): Promise<EvalResult> {
    return this.#running(async () => {
      const startMs = performance.now();
      const result = await this.#request('eval', { source: textOf(lua), name: options.name ?? 'eval' });
      if (result && 'tape' in result)
        return { values: await readTape(result.tape), error: null, durationMs: result.durationMs };
      return result ?? { values: [], error: unavailable(), durationMs: performance.now() - startMs };
    });
  }

  async run(command: string, ...args: (string | RunOptions)[]): Promise<RunResult> {
    return this.#running(async () => {
      const options = args.findLast((one): one is RunOptions => typeof one === 'object' && one !== null) ?? {};
      const words = args.flatMap((one) => (typeof one === 'object' ? [] : [textOf(one)]));
      if (!this.#files) return failedRun(NOTHING_OPEN);
      return (await this.#runCommand(textOf(command), words, options)) ?? failedRun(GONE);
    });
  }

  async #runCommand(
    name: string,
    args: readonly string[],
    { stdin, ...options }: RunOptions,
  ): Promise<RunResult | null> {
    const typed = isIterable(stdin) ? stdin : textOf(stdin ?? '');
    if ((this.#mustReopen || this.#opening) && !(await this.#hasProject())) return null;
    return this.#terminals.run({ ...options, stdin: typed }, async (request) => {
      const result = await this.#request('run', { name, args, ...request });
      if (!result || !('tape' in result)) return result;
      const { tape, ...rest } = result;
      const [value = null] = await readTape(tape);
      return { ...rest, value };
    });
  }

  async fetch(url: string | URL, init: FetchInit = {}): Promise<Response> {
    return this.#running(async () => {
      const request = await requestOf(String(url), init);
      if (!this.#files) throw noResponse(NOTHING_OPEN);
      return responseOf((await this.#request('fetch', { request })) ?? GONE);
    });
  }

  async whole(handle: string): Promise<{ readonly value: PlainValue } | null> {
    const tape = this.#runtime && (await this.#request('whole', { handle }));
    if (!tape) return null;
    const [value = null] = await readTape(tape);
    return { value };
  }

  async written(): Promise<WrittenFiles> {
    return (this.#runtime && (await this.#request('written', null))) ?? NOTHING_WRITTEN;
  }

  async takeWritten(use: WrittenUse, paths: readonly string[] | null = null): Promise<readonly FileChange[]> {
    return (this.#runtime && (await this.#request('takeWritten', { use, paths }))) ?? [];
  }

  async variables(): Promise<readonly VariableInfo[]> {
    return (this.#runtime && (await this.#request('variables', null))) ?? [];
  }

  console(): readonly ConsoleEntry[] {
    return this.#told.console();
  }

  trace(): readonly TraceEvent[] {
    return this.#told.trace();
  }

  async state(): Promise<PlaygroundState> {
    const kernel = (await this.#kernelState()) ?? NO_STATE;
    const left = performance.now() < this.#leftUntilMs ? this.#leftGuests : 0;
    return {
      ...kernel,
      guests: { ...kernel.guests, terminating: kernel.guests.terminating + left },
      run: this.#phase.state,
      ...this.#surroundings,
    };
  }

  async #kernelState(): Promise<KernelState | null> {
    const answer = this.#runtime && (await this.#request('state', null));
    if (!answer || !('processTape' in answer)) return answer;
    const { processTape, ...rest } = answer;
    const [processes] = await readTape(processTape);
    // What the kernel recorded there, which is on no other tape.
    return { ...rest, processes: processes as unknown as KernelState['processes'] };
  }

  stop(): Promise<void> {
    if (this.#stopping) return this.#stopping;
    const stopping = this.#stop().finally(() => {
      this.#stopping = null;
    });
    // Before it is told: whoever hears of it may ask for the same.
    this.#stopping = stopping;
    void this.#phase.during('stopping', () => stopping);
    return stopping;
  }

  async restart(): Promise<BootReport> {
    await this.stop();
    this.#told.clear();
    return this.open(this.#files ?? {}, { environment: this.#environment });
  }

  on<E extends keyof PlaygroundEvents>(event: E, listener: (value: PlaygroundEvents[E]) => void): Dispose {
    return this.#told.on(event, listener);
  }

  /** Ends every worker. Nothing may be asked afterwards. */
  dispose(): void {
    this.#subscriptions.dispose();
    this.#runtime?.dispose('the playground was closed');
    this.#told.dispose();
  }

  #connect(): Runtime {
    const runtime = this.#createRuntime();
    this.#subscriptions = new DisposableStore();
    this.#subscriptions.add(
      runtime.on((message) => {
        if (message.type === 'console') this.#told.addConsole(message.entries);
        else if (message.type === 'trace') this.#told.addTrace(message.events);
        else if (message.type === 'terminal') this.#terminals.take(message.outputs);
        else if (message.type === 'log') this.#told.addLog(message.entries);
        else if (message.type === 'crashed') this.#replace(message.message);
      }),
    );
    this.#told.follow(runtime);
    return runtime;
  }

  #replace(reason: string): void {
    this.#subscriptions.dispose();
    this.#leftGuests = this.#runtime?.guestCount ?? 0;
    this.#leftUntilMs = performance.now() + TERMINATED_MS;
    this.#runtime?.dispose(reason);
    this.#told.replaced(reason);
    this.#mustReopen = this.#files !== null;
    this.#runtime = null;
  }

  /** null when the runtime went away before it answered; whoever waits is told by then what happened. */
  async #request<M extends KernelMethod>(
    method: M,
    params: KernelRequests[M]['params'],
  ): Promise<KernelRequests[M]['result'] | null> {
    try {
      // Sent at once where there is nothing to wait for: an `open` that is called after it must not come before it.
      if (NEED_PROJECT.has(method) && (this.#mustReopen || this.#opening) && !(await this.#hasProject())) return null;
      const runtime = (this.#runtime ??= this.#connect());
      return await runtime.request(method, params);
    } catch {
      // The reason was put on the console when the runtime was replaced.
      return null;
    }
  }

  /** Waits until the project is booted, in a runtime that was replaced as well; false where that runtime broke too. */
  async #hasProject(): Promise<boolean> {
    if (this.#mustReopen && this.#files) {
      this.#mustReopen = false;
      void this.#boot(this.#files);
    }
    while (this.#opening) await this.#opening;
    return !this.#mustReopen;
  }

  async #boot(files: ProjectFiles): Promise<BootReport | null> {
    const boot = this.#request('open', { files: { ...files }, environment: this.#environment });
    this.#opening = boot;
    return this.#phase.during('booting', async () => {
      const report = await boot;
      // One that came meanwhile is waited for instead.
      if (this.#opening === boot) this.#opening = null;
      return report;
    });
  }

  async #running<T>(work: () => Promise<T>): Promise<T> {
    if (this.#stopping) await this.#stopping;
    return this.#phase.during('running', work);
  }

  async #stop(): Promise<void> {
    const runtime = this.#runtime;
    if (!runtime) return;
    runtime.raiseStop();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), STOP_DEADLINE_MS);
    });
    const answer = await Promise.race([this.#request('stop', null), late]);
    clearTimeout(timer);
    if (answer === 'late' && runtime === this.#runtime) this.#replace('it did not answer a stop');
  }
}

function refused(message: string): CallError {
  return { from: 'runtime', kind: 'Invalid', message, retryable: false, details: null };
}

/** What is asked of an open project. */
const NEED_PROJECT: ReadonlySet<KernelMethod> = new Set(['call', 'inspect', 'eval', 'run', 'fetch', 'apply'] as const);
