/**
 * What the trace tells, as spans on lanes. A lane has calls of one function below one other lane that do not overlap: a loop of calls
 * is one lane, calls side by side are as many. Pure; times are milliseconds of the kernel's clock.
 */
import type { Pid, TraceEvent, TraceStep } from '../../contract/api.ts';

/** From one yield to what resumed it. */
export interface Wait {
  readonly command: string;
  readonly fromMs: number;
  /** null while it goes on. */
  toMs: number | null;
}

export type SpanEnd = 'finished' | 'failed' | 'canceled';

/** A call or a process. */
export interface Span {
  readonly call: number;
  readonly target: string;
  readonly pid: Pid | null;
  readonly parent: Span | null;
  readonly queuedMs: number;
  /** null until it had what it runs on. */
  startedMs: number | null;
  endMs: number | null;
  end: SpanEnd | null;
  guest: number | null;
  readonly waits: Wait[];
  /** Waits beyond those that are kept. */
  moreWaits: number;
  lane: Lane;
}

export interface Lane {
  readonly target: string;
  readonly isProcess: boolean;
  readonly depth: number;
  /** By time. */
  readonly spans: Span[];
  /** By what they are called, in the order in which they came up. */
  readonly below: Map<string, Lane[]>;
}

/** Where something is missing. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly steps: number;
  readonly calls: number;
}

/** What one guest ran, by time. */
export interface GuestLane {
  readonly guest: number;
  readonly spans: Span[];
}

/** Spans that are kept: of more, the oldest half goes. */
const MAX_SPANS = 8_000;
const MAX_WAITS = 500;
const MAX_GAPS = 500;
/** Clocks of one runtime never go back; another runtime begins at nought. */
const CLOCK_SLACK_MS = 1_000;

export class Timeline {
  #spans: Span[] = [];
  #open = new Map<number, Span>();
  #top = new Map<string, Lane[]>();
  #guests = new Map<number, GuestLane>();
  #gaps: Gap[] = [];
  #rows: readonly Lane[] | null = null;
  #forgotten = 0;
  #forgetAt = MAX_SPANS;
  #lastMs = 0;
  #changes = 0;

  /** Grows with each change. */
  get changes(): number {
    return this.#changes;
  }

  /** In the order in which they began. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** Calls that were told of and are not kept any more. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Time of the last that is known. */
  get lastMs(): number {
    return this.#lastMs;
  }

  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  get guests(): readonly GuestLane[] {
    return [...this.#guests.values()].toSorted((a, b) => a.guest - b.guest);
  }

  /** Each lane with those below it after it. */
  get lanes(): readonly Lane[] {
    return (this.#rows ??= flat(this.#top));
  }

  append(events: readonly TraceEvent[]): void {
    if (events.length === 0) return;
    this.#changes++;
    for (const event of events) {
      if (event.atMs < this.#lastMs - CLOCK_SLACK_MS) this.clear();
      if (event.kind === 'left-out') {
        this.#lack({ fromMs: event.atMs, toMs: event.untilMs, steps: event.count, calls: event.calls });
        this.#lastMs = Math.max(this.#lastMs, event.untilMs);
      } else {
        this.#lastMs = Math.max(this.#lastMs, event.atMs);
        this.#take(event);
      }
    }
    if (this.#spans.length > this.#forgetAt) this.#forget();
  }

  clear(): void {
    this.#changes++;
    this.#spans = [];
    this.#open = new Map();
    this.#top = new Map();
    this.#guests = new Map();
    this.#gaps = [];
    this.#rows = null;
    this.#forgotten = 0;
    this.#forgetAt = MAX_SPANS;
    this.#lastMs = 0;
  }

  #take(step: TraceStep): void {
    if (step.kind === 'queued') {
      this.#begin(step);
      return;
    }
    const span = this.#open.get(step.call);
    // Its beginning is not known any more.
    if (!span) return;
    switch (step.kind) {
      case 'started':
        span.startedMs = step.atMs;
        if (step.guest !== undefined) this.#enter(span, step.guest);
        break;
      case 'yielded':
        endWait(span, step.atMs);
        if (span.waits.length < MAX_WAITS)
          span.waits.push({ command: step.command ?? '', fromMs: step.atMs, toMs: null });
        else span.moreWaits++;
        break;
      case 'resumed':
        endWait(span, step.atMs);
        break;
      default:
        endWait(span, step.atMs);
        span.endMs = step.atMs;
        span.end = step.kind;
        this.#open.delete(step.call);
    }
  }

  #begin(step: TraceStep): void {
    const { call, target, parent, atMs } = step;
    const pid = step.pid ?? null;
    const above = parent === null || parent === undefined ? null : (this.#open.get(parent) ?? null);
    const lane = this.#laneFor(target, pid !== null, above?.lane ?? null);
    const span: Span = {
      call,
      target,
      pid,
      parent: above,
      queuedMs: atMs,
      startedMs: null,
      endMs: null,
      end: null,
      guest: null,
      waits: [],
      moreWaits: 0,
      lane,
    };
    lane.spans.push(span);
    this.#spans.push(span);
    this.#open.set(call, span);
  }

  #enter(span: Span, guest: number): void {
    span.guest = guest;
    const lane = this.#guests.get(guest) ?? { guest, spans: [] };
    this.#guests.set(guest, lane);
    lane.spans.push(span);
  }

  #laneFor(target: string, isProcess: boolean, above: Lane | null): Lane {
    const siblings = above?.below ?? this.#top;
    const known = siblings.get(target) ?? [];
    siblings.set(target, known);
    const free = known.find((lane) => lane.isProcess === isProcess && lane.spans.at(-1)?.endMs !== null);
    if (free) return free;
    const lane: Lane = { target, isProcess, depth: above ? above.depth + 1 : 0, spans: [], below: new Map() };
    known.push(lane);
    this.#rows = null;
    return lane;
  }

  /** Nobody knows how long what waited then has waited. */
  #lack(gap: Gap): void {
    this.#gaps.push(gap);
    if (gap.steps > 0) for (const span of this.#open.values()) endWait(span, gap.fromMs);
    const [first, second, ...rest] = this.#gaps;
    if (this.#gaps.length <= MAX_GAPS || !first || !second) return;
    this.#gaps = [
      {
        fromMs: first.fromMs,
        toMs: second.toMs,
        steps: first.steps + second.steps,
        calls: first.calls + second.calls,
      },
      ...rest,
    ];
  }

  /** What has ended goes with all below it: first what began by itself, then, of one that goes on, what it called first. */
  #forget(): void {
    let excess = this.#spans.length - MAX_SPANS / 2;
    const gone = new Set<Span>();
    for (const isTop of [true, false]) {
      for (const span of this.#spans) {
        if (gone.has(span) || span.endMs === null) continue;
        const goesAlong = span.parent !== null && gone.has(span.parent);
        if (!goesAlong && (excess <= 0 || (isTop && span.parent !== null))) continue;
        gone.add(span);
        excess--;
      }
    }
    const kept = this.#spans.filter((span) => !gone.has(span));
    this.#forgotten += gone.size;
    this.#spans = kept;
    // What goes on stays, however much it is.
    this.#forgetAt = Math.max(MAX_SPANS, kept.length * 1.5);
    this.#top = new Map();
    this.#guests = new Map();
    this.#rows = null;
    for (const span of kept) this.#put(span, gone);
  }

