/** Calls and chunks of Lua that the page asks for, each until its end. */
import type { Dispose } from '../base/disposable.ts';
import { errorText } from '../base/error-text.ts';
import type {
  CallError,
  CallResult,
  EntryId,
  EvalResult,
  Pid,
  PlainValue,
  RunResult,
  TapedResult,
  TapedRun,
} from '../contract/api.ts';
import { canceledFailure, ErrorKind, failure } from '../contract/errors.ts';
import { PlainReader } from '../contract/plain.ts';
import { beginsWithTable } from '../contract/tape.ts';
import type { FetchResult, HttpRequest } from '../contract/http.ts';
import type { Clock, Compiler, Sink } from '../contract/ports.ts';
import type { Calls } from './function-registry.ts';
import type { HttpProject } from './http/http-project.ts';
import type { ProjectLua } from './lua/project-lua.ts';
import type { AnyEntry } from '../project/registry/entries.ts';
import type { Processes } from './processes/processes.ts';
import { CapturedTerminal } from './programs/captured.ts';
import { commandsOf, findCommand, formatCommands, parseRun, type RunLine } from './programs/commands.ts';
import { exitOf } from './programs/exit.ts';
import type { Programs } from './programs/programs.ts';
import { callResult, evalResult, plainCallResult, plainEvalResult, playResult } from './results.ts';
import { NO_CONTEXT } from './security/context.ts';
import { failed, NIL_SOURCE, type Frame, type Outcome } from './scheduler/process.ts';
import type { Scheduler } from './scheduler/scheduler.ts';

/** Something that the page waits for. */
interface Root {
  /** Withdraws it without telling anybody. */
  cancel(): void;
  settle(outcome: Outcome): void;
}

export interface PageRequestsOptions {
  readonly clock: Clock;
  readonly lua: Pick<ProjectLua, 'needForChunk' | 'createChunk'>;
  /** Tells that a process was started between requests. */
  readonly wake: () => void;
  readonly calls: Calls;
  readonly compiler: Pick<Compiler, 'compileModule'>;
  readonly scheduler: Scheduler;
  readonly processes: Processes;
  readonly programs: Programs;
  /** Those in effect. */
  readonly entries: () => readonly AnyEntry[];
  readonly http: HttpProject;
  readonly sink: Pick<Sink, 'terminal'>;
  /** Tells whoever looks at the console. */
  readonly hint: (text: string, frame: Frame) => void;
}

export interface RunRequest {
  readonly name: string;
  readonly args: readonly string[];
  /** All that is typed; with a terminal, what is typed at first. */
  readonly input: string;
  /** What is written there is told as it comes, and what is typed there follows; null = nothing is typed besides `input`. */
  readonly terminal: number | null;
}

/** Of one project. Each request settles exactly once. */
export class PageRequests {
  readonly #options: PageRequestsOptions;
  readonly #roots = new Set<Root>();
  /** Of commands that run, by the numbers that the page gave them. */
  readonly #terminals = new Map<number, CapturedTerminal>();
  #isClosed = false;

  constructor(options: PageRequestsOptions) {
    this.#options = options;
  }

  /** How many the page waits for. */
  get count(): number {
    return this.#roots.size;
  }

  call(target: string, args: readonly PlainValue[]): Promise<CallResult> {
    return this.#call(target, args, plainCallResult);
  }

