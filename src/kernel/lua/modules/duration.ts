/** Durations as Wippy reads and prints them: Go's text form, nanoseconds inside (spec/lua-modules §4). */
import { ownValue } from '../../../base/own.ts';
import { invalid, type Failure } from '../../../contract/errors.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Go's durations are 64-bit counts of nanoseconds: about 292 years. */
const MAX_NS = 2 ** 63;

/** `ns` where it is one that a duration can be, else null: not NaN, and not beyond 64 bits. */
export function durationOf(ns: number): number | null {
  return ns >= -MAX_NS && ns <= MAX_NS ? ns : null;
}

/** Nanoseconds of a text such as `1h30m` or `-1.5s`, or null. */
export function parseDuration(text: string): number | null {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;
  let totalNs = 0;
  let end = 0;
  for (let match = part.exec(body); match; match = part.exec(body)) {
    totalNs += Number(match[1]) * (ownValue(UNITS, match[2] ?? '') ?? 0);
    end = part.lastIndex;
  }
  return end === body.length && end > 0 ? durationOf(sign * Math.trunc(totalNs)) : null;
}

/** `1h30m0s`, `1.5s`, `2ms`, `0s`. */
export function formatDuration(ns: number): string {
  if (ns === 0) return '0s';
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  if (size < 1e3) return `${sign}${size}ns`;
  if (size < 1e6) return `${sign}${trim(size / 1e3)}µs`;
  if (size < 1e9) return `${sign}${trim(size / 1e6)}ms`;
  const hours = Math.floor(size / 3600e9);
  const minutes = Math.floor((size % 3600e9) / 60e9);
  const seconds = `${trim((size % 60e9) / 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function trim(value: number): string {
  return String(Number(value.toFixed(9)));
}

/** Of a text or a number at `index` that is none. */
export function badDuration(L: LuaState, index: number): Failure {
  return invalid(`time: invalid duration ${JSON.stringify(stack.toText(L, index))}`);
}
