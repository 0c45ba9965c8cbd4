/**
 * Everything the page and the kernel worker say to each other. The page asks and never waits; the kernel answers every
 * request once. Guests have a protocol of their own (`guest-messages.ts`), and so has the toolchain.
 */
import type {
  BootReport,
  CallResult,
  ConsoleEntry,
  EnvironmentValues,
  EvalResult,
  FileChange,
  KernelState,
  PlainValue,
  ProjectFiles,
  RunResult,
  TapedResult,
  TapedRun,
  TapedState,
  TraceEvent,
  VariableInfo,
  WrittenFiles,
  WrittenUse,
} from '../contract/api.ts';
import type { FetchResult, HttpRequest } from '../contract/http.ts';
import type { LogEntry } from '../contract/log.ts';
import type { TerminalOutput } from '../contract/ports.ts';
import type { KernelToNetwork, NetworkToKernel } from './network-messages.ts';
import type { ToolchainJobs } from './toolchain-messages.ts';
import type { GuestToKernelHost, KernelHostToPage } from './guest-messages.ts';

/** Raised when a message of either direction changes its shape. */
export const PROTOCOL_VERSION = 13;

/** What the page asks of the kernel: parameters and result of each request, once for both ends. */
export interface KernelRequests {
  open: { params: { files: ProjectFiles; environment?: EnvironmentValues }; result: BootReport };
  apply: { params: { files: ProjectFiles; environment?: EnvironmentValues }; result: BootReport };
  call: { params: { target: string; args: readonly PlainValue[] }; result: CallResult | TapedResult };
  /** A call that gives what it left in memory (`contract/inspection.ts`) in place of its result. */
  inspect: { params: { target: string; args: readonly PlainValue[] }; result: CallResult | TapedResult };
  eval: { params: { source: string; name: string }; result: EvalResult | TapedResult };
  /**
   * `input`: all that is typed, or, where there is a terminal, at first. What a command writes to a terminal is told as it comes, and
   * what is typed there follows.
   */
  run: {
    params: { name: string; args: readonly string[]; input: string; terminal: number | null };
    result: RunResult | TapedRun;
  };
  fetch: { params: { request: HttpRequest }; result: FetchResult };
  /** A value of which a row of the console has the beginning: null when the kernel has it no more. */
  whole: { params: { handle: string }; result: Uint8Array<ArrayBuffer> | null };
  /** What programs wrote over the project's files. */
  written: { params: null; result: WrittenFiles };
  /** Bytes of it, at some paths or all. */
  takeWritten: { params: { use: WrittenUse; paths: readonly string[] | null }; result: readonly FileChange[] };
  /** Environment variables of the project. */
  variables: { params: null; result: readonly VariableInfo[] };
  stop: { params: null; result: null };
  state: { params: null; result: KernelState | TapedState };
}
export type KernelMethod = keyof KernelRequests;

export type KernelRequest = {
  [M in KernelMethod]: {
    readonly type: 'request';
    readonly id: number;
    readonly method: M;
    readonly params: KernelRequests[M]['params'];
  };
}[KernelMethod];

/** Which calls of WebAssembly have a guest: those that need one, or each of them. */
export type GuestsFor = 'what-needs-one' | 'all';

export interface KernelInit {
  readonly type: 'init';
  readonly version: typeof PROTOCOL_VERSION;
  /** The word the kernel waits on; null without cross-origin isolation, as is `signals`. */
  readonly doorbell: WebAssembly.Memory | null;
  readonly signals: SharedArrayBuffer | null;
  /** Without shared memory: whether calls of guests are suspended by promises. */
  readonly suspends: boolean;
  /** How many guests may run at once. */
  readonly guestBudget: number;
  readonly guestsFor: GuestsFor;
}

/** Answers `tool`: the job is done by the page's toolchain worker. */
export type ToolReply = {
  [Name in KernelJob]: {
    readonly type: 'tool-answer';
    readonly id: number;
    readonly job: Name;
    readonly answer: ToolchainJobs[Name]['answer'];
  };
}[KernelJob];

/** What the kernel has the toolchain do. */
export type KernelJob = 'compileWat';
export type ToolRequest = {
  [Name in KernelJob]: {
    readonly type: 'tool';
    readonly id: number;
    readonly job: Name;
    readonly input: ToolchainJobs[Name]['request'];
  };
}[KernelJob];

/** Nobody waits for these any more, by `id`, oldest first: each is still answered, soon and with a failure unless it was about to end. */
export interface ToolCancel {
  readonly type: 'cancel-tools';
  readonly ids: readonly number[];
}

/** Whether anybody listens to `log`; nobody does at first. */
export interface LogSwitch {
  readonly type: 'log';
  readonly isOn: boolean;
}

/** Whether anybody listens to `trace`; more of it is told then. Nobody does at first. */
export interface TraceSwitch {
  readonly type: 'trace';
  readonly isOn: boolean;
}

/** Typed into the terminal of a command that runs; null = no more comes. Ignored where none does. */
export interface TerminalInput {
  readonly type: 'typed';
  readonly terminal: number;
  readonly text: string | null;
}

export type PageToKernel =
  | KernelInit
  | KernelRequest
  | ToolReply
  | LogSwitch
  | TraceSwitch
  | TerminalInput
  | NetworkToKernel
  | GuestToKernelHost;

export type KernelToPage =
  | { readonly type: 'ready' }
  | { readonly type: 'response'; readonly id: number; readonly result: KernelRequests[KernelMethod]['result'] }
  /** The kernel broke; `message` is for a bug report. Every open request ends with it. */
  | { readonly type: 'crashed'; readonly message: string }
  /** In order, gathered for a few milliseconds. */
  | { readonly type: 'console'; readonly entries: readonly ConsoleEntry[] }
  | { readonly type: 'trace'; readonly events: readonly TraceEvent[] }
  /** In order, gathered likewise. */
  | { readonly type: 'terminal'; readonly outputs: readonly TerminalOutput[] }
  /** Only after a {@link LogSwitch} has asked for it. */
  | { readonly type: 'log'; readonly entries: readonly LogEntry[] }
  | ToolRequest
  | ToolCancel
  | KernelToNetwork
  | KernelHostToPage;
