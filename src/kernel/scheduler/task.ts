/** A process in the table of executions. */
import type { Dispose } from '../../base/disposable.ts';
import type { Pid } from '../../contract/api.ts';
import type { Failure } from '../../contract/errors.ts';
import type { Command, Frame, Outcome, Process, ProcessContext, ProcessOwner, Successor } from './process.ts';
import type { Timers } from './timers.ts';

export interface Pending {
  readonly type: string;
  withdraw: Dispose | null;
  /** Its process gave way for it. */
  isAwaited: boolean;
}

export type State = 'ready' | 'running' | 'blocked' | 'idle' | 'away' | 'complete';

/** One that has left off for another. */
class Predecessor {
  readonly process: Process;
  /** The other still needs the arguments that it gave. */
  hasArguments = true;
  /** It still has mail for the other. */
  hasMail = true;

  constructor(process: Process) {
    this.process = process;
  }
}

/** What a task asks of its scheduler. */
export interface TaskActions {
  issue(task: Task, tag: number, command: Command, isAwaited: boolean): void;
  stop(task: Task, reason: Failure): void;
  finish(task: Task, outcome: Outcome): void;
}

/** A process as the scheduler keeps it, and as the process sees itself. */
export class Task implements ProcessContext {
  state: State = 'ready';
  /** Made when there is one: most calls ask nothing. */
  pending: Map<number, Pending> | null = null;
  /** Who waits for it to have taken what they sent. */
  letters: Set<(refusal: 'ended') => void> | null = null;
  /** Who is told of it after the next step that what they sent was taken. */
  afterStep: ((refusal: null) => void)[] | null = null;
  /** A completion arrived while the task was being stepped. */
  woken = false;
  /** It waits for what it did not ask for, such as a message. */
  isResting = false;
  hasStarted = false;
  /** How it ends, once nothing of it runs elsewhere. */
  endsAs: Outcome | null = null;
  /** Its owner took it back, and hears no more of it. */
  isWithdrawn = false;
  stopLimit: Dispose | null = null;
  /** What takes its place after this step. */
  successor: Successor | null = null;
  /** Whose place it took. */
  before: Predecessor | null = null;
  readonly pid: Pid;
  #process: Process;
  readonly #owner: ProcessOwner;
  #frame: Frame;
  readonly #actions: TaskActions;
  readonly #timers: Timers;

  constructor(pid: Pid, process: Process, owner: ProcessOwner, actions: TaskActions, timers: Timers) {
    this.pid = pid;
    this.#process = process;
    this.#owner = owner;
    this.#frame = owner.frame;
    this.#actions = actions;
    this.#timers = timers;
  }

  get process(): Process {
    return this.#process;
  }

  get owner(): ProcessOwner {
    return this.#owner;
  }

  get frame(): Frame {
    return this.#frame;
  }

  /** Mail comes here: one that another took the place of hands it on, so that it stays in order. */
  get addressee(): Process {
    return this.before && this.before.hasMail ? this.before.process : this.#process;
  }

  /** The successor takes over the PID and whoever waits for its end. */
  succeed(successor: Successor): void {
    withdrawAll(this);
    this.successor = null;
    const before = new Predecessor(this.#process);
    this.before = before;
    this.#frame = successor.frame;
    this.#process = successor.create(() => {
      before.hasArguments = false;
      this.letGo();
    });
    this.#process.begin(this);
  }

  /** The one before is released once nothing of it is needed any more. */
  letGo(): void {
    if (!this.before || this.before.hasMail || this.before.hasArguments) return;
    this.before.process.close();
    this.before = null;
  }

  command(tag: number, command: Command, how: 'awaited' | 'in passing' = 'awaited'): void {
    this.#actions.issue(this, tag, command, how === 'awaited');
  }

  withdraw(tag: number): void {
    const pending = this.pending?.get(tag);
    this.pending?.delete(tag);
    pending?.withdraw?.();
  }

  started(guest?: number): void {
    this.hasStarted = true;
    this.owner.started?.(guest);
  }

  limit(afterMs: number, reason: Failure): void {
    this.stopLimit?.();
    this.stopLimit = this.#timers.after(afterMs, () => this.stop(reason));
  }

  stop(reason: Failure): void {
    this.#actions.stop(this, reason);
  }

  end(outcome: Outcome): void {
    this.#actions.finish(this, outcome);
  }
}

/** Its commands, and its deadline, are of no use any more. */
export function withdrawAll(task: Task): void {
  task.stopLimit?.();
  task.stopLimit = null;
  if (!task.pending) return;
  const pending = [...task.pending.values()];
  task.pending.clear();
  for (const { withdraw } of pending) withdraw?.();
}

/** Its state, as the page shows it. */
export function describe(task: Task): string {
  const { state, pending } = task;
  if (state !== 'blocked' && state !== 'away') return state;
  if (!pending || pending.size === 0) return task.hasStarted ? 'running' : 'ready';
  return `blocked(${[...new Set([...pending.values()].map(({ type }) => type))].join(', ')})`;
}
