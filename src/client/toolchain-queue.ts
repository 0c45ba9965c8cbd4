/** Jobs on their way to a toolchain worker: it starts the worker, holds the deadlines, and replaces one that does not answer. */
import { errorText } from '../base/error-text.ts';
import type { Dispose } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { ToolsState } from '../contract/api.ts';
import { formatMs, type LogEntry } from '../contract/log.ts';
import type { ToolchainJobName, ToolchainJobs, ToolchainResponse } from '../protocol/toolchain-messages.ts';
import type { WorkerLike } from './worker-like.ts';

export interface QueueOptions {
  /** Called at the first job, and again after a worker had to be given up. */
  readonly createWorker: () => WorkerLike;
  /** Milliseconds one job may work, not counting the jobs before it nor the loading of tools. Default {@link DEADLINES_MS}. */
  readonly deadlineMs?: number;
  /** Milliseconds a new worker may take until its script runs, and tools that load may go without a byte. Default {@link START_DEADLINE_MS}. */
  readonly startDeadlineMs?: number;
}

/** By job, in milliseconds. */
export const DEADLINES_MS: { readonly [Name in ToolchainJobName]: number } = {
  // A megabyte of text compiles in about 0.2 s, on a slow phone in 2 s.
  compileWat: 10_000,
  warmUp: 10_000,
  // The first check of a project compiles all of it; the next ones take milliseconds.
  check: 20_000,
  // Milliseconds, but for the first: what it takes is loaded then.
  help: 20_000,
  describe: 20_000,
  disassemble: 20_000,
  build: 30_000,
  // 40-200 ms for most components; some input takes minutes, and nobody waits for that.
  toJavaScript: 60_000,
};
/** The script is 220 kB and the component tools are 2 MB, and may come over a slow line. */
export const START_DEADLINE_MS = 30_000;

/**
 * Lower goes first: a running project must not wait for the editor nor what somebody asked
 * for for a check.
 */
const RANK: { readonly [Name in ToolchainJobName]: number } = {
  compileWat: 0,
  warmUp: 0,
  // Somebody looks at the place that it is about.
  help: 1,
  build: 2,
  describe: 2,
  disassemble: 2,
  toJavaScript: 2,
  check: 3,
};
/** Behind everything that somebody waits for. */
const IDLE_RANK = 4;

/** What nobody waits for by itself: the tools that it may need are not announced. */
const SILENT: ReadonlySet<ToolchainJobName> = new Set(['compileWat', 'check', 'help', 'warmUp']);

/** Worth a new worker when they are given up; the others are soon over. */
const LONG: ReadonlySet<ToolchainJobName> = new Set(['describe', 'toJavaScript']);

interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly whenIdle?: boolean;
}

interface Job<Name extends ToolchainJobName = ToolchainJobName> {
  readonly id: number;
  readonly name: Name;
  /** Lower goes first. */
  readonly rank: number;
  /** Whether it is announced which tools it needs. */
  readonly isSilent: boolean;
  /** Asked when the job is sent: what a check sends depends on what the worker has by then. */
  readonly input: () => ToolchainJobs[Name]['request'];
  readonly settle: (outcome: JobOutcome) => void;
}

type JobOutcome = { readonly ok: true; readonly output: unknown } | FailedJob;
interface FailedJob {
  readonly ok: false;
  readonly message: string;
}

const GIVEN_UP: FailedJob = { ok: false, message: 'the job was given up' };

const IDLE: ToolsState = { state: 'idle' };

/** One job is with the worker at a time; the others wait here, so that giving up a worker costs one job only. */
export class ToolchainQueue {
  readonly #options: QueueOptions;
  readonly #dropped: () => void;
  readonly #tools = new Emitter<ToolsState>();
  readonly #log = new Emitter<LogEntry>();
  readonly #waiting: Job[] = [];
  #running: Job | null = null;
  #worker: WorkerLike | null = null;
  #isReady = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the worker was started, or given its job: milliseconds of the page's clock. */
  #sinceMs = 0;
  #nextId = 1;
  #isBusy = false;
  #disposed = false;

  /** `dropped`: a worker is gone, with all that it knew. */
  constructor(options: QueueOptions, dropped: () => void) {
    this.#options = options;
    this.#dropped = dropped;
  }

  onTools(listener: (tools: ToolsState) => void): Dispose {
    return this.#tools.on(listener);
  }

  onLog(listener: (entry: LogEntry) => void): Dispose {
    return this.#log.on(listener);
  }

