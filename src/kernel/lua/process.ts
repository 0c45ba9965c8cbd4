import { assertNever } from '../../base/assert-never.ts';
import type { Dispose } from '../../base/disposable.ts';
import { Interrupted } from '../../base/effort.ts';
import { Queue } from '../../base/queue.ts';
import type { ValueReader } from '../../contract/api.ts';
import { canceledFailure, guestFailure, internal, notFound, type Failure } from '../../contract/errors.ts';
import type { Clock } from '../../contract/ports.ts';
import type { AnswerKind } from '../scheduler/command.ts';
import {
  failed,
  type Completion,
  type Outcome,
  type Process,
  type ProcessIdentity,
  type StepOutcome,
  type StepSink,
} from '../scheduler/process.ts';
import { WriterFull } from '../../wit/codec.ts';
import { killFailure, NO_MEMORY, outcomeOfAllResults, outcomeOfError, outcomeOfResults } from './outcome.ts';
import { Incoming } from './incoming.ts';
import { LuaSource, LuaWriter, pushValues } from './values.ts';
import { charged, isOverdrawn } from './vm/held.ts';
import * as stack from './vm/stack.ts';
import type { LuaState, LuaThread, RegistryRef, ResumeResult } from './vm/types.ts';
import type { LoadStep, LuaWorld } from './world.ts';
import type { LocalCommand, LuaCommand } from './commands.ts';

/** Of an answer, so much is copied when it comes: all of nearly every one. */
const AT_ONCE_MS = 0.5;

interface Coroutine {
  readonly thread: LuaThread;
  /** Values pushed on the thread for its next resume. */
  count: number;
  /** They are still being copied. */
  incoming: Incoming | null;
}

