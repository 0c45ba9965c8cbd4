/** The page's end of a toolchain worker: what it is asked, and what is answered where it does not answer. */
import type { Dispose } from '../base/disposable.ts';
import type { CheckOptions, Diagnostic, ProjectFiles, ToolsState } from '../contract/api.ts';
import type { BinaryDescription, BuildRequest, BuildResult, JavaScriptModule } from '../contract/binaries.ts';
import type { HelpAnswer, HelpQuestion } from '../contract/help.ts';
import type { LogEntry } from '../contract/log.ts';
import { ProjectSender } from '../protocol/project-sync.ts';
import type { ToolchainJobName, ToolchainJobs } from '../protocol/toolchain-messages.ts';
import { ToolchainQueue, type QueueOptions } from './toolchain-queue.ts';

export interface ToolchainOptions extends QueueOptions {
  /** Texts that were compiled already, each with its module in base64: they need no worker. */
  readonly ready?: readonly (readonly [source: string, base64: string])[];
}

type Answer<Name extends ToolchainJobName> = ToolchainJobs[Name]['answer'];
export type CompileWatAnswer = Answer<'compileWat'>;

export interface DescribeOptions {
  /** Nobody waits for the answer: everything else goes first, and nothing is said of the tools that it needs. */
  readonly whenIdle?: boolean;
  /** Once aborted, the answer is that the job was given up. */
  readonly signal?: AbortSignal | undefined;
}

/** A check that has not been sent yet. Whoever asks meanwhile joins it, with the files of the last. */
interface WaitingCheck {
  files: ProjectFiles;
  readonly options: CheckOptions;
  readonly answer: Promise<readonly Diagnostic[]>;
}

/** Asks a toolchain worker, in the words of each job. */
export class ToolchainClient {
  readonly #ready: ToolchainOptions['ready'];
  readonly #queue: ToolchainQueue;
  readonly #sender = new ProjectSender();
  #waitingCheck: WaitingCheck | null = null;

  constructor({ ready, ...options }: ToolchainOptions) {
    this.#ready = ready;
    this.#queue = new ToolchainQueue(options, () => this.#sender.forget());
  }

  /** Tools that are being loaded or are at work for somebody; `idle` afterwards. Compiling and checking do not count. */
  onTools(listener: (tools: ToolsState) => void): Dispose {
    return this.#queue.onTools(listener);
  }

  /** How long jobs and starts of the worker took, and why one was given up. Costs nothing while nobody listens. */
  onLog(listener: (entry: LogEntry) => void): Dispose {
    return this.#queue.onLog(listener);
  }

  /**
   * Compiles WebAssembly Text. Never rejects: a compiler that does not answer in time, does not load or dies is a
   * diagnostic too (code `toolchain`). Places are relative to the text. An aborted `signal` gives the job up.
   */
  async compileWat(source: string, signal?: AbortSignal): Promise<CompileWatAnswer> {
    const ready = this.#ready?.find(([text]) => text === source);
    if (ready) return { ok: true, value: { bytes: Uint8Array.from(atob(ready[1]), (char) => char.charCodeAt(0)) } };
    const outcome = await this.#queue.ask('compileWat', () => ({ source }), { signal });
    if (outcome.ok) return outcome.output as CompileWatAnswer;
    return { ok: false, error: [toolchainDiagnostic(outcome.message)] };
  }

  /**
   * What a binary says of itself. `bytes` stay with the caller. Never rejects; without an answer of the worker there is no
   * digest, and `unchecked` says why.
   */
  async describe(bytes: Uint8Array, options: DescribeOptions = {}): Promise<BinaryDescription> {
    const outcome = await this.#queue.ask('describe', () => ({ bytes }), options);
    if (outcome.ok) return outcome.output as BinaryDescription;
    const { message } = outcome;
    return {
      form: null,
      sizeBytes: bytes.length,
      digest: '',
      problem: message,
      unchecked: message,
      mayAskAgain: true,
      sections: [],
      imports: [],
      exports: [],
      wit: null,
    };
  }

