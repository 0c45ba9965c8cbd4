import type { Dispose } from '../../base/disposable.ts';
import { Queue } from '../../base/queue.ts';
import type { Pid } from '../../contract/api.ts';
import { canceledFailure, ErrorKind, failure, type Failure } from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import {
  failed,
  type Command,
  type Completion,
  type Frame,
  type Mail,
  type Outcome,
  type Process,
  type ProcessOwner,
  type ProcessSnapshot,
  type StepOutcome,
  type Successor,
} from './process.ts';
import { describe, Task, withdrawAll, type Pending, type TaskActions } from './task.ts';
import { Timers } from './timers.ts';

/**
 * Answers one command. `reply` may be called at once or later, and is ignored after the first time or after the process
 * has ended. The returned undo withdraws the command; it is called only while unanswered.
 */
export type Dispatch = (command: Command, frame: Frame, reply: (completion: Completion) => void) => Dispose | null;

export interface Turn {
  /** More steps could run now. */
  readonly more: boolean;
  /** When the next timer is due, in the clock's milliseconds. */
  readonly nextTimerMs: number | null;
  /** When there is tidying up to do, which nobody waits for; likewise. */
  readonly nextChoreMs: number | null;
}

/** Letters in a mailbox beyond which who sends another waits until its owner has been stepped: else a flood is as fast as it fills. */
const CROWD = 256;
const nothing: Dispose = () => {};
/** What one is told to wait for that asked for nothing: channels and messages. */
const RESTING = 'receive';

/**
 * Runs processes one step at a time from one first-in-first-out queue (spec/scheduler §3, one logical worker), and keeps
 * their timers. It does nothing by itself: the owner calls {@link turn}.
 */
