/** The step protocol (spec/scheduler §2): what the scheduler and the engines know of each other. */
import type { Dispose } from '../../base/disposable.ts';
import type { EntryId, Pid, PoolInfo, ProcessInfo } from '../../contract/api.ts';
import type { ValueReader, ValueSource } from '../../contract/values.ts';
import type { Failure } from '../../contract/errors.ts';
import type { FrameContext } from '../security/context.ts';

/** How a call or a process ended. */
export type Outcome =
  /** `source` writes exactly one value. */
  | { readonly status: 'returned'; readonly source: ValueSource }
  /** A top-level WIT `err`: `source` writes its payload (spec/wit-mapping §7). */
  | { readonly status: 'guest-error'; readonly source: ValueSource }
  | { readonly status: 'failed'; readonly failure: Failure };

export const NIL_SOURCE: ValueSource = {
  writeTo(writer) {
    writer.nil();
    return 1;
  },
};

export function failed(failure: Failure): Outcome {
  return { status: 'failed', failure };
}

/**
 * Where an execution stands in a chain of calls. Read-only once made; children see their parents, never the reverse
 * (spec/scheduler §6).
 */
export interface Frame {
  /** Number of the call, unique in a kernel. */
  readonly call: number;
  readonly target: string;
  readonly parent: Frame | null;
  /** Inherited from whoever calls, where nothing else was asked for. */
  readonly context: FrameContext;
  /** Of a process, which is a root all the same: who waits for its end. */
  readonly awaitedBy?: Frame | null;
}

/** Who waits for the end of `frame`. */
export function waiterFor(frame: Frame): Frame | null {
  return frame.parent ?? frame.awaitedBy ?? null;
}

/** Whether `ancestor` is `frame` or above it. */
export function isWithin(frame: Frame | null, ancestor: Frame): boolean {
  for (let at = frame; at; at = at.parent) if (at === ancestor) return true;
  return false;
}

export function rootOf(frame: Frame): Frame {
  let root = frame;
  while (root.parent) root = root.parent;
  return root;
}

/** Who waits for whom, down to `frame`. */
export function chainOf(frame: Frame | null): string {
  const targets: string[] = [];
  for (let at = frame; at; at = waiterFor(at)) targets.unshift(at.target);
  return targets.join(' → ');
}

/** What a process asks of the dispatcher; `kernel/commands/` has those there are. Family names follow spec/scheduler §2. */
export interface Command {
  readonly type: string;
}

/** The answer to a command. */
export type Completion = Outcome;

export interface StepSink {
  /**
   * Issues a command; its answer comes through {@link Process.complete} with the same tag, once. `in passing`: the process goes
   * on meanwhile.
   */
  command(tag: number, command: Command, how?: 'awaited' | 'in passing'): void;
  /** Takes a command back, which is not answered then. */
  withdraw(tag: number): void;
}

export type StepOutcome =
  /** More local work; run again soon. */
  | 'continue'
  /** At least one command is outstanding. */
  | 'yield'
  /** Nothing is outstanding; only a message can go on with it. */
  | 'idle'
  /** It goes on on another thread, is not stepped any more, and is heard of through its {@link ProcessContext}. */
  | 'away'
  | Outcome;

/** What comes to a process unasked (spec/scheduler §4, §7). */
export type Mail =
  | { readonly type: 'message'; readonly from: Pid; readonly topic: string; readonly values: ValueReader }
  | {
      readonly type: 'event';
      readonly kind: string;
      readonly from: Pid;
      /** Milliseconds since the epoch. */
      readonly atMs: number;
      readonly reason?: string;
      /** How `from` ended. */
      readonly outcome?: Outcome;
    };

/** What a process knows of itself. */
export interface ProcessIdentity {
  readonly pid: Pid;
  /** Its place in the chain of calls. */
  readonly frame: Frame;
}

