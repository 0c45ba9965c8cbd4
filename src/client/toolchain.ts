/** The page's end of the toolchain worker: asks, holds the deadlines, and replaces a worker that does not answer. */
import type { Diagnostic } from '../kernel/api.ts';
import type { ToolchainJobName, ToolchainJobs, ToolchainRequest, ToolchainResponse } from '../protocol/toolchain-messages.ts';

/** What is used of a `Worker`. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: WorkerErrorLike) => void): void;
}

export interface WorkerErrorLike {
  readonly message: string;
  preventDefault(): void;
}

export interface ToolchainOptions {
  /** Called at the first job, and again after a worker had to be given up. */
  readonly createWorker: () => WorkerLike;
  /** Milliseconds one job may work, not counting the jobs before it. Default {@link JOB_DEADLINE_MS}. */
  readonly deadlineMs?: number;
  /** Milliseconds a new worker may take until its script runs. Default {@link START_DEADLINE_MS}. */
  readonly startDeadlineMs?: number;
}

export type CompileWatAnswer = ToolchainJobs['compileWat']['answer'];

/** A megabyte of text compiles in about 0.2 s, on a slow phone in 2 s. */
export const JOB_DEADLINE_MS = 10_000;
/** The script is 220 kB and may come over a slow line. */
export const START_DEADLINE_MS = 30_000;

interface Job {
  readonly request: ToolchainRequest;
  readonly settle: (outcome: JobOutcome) => void;
}

type JobOutcome = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly message: string };

/** One job is with the worker at a time; the others wait here, so that giving up a worker costs one job only. */
export class ToolchainClient {
  readonly #options: ToolchainOptions;
  readonly #waiting: Job[] = [];
  #running: Job | null = null;
  #worker: WorkerLike | null = null;
  #isReady = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
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
    const outcome = await this.#ask('compileWat', { source });
    if (outcome.ok) return outcome.output as CompileWatAnswer;
    return { ok: false, error: [toolchainDiagnostic(outcome.message)] };
  }

  /** Starts the worker and its compiler; answers whether that worked. */
  async warmUp(): Promise<boolean> {
    return (await this.#ask('warmUp', null)).ok;
  }

  /** Ends the worker. Jobs that were running or waiting are answered with a failure. */
  dispose(): void {
    this.#disposed = true;
    this.#dropWorker();
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)];
    this.#running = null;
    for (const job of jobs) job.settle({ ok: false, message: 'the compiler was stopped' });
  }

  #ask<Name extends ToolchainJobName>(job: Name, input: ToolchainJobs[Name]['request']): Promise<JobOutcome> {
    if (this.#disposed) return Promise.resolve({ ok: false, message: 'the compiler was stopped' });
    return new Promise((resolve) => {
      this.#waiting.push({ request: { id: this.#nextId++, job, input } as ToolchainRequest, settle: resolve });
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
    this.#worker!.postMessage(this.#running!.request);
    this.#startTimer(this.#options.deadlineMs ?? JOB_DEADLINE_MS, 'the compiler did not finish in time');
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
    if (!job || response.id !== job.request.id) return;
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