export class Scheduler {
  readonly timers: Timers;
  /** Timers of what nobody waits for. */
  readonly chores: Timers;
  /** Told of every end, while the values of the outcome are still there. */
  onEnd: ((pid: Pid, outcome: Outcome) => void) | null = null;
  readonly #clock: Clock;
  readonly #dispatch: Dispatch;
  readonly #stepMs: number;
  readonly #ready = new Queue<Task>();
  readonly #tasks = new Map<Pid, Task>();
  readonly #actions: TaskActions = {
    issue: (task, tag, command, isAwaited) => this.#issue(task, tag, command, isAwaited),
    stop: (task, reason) => this.#stop(task, reason),
    finish: (task, outcome) => this.#finish(task, outcome),
  };
  #pids = 0;
  /** Processes on other threads, and who waits until there is none. */
  #away = 0;
  #whenBack: (() => void)[] = [];

  /** `stepMs`: the most one step of one process may take. */
  constructor(clock: Clock, dispatch: Dispatch, stepMs: number) {
    this.#clock = clock;
    this.#dispatch = dispatch;
    this.#stepMs = stepMs;
    this.timers = new Timers(clock);
    this.chores = new Timers(clock);
  }

  /** Queues a process. It takes its first step in a later turn, never inside this call. */
  spawn(process: Process, owner: ProcessOwner): Pid {
    const task = this.#add(process, owner);
    task.started();
    this.#ready.push(task);
    return task.pid;
  }

  /** Steps a process at once, for one that goes away: it may have ended when this returns. */
  launch(process: Process, owner: ProcessOwner): Pid {
    const task = this.#add(process, owner);
    this.#step(task);
    return task.pid;
  }

  /** A PID on the host of a function's pool (spec/scheduler §1). */
  #add(process: Process, owner: ProcessOwner): Task {
    const pid = `{${owner.host ?? owner.frame.target}|0x${(++this.#pids).toString(16).padStart(5, '0')}}` as Pid;
    const task = new Task(pid, process, owner, this.#actions, this.timers);
    this.#tasks.set(pid, task);
    process.begin(task);
    return task;
  }

  /** Fires timers that are due and steps ready processes until `budgetMs` is spent. */
  turn(budgetMs: number): Turn {
    const endMs = this.#clock.nowMs() + budgetMs;
    this.chores.fireDue();
    do {
      this.timers.fireDue();
      const task = this.#ready.shift();
      if (!task) break;
      if (task.state === 'ready') this.#step(task);
    } while (this.#clock.nowMs() < endMs);
    return {
      more: this.#ready.size > 0,
      nextTimerMs: this.timers.nextAtMs(),
      nextChoreMs: this.chores.nextAtMs(),
    };
  }

  /**
   * Takes a process back: its owner is not told, and its commands are withdrawn, and so the calls below it. One that is away stays
   * in the list until nothing of it runs any more.
   */
  terminate(pid: Pid): void {
    const task = this.#tasks.get(pid);
    if (!task) return;
    task.isWithdrawn = true;
    this.#stop(task, canceledFailure());
  }

  has(pid: Pid): boolean {
    return this.#tasks.has(pid);
  }

  /** Ends a process, of which its owner hears; false when there is none. One that asks for its own end leaves off first. */
  end(pid: Pid, reason: Failure): boolean {
    const task = this.#tasks.get(pid);
    if (task) this.#stop(task, reason);
    return task !== undefined;
  }

  /**
   * After this step of its own, another process takes its place under its PID (spec/scheduler §8): whoever waits for its end or watches
   * it goes on to, what it asked for is taken back, and mail that it has not heard of yet is the other's.
   */
  replace(pid: Pid, successor: Successor): void {
    const task = this.#tasks.get(pid);
    if (task?.state !== 'running') throw new Error('a process is replaced outside of its step');
    if (task.endsAs || task.successor) return;
    task.successor = successor;
    task.process.leaveOff?.();
  }

  /**
   * Brings mail to a process, see {@link Process.receive}: null when there is no such process. `taken` is told once unless
   * the undo is called before, with `ended` when the process ends first. A message into a mailbox that is well filled is told of after the
   * next step.
   */
  post(pid: Pid, mail: Mail, taken: (refusal: Failure | null | 'ended') => void): Dispose | null {
    const task = this.#tasks.get(pid);
    if (!task || task.endsAs) return null;
    let isTaken = false;
    const tell = (refusal: Failure | null | 'ended'): void => {
      if (isTaken) return;
      isTaken = true;
      task.letters?.delete(tell);
      if (refusal === null && mail.type === 'message' && isCrowded(task)) (task.afterStep ??= []).push(taken);
      else taken(refusal);
    };
    const { addressee } = task;
    if (!addressee.receive) {
      tell(null);
      return nothing;
    }
    const undo = addressee.receive(mail, tell);
    this.#wake(task);
    if (isTaken) return nothing;
    (task.letters ??= new Set()).add(tell);
    return () => {
      if (isTaken) return;
      isTaken = true;
      task.letters?.delete(tell);
      undo();
    };
  }

  /** How many processes there are. */
  get size(): number {
    return this.#tasks.size;
  }

  list(): ProcessSnapshot[] {
    return [...this.snapshots()];
  }

  /** One after the other, for whoever keeps none of them. */
  *snapshots(): Generator<ProcessSnapshot> {
    for (const task of this.#tasks.values())
      yield {
        pid: task.pid,
        target: task.frame.target,
        call: task.frame.call,
        state: describe(task),
        memoryBytes: task.process.memoryBytes(),
        mailbox: task.process.mailboxSize?.() ?? 0,
      };
  }

  /** Ends every process, telling each owner `reason`. */
  endAll(reason: Failure): void {
    for (const task of [...this.#tasks.values()]) this.#stop(task, reason);
  }

  /** Resolves when no process runs on another thread. */
  whenNoneIsAway(): Promise<void> {
    if (this.#away === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenBack.push(resolve));
  }

  #step(task: Task): void {
    const { afterStep } = task;
    task.afterStep = null;
    this.#advance(task);
    for (const taken of afterStep ?? []) taken(null);
  }

  #advance(task: Task): void {
    task.state = 'running';
    task.woken = false;
    let outcome;
    try {
      outcome = this.#handOver(task) ?? task.process.step(this.#stepMs, task);
    } catch (error) {
      this.#finish(task, failed(failure(ErrorKind.internal, `process crashed: ${String(error)}`)));
      throw error;
    }
    if (task.state !== 'running') return;
    if (task.endsAs) this.#finish(task, task.endsAs);
    else if (typeof outcome === 'object') this.#finish(task, outcome);
    else if (task.successor) {
      // What another has still to hand over, this one has to have first.
      if (!task.before) task.succeed(task.successor);
      this.#enqueue(task);
    } else if (outcome === 'away') {
      task.state = 'away';
      this.#away++;
    } else if (outcome === 'continue' || task.woken || task.before?.hasMail) this.#enqueue(task);
    else {
      task.state = outcome === 'yield' ? 'blocked' : 'idle';
      this.#rest(task);
    }
  }

  /** Nothing that it gave way for is outstanding: whoever looks sees it wait all the same. */
  #rest(task: Task): void {
    if (!task.owner.yielded) return;
    for (const { isAwaited } of task.pending?.values() ?? []) if (isAwaited) return;
    task.isResting = true;
    task.owner.yielded(RESTING);
  }

  /** Mail of the one whose place it took; how it ends, where it cannot take it. */
  #handOver(task: Task): StepOutcome | null {
    const { before } = task;
    if (!before?.hasMail) return null;
    const handed = before.process.handOver?.(task.process, this.#stepMs) ?? 'all';
    if (typeof handed === 'object') return failed(handed);
    if (handed === 'more') return null;
    before.hasMail = false;
    task.letGo();
    return null;
  }

  #issue(task: Task, tag: number, command: Command, isAwaited: boolean): void {
    const { owner, process } = task;
    // What a guest is answered at once, it did not give way for.
    const isAway = task.state === 'away';
    const pending: Pending = { type: command.type, withdraw: null, isAwaited: isAwaited && !isAway };
    const all = (task.pending ??= new Map<number, Pending>());
    all.set(tag, pending);
    if (pending.isAwaited) owner.yielded?.(command.type);
    const withdraw = this.#dispatch(command, task.frame, (completion) => {
      if (all.get(tag) !== pending) return;
      all.delete(tag);
      if (pending.isAwaited) owner.resumed?.(command.type);
      process.complete(tag, completion);
      this.#wake(task);
    });
    if (all.get(tag) === pending) {
      pending.withdraw = withdraw;
      if (isAway) {
        pending.isAwaited = true;
        owner.yielded?.(command.type);
      }
    } else if (task.state === 'complete' || task.endsAs) withdraw?.();
  }

  #wake(task: Task): void {
    if (task.state === 'blocked' || task.state === 'idle') this.#enqueue(task);
    else task.woken = true;
  }

  #enqueue(task: Task): void {
    if (task.isResting) {
      task.isResting = false;
      task.owner.resumed?.(RESTING);
    }
    task.state = 'ready';
    this.#ready.push(task);
  }

  #stop(task: Task, reason: Failure): void {
    if (task.state === 'complete' || task.endsAs) return;
    const outcome = failed(reason);
    const isStepped = task.state === 'running' && task.process.leaveOff !== undefined;
    if (task.state !== 'away' && !isStepped) {
      this.#finish(task, outcome);
      return;
    }
    task.endsAs = outcome;
    withdrawAll(task);
    if (isStepped) task.process.leaveOff?.();
    else if (task.process.interrupt?.() !== false) this.#finish(task, outcome);
  }

  #finish(task: Task, outcome: Outcome): void {
    if (task.state === 'complete') return;
    const wasAway = task.state === 'away';
    task.state = 'complete';
    this.#tasks.delete(task.pid);
    withdrawAll(task);
    // The outcome may borrow the process's values, so its owner hears of it before they are released.
    try {
      if (!task.isWithdrawn) task.owner.done(task.endsAs ?? outcome);
      this.onEnd?.(task.pid, task.endsAs ?? outcome);
    } finally {
      for (const tell of task.letters ?? []) tell('ended');
      for (const taken of task.afterStep ?? []) taken(null);
      task.process.close();
      task.before?.process.close();
      if (wasAway && --this.#away === 0) for (const resolve of this.#whenBack.splice(0)) resolve();
    }
  }
}

function isCrowded({ addressee }: Task): boolean {
  return (addressee.mailboxSize?.() ?? 0) > CROWD;
}
