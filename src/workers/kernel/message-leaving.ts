/** Calls that nobody waits for any more, in workers where others wait: when their worker is ended because of them. Kernel thread only. */
import type { Clock } from '../../contract/ports.ts';
import type { MessageLoan } from './message-loan.ts';

/** How long a call that nobody waits for may keep a worker in which others wait. */
const GRACE_MS = 100;
/** So long a worker may say nothing at all of one that is to end, where nobody is known to have its thread. */
const MAX_GRACES = 50;

/** Why a worker is ended: the call has its thread, or nobody is known to have it. */
export type LeavingEnd = 'runs on' | 'is silent';

export class LeavingCalls {
  readonly #clock: Clock;
  readonly #loans = new Set<MessageLoan>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It was told that it is to end. */
  add(loan: MessageLoan): void {
    loan.worker.leaving.add(loan);
    this.#loans.add(loan);
    this.grantMore(loan);
  }

  /** Its moment to come to an end begins now. */
  grantMore(loan: MessageLoan): void {
    loan.dueMs = this.#clock.nowMs() + GRACE_MS;
  }

  delete(loan: MessageLoan): void {
    this.#loans.delete(loan);
  }

  /** Milliseconds until {@link expire} has something to do; null = never. */
  nextTimerMs(): number | null {
    let due = Infinity;
    for (const { dueMs } of this.#loans) due = Math.min(due, dueMs);
    return due === Infinity ? null : Math.max(0, due - this.#clock.nowMs());
  }

  /**
   * Has workers ended in which the moment of one is over; answers whether any was. One whose thread is in the hands of another call is
   * spared: what is to end has not begun there, or has not heard that it is thrown out, and costs nobody anything.
   */
  expire(endWorker: (loan: MessageLoan, end: LeavingEnd) => void): boolean {
    const now = this.#clock.nowMs();
    let any = false;
    for (const loan of this.#loans) {
      if (loan.dueMs > now) continue;
      any = true;
      const { holder } = loan.worker;
      if (holder === loan) endWorker(loan, 'runs on');
      else if (holder || ++loan.graces < MAX_GRACES) this.grantMore(loan);
      else endWorker(loan, 'is silent');
    }
    return any;
  }
}