  /** Never rejects. `input` is asked for when the job is sent; an aborted `signal` gives the job up. */
  ask<Name extends ToolchainJobName>(
    name: Name,
    input: () => ToolchainJobs[Name]['request'],
    { signal, whenIdle = false }: AskOptions = {},
  ): Promise<JobOutcome> {
    if (this.#disposed) return Promise.resolve({ ok: false, message: 'the compiler was stopped' });
    if (signal?.aborted) return Promise.resolve(GIVEN_UP);
    return new Promise((resolve) => {
      const giveUp = (): void => this.#giveUp(job);
      const settle = (outcome: JobOutcome): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve(outcome);
      };
      const rank = whenIdle ? IDLE_RANK : RANK[name];
      const isSilent = whenIdle || SILENT.has(name);
      const job: Job<Name> = { id: this.#nextId++, name, rank, isSilent, input, settle };
      signal?.addEventListener('abort', giveUp);
      const behind = this.#waiting.findIndex((waiting) => waiting.rank > rank);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, job);
      this.#advance();
    });
  }

  /** Nobody waits for the job any more. */
  #giveUp(job: Job): void {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
      job.settle(GIVEN_UP);
    } else if (job === this.#running && LONG.has(job.name)) {
      this.#fail(GIVEN_UP);
    }
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
      this.#sinceMs = performance.now();
      // A worker that was given up may still speak for a while.
      worker.addEventListener('message', (event) => {
        if (worker === this.#worker) this.#receive(event.data as ToolchainResponse);
      });
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        if (worker === this.#worker)
          this.#fail(failedJob(`the compiler could not run${event.message ? `: ${event.message}` : ''}`));
      });
    } catch (error) {
      this.#fail(failedJob(`the compiler could not start: ${errorText(error)}`));
      return false;
    }
    this.#startTimer(this.#startDeadlineMs, failedJob('the compiler did not start in time'));
    return true;
  }

  #send(): void {
    const { id, name, input } = this.#running!;
    try {
      this.#worker!.postMessage({ id, job: name, input: input() });
    } catch (error) {
      // Bytes that were taken away meanwhile, for one.
      this.#end(failedJob(`the job could not be sent: ${errorText(error)}`));
      return;
    }
    this.#sinceMs = performance.now();
    this.#startJobTimer(name);
  }

  #receive(response: ToolchainResponse): void {
    if (response.type === 'ready') {
      this.#isReady = true;
      this.#say(() => `the worker started in ${this.#spent}`);
      this.#stopTimer();
      if (this.#running) this.#send();
      return;
    }
    const job = this.#running;
    // A late answer to a question that has been given up.
    if (!job || response.id !== job.id) return;
    if (response.type === 'progress') {
      this.#follow(job, response.tools);
      return;
    }
    if (response.type === 'done' && response.isSpent) this.#dropWorker();
    this.#end(response.type === 'done' ? { ok: true, output: response.output } : failedJob(response.message));
  }

  /** Loading takes as long as the line needs, so that only standing still counts; then the job's own time begins. */
  #follow(job: Job, tools: ToolsState): void {
    if (tools.state === 'loading')
      this.#startTimer(this.#startDeadlineMs, failedJob('the tools could not be loaded in time'));
    else this.#startJobTimer(job.name);
    if (job.isSilent) return;
    this.#isBusy = tools.state !== 'idle';
    this.#tools.emit(tools);
  }

  #rest(): void {
    if (!this.#isBusy) return;
    this.#isBusy = false;
    this.#tools.emit(IDLE);
  }

  #end(outcome: JobOutcome): void {
    this.#stopTimer();
    const job = this.#running;
    this.#running = null;
    if (job) this.#say(() => `${job.name} ${outcome.ok ? 'took' : `failed (${outcome.message}) after`} ${this.#spent}`);
    job?.settle(outcome);
    // Whatever comes next says so when it begins: it may need no tools.
    this.#rest();
    this.#advance();
  }

  /** Ends the running job, and the worker with it. */
  #fail(outcome: FailedJob): void {
    this.#dropWorker();
    this.#end(outcome);
  }

  #dropWorker(): void {
    this.#stopTimer();
    const worker = this.#worker;
    this.#worker = null;
    this.#isReady = false;
    this.#dropped();
    worker?.terminate();
    if (worker && !this.#disposed) this.#say(() => 'the worker is ended');
  }

  #say(text: () => string): void {
    if (this.#log.isHeard) this.#log.emit({ time: Date.now(), level: 'debug', source: 'toolchain', text: text() });
  }

  get #spent(): string {
    return formatMs(performance.now() - this.#sinceMs);
  }

  get #startDeadlineMs(): number {
    return this.#options.startDeadlineMs ?? START_DEADLINE_MS;
  }

  #startJobTimer(name: ToolchainJobName): void {
    const deadlineMs = this.#options.deadlineMs ?? DEADLINES_MS[name];
    this.#startTimer(deadlineMs, failedJob('the compiler did not finish in time'));
  }

  #startTimer(delayMs: number, outcome: FailedJob): void {
    this.#stopTimer();
    this.#timer = setTimeout(() => this.#fail(outcome), delayMs);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Ends the worker. Jobs that were running or waiting are answered with a failure. */
  dispose(): void {
    this.#disposed = true;
    this.#dropWorker();
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)];
    this.#running = null;
    for (const job of jobs) job.settle(failedJob('the compiler was stopped'));
    this.#tools.dispose();
    this.#log.dispose();
  }
}

function failedJob(message: string): FailedJob {
  return { ok: false, message };
}
