/** How calls that fail are made again (spec/lua-modules §1, option `retry`). */

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

/** What the option `retry` says, in Lua or in the `meta` of an entry; null where it does not. */
export interface RetryFields {
  number(field: string): number | null;
  /** Of milliseconds, or of a text such as `250ms`. */
  delayMs(field: string): number | null;
  kinds(field: string): readonly string[];
}

const DAY_MS = 86_400_000;

export function readRetry(fields: RetryFields): Retry {
  const within = (value: number | null, fallback: number, least: number, most: number): number =>
    Math.min(most, Math.max(least, value === null || Number.isNaN(value) ? fallback : value));
  return {
    maxAttempts: within(fields.number('max_attempts'), 3, 1, 1000),
    initialDelayMs: within(fields.delayMs('initial_delay'), 100, 0, DAY_MS),
    maxDelayMs: within(fields.delayMs('max_delay'), 5000, 0, DAY_MS),
    backoffFactor: within(fields.number('backoff_factor'), 2, 1, 100),
    jitter: within(fields.number('jitter'), 0.1, 0, 1),
    kinds: fields.kinds('retry_kinds'),
    skippedKinds: fields.kinds('skip_kinds'),
  };
}

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
