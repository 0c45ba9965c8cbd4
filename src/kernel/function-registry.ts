import type { Dispose } from '../base/disposable.ts';
import { inOneGo, type Portions } from '../base/effort.ts';
import type { Result } from '../base/result.ts';
import type { EntryId, PlainValue, PoolInfo, ShownValue } from '../contract/api.ts';
import type { HeldValues, ValueReader, ValueSource, ValueWriter } from '../contract/values.ts';
import { canceledFailure, ErrorKind, failure, notFound, type Failure } from '../contract/errors.ts';
import { idRefusal } from './commands/call.ts';
import type { CallManner } from './commands/command.ts';
import type { KeptValues } from './kept-values.ts';
import type { Output } from './output.ts';
import type { Clock, Sink } from '../contract/ports.ts';
import { PreviewWriter } from '../contract/preview.ts';
import { Keeping, Recordings } from './recordings.ts';
import { recordSource, RESULT_LIMITS } from './results.ts';
import { changedContext, NO_CONTEXT, type FrameContext } from './security/context.ts';
import { denied, type Permissions } from './security/permissions.ts';
import { failed, rootOf, waiterFor, type Callable, type Frame, type Outcome } from './scheduler/process.ts';
import type { Retry } from './scheduler/retry-rule.ts';
import { argumentsSource, beginningOf } from './shown-values.ts';
import { Tracing } from './scheduler/tracing.ts';
import type { Tape, TapeLimits } from '../contract/tape.ts';

/** Calls nested deeper than this fail, so that a recursion between entries ends before memory does (spec/hosts §9). */
const MAX_DEPTH = 64;

/**
 * What is kept whole of a value whose beginning the console shows, inside of calls: it is work that nobody may ever look at.
 * What the page itself called for is recorded whole anyway.
 */
const KEPT_LIMITS: TapeLimits = { values: 200_000, bytes: 16 * 1024 * 1024 };
/** Encoded values up to here are copied as they are and recorded when they are asked for: a byte is hardly ever more than one value. */
const COPIED_BYTES = KEPT_LIMITS.values;

/** Arguments as the console shows them, and where they are whole if that is their beginning only. */
interface ShownArguments {
  readonly shown: ShownValue;
  readonly handle: string | null;
}

/** One call, as it is recorded. */
interface Recorded {
  readonly frame: Frame;
  readonly startMs: number;
  /** Also in a flood, of which other calls are spared. */
  readonly isAlwaysShown: boolean;
  /** Its result is recorded whole in any case. */
  readonly isForPage: boolean;
  /** Worked out at the first time, which has to be in the turn in which the call begins: later they may be gone. */
  readonly args: () => ShownArguments;
}

/**
 * The function registry and the life of every call through it: target checks, numbering, trace, the console's record.
 * One per open project.
 */
export class Calls {
  readonly #clock: Clock;
  readonly #sink: Sink;
  readonly #output: Output;
  readonly #kept: KeptValues;
  readonly #permissions: Permissions;
  readonly #interrupted: () => boolean;
  readonly #nextCall: () => number;
  readonly #functions = new Map<string, Callable>();
  /** Of functions that say how calls of them are made again. */
  readonly #retries = new Map<string, Retry>();
  readonly #recorded = new WeakMap<ValueSource, Result<Tape, Failure>>();
  /** Calls that nobody waits for, by the roots that they end with. */
  readonly #detached = new Map<Frame, Set<Dispose>>();
  readonly #generations = new Map<EntryId, number>();
  readonly #generationOf = new WeakMap<Callable, number>();

  /** Of calls and of processes. */
  readonly tracing: Tracing;
  /** Of results that are too large for one turn. */
  readonly recordings: Recordings;

  /** `interrupted` = everything is to be stopped; `nextCall` gives each call a number of its own. */
  constructor(
    clock: Clock,
    sink: Sink,
    output: Output,
    kept: KeptValues,
    permissions: Permissions,
    interrupted: () => boolean = () => false,
    nextCall: () => number = counter(),
  ) {
    this.tracing = new Tracing(clock, sink.trace);
    this.#nextCall = nextCall;
    this.#permissions = permissions;
    this.#interrupted = interrupted;
    this.recordings = new Recordings(clock, interrupted);
    this.#clock = clock;
    this.#sink = sink;
    this.#output = output;
    this.#kept = kept;
  }

