import type { Pid, TraceKind } from '../../contract/api.ts';
import type { Clock, TraceSink } from '../../contract/ports.ts';
import type { Frame, Outcome } from './process.ts';

/** Tells of calls and processes while they go on. In a flood some are told with nothing at all, which is counted. */
export class Tracing {
  readonly #clock: Clock;
  readonly #sink: TraceSink;

  constructor(clock: Clock, sink: TraceSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  /** null = it is left out. `pid`: of a process of its own. */
  begin(frame: Frame, pid?: Pid): Traced | null {
    if (!this.#sink.hasRoom()) {
      this.#sink.omitted('call');
      return null;
    }
    return new Traced(this.#clock, this.#sink, frame, pid);
  }
}

/** Of one call or process. Its beginning and its end are told whatever else there is to tell. */
export class Traced {
  readonly #clock: Clock;
  readonly #sink: TraceSink;
  readonly #frame: Frame;

  constructor(clock: Clock, sink: TraceSink, frame: Frame, pid: Pid | undefined) {
    this.#clock = clock;
    this.#sink = sink;
    this.#frame = frame;
    const { call, target, parent } = frame;
    const begins = { atMs: clock.nowMs(), kind: 'queued', call, target, parent: parent?.call ?? null } as const;
    sink.step(pid === undefined ? begins : { ...begins, pid });
  }

  /** `guest`: that it got. */
  started(guest?: number): void {
    const step = this.#step('started');
    this.#sink.step(guest === undefined ? step : { ...step, guest });
  }

  yielded(command: string): void {
    this.#between('yielded', command);
  }

  resumed(command: string): void {
    this.#between('resumed', command);
  }

  ended({ status }: Outcome): void {
    this.#sink.step(this.#step(status === 'failed' ? 'failed' : 'finished'));
  }

  canceled(): void {
    this.#sink.step(this.#step('canceled'));
  }

  #between(kind: TraceKind, command: string): void {
    if (!this.#sink.hasRoom()) {
      this.#sink.omitted('step');
      return;
    }
    const { call, target } = this.#frame;
    this.#sink.step({ atMs: this.#clock.nowMs(), kind, call, target, command });
  }

  #step(kind: TraceKind) {
    return { atMs: this.#clock.nowMs(), kind, call: this.#frame.call, target: this.#frame.target };
  }
}
