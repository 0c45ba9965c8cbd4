/** The page's end of the toolchain worker: asks, holds the deadlines, and replaces a worker that does not answer. */
import type { Diagnostic, ProjectFiles } from '../kernel/api.ts';
import { ProjectSender } from '../protocol/project-sync.ts';
import type { ToolchainJobName, ToolchainJobs, ToolchainRequest, ToolchainResponse } from '../protocol/toolchain-messages.ts';
import type { WorkerLike } from './worker-like.ts';

export interface ToolchainOptions {
  /** Called at the first job, and again after a worker had to be given up. */
  readonly createWorker: () => WorkerLike;
  /** Milliseconds one job may work, not counting the jobs before it. Default {@link JOB_DEADLINE_MS}, for checks {@link CHECK_DEADLINE_MS}. */
  readonly deadlineMs?: number;
  /** Milliseconds a new worker may take until its script runs. Default {@link START_DEADLINE_MS}. */
  readonly startDeadlineMs?: number;
}

export type CompileWatAnswer = ToolchainJobs['compileWat']['answer'];

/** A megabyte of text compiles in about 0.2 s, on a slow phone in 2 s. */
export const JOB_DEADLINE_MS = 10_000;
/** The first check of a project compiles all of it; the next ones take milliseconds. */
export const CHECK_DEADLINE_MS = 20_000;
/** The script is 220 kB and may come over a slow line. */
export const START_DEADLINE_MS = 30_000;

interface Job<Name extends ToolchainJobName = ToolchainJobName> {
  readonly id: number;
  readonly name: Name;
  /** Asked when the job is sent: what a check sends depends on what the worker has by then. */
  readonly input: () => ToolchainJobs[Name]['request'];
  readonly settle: (outcome: JobOutcome) => void;
}

type JobOutcome = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly message: string };

/** A check that has not been sent yet. Whoever asks meanwhile joins it, with the files of the last. */
interface WaitingCheck {
  files: ProjectFiles;
  readonly answer: Promise<readonly Diagnostic[]>;
}

/** One job is with the worker at a time; the others wait here, so that giving up a worker costs one job only. */
export class ToolchainClient {
  readonly #options: ToolchainOptions;
  readonly #waiting: Job[] = [];
  #running: Job | null = null;
  #worker: WorkerLike | null = null;
  #isReady = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #sender = new ProjectSender();
  #waitingCheck: WaitingCheck | null = null;
  #nextId = 1;
  #disposed = false;

  constructor(options: ToolchainOptions) {
    this.#options = options;
  }

  /**
   * Compiles WebAssembly Text. Never rejects: a compiler that does not answer in time, does not load or dies is a
   * diagnostic too (code `toolchain`). Places are relative to the text.
   */
  async compileWat(source: string): Promise<CompileWatAnswer> {
    const outcome = await this.#ask('compileWat', () => ({ source }));
    if (outcome.ok) return outcome.output as CompileWatAnswer;
    return { ok: false, error: [toolchainDiagnostic(outcome.message)] };
  }

  /**
   * Every diagnostic of `files`. Never rejects, as with {@link compileWat}. Only one check waits behind the one that runs: a
   * check that a later one overtakes before it began answers with the later one's diagnostics.
   */
  check(files: ProjectFiles): Promise<readonly Diagnostic[]> {
    if (this.#waitingCheck) {
      this.#waitingCheck.files = files;
      return this.#waitingCheck.answer;
    }
    // The worker is asked a moment later, so that this object is there by then.
    const waiting: WaitingCheck = { files, answer: Promise.resolve().then(() => this.#check(waiting)) };
    this.#waitingCheck = waiting;
    return waiting.answer;
  }

  async #check(waiting: WaitingCheck): Promise<readonly Diagnostic[]> {
    for (;;) {
      const outcome = await this.#ask('check', () => {
        if (this.#waitingCheck === waiting) this.#waitingCheck = null;
        return this.#sender.update(waiting.files);
      });
      if (this.#waitingCheck === waiting) this.#waitingCheck = null;
      if (!outcome.ok) {
        this.#sender.forget();
        const file = Object.keys(waiting.files)[0] ?? '';
        return [{ ...toolchainDiagnostic(`the project could not be checked: ${outcome.message}`), file }];
      }
      const answer = outcome.output as ToolchainJobs['check']['answer'];
      if (answer.status === 'checked') return answer.diagnostics;
      this.#sender.forget();
    }
  }

  /** Starts the worker and its compiler; answers whether that worked. */
  async warmUp(): Promise<boolean> {
    return (await this.#ask('warmUp', () => null)).ok;
  }

  /** Ends the worker. Jobs that were running or waiting are answered with a failure. */
  dispose(): void {
    this.#disposed = true;
    this.#dropWorker();
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)];
    this.#running = null;
    for (const job of jobs) job.settle({ ok: false, message: 'the compiler was stopped' });
  }