  /**
   * New calls of its ID go to `callable`, also if another had that ID; calls in progress are not touched. `retry`: how those that fail
   * are made again where the caller says nothing of it.
   */
  register(callable: Callable, retry: Retry | null = null): void {
    this.unregister(callable.id);
    this.#functions.set(callable.id, callable);
    if (retry) this.#retries.set(callable.id, retry);
    const generation = (this.#generations.get(callable.id) ?? 0) + 1;
    this.#generations.set(callable.id, generation);
    this.#generationOf.set(callable, generation);
  }

  /** New calls of `id` find nothing; calls in progress are not touched. */
  unregister(id: EntryId): void {
    this.#functions.delete(id);
    this.#retries.delete(id);
  }

  /** The function of an entry, and where what it writes ends: for calls that are not the registry's. */
  aside(target: string): { readonly callable: Callable | Failure; readonly ended: (frame: Frame) => void } {
    return { callable: this.#handlerOf(target), ended: (frame) => this.#output.end(frame) };
  }

  /** How calls of `target` that fail are made again by default. */
  retryOf(target: string): Retry | null {
    return this.#retries.get(target) ?? null;
  }

  /** Closes and forgets every function. */
  clear(): void {
    for (const callable of this.#functions.values()) callable.close();
    this.#functions.clear();
    this.#retries.clear();
  }

  /** Of functions in use, and of `draining`, which have calls and get no more. */
  pools(draining: Iterable<Callable> = []): PoolInfo[] {
    const info = (callable: Callable, isDraining: boolean): PoolInfo[] => {
      const pool = callable.info();
      if (!pool) return [];
      const generation = this.#generationOf.get(callable) ?? 1;
      return [{ target: callable.id, ...pool, generation, isDraining }];
    };
    return [
      ...[...this.#functions.values()].flatMap((callable) => info(callable, false)),
      ...[...draining].flatMap((callable) => info(callable, true)),
    ];
  }

  /** A frame for something that is not a call of an entry: the page, a chunk of `eval`, a process. */
  rootFrame(target: string, context: FrameContext = NO_CONTEXT, awaitedBy: Frame | null = null): Frame {
    return { call: this.#nextCall(), target, parent: null, context, awaitedBy };
  }

  /**
   * Calls `target`. `done` is called once, perhaps at once; the returned undo cancels the call and everything below it,
   * after which `done` is not called.
   */
  start(
    target: string,
    args: ValueReader,
    parent: Frame,
    done: (outcome: Outcome) => void,
    { change, isTrusted = false, isForPage = false }: CallManner = {},
  ): Dispose {
    const context = change ? changedContext(parent.context, change) : parent.context;
    const frame: Frame = { call: this.#nextCall(), target, parent, context };
    let shown: ShownArguments | null = null;
    let callable: Callable | Failure | null = null;
    const call: Recorded = {
      frame,
      startMs: this.#clock.nowMs(),
      isAlwaysShown: isTrusted,
      isForPage,
      args: () => (shown ??= this.#shownArguments(args, callable)),
    };
    let settled = false;
    const traced = this.tracing.begin(frame);
    let stopRecording: Dispose = () => {};
    const settle = (outcome: Outcome): void => {
      if (settled) return;
      settled = true;
      traced?.ended(outcome);
      this.#record(call, outcome);
      done(outcome);
    };
    const ended = (outcome: Outcome): void => {
      if (isForPage && !settled) stopRecording = this.whenRecorded(outcome, settle);
      else settle(outcome);
    };
    callable = this.#find(target, frame, isTrusted ? null : parent.context);
    if ('kind' in callable) {
      settle(failed(callable));
      return () => {};
    }
    // Where nobody encodes them they may be changed from here on.
    if (!callable.encodedArguments) call.args();
    const cancel = callable.start({
      frame,
      args,
      done: ended,
      started: (guest) => traced?.started(guest),
      yielded: (command) => traced?.yielded(command),
      resumed: (command) => traced?.resumed(command),
    });
    if (!settled) call.args();
    return () => {
      if (settled) return;
      settled = true;
      traced?.canceled();
      stopRecording();
      cancel();
      this.#record(call, failed(canceledFailure()));
    };
  }

  /** Begins a call that goes on, whatever becomes of who asks, until the root of `parent` ends. */
  detach(
    parent: Frame,
    begin: (done: (outcome: Outcome) => void) => Dispose,
    { done, over }: { readonly done: (outcome: Outcome) => void; readonly over: () => void },
  ): void {
    const root = rootOf(parent);
    const detached = this.#detached.get(root) ?? new Set();
    this.#detached.set(root, detached);
    let isOver = false;
    let cancel: Dispose = () => {};
    const end = (): void => {
      isOver = true;
      detached.delete(undo);
      over();
    };
    const undo = (): void => {
      cancel();
      end();
    };
    detached.add(undo);
    const started = begin((outcome) => {
      done(outcome);
      end();
    });
    if (!isOver) cancel = started;
  }

  /** What was at the root of a chain of calls has ended, and so do those below it. */
  endRoot(root: Frame): void {
    const detached = this.#detached.get(root);
    this.#detached.delete(root);
    for (const undo of [...(detached ?? [])]) undo();
  }

  /** `by`: whose permission it takes. */
  #find(target: string, frame: Frame, by: FrameContext | null): Callable | Failure {
    const refusal = idRefusal(target);
    if (refusal) return refusal;
    if (by && !this.#permissions.may(by, 'funcs.call', target)) return denied(`not allowed: ${target}`);
    let depth = 0;
    for (let at: Frame | null = frame; at; at = waiterFor(at)) depth++;
    if (depth > MAX_DEPTH)
      return failure(ErrorKind.unavailable, `calls are nested deeper than ${MAX_DEPTH}: ${target}`);
    return this.#handlerOf(target);
  }

  #handlerOf(target: string): Callable | Failure {
    return this.#functions.get(target) ?? notFound('no handler registered for target', { target });
  }

  #record(call: Recorded, outcome: Outcome): void {
    const { frame, startMs } = call;
    this.#output.end(frame);
    if (!call.isAlwaysShown && !this.#sink.hasRoom()) {
      this.#sink.omitted({ time: this.#clock.wallMs(), callId: frame.parent?.call });
      return;
    }
    const args = call.args();
    const { shown, error, cuts: errorCuts } = beginningOf(outcome);
    const cuts = {
      ...errorCuts,
      ...(args.shown.cut ? { arguments: { cut: args.shown.cut, handle: args.handle } } : {}),
      ...(shown.cut ? { result: { cut: shown.cut, handle: this.#keepResult(outcome, call.isForPage) } } : {}),
    };
    this.#sink.console({
      time: this.#clock.wallMs(),
      source: 'call',
      level: error ? 'error' : 'info',
      text: '',
      call: {
        id: frame.call,
        parent: frame.parent?.call ?? null,
        target: frame.target,
        arguments: args.shown.value as readonly PlainValue[],
        value: error ? null : shown.value,
        error,
        durationMs: this.#clock.nowMs() - startMs,
        caller: frame.parent?.target ?? '',
      },
      ...(Object.keys(cuts).length > 0 ? { cuts } : {}),
    });
  }

  #shownArguments(args: ValueReader, callable: Callable | Failure | null): ShownArguments {
    const source = argumentsSource(args);
    const writer = new PreviewWriter();
    source.writeTo(writer);
    const shown = writer.shown();
    // In a flood nobody will see them.
    if (!shown.cut || !this.#sink.hasRoom()) return { shown, handle: null };
    const encoded = callable && 'encodedArguments' in callable ? callable.encodedArguments?.() : null;
    return { shown, handle: this.#keepWhole(encoded ?? source) };
  }

  /** Begins to keep the whole of what a row other than a call's has the beginning of; null where there is no room for the row. */
  keeping(begin: (writer: ValueWriter) => Portions): Keeping | null {
    return this.#sink.hasRoom() ? new Keeping(KEPT_LIMITS, begin, (tape) => this.#kept.keep(tape)) : null;
  }

  #keepResult(outcome: Outcome, isForPage: boolean): string | null {
    if (outcome.status === 'failed') return null;
    return this.#keepWhole(outcome.source, isForPage);
  }

  #keepWhole(source: ValueSource, isForPage = false): string | null {
    const known = this.#recorded.get(source);
    if (known) return this.#keep(known);
    const copy = source.snapshot?.(COPIED_BYTES);
    if (copy)
      return this.#kept.keepFor(copy.sizeBytes, () => {
        const recorded = this.#recordNow(copy, RESULT_LIMITS);
        return recorded.ok ? recorded.value : null;
      });
    if (source.hold) {
      // The few were copied above: what is not held is too large to be kept.
      const held = source.hold(KEPT_LIMITS.bytes);
      return held && this.#keepHeld(held);
    }
    return this.#keep(isForPage ? this.record(source) : this.#recordNow(source, KEPT_LIMITS));
  }

  /** Recorded in as many turns as it takes. */
  #keepHeld(held: HeldValues): string | null {
    let tape: Result<Tape, Failure> | null = null;
    let fill = (recorded: Result<Tape, Failure>): void => void (tape = recorded);
    const underway = this.recordings.record(held, KEPT_LIMITS, (recorded) => fill(recorded), 'in passing');
    if (tape) return this.#keep(tape);
    const later = this.#kept.keepLater(() => underway.finish());
    fill = (recorded) => later.fill(recorded.ok ? recorded.value : null);
    return later.handle;
  }

  #keep(recorded: Result<Tape, Failure>): string | null {
    return recorded.ok ? this.#kept.keep(recorded.value) : null;
  }

  /**
   * Records what the page gets of `outcome`, in as many turns as it takes, for {@link record} to have it. `then` is told once, perhaps
   * at once, of the outcome with values that are there until it returns; the undo gives it up.
   */
  whenRecorded(outcome: Outcome, then: (outcome: Outcome) => void): Dispose {
    const held = outcome.status === 'failed' ? null : outcome.source.hold?.(Infinity);
    if (!held) {
      then(outcome);
      return () => {};
    }
    const underway = this.recordings.record(held, RESULT_LIMITS, (tape) => {
      this.#recorded.set(held, tape);
      then({ ...outcome, source: held } as Outcome);
    });
    return () => underway.drop();
  }

  /**
   * Makes of values, where they are many, something else in as many turns as it takes, by what `begin` begins. `then` is told once,
   * perhaps at once, of the outcome with it in place of the values; the undo gives it up.
   */
  whenMade(
    outcome: Outcome,
    begin: (values: HeldValues) => Portions & { readonly made: ValueSource },
    then: (outcome: Outcome) => void,
  ): Dispose {
    const held = outcome.status === 'failed' ? null : outcome.source.hold?.(Infinity);
    if (!held) {
      then(outcome);
      return () => {};
    }
    const work = begin(held);
    const underway = this.recordings.goOn(work, held, (refusal) =>
      then(refusal ? failed(refusal) : ({ ...outcome, source: work.made } as Outcome)),
    );
    return () => underway.drop();
  }

  /** The tape of a result for the page; made once, as the console keeps it too. */
  record(source: ValueSource): Result<Tape, Failure> {
    const known = this.#recorded.get(source);
    if (known) return known;
    const recorded = this.#recordNow(source, RESULT_LIMITS);
    this.#recorded.set(source, recorded);
    return recorded;
  }

  /** In one go, since the values are borrowed, and few; Stop ends it. */
  #recordNow(source: ValueSource, limits: TapeLimits): Result<Tape, Failure> {
    return inOneGo(this.#interrupted, () => recordSource(source, limits));
  }
}

function counter(): () => number {
  let count = 0;
  return () => ++count;
}
