/** Which call goes to which worker where many calls may wait in one (docs/decisions/waiting.md). */
import type { MessageWorker } from './message-loan.ts';

/** Calls of programs that wait for their host are gathered in so many workers. */
const SHARED_WORKERS = 2;
/** In one worker. */
const MAX_LOANS = 5_000;

export class Crowd {
  readonly #budget: number;
  readonly #workers = new Map<number, MessageWorker>();
  /** Programs that have waited for their host. */
  readonly #waiting = new Set<number>();
  /** Programs that ran on until their worker was ended. */
  readonly #running = new Set<number>();

  constructor(budget: number) {
    this.#budget = budget;
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

  waits(programId: number): void {
    if (!this.#running.has(programId)) this.#waiting.add(programId);
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
    const open = this.workers.filter(({ port, loans }) => port && loans.size < MAX_LOANS);
    const empty = open.find(({ loans }) => loans.size === 0) ?? null;
    const shared = open.filter(({ loans, strangers }) => loans.size > 0 && strangers === 0);
    const isFull = this.#workers.size >= this.#budget;
    if (!this.isGathered(programId)) return empty ?? (isFull ? fullestQuiet(open) : null);
    const quiet = fullestQuiet(shared);
    if (quiet) return quiet;
    if (shared.length >= SHARED_WORKERS) return leastRunning(shared);
    return empty ?? (isFull ? (fullestQuiet(open) ?? leastRunning(shared)) : null);
  }
}

function fullestQuiet(workers: readonly MessageWorker[]): MessageWorker | null {
  const quiet = workers.filter(({ running }) => running.size === 0);
  return quiet.toSorted((one, other) => other.loans.size - one.loans.size)[0] ?? null;
}

function leastRunning(workers: readonly MessageWorker[]): MessageWorker | null {
  return workers.toSorted((one, other) => one.running.size - other.running.size)[0] ?? null;
}