interface Waiting {
  readonly coroutine: Coroutine;
  readonly answer: AnswerKind;
}

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
  readonly #options: LuaProcessOptions;
  readonly #runnable = new Queue<Coroutine>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #coroutines = new Set<Coroutine>();
  readonly #load: LoadStep[];
  #self: ProcessIdentity | null = null;
  #loading: { readonly step: LoadStep; readonly thread: LuaThread } | null = null;
  #main: Coroutine | null = null;
  #preempted: Coroutine | null = null;
  #tags = 0;
  /** The method ended by itself, so the world can serve another call. */
  #reusable = false;
  /** How many still take results of it. */
  #kept = 0;
  #isClosed = false;

  constructor(options: LuaProcessOptions) {
    this.#options = options;
    const isUp = options.body.kind === 'method' && options.body.known !== null;
    this.#load = isUp ? [] : [...options.world.steps];
  }

  begin(self: ProcessIdentity): void {
    this.#self = self;
  }

  step(budgetMs: number, sink: StepSink): StepOutcome {
    const { running } = this.#options.world;
    running.process = this.#self;
    try {
      return this.#step(budgetMs, sink);
    } catch (error) {
      if (error instanceof Interrupted) return failed(canceledFailure());
      throw error;
    } finally {
      running.process = null;
    }
  }

  #step(budgetMs: number, sink: StepSink): StepOutcome {
    const { clock } = this.#options;
    const endMs = clock.nowMs() + budgetMs;
    if (!this.#main) {
      const outcome = this.#bringUp(endMs);
      if (outcome) return outcome;
    }
    for (;;) {
      const coroutine = this.#preempted ?? this.#runnable.shift();
      if (!coroutine) break;
      const sliceMs = endMs - clock.nowMs();
      if (sliceMs <= 0) {
        this.#preempted = coroutine;
        return 'continue';
      }
      this.#preempted = null;
      if (coroutine.incoming) {
        const state = this.#arrive(coroutine, coroutine.incoming, sliceMs);
        if (state === 'too large' && coroutine.thread.status === 'fresh') return failed(internal(NO_MEMORY));
        if (state === 'more') {
          this.#preempted = coroutine;
          return 'continue';
        }
      }
      const count = coroutine.count;
      coroutine.count = 0;
      const outcome = this.#after(coroutine, coroutine.thread.resume(count, sliceMs), sink);
      if (outcome) return outcome;
    }
    if (this.#waiting.size > 0) return 'yield';
    return failed(internal('all coroutines blocked with no pending operations'));
  }

  complete(tag: number, completion: Completion): void {
    const waiting = this.#waiting.get(tag);
    if (!waiting) return;
    this.#waiting.delete(tag);
    const { coroutine, answer } = waiting;
    const { L } = coroutine.thread;
    if (completion.status === 'returned' && completion.source instanceof LuaSource)
      this.#take(coroutine, completion.source);
    else
      coroutine.count =
        answer === 'nothing' && completion.status !== 'failed' ? 0 : charged(L, () => answerWith(completion, L));
    this.#runnable.push(coroutine);
  }

  close(): void {
    this.#isClosed = true;
    for (const coroutine of this.#coroutines) coroutine.incoming?.drop();
    if (this.#kept === 0) this.#release();
  }

  /** The process has ended and nobody needs its values any more. */
  #release(): void {
    for (const coroutine of this.#coroutines) coroutine.thread.release();
    this.#coroutines.clear();
    this.#loading?.thread.release();
    this.#options.closed(this.#reusable);
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

  /** Begins to copy what another Lua world answered. The most is copied at once; the rest when the process is stepped. */
  #take(coroutine: Coroutine, source: LuaSource): void {
    const { thread } = coroutine;
    const base = stack.getTop(thread.L);
    const copy = source.copyTo(thread.L);
    stack.pushNil(thread.L);
    coroutine.count = 2;
    if (copy.isDone) return;
    coroutine.incoming = new Incoming(thread, copy, base, source.keep());
    try {
      this.#arrive(coroutine, coroutine.incoming, AT_ONCE_MS);
    } catch (error) {
      // The next step hears of it too, and can say so.
      if (!(error instanceof Interrupted)) throw error;
    }
  }

  #arrive(coroutine: Coroutine, incoming: Incoming, sliceMs: number): ReturnType<Incoming['advance']> {
    const state = incoming.advance(sliceMs);
    if (state !== 'more') coroutine.incoming = null;
    if (state === 'too large')
      coroutine.count = writePair(new LuaWriter(coroutine.thread.L), failed(internal(NO_MEMORY)));
    return state;
  }

  memoryBytes(): number {
    return this.#options.world.memoryBytes;
  }

  /** Runs the world's chunks; null when the body is ready to run. */
  #bringUp(endMs: number): StepOutcome | null {
    const { body, clock, world } = this.#options;
    if (body.kind === 'method' && body.known) return this.#start(body.known);
    for (;;) {
      const sliceMs = endMs - clock.nowMs();
      if (sliceMs <= 0) return 'continue';
      const isBody = body.kind === 'chunk' && this.#load.length === 1 && !this.#loading;
      const loading = this.#loading ?? this.#nextChunk(isBody ? 'allowed' : 'refused', sliceMs);
      if (loading === null) return 'continue';
      if ('kind' in loading) return failed(loading);
      if (isBody) {
        this.#main = this.#add(loading.thread);
        this.#runnable.push(this.#main);
        return null;
      }
      this.#loading = loading;
      const result = loading.thread.resume(0, sliceMs);
      if (result.status === 'preempted') return 'continue';
      if (result.status !== 'done') return this.#endOf(result, loading.thread);
      const found = this.#bind(loading.step, loading.thread, result.count);
      loading.thread.release();
      this.#loading = null;
      if (loading.step.environment !== world.main) continue;
      if (found === null || 'kind' in found) return failed(found ?? internal('a library came last'));
      this.#options.loaded?.(found);
      return this.#start(found);
    }
  }

  #start(method: RegistryRef): Outcome | null {
    const { main } = this.#options.world;
    method.push(main.scratch);
    const thread = main.createThreadFrom(main.scratch, stack.getTop(main.scratch));
    stack.pop(main.scratch, 1);
    this.#main = this.#add(thread);
    const base = stack.getTop(thread.L);
    const copy = charged(thread.L, () => pushValues(thread.L, this.#options.args));
    if (!copy) return failed(internal(NO_MEMORY));
    this.#main.count = this.#options.args.count;
    // The caller waits, and keeps them.
    if (!copy.isDone) this.#main.incoming = new Incoming(thread, copy, base, () => {});
    this.#runnable.push(this.#main);
    return null;
  }

  /** Null while it is being compiled. */
  #nextChunk(commands: 'allowed' | 'refused', sliceMs: number): { step: LoadStep; thread: LuaThread } | Failure | null {
    const [step] = this.#load;
    if (!step) throw new Error('a Lua world came up without an entry point');
    const { program, environment } = step;
    const { code } = program;
    if (!code.result && !environment.inSlice(sliceMs, () => code.work())) return null;
    if (!code.result) throw new Error('code without a result');
    if (!code.result.ok) return internal(code.result.error.message);
    this.#load.shift();
    return { step, thread: environment.createThread(environment.instantiate(code.result.value), { commands }) };
  }

  /** Hands on what a chunk returned: to the importers of a library, or as the entry point. */
  #bind(step: LoadStep, thread: LuaThread, count: number): RegistryRef | Failure | null {
    const { L } = thread;
    if (count === 0) stack.pushNil(L);
    const first = count === 0 ? stack.getTop(L) : stack.getTop(L) - count + 1;
    if (step.environment !== this.#options.world.main) {
      for (const { environment, alias } of step.binds)
        environment.setGlobal(alias, (target) => stack.copyValue(L, first, target));
      return null;
    }
    return entryPoint(L, first, step.program.method);
  }

  #after(coroutine: Coroutine, result: ResumeResult, sink: StepSink): StepOutcome | null {
    switch (result.status) {
      case 'command':
        this.#issue(coroutine, result, sink);
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
        this.#coroutines.delete(coroutine);
        coroutine.thread.release();
        return null;
      case 'error':
        this.#reusable = true;
        return this.#endOf(result, coroutine.thread);
      case 'killed':
        return this.#endOf(result, coroutine.thread);
      default:
        return assertNever(result);
    }
  }

  #returned(main: Coroutine, count: number): Outcome {
    this.#reusable = true;
    const { L } = main.thread;
    return this.#options.body.kind === 'chunk'
      ? outcomeOfAllResults(L, count, this.#keep)
      : outcomeOfResults(L, count, this.#keep);
  }

  #issue(coroutine: Coroutine, result: Extract<ResumeResult, { status: 'command' }>, sink: StepSink): void {
    const asked = result.command as LuaCommand;
    if ('local' in asked) {
      this.#spawn(coroutine, asked.local);
      return;
    }
    const tag = ++this.#tags;
    this.#waiting.set(tag, { coroutine, answer: asked.answer });
    sink.command(tag, asked.command);
  }

  /** The new coroutine runs to its first yield before the one that spawned it goes on (spec/lua-modules §2). */
  #spawn(spawner: Coroutine, command: LocalCommand): void {
    const { main } = this.#options.world;
    const { scratch } = main;
    command.body.push(scratch);
    command.body.release();
    const spawned = this.#add(main.createThreadFrom(scratch, stack.getTop(scratch)));
    stack.pop(scratch, 1);
    this.#runnable.push(spawned);
    stack.pushThread(spawner.thread.L, spawned.thread.L);
    spawner.count = 1;
    this.#runnable.push(spawner);
  }

  #add(thread: LuaThread): Coroutine {
    const coroutine: Coroutine = { thread, count: 0, incoming: null };
    this.#coroutines.add(coroutine);
    return coroutine;
  }

  #endOf(result: Exclude<ResumeResult, { status: 'done' }>, thread: LuaThread): Outcome {
    if (result.status === 'error') return outcomeOfError(thread.L, stack.getTop(thread.L));
    if (result.status === 'killed') return failed(killFailure(result.reason));
    return failed(internal('can not yield from outside of a coroutine'));
  }
}

