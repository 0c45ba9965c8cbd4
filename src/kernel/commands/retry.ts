/** Calls that are made again when they fail (spec/lua-modules §1, option `retry`). */
import type { Dispose } from '../../base/disposable.ts';
import { ErrorKind, type Failure } from '../../contract/errors.ts';
import type { Outcome } from '../scheduler/process.ts';
import type { Timers } from '../scheduler/timers.ts';

export interface Retry {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly backoffFactor: number;
  /** A share of the delay, which varies by so much. */
  readonly jitter: number;
  /** Only failures of these kinds, where any are named. */
  readonly kinds: readonly string[];
  readonly skippedKinds: readonly string[];
}

/** Another attempt would end alike. */
const FINAL: ReadonlySet<string> = new Set([ErrorKind.invalid, ErrorKind.permissionDenied, ErrorKind.internal]);

/** Before which wait comes attempt `attempt`, from 2 on. `fraction`: from 0 to below 1. */
export function delayMs(
  { initialDelayMs, maxDelayMs, backoffFactor, jitter }: Omit<Retry, 'maxAttempts' | 'kinds' | 'skippedKinds'>,
  attempt: number,
  fraction: number,
): number {
  // No time stays none, though what it is multiplied by grows beyond all numbers.
  const delay = initialDelayMs === 0 ? 0 : Math.min(maxDelayMs, initialDelayMs * backoffFactor ** (attempt - 2));
  return Math.max(0, delay * (1 + jitter * (2 * fraction - 1)));
}

/**
 * Makes a call up to so many times; `done` hears of the last. The returned undo cancels whatever goes on. `start` calls back once
 * unless its undo was called.
 */
export function withRetry(
  { timers, fraction }: { readonly timers: Timers; readonly fraction: () => number },
  retry: Retry,
  done: (outcome: Outcome) => void,
  start: (done: (outcome: Outcome) => void) => Dispose,
): Dispose {
  let undo: Dispose = () => {};
  let isOver = false;
  let attempt = 0;
  const next = (): void => {
    attempt++;
    let isAnswered = false;
    const cancel = start((outcome) => {
      isAnswered = true;
      if (isOver) return;
      if (outcome.status !== 'failed' || attempt >= retry.maxAttempts || !isWorthIt(retry, outcome.failure)) {
        isOver = true;
        done(outcome);
      } else undo = timers.after(delayMs(retry, attempt + 1, fraction()), next);
    });
    if (!isAnswered) undo = cancel;
  };
  next();
  return () => {
    isOver = true;
    undo();
  };
}

function isWorthIt({ kinds, skippedKinds }: Retry, { kind, retryable }: Failure): boolean {
  if (retryable === false || FINAL.has(kind) || skippedKinds.includes(kind)) return false;
  return kinds.length === 0 || kinds.includes(kind);
}
