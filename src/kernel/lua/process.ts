import { assertNever } from '../../base/assert-never.ts';
import type { Dispose } from '../../base/disposable.ts';
import { Interrupted } from '../../base/effort.ts';
import { Queue } from '../../base/queue.ts';
import type { ValueReader } from '../../contract/values.ts';
import { canceledFailure, internal, type Failure } from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import {
  failed,
  type Completion,
  type Mail,
  type Outcome,
  type Process,
  type ProcessIdentity,
  type StepOutcome,
  type StepSink,
} from '../scheduler/process.ts';
import { pushAnswer, pushRefusal } from './answers.ts';
import { Arrivals } from './arrivals.ts';
import { bring, pack, type Parcel, type Room } from './arriving.ts';
import { BringUp, endOf } from './bring-up.ts';
import type { LuaCommand } from './commands.ts';
import type { Coroutine } from './coroutine.ts';
import { Coroutines } from './coroutines.ts';
import type { Inside } from './inside.ts';
import { Mailbox } from './mailbox.ts';
import type { AtOnce } from './running.ts';
import { receiveMail } from './receive.ts';
import { outcomeOfAllResults, outcomeOfResults } from './outcome.ts';
import { Forwarding } from './forwarding.ts';
import { incomingAnswer, type Incoming } from './incoming.ts';
import { PendingCommands } from './pending-commands.ts';
import { ProcessArguments } from './process-arguments.ts';
import { charged } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaThread, RegistryRef, ResumeResult } from './vm/types.ts';
import type { LuaWorld } from './world.ts';

/** Of an answer, so much is copied when it comes: all of nearly every one. */
const AT_ONCE_MS = 0.5;

/** Coroutines of one process, at most: each takes some kilobytes. */
const MAX_COROUTINES = 10_000;

/** What the process runs. */
export type LuaBody =
  /** The entry's method; `known` if an earlier process in this world found it, else the chunks run first. */
  | { readonly kind: 'method'; readonly known: RegistryRef | null }
  /** The entry's own chunk, where it may yield, and all its results count. */
  | { readonly kind: 'chunk' };

export interface LuaProcessOptions {
  readonly world: LuaWorld;
  readonly clock: Clock;
  readonly args: ValueReader;
  /** The arguments are copied at once, before any code runs, and who gave them need not wait any longer when this is called. */
  readonly argsTaken?: () => void;
  readonly body: LuaBody;
  /** Called when the world's chunks have run and its method is known, so that the world can be used again. */
  readonly loaded?: (method: RegistryRef) => void;
  /** Called at the end; `reusable` says whether the world may serve another call. */
  readonly closed: (reusable: boolean) => void;
}

/**
 * Runs the method of a Lua entry as a process: the chunks first, if this world is new, then the method as a coroutine of
 * the scheduler, then whatever it spawns (spec/lua-base §5 and §8, spec/scheduler §2).
 */
export class LuaProcess implements Process {
  readonly #world: LuaWorld;
  readonly #clock: Clock;
  readonly #body: LuaBody;
  readonly #loaded: LuaProcessOptions['loaded'];
  readonly #closed: LuaProcessOptions['closed'];
  readonly #runnable = new Queue<Coroutine>();
  readonly #pending = new PendingCommands();
  /** What runs now. */
  #current: Coroutine | null = null;
  readonly #coroutines = new Coroutines((coroutine) => this.#runnable.push(coroutine));
  /** Until it is up. */
  #bringUp: BringUp | null;
  readonly #arrivals: Arrivals;
  readonly #room: Room;
  #mailbox: Mailbox | null = null;
  /** Once another takes its place. */
  #forwarding: Forwarding | null = null;
  readonly #args: ProcessArguments;
  #self: ProcessIdentity | null = null;
  #main: Coroutine | null = null;
  #preempted: Coroutine | null = null;
  /** The method ended by itself, so the world can serve another call. */
  #reusable = false;
  /** How many still take results of it. */
  #kept = 0;
  #isClosed = false;
  /** It is to end, and leaves off as soon as it can. */
  #isOver = false;

