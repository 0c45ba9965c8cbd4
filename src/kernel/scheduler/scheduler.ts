import type { Dispose } from '../../base/disposable.ts';
import { Queue } from '../../base/queue.ts';
import type { Pid } from '../../contract/api.ts';
import { ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import type { Command, Completion, Frame, Outcome, Process, ProcessSnapshot, StepSink } from './process.ts';
import { failed } from './process.ts';
import { Timers } from './timers.ts';

/**
 * Answers one command. `reply` may be called at once or later, and is ignored after the first time or after the process
 * has ended. The returned undo withdraws the command; it is called only while unanswered.
 */
export type Dispatch = (command: Command, frame: Frame, reply: (completion: Completion) => void) => Dispose | null;

export interface SpawnOptions {
  readonly process: Process;
  readonly frame: Frame;
  /** Told once, with how the process ended; not told when it was withdrawn by {@link Scheduler.terminate}. */
  readonly ended: (outcome: Outcome) => void;
  readonly yielded?: (command: string) => void;
  readonly resumed?: (command: string) => void;
}

export interface Turn {
  /** More steps could run now. */
  readonly more: boolean;
  /** When the next timer is due, in the clock's milliseconds. */
  readonly nextTimerMs: number | null;
}

interface Pending {
  readonly type: string;
  withdraw: Dispose | null;
}

type State = 'ready' | 'running' | 'blocked' | 'idle' | 'complete';

class Task {
  state: State = 'ready';
  readonly pending = new Map<number, Pending>();
  /** A completion arrived while the task was being stepped. */
  woken = false;
  readonly pid: Pid;
  readonly options: SpawnOptions;

  constructor(pid: Pid, options: SpawnOptions) {
    this.pid = pid;
    this.options = options;
  }
}

/**
 * Runs processes one step at a time from one first-in-first-out queue (spec/scheduler §3, one logical worker), and keeps
 * their timers. It does nothing by itself: the owner calls {@link turn}.
 */
export class Scheduler {
  readonly timers: Timers;
  readonly #clock: Clock;
  readonly #dispatch: Dispatch;
  readonly #stepMs: number;
  readonly #ready = new Queue<Task>();
  readonly #tasks = new Map<Pid, Task>();
  #pids = 0;

  /** `stepMs`: the most one step of one process may take. */
  constructor(clock: Clock, dispatch: Dispatch, stepMs: number) {
    this.#clock = clock;
    this.#dispatch = dispatch;
    this.#stepMs = stepMs;
    this.timers = new Timers(clock);
  }

  /** A PID on the host of a function's pool (spec/scheduler §1). */
  nextPid(target: string): Pid {
    return `{${target}|0x${(++this.#pids).toString(16).padStart(5, '0')}}` as Pid;
  }

  /** Queues a process. It takes its first step in a later turn, never inside this call. */
  spawn(options: SpawnOptions): Pid {
    const pid = this.nextPid(options.frame.target);
    const task = new Task(pid, options);
    this.#tasks.set(pid, task);
    options.process.begin({ pid, frame: options.frame });
    this.#ready.push(task);
    return pid;
  }

  /** Fires timers that are due and steps ready processes until `budgetMs` is spent. */
  turn(budgetMs: number): Turn {
    const endMs = this.#clock.nowMs() + budgetMs;
    do {
      this.timers.fireDue();
      const task = this.#ready.shift();
      if (!task) break;
      if (task.state === 'ready') this.#step(task);
    } while (this.#clock.nowMs() < endMs);
    return { more: this.#ready.size > 0, nextTimerMs: this.timers.nextAtMs() };
  }

  /** Ends a process without telling its owner, and withdraws its commands, and so the calls below it. */
  terminate(pid: Pid): void {
    const task = this.#tasks.get(pid);
    if (task) this.#close(task);
  }

  list(): ProcessSnapshot[] {
    return [...this.#tasks.values()].map((task) => ({
      pid: task.pid,
      target: task.options.frame.target,
      state: describe(task),
      memoryBytes: task.options.process.memoryBytes(),
    }));
  }

  /** Ends every process, telling each owner `reason`. */
  endAll(reason: Failure): void {
    for (const task of [...this.#tasks.values()]) this.#finish(task, failed(reason));
  }

  #step(task: Task): void {
    task.state = 'running';
    task.woken = false;
    const sink: StepSink = { command: (tag, command) => this.#issue(task, tag, command) };
    let outcome;
    try {
      outcome = task.options.process.step(this.#stepMs, sink);
    } catch (error) {
      this.#finish(task, failed(failure(ErrorKind.internal, `process crashed: ${String(error)}`)));
      throw error;
    }
    if (task.state !== 'running') return;
    if (typeof outcome === 'object') this.#finish(task, outcome);
    else if (outcome === 'continue' || task.woken) this.#enqueue(task);
    else task.state = outcome === 'yield' ? 'blocked' : 'idle';
  }

  #issue(task: Task, tag: number, command: Command): void {
    const pending: Pending = { type: command.type, withdraw: null };
    task.pending.set(tag, pending);
    task.options.yielded?.(command.type);
    const withdraw = this.#dispatch(command, task.options.frame, (completion) => {
      if (task.pending.get(tag) !== pending) return;
      task.pending.delete(tag);
      task.options.resumed?.(command.type);
      task.options.process.complete(tag, completion);
      this.#wake(task);
    });
    if (task.pending.get(tag) === pending) pending.withdraw = withdraw;
    else if (task.state === 'complete') withdraw?.();
  }

  #wake(task: Task): void {
    if (task.state === 'blocked' || task.state === 'idle') this.#enqueue(task);
    else task.woken = true;
  }

  #enqueue(task: Task): void {
    task.state = 'ready';
    this.#ready.push(task);
  }

  #finish(task: Task, outcome: Outcome): void {
    // The outcome may borrow the process's values, so its owner hears of it before they are released.
    if (!this.#detach(task)) return;
    try {
      task.options.ended(outcome);
    } finally {
      task.options.process.close();
    }
  }

  #close(task: Task): void {
    if (this.#detach(task)) task.options.process.close();
  }

  /** False when it had ended before. */
  #detach(task: Task): boolean {
    if (task.state === 'complete') return false;
    task.state = 'complete';
    this.#tasks.delete(task.pid);
    const pending = [...task.pending.values()];
    task.pending.clear();
    for (const { withdraw } of pending) withdraw?.();
    return true;
  }
}

function describe(task: Task): string {
  if (task.state !== 'blocked') return task.state;
  const types = [...new Set([...task.pending.values()].map((pending) => pending.type))];
  return `blocked(${types.join(', ')})`;
}
