import type { TraceEvent } from '../contract/api.ts';
import { History } from './history.ts';

/** Newest events that the page remembers. */
const CAPACITY = 10_000;

/** The trace so far. What is not remembered any more is a gap at its beginning. */
export class TraceHistory {
  readonly #events = new History<TraceEvent>({ capacity: CAPACITY, maxBytes: Infinity, sizeOf: () => 0 });
  /** When the first of it was, be it forgotten since. */
  #sinceMs: number | null = null;

  append(events: readonly TraceEvent[]): void {
    this.#sinceMs ??= events[0]?.atMs ?? null;
    this.#events.append(events);
  }

  /** Oldest first; a copy. */
  list(): readonly TraceEvent[] {
    const { forgotten } = this.#events;
    const events = this.#events.list();
    const untilMs = events[0]?.atMs ?? 0;
    if (forgotten === 0) return events;
    return [{ kind: 'left-out', atMs: this.#sinceMs ?? untilMs, untilMs, count: forgotten, calls: 0 }, ...events];
  }

  clear(): void {
    this.#events.clear();
    this.#sinceMs = null;
  }
}
