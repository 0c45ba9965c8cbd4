import type { ConsoleEntry, TraceEvent } from '../kernel/api.ts';
import type { Clock, Sink } from '../kernel/ports.ts';
import type { KernelToPage } from '../protocol/messages.ts';

/** How long records are gathered before they are posted, milliseconds: about a frame. */
const GATHER_MS = 16;
/**
 * Records gathered in that time that are kept; a flood beyond it is counted, not shown. About 6 000 rows a second: more cannot
 * be read, and posting a batch holds up the kernel for about a microsecond per field.
 */
const MAX_CONSOLE = 100;
const MAX_TRACE = 300;

/** Gathers what the kernel shows and posts it in batches, so that a flood costs the page one message per frame. */
export class Outbox implements Sink {
  readonly #post: (message: KernelToPage) => void;
  readonly #clock: Clock;
  #console: ConsoleEntry[] = [];
  #trace: TraceEvent[] = [];
  #dropped = 0;
  #ids = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sinceMs = 0;

  constructor(post: (message: KernelToPage) => void, clock: Clock) {
    this.#post = post;
    this.#clock = clock;
  }

  hasRoom(): boolean {
    if (this.#console.length < MAX_CONSOLE) return true;
    this.#dropped++;
    return false;
  }

  console(entry: Omit<ConsoleEntry, 'id'>): void {
    this.#arm();
    if (this.hasRoom()) this.#console.push({ id: ++this.#ids, ...entry });
  }

  trace(event: TraceEvent): void {
    this.#arm();
    if (this.#trace.length < MAX_TRACE) this.#trace.push(event);
  }

  /** Posts what was gathered if it is time. Called between turns, which a timer may wait for. */
  settle(): void {
    if (this.#timer !== null && this.#clock.nowMs() - this.#sinceMs >= GATHER_MS) this.flush();
  }

  /** Posts what was gathered now, so that it comes before what is posted next. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const entries = this.#console;
    const events = this.#trace;
    const dropped = this.#dropped;
    this.#console = [];
    this.#trace = [];
    this.#dropped = 0;
    if (entries.length > 0 || dropped > 0) this.#post({ type: 'console', entries, dropped });
    if (events.length > 0) this.#post({ type: 'trace', events });
  }

  #arm(): void {
    if (this.#timer !== null) return;
    this.#sinceMs = this.#clock.nowMs();
    this.#timer = setTimeout(() => this.flush(), GATHER_MS);
  }
}
