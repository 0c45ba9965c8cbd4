import type { Dispose } from '../base/disposable.ts';
import type { CallError, EntryId, PlainValue, PoolInfo, TraceKind, ValueReader } from './api.ts';
import { canceledFailure, ErrorKind, failure, guestFailure, invalid, notFound, type Failure } from './errors.ts';
import type { Output } from './output.ts';
import { MAX_PLAIN_VALUES, PlainWriter, PreviewWriter, shownLimits } from './plain.ts';
import type { Clock, Sink } from './ports.ts';
import { failed, type Callable, type Frame, type Outcome } from './scheduler/process.ts';
import { WriterFull } from './wit/codec.ts';

/** Calls nested deeper than this fail, so that a recursion between entries ends before memory does (spec/hosts §9). */
const MAX_DEPTH = 64;

/**
 * The function registry and the life of every call through it: target checks, numbering, trace, the console's record.
 * One per open project.
 */
export class Calls {
  readonly #clock: Clock;
  readonly #sink: Sink;
  readonly #output: Output;
  readonly #functions = new Map<string, Callable>();
  #count = 0;

  constructor(clock: Clock, sink: Sink, output: Output) {
    this.#clock = clock;
    this.#sink = sink;
    this.#output = output;
  }

  /** New calls of its ID go to `callable`, also if another had that ID; calls in progress are not touched. */
  register(callable: Callable): void {
    this.#functions.set(callable.id, callable);
  }

  /** New calls of `id` find nothing; calls in progress are not touched. */
  unregister(id: EntryId): void {
    this.#functions.delete(id);
  }

  /** Closes and forgets every function. */
  clear(): void {
    for (const callable of this.#functions.values()) callable.close();
    this.#functions.clear();
  }

  pools(): PoolInfo[] {
    return [...this.#functions.values()].map((callable) => ({ target: callable.id, ...callable.info() }));
  }

  /** A frame for something that is not a call of an entry: the page, a chunk of `eval`. */
  rootFrame(target: string): Frame {
    return { call: ++this.#count, target, parent: null };
  }

  /**
   * Calls `target`. `done` is called once, perhaps at once; the returned undo cancels the call and everything below it,
   * after which `done` is not called.
   */
  start(target: string, args: ValueReader, parent: Frame, done: (outcome: Outcome) => void): Dispose {
    const frame: Frame = { call: ++this.#count, target, parent };
    const startMs = this.#clock.nowMs();
    const shown = shownArguments(args);
    let settled = false;
    this.#trace('queued', frame);
    const settle = (outcome: Outcome): void => {
      if (settled) return;
      settled = true;
      this.#trace(outcome.status === 'failed' ? 'failed' : 'finished', frame);
      this.#record(frame, shown, outcome, startMs);
      done(outcome);
    };
    const callable = this.#find(target, frame);
    if ('kind' in callable) {
      settle(failed(callable));
      return () => {};
    }
    const cancel = callable.start({
      frame,
      args,
      done: settle,
      started: () => this.#trace('started', frame),
      yielded: (command) => this.#trace('yielded', frame, command),
      resumed: (command) => this.#trace('resumed', frame, command),
    });
    return () => {
      if (settled) return;
      settled = true;
      this.#trace('canceled', frame);
      cancel();
      this.#record(frame, shown, failed(canceledFailure()), startMs);
    };
  }

  #find(target: string, frame: Frame): Callable | Failure {
    const colon = target.indexOf(':');
    if (target === '') return invalid('function ID required');
    if (colon <= 0) return invalid('namespace required in function ID');
    if (colon === target.length - 1) return invalid('name required in function ID');
    let depth = 0;
    for (let at: Frame | null = frame; at; at = at.parent) depth++;
    if (depth > MAX_DEPTH) return failure(ErrorKind.unavailable, `calls are nested deeper than ${MAX_DEPTH}: ${target}`);
    return this.#functions.get(target) ?? notFound('no handler registered for target', { target });
  }

  #trace(kind: TraceKind, frame: Frame, command?: string): void {
    const event = { atMs: this.#clock.nowMs(), kind, call: frame.call, target: frame.target };
    this.#sink.trace(command === undefined ? event : { ...event, command });
  }

  #record(frame: Frame, args: readonly PlainValue[], outcome: Outcome, startMs: number): void {
    this.#output.end(frame);
    // What the page itself called is always shown; of the calls below it a flood may be cut.
    const isRoot = frame.parent?.parent === null;
    if (!isRoot && !this.#sink.hasRoom()) {
      this.#sink.omitted({ time: this.#clock.wallMs(), callId: frame.parent?.call });
      return;
    }
    const { value, error } = plainOutcome(outcome, new PreviewWriter());
    this.#sink.console({
      time: this.#clock.wallMs(),
      source: 'call',
      level: error ? 'error' : 'info',
      text: '',
      call: {
        id: frame.call,
        parent: frame.parent?.call ?? null,
        target: frame.target,
        arguments: args,
        value,
        error,
        durationMs: this.#clock.nowMs() - startMs,
        caller: frame.parent?.target ?? '',
      },
    });
  }
}

/** The `(value, error)` tuple as the page sees it. `writer` takes the value, and decides how much of it. */
export function plainOutcome(outcome: Outcome, writer = new PlainWriter()): { value: PlainValue; error: CallError | null } {
  if (outcome.status === 'failed') return { value: null, error: { from: 'runtime', ...outcome.failure } };
  const refusal = write(outcome, writer);
  if (refusal) return { value: null, error: { from: 'runtime', ...refusal } };
  const value = writer.values[0] ?? null;
  return outcome.status === 'returned' ? { value, error: null } : { value: null, error: { from: 'guest', payload: value } };
}

/** Null when the value was taken. */
function write(outcome: Exclude<Outcome, { status: 'failed' }>, writer: PlainWriter): Failure | null {
  try {
    outcome.source.writeTo(writer);
  } catch (error) {
    if (error instanceof WriterFull) return tooMany();
    // The buffer of a guest whose thread was taken over may hold anything.
    if (error instanceof RangeError) return guestFailure(`result: ${error.message}`);
    throw error;
  }
  return writer.isFull && !(writer instanceof PreviewWriter) ? tooMany() : null;
}

function tooMany(): Failure {
  return invalid(`results of more than ${MAX_PLAIN_VALUES} values cannot be passed to the page`);
}

/** For the console: the beginnings of large values. */
function shownArguments(args: ValueReader): PlainValue[] {
  const limits = shownLimits();
  const values: PlainValue[] = [];
  for (let index = 0; index < args.count; index++) {
    args.select(index);
    values.push(args.plain(limits));
  }
  return values;
}
