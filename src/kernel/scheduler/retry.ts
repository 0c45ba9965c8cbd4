/** Calls that are made again when they fail. */
import type { Dispose } from '../../base/disposable.ts';
import { ErrorKind, type Failure } from '../../contract/errors.ts';
import type { Outcome } from './process.ts';
import { delayMs, type Retry } from './retry-rule.ts';
import type { Timers } from './timers.ts';

/** Another attempt would end alike. */
const FINAL: ReadonlySet<string> = new Set([ErrorKind.invalid, ErrorKind.permissionDenied, ErrorKind.internal]);

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