  /** As {@link call}, with a large result as bytes for the page. */
  callForPage(target: string, args: readonly PlainValue[]): Promise<CallResult | TapedResult> {
    const { calls } = this.#options;
    return this.#call(target, args, (outcome, durationMs) =>
      callResult(outcome, durationMs, (source) => calls.record(source)),
    );
  }

  /** Calls `target` once and gives what that left in memory, as a value of `INSPECTION_TYPE`. */
  inspect(target: string, args: readonly PlainValue[]): Promise<CallResult | TapedResult> {
    const { calls, compiler } = this.#options;
    const frame = calls.rootFrame(target);
    return this.#root(
      frame,
      (done) =>
        this.#later(
          done,
          () => import('./wasm/inspect-call.ts'),
          async ({ inspectCall }) => {
            const begin = await inspectCall(calls.aside(target), compiler, frame);
            return () => begin(new PlainReader(args), done);
          },
        ),
      (outcome, durationMs) => callResult(outcome, durationMs, (source) => calls.record(source)),
    );
  }

  eval(source: string, name: string): Promise<EvalResult> {
    return this.#eval(source, name, plainEvalResult);
  }

  /** As {@link eval}, with large results as bytes for the page. */
  evalForPage(source: string, name: string): Promise<EvalResult | TapedResult> {
    const { calls } = this.#options;
    return this.#eval(source, name, (outcome, durationMs) =>
      evalResult(outcome, durationMs, (values) => calls.record(values)),
    );
  }

  /** Runs a command of the project to its end (spec/processes §5.3); a large value comes as bytes for the page. */
  async run({ name, args, input, terminal: id }: RunRequest): Promise<RunResult | TapedRun> {
    const line = parseRun([name, ...args]);
    const terminal = this.#openTerminal({ args: line.args, input, terminal: id });
    try {
      const result = name === 'list' ? this.#list() : await this.#runCommand(line, terminal);
      terminal.say('stdout', result.stdout);
      terminal.say('stderr', result.stderr);
      return { ...result, stdout: terminal.textOf('stdout'), stderr: terminal.textOf('stderr') };
    } finally {
      if (id !== null) this.#terminals.delete(id);
    }
  }

  typed(terminal: number, text: string | null): void {
    this.#terminals.get(terminal)?.typed(text);
    this.#options.wake();
  }

  #openTerminal({ args, input, terminal }: Omit<RunRequest, 'name'>): CapturedTerminal {
    if (terminal === null) {
      const closed = new CapturedTerminal(args, input);
      closed.typed(null);
      return closed;
    }
    const { sink } = this.#options;
    const open = new CapturedTerminal(args, input, (stream, text) => sink.terminal({ terminal, stream, text }));
    this.#terminals.set(terminal, open);
    return open;
  }

  #list(): RunResult {
    return said(0, formatCommands(commandsOf(this.#options.entries())));
  }

  /** `stdout` and `stderr` are what is said after its end. */
  async #runCommand(line: RunLine, terminal: CapturedTerminal): Promise<RunResult | TapedRun> {
    const found = findCommand(this.#options.entries(), line);
    if (!found.ok) return said(1, '', `${found.error}\n`);
    const { processes, programs, calls, scheduler } = this.#options;
    const frame = calls.rootFrame('page');
    const result = await this.#root(
      frame,
      (done) => {
        let pid: Pid | null = null;
        let stopRecording: Dispose = () => {};
        const ended = (outcome: Outcome): void => {
          pid = null;
          stopRecording = calls.whenRecorded(outcome, done);
        };
        const request = { ...found.value, args: new PlainReader(line.args), ...BY_PAGE };
        const withdraw = processes.exec(request, ended, frame, (started, own) => {
          pid = started;
          programs.attach(own, terminal);
        });
        return () => {
          withdraw();
          stopRecording();
          if (pid !== null) scheduler.end(pid, canceledFailure());
        };
      },
      (outcome, durationMs) => callResult(outcome, durationMs, (source) => calls.record(source)),
    );
    // A table says nothing of how it ended.
    if ('tape' in result && result.as === 'value' && beginsWithTable(result.tape))
      return { tape: result.tape, error: null, durationMs: result.durationMs, ...exitOf(null, null) };
    const { value, error, durationMs } = playResult(result);
    return { value, error, durationMs, ...exitOf(value, notStarted(error, found.value.host)) };
  }

  /** A request to one of the project's own servers. */
  fetch(request: HttpRequest): Promise<FetchResult> {
    const { calls, http, hint, scheduler } = this.#options;
    let result: FetchResult | null = null;
    return this.#root(
      calls.rootFrame('page'),
      (done) =>
        this.#later(
          done,
          () => import('./http/serve.ts'),
          async ({ serve }) =>
            () =>
              serve({ http, calls, hint, timers: scheduler.timers }, request, (served) => {
                result = served;
                done({ status: 'returned', source: NIL_SOURCE });
              }),
        ),
      (outcome) => (outcome.status === 'failed' ? outcome.failure : (result ?? canceledFailure())),
    );
  }

  /** Begins what has to be fetched first, or says why it could not be. The undo ends it, or has it not begin. */
  #later<Code>(
    settle: (outcome: Outcome) => void,
    fetch: () => Promise<Code>,
    prepare: (code: Code) => Promise<() => Dispose>,
  ): Dispose {
    let stop: Dispose = () => {};
    let isCanceled = false;
    void fetch().then(
      async (code) => {
        const begin = await prepare(code);
        if (isCanceled) return;
        stop = begin();
        this.#options.wake();
      },
      (error: unknown) => {
        const text = `the code for this could not be loaded: ${errorText(error)}`;
        settle(failed(failure(ErrorKind.unavailable, text, { retryable: true })));
      },
    );
    return () => {
      isCanceled = true;
      stop();
    };
  }

  /** What is asked from here on ends as canceled, and begins nothing. */
  close(): void {
    this.#isClosed = true;
  }

  cancelAll(): void {
    for (const root of [...this.#roots]) {
      root.cancel();
      root.settle(failed(canceledFailure()));
    }
  }

  #call<T>(
    target: string,
    args: readonly PlainValue[],
    finish: (outcome: Outcome, durationMs: number) => T,
  ): Promise<T> {
    const { calls } = this.#options;
    const frame = calls.rootFrame('page');
    return this.#root(
      frame,
      (done) => calls.start(target, new PlainReader(args), frame, done, { isTrusted: true, isForPage: true }),
      finish,
    );
  }

  #eval<T>(source: string, name: string, finish: (outcome: Outcome, durationMs: number) => T): Promise<T> {
    const { calls, scheduler, lua, wake } = this.#options;
    const frame = calls.rootFrame(name);
    return this.#root(
      frame,
      (settle) => {
        const traced = calls.tracing.begin(frame);
        let stopRecording: Dispose = () => {};
        const done = (outcome: Outcome): void => {
          stopRecording = calls.whenRecorded(outcome, (recorded) => {
            traced?.ended(recorded);
            settle(recorded);
          });
        };
        let isCanceled = false;
        let stop = (): void => {
          isCanceled = true;
        };
        const start = (): void => {
          const pid = scheduler.spawn(lua.createChunk(frame.target as EntryId, source), {
            frame,
            done,
            started: () => traced?.started(),
            yielded: (command) => traced?.yielded(command),
            resumed: (command) => traced?.resumed(command),
          });
          stop = () => scheduler.terminate(pid);
        };
        const fetched = lua.needForChunk();
        if (!fetched) start();
        else
          void (async () => {
            const lacking = await fetched;
            if (isCanceled) return;
            if (lacking) done(failed(lacking));
            else start();
            wake();
          })();
        return () => {
          traced?.canceled();
          stopRecording();
          stop();
        };
      },
      finish,
    );
  }

  /** `finish` copies what it needs of the outcome, whose values are borrowed. */
  #root<T>(
    frame: Frame,
    start: (done: (outcome: Outcome) => void) => () => void,
    finish: (outcome: Outcome, durationMs: number) => T,
  ): Promise<T> {
    const { calls, clock } = this.#options;
    const startMs = clock.nowMs();
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        if (!this.#roots.delete(root)) return;
        resolve(finish(outcome, clock.nowMs() - startMs));
        calls.endRoot(frame);
      };
      const root: Root = { cancel: () => {}, settle };
      this.#roots.add(root);
      if (this.#isClosed) settle(failed(canceledFailure()));
      else root.cancel = start(settle);
    });
  }
}

/** Nobody's process: it hears of nothing. */
const BY_PAGE = {
  by: '{page|0x00000}' as Pid,
  context: NO_CONTEXT,
  isLinked: false,
  isMonitored: false,
  name: null,
  messages: [],
};

function said(exitCode: number, stdout: string, stderr = ''): RunResult {
  return { exitCode, stdout, stderr, value: null, error: null, durationMs: 0 };
}

/** A host that nobody starts is waited for in vain. */
function notStarted(error: CallError | null, host: EntryId): CallError | null {
  if (error?.from !== 'runtime' || error.message !== 'host is not running') return error;
  return { ...error, message: `timeout waiting for host ${host} to start (status: stopped)` };
}
