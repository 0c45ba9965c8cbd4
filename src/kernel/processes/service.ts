import type { EntryId, Pid, PlainValue } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Result } from '../../base/result.ts';
import type { Dispose } from '../../base/disposable.ts';
import type { Outcome } from '../scheduler/process.ts';
import type { ServiceIdentity } from '../security/context.ts';
import type { StartRules } from '../scheduler/startable.ts';

/** What is kept running, and how; times in milliseconds. */
export interface ServiceRules extends StartRules, ServiceIdentity {
  readonly process: EntryId;
  readonly host: EntryId;
  readonly input: readonly PlainValue[];
  /** An optional one that ends for good is worth a warning, any other an error. */
  readonly startup: 'required' | 'optional';
  readonly startMs: number;
  readonly stopMs: number;
  readonly stableMs: number;
  readonly restart: {
    readonly initialDelayMs: number;
    readonly maxDelayMs: number;
    readonly backoffFactor: number;
    readonly jitter: number;
    /** 0 = without end. */
    readonly maxAttempts: number;
  };
}

export interface LaunchEvents {
  readonly started: () => void;
  readonly done: (outcome: Outcome) => void;
}

/** What a service does through its supervisor. */
export interface ServiceActions {
  /** `started`: it has its input and its code has come up, perhaps before this returns; not told where it has ended before. */
  launch(rules: ServiceRules, told: LaunchEvents): Result<Pid, Failure>;
  /** Asks a process to end. */
  cancel(pid: Pid): void;
  terminate(pid: Pid): void;
  after(delayMs: number, fire: () => void): Dispose;
  nowMs(): number;
  /** How long to wait before so many restarts in a row. */
  delayMs(rules: ServiceRules, attempt: number): number;
  /** It failed before it ran; whether that is the end of the whole project. */
  isFatal(rules: ServiceRules, reason: Failure): boolean;
  report(level: 'info' | 'warn' | 'error', id: EntryId, text: string, failure?: Failure): void;
}

/** Spec/scheduler §10; `waiting` is `Failed` with another start to come. */
export type ServiceState =
  | 'unknown'
  | 'starting'
  | 'running'
  | 'waiting'
  | 'stopping'
  | 'stopped'
  | 'exited'
  | 'failed';

/** One process that is kept running. */
export class Service {
  readonly rules: ServiceRules;
  readonly #actions: ServiceActions;
  #state: ServiceState = 'unknown';
  #pid: Pid | null = null;
  #startedMs = 0;
  /** It was ended because its start took too long. */
  #isLate = false;
  /** Restarts since it last was stable. */
  #attempts = 0;
  #timer: Dispose = () => {};
  #whenStopped: () => void = () => {};

  constructor(rules: ServiceRules, actions: ServiceActions) {
    this.rules = rules;
    this.#actions = actions;
  }

  get state(): ServiceState {
    return this.#state;
  }

  start(): void {
    const { rules } = this;
    this.#startedMs = this.#actions.nowMs();
    this.#state = 'starting';
    this.#isLate = false;
    const launched = this.#actions.launch(rules, {
      started: () => this.#started(),
      done: (outcome) => this.#ended(outcome),
    });
    if (!launched.ok) this.#ended({ status: 'failed', failure: launched.error });
    else {
      this.#pid = launched.value;
      if (this.state === 'starting')
        this.#timer = this.#actions.after(rules.startMs, () => this.#giveUp(launched.value));
    }
  }

  /** Asks its process to end, and ends it when it takes too long; `stopped` is called once it has, perhaps at once. */
  stop(stopped: () => void): void {
    this.#timer();
    if ((this.#state !== 'running' && this.#state !== 'starting') || this.#pid === null) {
      if (this.#state !== 'stopping') this.#state = 'stopped';
      stopped();
      return;
    }
    const pid = this.#pid;
    this.#state = 'stopping';
    this.#whenStopped = stopped;
    this.#timer = this.#actions.after(this.rules.stopMs, () => this.#actions.terminate(pid));
    this.#actions.cancel(pid);
  }

  /** It is not started again; what runs is for others to end. */
  halt(): void {
    this.#timer();
    if (this.#state === 'waiting') this.#state = 'stopped';
  }

  #started(): void {
    if (this.#state !== 'starting') return;
    this.#timer();
    this.#state = 'running';
  }

  /** Its process is ended, which is told like any other end. */
  #giveUp(pid: Pid): void {
    this.#isLate = true;
    this.#actions.terminate(pid);
  }

  #ended(ending: Outcome): void {
    const { id, stableMs, restart, startMs, startup } = this.rules;
    const actions = this.#actions;
    const late = failure(ErrorKind.timeout, `start took longer than ${startMs} ms`);
    const outcome: Outcome = this.#isLate ? { status: 'failed', failure: late } : ending;
    const hasRun = this.#state !== 'starting';
    this.#timer();
    this.#pid = null;
    if (this.#state === 'stopping') {
      this.#state = 'stopped';
      this.#whenStopped();
      return;
    }
    if (outcome.status === 'returned') {
      this.#state = 'exited';
      actions.report('info', id, 'has returned, and is not started again');
      return;
    }
    const gravity = startup === 'optional' ? 'warn' : 'error';
    const reason = outcome.status === 'failed' ? outcome.failure : null;
    if (!hasRun && reason && actions.isFatal(this.rules, reason)) {
      this.#state = 'failed';
      return;
    }
    if (reason === null || reason.kind === ErrorKind.canceled || reason.retryable === false) {
      this.#state = 'exited';
      if (reason?.kind !== ErrorKind.canceled)
        actions.report(
          gravity,
          id,
          `failed for good: ${reason?.message ?? 'with an error of its own'}`,
          reason ?? undefined,
        );
      return;
    }
    if (actions.nowMs() - this.#startedMs >= stableMs) this.#attempts = 0;
    if (restart.maxAttempts > 0 && this.#attempts >= restart.maxAttempts) {
      this.#state = 'failed';
      actions.report(gravity, id, `failed, and was started again often enough: ${reason.message}`, reason);
      return;
    }
    this.#attempts++;
    const waitMs = actions.delayMs(this.rules, this.#attempts);
    this.#state = 'waiting';
    actions.report('warn', id, `failed, and is started again in ${Math.round(waitMs)} ms: ${reason.message}`, reason);
    this.#timer = actions.after(waitMs, () => this.start());
  }
}