  /** The text of a binary, at most `maxLength` characters of it. `bytes` stay with the caller. Never rejects. */
  async disassemble(bytes: Uint8Array, maxLength: number): Promise<Answer<'disassemble'>> {
    const outcome = await this.#queue.ask('disassemble', () => ({ bytes, maxLength }));
    return outcome.ok ? (outcome.output as Answer<'disassemble'>) : outcome;
  }

  /** Makes a binary from text. Never rejects. */
  async build(request: BuildRequest): Promise<BuildResult> {
    const outcome = await this.#queue.ask('build', () => request);
    return outcome.ok
      ? (outcome.output as BuildResult)
      : { ok: false, diagnostics: [toolchainDiagnostic(outcome.message)] };
  }

  /** A component as a module of JavaScript. `bytes` stay with the caller. Never rejects. `signal` as above. */
  async toJavaScript(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<JavaScriptModule> {
    const outcome = await this.#queue.ask('toJavaScript', () => ({ bytes, name }), { signal });
    return outcome.ok ? (outcome.output as JavaScriptModule) : { ok: false, message: outcome.message };
  }

  /**
   * Every diagnostic of `files`. Never rejects, as with {@link compileWat}. Only one check waits behind the one that runs: a
   * check that a later one with the same options overtakes before it began answers with the later one's diagnostics.
   */
  check(files: ProjectFiles, options: CheckOptions = {}): Promise<readonly Diagnostic[]> {
    const known = this.#waitingCheck;
    // What is asked with other options is another question.
    if (known && (known.options.nativeMarks ?? true) === (options.nativeMarks ?? true)) {
      known.files = files;
      return known.answer;
    }
    // The worker is asked a moment later, so that this object is there by then.
    const waiting: WaitingCheck = { files, options, answer: Promise.resolve().then(() => this.#check(waiting)) };
    this.#waitingCheck = waiting;
    return waiting.answer;
  }

  async #check(waiting: WaitingCheck): Promise<readonly Diagnostic[]> {
    for (;;) {
      const outcome = await this.#queue.ask('check', () => {
        if (this.#waitingCheck === waiting) this.#waitingCheck = null;
        return { ...this.#sender.update(waiting.files), options: waiting.options };
      });
      if (this.#waitingCheck === waiting) this.#waitingCheck = null;
      if (!outcome.ok) {
        this.#sender.forget();
        const file = Object.keys(waiting.files)[0] ?? '';
        return [{ ...toolchainDiagnostic(`the project could not be checked: ${outcome.message}`), file }];
      }
      const answer = outcome.output as Answer<'check'>;
      if (answer.status === 'checked') return answer.diagnostics;
      this.#sender.forget();
    }
  }

  /**
   * What an editor asks about a text of `files`; null where nobody answers, or nobody waits any more: an aborted `signal` takes a
   * question back. Never rejects.
   */
  async help<Q extends HelpQuestion>(
    files: ProjectFiles,
    question: Q,
    signal?: AbortSignal,
  ): Promise<HelpAnswer<Q['topic']> | null> {
    for (;;) {
      const outcome = await this.#queue.ask('help', () => ({ ...this.#sender.update(files), question }), { signal });
      if (!outcome.ok) return null;
      const answer = outcome.output as Answer<'help'>;
      if (answer.status === 'answered') return answer.answer;
      this.#sender.forget();
    }
  }

  /** Starts the worker, and its compiler too if that is wanted; answers whether that worked. */
  async warmUp({ compiler }: { readonly compiler: boolean }): Promise<boolean> {
    return (await this.#queue.ask('warmUp', () => ({ compiler }))).ok;
  }

  /** Ends the worker. Jobs that were running or waiting are answered with a failure. */
  dispose(): void {
    this.#queue.dispose();
  }
}

function toolchainDiagnostic(message: string): Diagnostic {
  return { file: '', line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', code: 'toolchain', message };
}