  constructor({ world, clock, args, argsTaken, body, loaded, closed }: LuaProcessOptions) {
    this.#world = world;
    this.#clock = clock;
    this.#args = new ProcessArguments(args, argsTaken);
    this.#body = body;
    this.#loaded = loaded;
    this.#closed = closed;
    this.#bringUp = new BringUp(world, body.kind);
    this.#arrivals = new Arrivals(world.main);
    this.#room = {
      arrivals: this.#arrivals,
      scratch: world.main.scratch,
      emptyThread: () => this.#emptyThread(),
    };
  }

  begin(self: ProcessIdentity): void {
    this.#self = self;
    this.#args.begin((values, packed) => this.#pack(values, packed));
  }

  step(budgetMs: number, sink: StepSink): StepOutcome {
    const { running } = this.#world;
    running.process = this.#self;
    running.atOnce = this.#atOnce;
    this.#pending.sink = sink;
    try {
      return this.#step(budgetMs);
    } catch (error) {
      if (error instanceof Interrupted) return failed(canceledFailure());
      throw error;
    } finally {
      running.process = null;
      running.atOnce = null;
    }
  }

  #step(budgetMs: number): StepOutcome {
    const clock = this.#clock;
    const endMs = clock.nowMs() + budgetMs;
    if (!this.#arrivals.isEmpty) this.#arrivals.work(budgetMs);
    if (this.#args.refusal) return failed(this.#args.refusal);
    if (this.#args.areUnderway) return 'continue';
    if (!this.#main) {
      const outcome = this.#comeUp(endMs);
      if (outcome) return outcome;
    }
    for (;;) {
      if (this.#isOver) return 'continue';
      const coroutine = this.#preempted ?? this.#runnable.shift();
      if (!coroutine) {
        if (this.#mailbox?.deliver() === true) continue;
        break;
      }
      const sliceMs = endMs - clock.nowMs();
      if (sliceMs <= 0) {
        this.#preempted = coroutine;
        return 'continue';
      }
      this.#preempted = null;
      if (coroutine.incoming) {
        const state = this.#arrive(coroutine, coroutine.incoming, sliceMs);
        if (typeof state === 'object' && coroutine.thread.status === 'fresh') return failed(state);
        if (state === 'more') {
          this.#preempted = coroutine;
          return 'continue';
        }
      }
      this.#current = coroutine;
      const result = coroutine.resume(sliceMs);
      this.#current = null;
      const outcome = this.#after(coroutine, result);
      if (outcome) return outcome;
    }
    if (!this.#arrivals.isEmpty) return 'continue';
    if (!this.#pending.isEmpty) return 'yield';
    if (this.#coroutines.parkedCount > 0) return 'idle';
    return failed(internal('all coroutines blocked with no pending operations'));
  }

  complete(tag: number, completion: Completion): void {
    const waiting = this.#pending.settle(tag, completion);
    if (!waiting) return;
    const { coroutine, answer } = waiting;
    if (answer !== 'nothing' && this.#take(coroutine, completion)) this.#runnable.push(coroutine);
    else
      coroutine.wake((L) => (answer === 'nothing' && completion.status !== 'failed' ? 0 : pushAnswer(L, completion)));
  }

  receive(mail: Mail, taken: (refusal: Failure | null) => void): Dispose {
    return receiveMail(this.#room, this.#ownMailbox(), mail, taken);
  }

  leaveOff(): void {
    this.#isOver = true;
  }

  handOver(successor: Process, budgetMs: number): 'more' | 'all' | Failure {
    const clock = this.#clock;
    const endMs = clock.nowMs() + budgetMs;
    const forwarding = (this.#forwarding ??= new Forwarding(this.#ownMailbox(), this.#emptyThread(), successor));
    try {
      while (clock.nowMs() < endMs) {
        // What was on its way here goes on from here.
        if (!this.#arrivals.isEmpty) this.#arrivals.work(endMs - clock.nowMs());
        const brought = forwarding.advance();
        if (typeof brought === 'object') return brought;
        if (brought || !this.#arrivals.isEmpty) continue;
        return forwarding.isDone ? 'all' : 'more';
      }
    } catch (error) {
      // The successor's step hears of it too, and can say so.
      if (!(error instanceof Interrupted)) throw error;
    }
    return 'more';
  }

  close(): void {
    this.#isClosed = true;
    for (const coroutine of this.#coroutines) coroutine.incoming?.drop();
    if (this.#kept === 0) this.#release();
  }

  /** The process has ended and nobody needs its values any more. */
  #release(): void {
    this.#coroutines.release();
    this.#bringUp?.release();
    this.#args.release();
    this.#mailbox?.close();
    this.#closed(this.#reusable);
  }

  /** The results stay where they are, and the world serves nobody else, until the returned undo is called. */
  readonly #keep = (): Dispose => {
    let isKept = true;
    this.#kept++;
    return () => {
      if (!isKept) return;
      isKept = false;
      if (--this.#kept === 0 && this.#isClosed) this.#release();
    };
  };

  /** Begins to copy what others answered, if it may be long. The most is copied at once; the rest when the process is stepped. */
  #take(coroutine: Coroutine, completion: Completion): boolean {
    const incoming = incomingAnswer(coroutine.thread, completion);
    if (incoming === null) return false;
    coroutine.count = 2;
    if (incoming === 'there') return true;
    coroutine.incoming = incoming;
    try {
      this.#arrive(coroutine, incoming, AT_ONCE_MS);
    } catch (error) {
      // The next step hears of it too, and can say so.
      if (!(error instanceof Interrupted)) throw error;
    }
    return true;
  }

  #arrive(coroutine: Coroutine, incoming: Incoming, sliceMs: number): ReturnType<Incoming['advance']> {
    const state = incoming.advance(sliceMs);
    if (state !== 'more') coroutine.incoming = null;
    if (typeof state === 'object') coroutine.count = pushRefusal(coroutine.thread.L, state);
    return state;
  }

  memoryBytes(): number {
    return this.#world.memoryBytes;
  }

  mailboxSize(): number {
    return this.#mailbox?.size ?? 0;
  }

  /** Null when the body is ready to run. */
  #comeUp(endMs: number): StepOutcome | null {
    const body = this.#body;
    if (body.kind === 'method' && body.known) return this.#start(body.known);
    if (!this.#bringUp) throw new Error('a process came up twice');
    const up = this.#bringUp.advance(endMs, this.#clock);
    switch (up.type) {
      case 'more':
        return 'continue';
      case 'failed':
        return up.outcome;
      case 'chunk':
        this.#bringUp = null;
        this.#main = this.#coroutines.add(up.thread);
        this.#runnable.push(this.#main);
        return null;
      case 'method':
        this.#bringUp = null;
        this.#loaded?.(up.method);
        return this.#start(up.method);
      default:
        return assertNever(up);
    }
  }

  #start(method: RegistryRef): Outcome | null {
    const { main } = this.#world;
    method.push(main.scratch);
    const thread = main.createThreadFrom(main.scratch, stack.getTop(main.scratch));
    stack.pop(main.scratch, 1);
    this.#main = this.#coroutines.add(thread);
    const refusal = this.#args.moveTo(this.#main);
    if (refusal) return failed(refusal);
    this.#runnable.push(this.#main);
    return null;
  }

  #after(coroutine: Coroutine, result: ResumeResult): StepOutcome | null {
    switch (result.status) {
      case 'command':
        this.#issue(coroutine, result.command as LuaCommand);
        return null;
      case 'preempted':
        this.#preempted = coroutine;
        return 'continue';
      case 'yield':
        // With values it gives way; without, nothing will ever resume it (spec/lua-base §8).
        stack.pop(coroutine.thread.L, result.count);
        if (result.count > 0) this.#runnable.push(coroutine);
        return null;
      case 'done':
        if (coroutine === this.#main) return this.#returned(coroutine, result.count);
        this.#coroutines.end(coroutine);
        return null;
      case 'error':
        this.#reusable = true;
        return endOf(result, coroutine.thread);
      case 'killed':
        return endOf(result, coroutine.thread);
      default:
        return assertNever(result);
    }
  }

  #returned(main: Coroutine, count: number): Outcome {
    this.#reusable = true;
    const { L } = main.thread;
    return this.#body.kind === 'chunk'
      ? outcomeOfAllResults(L, count, this.#keep)
      : outcomeOfResults(L, count, this.#keep);
  }

  #issue(coroutine: Coroutine, asked: LuaCommand): void {
    if ('local' in asked) asked.local(this.#insideOf(coroutine));
    else if ('command' in asked) this.#pending.issue(coroutine, asked.command, asked.answer);
  }

  /** See {@link AtOnce}. */
  readonly #atOnce: AtOnce = (command, answer) => {
    const asker = this.#current;
    // Others would go first.
    if (!asker || this.#runnable.size > 0) return null;
    return this.#world.main.apart(() => this.#pending.ask(asker, command, answer));
  };

  #insideOf(asker: Coroutine): Inside {
    const { scratch } = this.#world.main;
    return {
      asker,
      scratch,
      mailbox: this.#ownMailbox(),
      pack: (values, packed) => this.#pack(values, packed),
      bring: (completion, brought) => bring(this.#room, completion, brought),
      spawn: (body) => this.#spawn(body),
      begin: (command, answered) => this.#pending.begin(command, answered),
    };
  }

  #spawn(body: RegistryRef): LuaThread | null {
    if (this.#coroutines.size >= MAX_COROUTINES) return null;
    const { main } = this.#world;
    const { scratch } = main;
    body.push(scratch);
    const spawned = this.#coroutines.add(charged(scratch, () => main.createThreadFrom(scratch, stack.getTop(scratch))));
    stack.pop(scratch, 1);
    this.#runnable.push(spawned);
    return spawned.thread;
  }

  #ownMailbox(): Mailbox {
    return (this.#mailbox ??= new Mailbox(this.#world.main.scratch, this.#isAlone));
  }

  /** What runs is all that there is to run. */
  readonly #isAlone = (): boolean => this.#runnable.size === 0 && this.#coroutines.size === 1;

  #pack(values: ValueReader, packed: (parcel: Parcel | null) => void): void {
    pack(this.#arrivals, this.#emptyThread(), values, packed);
  }

  #emptyThread(): LuaThread {
    const { main } = this.#world;
    return charged(main.scratch, () => main.createThreadFrom(main.scratch, 0));
  }
}