/** Pushes `value, err`: of a completion that cannot be pushed, why not. */
function answerWith(completion: Completion, L: LuaState): number {
  const base = stack.getTop(L);
  const writer = new LuaWriter(L);
  let refusal: Failure;
  try {
    const count = writePair(writer, completion);
    if (!writer.isFull && !isOverdrawn(L)) return count;
    refusal = internal(NO_MEMORY);
  } catch (error) {
    if (error instanceof WriterFull) refusal = internal(NO_MEMORY);
    // The buffer of a guest whose thread was taken over may hold anything.
    else if (error instanceof RangeError) refusal = guestFailure(`result: ${error.message}`);
    else throw error;
  }
  stack.setTop(L, base);
  return writePair(new LuaWriter(L), failed(refusal));
}

function writePair(writer: LuaWriter, completion: Completion): number {
  switch (completion.status) {
    case 'returned':
      completion.source.writeTo(writer);
      writer.nil();
      return 2;
    case 'guest-error':
      writer.nil();
      completion.source.writeTo(writer);
      return 2;
    case 'failed':
      writer.nil();
      writer.failure(completion.failure);
      return 2;
    default:
      return assertNever(completion);
  }
}

/** spec/lua-base §5: a table's field named by `method`, or a function, whatever `method` says. */
function entryPoint(L: LuaState, index: number, method: string | null): RegistryRef | Failure {
  const type = stack.typeName(L, index);
  if (type === 'function') return stack.reference(L, index);
  if (type === 'table' && method !== null) {
    stack.rawGetField(L, index, method);
    if (stack.typeName(L, -1) === 'function') return stack.reference(L, -1);
  }
  return notFound(`method "${method ?? ''}" not found in module`);
}