  #ask<Name extends ToolchainJobName>(name: Name, input: () => ToolchainJobs[Name]['request']): Promise<JobOutcome> {
    if (this.#disposed) return Promise.resolve({ ok: false, message: 'the compiler was stopped' });
    return new Promise((resolve) => {
      const job: Job<Name> = { id: this.#nextId++, name, input, settle: resolve };
      // A running project must not wait for the editor.
      const check = name === 'check' ? -1 : this.#waiting.findIndex((waiting) => waiting.name === 'check');
      this.#waiting.splice(check < 0 ? this.#waiting.length : check, 0, job);
      this.#advance();
    });
  }

  #advance(): void {
    if (this.#running || this.#waiting.length === 0) return;
    this.#running = this.#waiting.shift()!;
    if (!this.#worker && !this.#startWorker()) return;
    if (this.#isReady) this.#send();
  }

  #startWorker(): boolean {
    try {
      const worker = this.#options.createWorker();
      this.#worker = worker;
      // A worker that was given up may still speak for a while.
      worker.addEventListener('message', (event) => {
        if (worker === this.#worker) this.#receive(event.data as ToolchainResponse);
      });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        if (worker === this.#worker) this.#fail(`the compiler could not run${event.message ? `: ${event.message}` : ''}`);
      });
    } catch (error) {
      this.#fail(`the compiler could not start: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
    this.#startTimer(this.#options.startDeadlineMs ?? START_DEADLINE_MS, 'the compiler did not start in time');
    return true;
  }

  #send(): void {
    const { id, name, input } = this.#running!;
    const request = { id, job: name, input: input() } as ToolchainRequest;
    this.#worker!.postMessage(request);
    const deadlineMs = name === 'check' ? CHECK_DEADLINE_MS : JOB_DEADLINE_MS;
    this.#startTimer(this.#options.deadlineMs ?? deadlineMs, 'the compiler did not finish in time');
  }

  #receive(response: ToolchainResponse): void {
    if (response.type === 'ready') {
      this.#isReady = true;
      this.#stopTimer();
      if (this.#running) this.#send();
      return;
    }
    const job = this.#running;
    // A late answer to a question that has been given up.
    if (!job || response.id !== job.id) return;
    this.#stopTimer();
    this.#running = null;
    job.settle(response.type === 'done' ? { ok: true, output: response.output } : { ok: false, message: response.message });
    this.#advance();
  }

  #fail(message: string): void {
    this.#dropWorker();
    const job = this.#running;
    this.#running = null;
    job?.settle({ ok: false, message });
    this.#advance();
  }

  #dropWorker(): void {
    this.#stopTimer();
    const worker = this.#worker;
    this.#worker = null;
    this.#isReady = false;
    this.#sender.forget();
    worker?.terminate();
  }

  #startTimer(delayMs: number, message: string): void {
    this.#stopTimer();
    this.#timer = setTimeout(() => this.#fail(message), delayMs);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function toolchainDiagnostic(message: string): Diagnostic {
  return { file: '', line: 1, column: 1, endLine: 1, endColumn: 2, severity: 'error', code: 'toolchain', message };
}
