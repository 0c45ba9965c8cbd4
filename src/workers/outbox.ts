import { Queue } from '../base/queue.ts';
import type { ConsoleEntry, TraceEvent } from '../kernel/api.ts';
import type { Clock, Sink } from '../kernel/ports.ts';
import type { KernelToPage } from '../protocol/messages.ts';

/** How long records are gathered before they are posted, milliseconds: about a frame. */
const GATHER_MS = 16;
/** The same while a flood lasts: what the page does with each batch takes the core that a guest or the kernel could use. */
const FLOOD_GATHER_MS = 400;
/** Records gathered in that time that are kept; of a flood beyond it the newest are kept too and the rest is counted. */
const MAX_FIRST = 100;
const MAX_LAST = 50;
const MAX_TRACE = 300;

/** Gathers what the kernel shows and posts it in batches, so that a flood costs the page one message per frame. */
export class Outbox implements Sink {
  readonly #post: (message: KernelToPage) => void;
  readonly #clock: Clock;
  readonly #report: (bug: unknown) => void;
  #first: ConsoleEntry[] = [];
  readonly #last = new Queue<ConsoleEntry>();
  #trace: TraceEvent[] = [];
  #leftOut = 0;
  #ids = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sinceMs = 0;
  #gatherMs = GATHER_MS;

  /** `report` tells the authors of a mistake that was survived. */
  constructor(post: (message: KernelToPage) => void, clock: Clock, report: (bug: unknown) => void) {
    this.#post = post;
    this.#clock = clock;
    this.#report = report;
  }

  hasRoom(): boolean {
    if (this.#first.length < MAX_FIRST) return true;
    this.#leftOut++;
    return false;
  }

  console(entry: Omit<ConsoleEntry, 'id'>): void {
    this.#arm();
    const numbered = { id: ++this.#ids, ...entry };
    if (this.#first.length < MAX_FIRST) {
      this.#first.push(numbered);
      return;
    }
    this.#last.push(numbered);
    if (this.#last.size <= MAX_LAST) return;
    this.#last.shift();
    this.#leftOut++;
  }

  bug(error: unknown): void {
    this.#report(error);
    const text = `a mistake of the playground, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    this.console({ time: this.#clock.wallMs(), source: 'system', level: 'error', text });
  }

  trace(event: TraceEvent): void {
    this.#arm();
    if (this.#trace.length < MAX_TRACE) this.#trace.push(event);
  }

  /** Posts what was gathered if it is time. Called between turns, which a timer may wait for. */
  settle(): void {
    if (this.#timer !== null && this.#clock.nowMs() - this.#sinceMs >= this.#gatherMs) this.flush();
  }

  /** Posts what was gathered now, so that it comes before what is posted next. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#gatherMs = this.#leftOut > 0 ? FLOOD_GATHER_MS : GATHER_MS;
    const entries = this.#takeEntries();
    const events = this.#trace;
    this.#trace = [];
    if (entries.length > 0) this.#post({ type: 'console', entries });
    if (events.length > 0) this.#post({ type: 'trace', events });
  }

  #takeEntries(): ConsoleEntry[] {
    const entries = this.#first;
    this.#first = [];
    if (this.#leftOut > 0) entries.push(this.#notice());
    this.#leftOut = 0;
    for (let entry = this.#last.shift(); entry; entry = this.#last.shift()) entries.push(entry);
    return entries;
  }

  #notice(): ConsoleEntry {
    const text = `${this.#leftOut} rows were left out here: they came faster than they can be shown`;
    return { id: ++this.#ids, time: this.#clock.wallMs(), source: 'system', level: 'warn', text };
  }

  #arm(): void {
    if (this.#timer !== null) return;
    this.#sinceMs = this.#clock.nowMs();
    this.#timer = setTimeout(() => this.flush(), this.#gatherMs);
  }
}
