/** The clock of a worker's thread. Captured when loaded: a thread may take both away from the code that it runs. */
import type { Clock } from '../contract/ports.ts';

const { performance, Date } = globalThis;

/** When {@link Clock.nowMs} of a thread's own clock was 0: milliseconds since the epoch, as the clock that never goes back counts them. */
export const OWN_ORIGIN_MS = performance.timeOrigin;

/** What a browser tells of time; tests have their own. */
export interface TimeSource {
  readonly timeOrigin: number;
  readonly now: () => number;
  readonly date: () => number;
}

const browser: TimeSource = {
  timeOrigin: OWN_ORIGIN_MS,
  now: () => performance.now(),
  date: () => Date.now(),
};

/**
 * Threads start one after the other, and each counts from its own start: what one thread measures, another could not go
 * on with. Here all threads of a runtime count from `originMs`, the origin of its kernel's thread (spec/hosts §4.2: since
 * the host was made), so that clocks of guests, of the kernel and its timers are one.
 */
export function threadClock(originMs: number, source: TimeSource = browser): Clock {
  const { timeOrigin, now, date } = source;
  const aheadMs = timeOrigin - originMs;
  // What the date says is right: the other clock stands still while the machine sleeps, and does not know when somebody
  // sets the date. But the date counts whole milliseconds, so the other clock tells what part of one has passed.
  let epochMs = timeOrigin;
  return {
    nowMs: () => aheadMs + now(),
    wallMs() {
      const [wholeMs, passedMs] = [date(), now()];
      const fineMs = epochMs + passedMs;
      if (fineMs >= wholeMs && fineMs < wholeMs + 1) return fineMs;
      epochMs = wholeMs - passedMs;
      return wholeMs;
    },
  };
}
