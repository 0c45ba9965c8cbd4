/** `globalThis.playground`: the surface that tests, embedders and link authors rely on. */
import type { Dispose } from '../base/disposable.ts';
import type { Backend } from './backend.ts';
import type {
  BootReport,
  CheckOptions,
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
  ToolsState,
  TraceEvent,
  VariableInfo,
  WrittenFiles,
  WrittenUse,
} from '../contract/api.ts';
import type { BinaryDescription, BuildRequest, BuildResult, JavaScriptModule } from '../contract/binaries.ts';
import type { HelpAnswer, HelpQuestion } from '../contract/help.ts';
import type { LogEntry } from '../contract/log.ts';
import type { InspectionResult } from './read-inspection.ts';
import type { DescribeOptions } from './toolchain.ts';

export type RunState =
  /** Workers are starting. */
  | 'starting'
  /** A project is open and nothing runs. */
  | 'idle'
  | 'booting'
  | 'running'
  | 'stopping'
  /** The browser lacks what the runtime needs, or the runtime broke; `reason` in the event says which. */
  | 'unavailable';

export interface PlaygroundState extends KernelState {
  readonly run: RunState;
  /** Whether shared memory is there. */
  readonly isolated: boolean;
  /** How WebAssembly waits for its host. */
  readonly backend: Backend;
}

export interface PlaygroundEvents {
  readonly console: ConsoleEntry;
  readonly trace: TraceEvent;
  readonly diagnostics: readonly Diagnostic[];
  readonly run: { readonly state: RunState; readonly reason?: string };
  /** Tools that are being fetched or are at work; `idle` when nothing waits for them. */
  readonly tools: ToolsState;
  /** What the runtime does by itself (contract/log.ts). Nothing of it is made while nobody listens, and nothing is kept. */
  readonly log: LogEntry;
}

export interface EvalOptions {
  /** Chunk name in messages; default `eval`. */
  readonly name?: string;
}

export interface OpenOptions {
  /**
   * Values of environment variables, by public name or ID: what `env.storage.os` has, and `env.storage.memory` begins with. They are no
   * part of the project's files. Default: none.
   */
  readonly environment?: EnvironmentValues;
}

export interface RunOptions {
  /** What is typed into the command's standard input: all of it, or parts that come while it runs; by default nothing. */
  readonly stdin?: string | AsyncIterable<string>;
  /**
   * Told of what the command writes as it comes. `leftOut`: so many characters follow that came too fast; the result has them, up to
   * 16 MB of each stream.
   */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr', leftOut: number) => void;
}

/** What of the browser's `RequestInit` means something here. */
export type FetchInit = Pick<RequestInit, 'method' | 'headers' | 'body'>;

