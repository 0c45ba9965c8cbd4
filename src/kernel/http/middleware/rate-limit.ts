import { errorResponse } from '../exchange.ts';
import { headerOf, queryOf, type MakeMiddleware, type Passage } from './middleware.ts';

/** Of whom it keeps count at most, whatever the option says; a key may be as long as a header. */
const MAX_KEYS = 10_000;
const MAX_KEY_LENGTH = 1024;
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

interface Bucket {
  tokens: number;
  /** When they were counted. */
  atMs: number;
}

/** `ratelimit`: a bucket of tokens for everybody, which fills up again with time. */
export const rateLimit: MakeMiddleware = (options, { clock }) => {
  const requests = countOf(options['ratelimit.requests']) ?? 100;
  const burst = countOf(options['ratelimit.burst']) ?? 20;
  const windowMs = Math.max(1000, durationOf(options['ratelimit.window']) ?? 60_000);
  const everyMs = durationOf(options['ratelimit.cleanup_interval']) ?? 300_000;
  const idleMs = durationOf(options['ratelimit.entry_ttl']) ?? 600_000;
  const maxKeys = Math.min(MAX_KEYS, countOf(options['ratelimit.max_entries']) ?? MAX_KEYS);
  const strategy = options['ratelimit.key'] ?? 'ip';
  /** Who has not asked for longest comes first. */
  const buckets = new Map<string, Bucket>();
  let cleanedMs = clock.nowMs();

  const bucketOf = (key: string, nowMs: number): Bucket => {
    if (nowMs - cleanedMs >= everyMs) {
      cleanedMs = nowMs;
      for (const [one, { atMs }] of buckets) if (nowMs - atMs > idleMs) buckets.delete(one);
    }
    const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs };
    buckets.delete(key);
    const [oldest] = buckets.keys();
    if (oldest !== undefined && buckets.size >= maxKeys) buckets.delete(oldest);
    buckets.set(key, bucket);
    return bucket;
  };

  return {
    admit(passage) {
      const { method } = passage.request;
      const key = keyOf(passage, strategy);
      if (key === '') return errorResponse(400, 'Rate limit key extraction failed', method);
      const nowMs = clock.nowMs();
      const bucket = bucketOf(key.slice(0, MAX_KEY_LENGTH), nowMs);
      bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) * requests) / windowMs);
      bucket.atMs = nowMs;
      if (bucket.tokens >= 1) {
        bucket.tokens--;
        return null;
      }
      return errorResponse(429, 'Rate limit exceeded', method, [
        ['x-ratelimit-limit', String(requests)],
        ['x-ratelimit-window', options['ratelimit.window'] ?? ''],
      ]);
    },
  };
};

/** Empty where the request does not say. */
function keyOf(passage: Passage, strategy: string): string {
  const [type = '', name] = /^([^:]*)(?::(.*))?$/s.exec(strategy)?.slice(1) ?? [];
  if (type === 'header') return name === undefined ? '' : (headerOf(passage, name) ?? '');
  if (type === 'query') return name === undefined ? '' : (queryOf(passage, name) ?? '');
  return passage.remoteAddress;
}

/** Of 1 and more; null for what is none. */
function countOf(text: string | undefined): number | null {
  const count = /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
  return count > 0 ? count : null;
}

/** Milliseconds; of whole numbers and one unit, as Wippy reads it. */
function durationOf(text: string | undefined): number | null {
  const [, digits, unit = ''] = /^\s*(\d{1,9})([smh])\s*$/.exec(text ?? '') ?? [];
  const unitMs = UNITS_MS.get(unit);
  return unitMs === undefined ? null : Number(digits) * unitMs;
}
