/** Which call goes to which worker where many calls may wait in one (docs/decisions/waiting.md). */
import type { Clock } from '../../contract/ports.ts';
import type { MessageWorker } from './message-loan.ts';

/** Calls of programs that wait for their host are gathered in so many workers. */
const SHARED_WORKERS = 2;
/** In one worker. */
const MAX_LOANS = 5_000;
/**
 * So long whoever has a thread is taken for one that is about to wait, in milliseconds: mostly it does within one, and the thread may
 * have to wait for a core for some tens. Else a row of calls would fill all workers, a few in each.
 */
const PATIENCE_MS = 50;

export class Crowd {
  readonly #budget: number;
  readonly #clock: Clock;
  readonly #workers = new Map<number, MessageWorker>();
  /** Programs that have waited for their host. */
  readonly #waiting = new Set<number>();
  /** Programs that ran on until their worker was ended. */
  readonly #running = new Set<number>();

  constructor(budget: number, clock: Clock) {
    this.#budget = budget;
    this.#clock = clock;
  }

  get workers(): readonly MessageWorker[] {
    return [...this.#workers.values()];
  }

  get(id: number): MessageWorker | undefined {
    return this.#workers.get(id);
  }

  add(worker: MessageWorker): void {
    this.#workers.set(worker.id, worker);
  }

  remove(worker: MessageWorker): void {
    this.#workers.delete(worker.id);
  }

  /** False of one that has run on: its calls stay among strangers. */
  waits(programId: number): boolean {
    if (this.#running.has(programId)) return false;
    this.#waiting.add(programId);
    return true;
  }

  runsOn(programId: number): void {
    this.#running.add(programId);
    this.#waiting.delete(programId);
  }

  forget(programId: number): void {
    this.#waiting.delete(programId);
    this.#running.delete(programId);
  }

  /** Whether a call of it is gathered with others. */
  isGathered(programId: number | null): boolean {
    return programId !== null && this.#waiting.has(programId);
  }

  /** Whether one more is wanted, where so many calls have none. */
  mayStart(waiting: number): boolean {
    let starting = 0;
    for (const { port } of this.#workers.values()) if (!port) starting++;
    return this.#workers.size < this.#budget && starting < waiting;
  }

  /** null where the call has to wait for one. */
  placeFor(programId: number | null): MessageWorker | null {
    return this.#placeAmong(
      this.#open((worker) => !isFetching(worker, programId)),
      programId,
    );
  }

  /** Whether a call that has no place would have one if its code were there, which is on its way. */
  isUnderway(programId: number | null): boolean {
    return this.#placeAmong(this.#open(), programId) !== null;
  }

  #open(isWanted: (worker: MessageWorker) => boolean = () => true): readonly MessageWorker[] {
    return this.workers.filter((worker) => isOpen(worker) && isWanted(worker));
  }

  #placeAmong(open: readonly MessageWorker[], programId: number | null): MessageWorker | null {
    const empty = open.find(({ loans }) => loans.size === 0) ?? null;
    const shared = open.filter(({ loans, strangers }) => loans.size > 0 && strangers === 0);
    const isFull = this.#workers.size >= this.#budget;
    if (!this.isGathered(programId)) return empty ?? (isFull ? fullestQuiet(open) : null);
    const quiet = fullestQuiet(shared);
    if (quiet) return quiet;
    // What may be about to wait is waited for, what has the thread is not.
    if (shared.length >= SHARED_WORKERS) {
      const sinceMs = this.#clock.nowMs() - PATIENCE_MS;
      const free = leastRunning(
        shared.filter(
          ({ computing, holder, heldSinceMs }) => computing.size === 0 && (holder === null || heldSinceMs > sinceMs),
        ),
      );
      if (free) return free;
    }
    return empty ?? (isFull ? (fullestQuiet(open) ?? leastRunning(shared)) : null);
  }
}

function isFetching({ fetching }: MessageWorker, programId: number | null): boolean {
  return programId !== null && fetching.has(programId);
}

function isOpen({ port, isSpent, leaving, loans }: MessageWorker): boolean {
  return port !== null && !isSpent && leaving.size === 0 && loans.size < MAX_LOANS;
}

function fullestQuiet(workers: readonly MessageWorker[]): MessageWorker | null {
  const quiet = workers.filter(({ running }) => running.size === 0);
  return quiet.toSorted((one, other) => other.loans.size - one.loans.size)[0] ?? null;
}

function leastRunning(workers: readonly MessageWorker[]): MessageWorker | null {
  return workers.toSorted((one, other) => one.running.size - other.running.size)[0] ?? null;
}