/** What one that is away tells the scheduler. */
export interface ProcessContext extends ProcessIdentity, StepSink {
  /** It has got what it runs on, `guest` where it is a guest. Those that are stepped have it from the beginning. */
  started(guest?: number): void;
  /** It is to end as `failure` after so many milliseconds. */
  limit(afterMs: number, failure: Failure): void;
  /** It has to end, and does as soon as nothing of it runs any more; the first reason counts. */
  stop(reason: Failure): void;
  /** It has ended, and nothing of it runs any more. Values of the outcome are borrowed until {@link Process.close}. */
  end(outcome: Outcome): void;
}

/**
 * One execution, in whatever language. Engines implement it, the scheduler drives it; a step must return within its budget
 * and never blocks.
 */
export interface Process {
  /** Called once, before the first step. */
  begin(self: ProcessContext): void;
  step(budgetMs: number, sink: StepSink): StepOutcome;
  /** Hands over the answer to `tag`. Values are taken at once, so borrowed ones are good enough. Must not step. */
  complete(tag: number, completion: Completion): void;
  /** Only while it is away, once: it has to end. False when something of it still runs; then it says `end` later. */
  interrupt?(): boolean;
  /** Only within a step, once: it is to end, and leaves off the step as soon as it can. One without is closed within its step. */
  leaveOff?(): void;
  /**
   * Something comes that it did not ask for; it is stepped afterwards. `taken` is told once, perhaps at once: it has it, or why
   * not. Until then values are borrowed; the undo, before that, takes them back. One that cannot receive drops all that comes.
   */
  receive?(mail: Mail, taken: (refusal: Failure | null) => void): Dispose;
  /**
   * It has left off, and `successor` takes its place: brings it the mail that no code of this one has heard of, and what still comes for
   * it, oldest first and as much as fits. `all` once there is none; why not where the other cannot take it. One without has no mail.
   */
  handOver?(successor: Process, budgetMs: number): 'more' | 'all' | Failure;
  /** Releases everything; called once, after which no other member is called. */
  close(): void;
  /** Bytes the process is known to hold. */
  memoryBytes(): number;
  /** Letters that nobody has taken; one without a mailbox has none. */
  mailboxSize?(): number;
}

/** What takes the place of a process. */
export interface Successor {
  readonly frame: Frame;
  /** Called once, unless the process ends before. `argsTaken`: arguments that lie in the process before are not needed any more. */
  create(argsTaken: () => void): Process;
}

/** Who had a process started, and hears of it. */
export interface ProcessOwner {
  readonly frame: Frame;
  /** Host part of its PID; by default its target. */
  readonly host?: string;
  /** Told once, with how it ended; not told when it was withdrawn. */
  readonly done: (outcome: Outcome) => void;
  /** It got its worker, `guest` where it is a guest. */
  readonly started?: (guest?: number) => void;
  readonly yielded?: (command: string) => void;
  readonly resumed?: (command: string) => void;
}

/** A function of the registry, of whatever kind. */
export interface Callable {
  readonly id: EntryId;
  /**
   * Begins a call. `done` is called once, perhaps before this returns, unless the returned cancel was called first.
   * `args` stays valid until then.
   */
  start(call: CallStart): () => void;
  /**
   * The arguments of the call that began last, in the form in which the guest gets them; null where they do not fit. Valid until
   * {@link start} returns, or right after.
   */
  encodedArguments?(): ValueSource | null;
  /** What it calls, where it only changes how that is called. */
  readonly wrapped?: Callable;
  /** Its pool; null for one without, which takes every call at once. */
  info(): Omit<PoolInfo, 'target' | 'generation' | 'isDraining'> | null;
  /** No more calls; running ones go on to their end. */
  close(): void;
}

export interface CallStart extends ProcessOwner {
  readonly args: ValueReader;
}

/** What the scheduler knows of a process. */
export type ProcessSnapshot = Omit<ProcessInfo, 'names' | 'links' | 'watchers'>;