  #put(span: Span, gone: ReadonlySet<Span>): void {
    const above = span.parent && !gone.has(span.parent) ? span.parent.lane : null;
    span.lane = this.#laneAt(span, above);
    span.lane.spans.push(span);
    if (span.guest !== null) this.#enter(span, span.guest);
  }

  /** As {@link #laneFor}, for one whose end may be known already. */
  #laneAt({ target, pid, queuedMs }: Span, above: Lane | null): Lane {
    const known = (above?.below ?? this.#top).get(target) ?? [];
    const free = known.find((lane) => {
      const last = lane.spans.at(-1);
      return lane.isProcess === (pid !== null) && last && last.endMs !== null && last.endMs <= queuedMs;
    });
    if (free) return free;
    const siblings = above?.below ?? this.#top;
    const lane: Lane = {
      target,
      isProcess: pid !== null,
      depth: above ? above.depth + 1 : 0,
      spans: [],
      below: new Map(),
    };
    siblings.set(target, [...known, lane]);
    return lane;
  }
}

function endWait(span: Span, atMs: number): void {
  const last = span.waits.at(-1);
  if (last && last.toMs === null) last.toMs = Math.max(last.fromMs, atMs);
}

function flat(lanes: ReadonlyMap<string, readonly Lane[]>): Lane[] {
  return [...lanes.values()].flatMap((same) => same.flatMap((lane) => [lane, ...flat(lane.below)]));
}

/** The span of a lane at a time, or the nearest within `slackMs`. */
export function spanAt(spans: readonly Span[], atMs: number, slackMs: number): Span | null {
  let best: Span | null = null;
  let bestMs = slackMs;
  // From the last that began before, which is where it is if anywhere.
  for (let index = firstAfter(spans, atMs + slackMs) - 1; index >= 0; index--) {
    const span = spans[index];
    if (!span) break;
    const distance = Math.max(span.queuedMs - atMs, atMs - (span.endMs ?? Infinity), 0);
    if (distance <= bestMs && (best === null || distance < bestMs)) [best, bestMs] = [span, distance];
    if (atMs - (span.endMs ?? Infinity) > slackMs) break;
  }
  return best;
}

/** Index of the first span that begins after a time. */
export function firstAfter(spans: readonly Span[], atMs: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.queuedMs ?? Infinity) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How long it waited for what it runs on, ran, and waited in between; what goes on is counted to `nowMs`. */
export function timesOf(
  span: Span,
  nowMs: number,
): {
  readonly queuedMs: number;
  readonly ranMs: number;
  readonly waitedMs: number;
  readonly totalMs: number;
} {
  const endMs = span.endMs ?? Math.max(nowMs, span.queuedMs);
  const queuedMs = (span.startedMs ?? endMs) - span.queuedMs;
  const waitedMs = span.waits.reduce((sum, { fromMs, toMs }) => sum + (toMs ?? endMs) - fromMs, 0);
  const totalMs = endMs - span.queuedMs;
  return { queuedMs, waitedMs, ranMs: Math.max(0, totalMs - queuedMs - waitedMs), totalMs };
}

/** What came without a pause longer than this before it is looked at together. */
const PAUSE_MS = 100;

/** The last that went on together: what the page began by itself, and the processes of it. null where there is nothing. */
export function lastBurst(
  timeline: Timeline,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } | null {
  const tops = timeline.spans.filter(({ parent }) => parent === null);
  const last = tops.findLast(({ pid, endMs }) => pid === null || endMs !== null) ?? tops.at(-1);
  if (!last) return null;
  let fromMs = last.queuedMs;
  let toMs = fromMs;
  for (const span of tops.toReversed()) {
    const isLasting = span.pid !== null && span.endMs === null;
    if (isLasting ? span.queuedMs < fromMs - PAUSE_MS : (span.endMs ?? nowMs) < fromMs - PAUSE_MS) continue;
    fromMs = Math.min(fromMs, span.queuedMs);
    toMs = Math.max(toMs, span.endMs ?? (isLasting ? timeline.lastMs : nowMs));
  }
  return { fromMs, toMs };
}