export interface Playground {
  readonly version: 1;
  /**
   * Begins to load the runtime ahead of its first use, and with `compiler` the compiler of WebAssembly Text as well. The
   * example of the first visit needs none: its modules come with the page.
   */
  prepare(more?: 'compiler'): void;
  /**
   * Replaces the project and boots it. Resolves to the report, also for a project full of mistakes; never rejects for
   * what the user wrote. Calls that were running end with kind `Canceled`.
   */
  open(files: ProjectFiles, options?: OpenOptions): Promise<BootReport>;
  /**
   * Brings the running project to `files` by difference: entries that did not change keep their workers and Lua state,
   * calls in progress go on with the code they began with. With a mistake in it, nothing changes and the report says why.
   */
  apply(files: ProjectFiles, options?: OpenOptions): Promise<BootReport>;
  /** Every diagnostic of `files`, for an editor to show. Runs nothing and changes nothing. */
  check(files: ProjectFiles, options?: CheckOptions): Promise<readonly Diagnostic[]>;
  /**
   * What an editor asks about a text of `files` (contract/help.ts): completions at a place, what stands there, where it is made …
   * Offsets are of the text. Null where nobody answers; an aborted `signal` takes the question back. Never rejects.
   */
  help<Q extends HelpQuestion>(
    files: ProjectFiles,
    question: Q,
    signal?: AbortSignal,
  ): Promise<HelpAnswer<Q['topic']> | null>;
  /** What a WebAssembly binary says of itself. Never rejects: bytes that are none have `form: null`. */
  describe(bytes: Uint8Array, options?: DescribeOptions): Promise<BinaryDescription>;
  /** The text of a binary, core or component, at most `maxLength` characters of it (default 1 000 000). Never rejects. */
  disassemble(
    bytes: Uint8Array,
    maxLength?: number,
  ): Promise<
    | {
        readonly ok: true;
        readonly text: string;
        readonly isCut: boolean;
        /** Two numbers a line: where in the bytes what it says begins and where it ends; both 0 where that is not told. */
        readonly places: Uint32Array;
      }
    | { readonly ok: false; readonly message: string }
  >;
  /** Makes a binary from text. Never rejects. */
  build(request: BuildRequest): Promise<BuildResult>;
  /**
   * A component as a module of JavaScript with types, for a page of one's own. `name`: of its files, such as the binary's own.
   * Never rejects; an aborted `signal` gives it up.
   */
  toJavaScript(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<JavaScriptModule>;
  /** Calls a function entry, after the boot that goes on; kind `Unavailable` before any project was opened. Never rejects. */
  call(id: string, ...args: PlainValue[]): Promise<CallResult>;
  /**
   * Calls a function of WebAssembly once more and gives what that call left in the memory of its instances, with where its arguments
   * and its result lie (contract/inspection.ts). It has the effects that any call has, and no row of the console. Never rejects.
   */
  inspect(id: string, ...args: PlainValue[]): Promise<InspectionResult>;
  /** Runs a Lua chunk in a fresh process with every module declared. Never rejects. */
  eval(lua: string, options?: EvalOptions): Promise<EvalResult>;
  /**
   * Runs a command of the project (`meta.command`) to its end, as `wippy run` does; `run('list')` lists them, and `run('-x', id)` runs a
   * process that is none. Words after its name are its arguments; options may come last. Never rejects; a command that was stopped exits with 130.
   */
  run(command: string, ...args: (string | RunOptions)[]): Promise<RunResult>;
  /**
   * A request to an `http.service` of the project, answered in the page: a path, for the first server there is, or an address such
   * as `http://localhost:8080/users`. As the browser's `fetch` it resolves for every status, follows no redirect by itself, and
   * rejects with a `TypeError` where nobody answers: `cause` has the failure.
   */
  fetch(url: string | URL, init?: FetchInit): Promise<Response>;
  /**
   * The whole of a value of which a console entry has the beginning only, by the handle that its `cuts` name. Null when it is
   * not kept any more: the newest 48 MB are. Never rejects.
   */
  whole(handle: string): Promise<{ readonly value: PlainValue } | null>;
  /** Files of the project that programs have made, changed or removed; the project itself has them as they were. */
  written(): Promise<WrittenFiles>;
  /**
   * The bytes of those files, of some paths or all. `keep` makes them the running project's own: they are not written any more, and
   * whoever keeps the project puts them into its files. `drop` forgets them, and answers without bytes. Never rejects.
   */
  takeWritten(use: WrittenUse, paths?: readonly string[]): Promise<readonly FileChange[]>;
  /** The environment variables of the running project, with their values. Never rejects. */
  variables(): Promise<readonly VariableInfo[]>;
  /** Console entries so far, oldest first. */
  console(): readonly ConsoleEntry[];
  /** Trace events so far, oldest first. */
  trace(): readonly TraceEvent[];
  state(): Promise<PlaygroundState>;
  /** Ends everything that runs; resolves when it has ended. The project stays open. */
  stop(): Promise<void>;
  /** Stops, forgets all state and boots the open project again. */
  restart(): Promise<BootReport>;
  on<E extends keyof PlaygroundEvents>(event: E, listener: (value: PlaygroundEvents[E]) => void): Dispose;
}
