/**
 * Between a page and its toolchain worker. The page asks and the worker answers, one answer per request, by `id`; neither
 * waits in place. The worker works on one job at a time and may be terminated in the middle of it.
 */
import type { CheckOptions, Diagnostic, ToolsState } from '../contract/api.ts';
import type { BinaryDescription, BuildRequest, BuildResult, JavaScriptModule } from '../contract/binaries.ts';
import type { HelpAnswer, HelpQuestion } from '../contract/help.ts';

export const TOOLCHAIN_PROTOCOL_VERSION = 6;

/** A file's new content; null when it is gone. */
export type FileChange = readonly [path: string, content: string | Uint8Array | null];

/** The worker keeps a copy of the project; only what has changed is sent. */
export interface ProjectUpdate {
  /** Version of the copy that `changes` start from; 0 for no files at all. */
  readonly base: number;
  /** Version of the copy afterwards; above 0. */
  readonly version: number;
  readonly changes: readonly FileChange[];
}

/** Each job once: what it takes and what it gives. */
export interface ToolchainJobs {
  compileWat: {
    readonly request: { readonly source: string };
    /** `bytes` are transferred. */
    readonly answer:
      | { readonly ok: true; readonly value: { readonly bytes: Uint8Array<ArrayBuffer> } }
      | { readonly ok: false; readonly error: readonly Diagnostic[] };
  };
  /** Every diagnostic of the project after the update (`project/diagnose`). */
  check: {
    readonly request: ProjectUpdate & { readonly options: CheckOptions };
    readonly answer:
      | { readonly status: 'checked'; readonly diagnostics: readonly Diagnostic[] }
      /** The worker has no copy of version `base`; ask again with all files. */
      | { readonly status: 'unknown-base' };
  };
  /** What an editor asks about a text of the project after the update (`language`). */
  help: {
    readonly request: ProjectUpdate & { readonly question: HelpQuestion };
    readonly answer: { readonly status: 'answered'; readonly answer: HelpAnswer } | { readonly status: 'unknown-base' };
  };
  /** What a binary says of itself. */
  describe: { readonly request: { readonly bytes: Uint8Array }; readonly answer: BinaryDescription };
  /** Text of a binary, core or component; cut at the stated length. `places`: two numbers a line, the bytes that it is of. */
  disassemble: {
    readonly request: { readonly bytes: Uint8Array; readonly maxLength: number };
    readonly answer:
      | { readonly ok: true; readonly text: string; readonly isCut: boolean; readonly places: Uint32Array }
      | { readonly ok: false; readonly message: string };
  };
  build: { readonly request: BuildRequest; readonly answer: BuildResult };
  /** A component as a module of JavaScript, with files of this name. Everything in the answer is transferred. */
  toJavaScript: {
    readonly request: { readonly bytes: Uint8Array; readonly name: string };
    readonly answer: JavaScriptModule;
  };
  /** Loads the compiler so that the first job need not wait. */
  warmUp: { readonly request: { readonly compiler: boolean }; readonly answer: null };
}

export type ToolchainJobName = keyof ToolchainJobs;

export type ToolchainRequest = {
  readonly [Name in ToolchainJobName]: {
    readonly id: number;
    readonly job: Name;
    readonly input: ToolchainJobs[Name]['request'];
  };
}[ToolchainJobName];

export type ToolchainResponse =
  | { readonly type: 'ready'; readonly version: number }
  | {
      readonly type: 'done';
      readonly id: number;
      readonly output: ToolchainJobs[ToolchainJobName]['answer'];
      /** A tool broke down over this job and would answer nothing any more: the worker must be replaced. */
      readonly isSpent?: true;
    }
  /** While a job waits for tools to load, and while it works. */
  | { readonly type: 'progress'; readonly id: number; readonly tools: ToolsState }
  /** The tool itself failed: it did not load, or there is a bug. */
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
