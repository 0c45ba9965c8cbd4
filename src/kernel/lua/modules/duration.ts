/** Durations as Go has them: 64-bit counts of nanoseconds, their text and what is wrong with a text (spec/lua-modules §4). */
import { INT64_MAX, INT64_MIN } from '../../../base/integers.ts';
import { ownValue } from '../../../base/own.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { quoted } from './go-parse.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
export const [SECOND, MINUTE, HOUR] = [1_000_000_000n, 60_000_000_000n, 3_600_000_000_000n];
/** No text of a duration is longer; the digits of a number are converted at once. */
const MAX_LENGTH = 256;

/** About 292 years each way; null beyond. */
export function durationOf(ns: bigint): bigint | null {
  return ns >= INT64_MIN && ns <= INT64_MAX ? ns : null;
}

/** Nanoseconds of a text such as `1h30m` or `-1.5s`; the error is Go's text. */
export function parseDuration(text: string): Result<bigint, string> {
  const shown = quoted(text.slice(0, MAX_LENGTH));
  const refused = err(`time: invalid duration ${shown}`);
  if (text.length > MAX_LENGTH) return refused;
  const isNegative = text.startsWith('-');
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return ok(0n);
  if (rest === '') return refused;
  let total = 0n;
  while (rest !== '') {
    const [number = '', whole = '', fraction = ''] = /^(\d*)(?:\.(\d*))?/.exec(rest) ?? [];
    if (whole === '' && fraction === '') return refused;
    rest = rest.slice(number.length);
    const [unit = ''] = /^[^.\d]*/.exec(rest) ?? [];
    if (unit === '') return err(`time: missing unit in duration ${shown}`);
    const size = ownValue(UNITS, unit);
    if (size === undefined) return err(`time: unknown unit ${quoted(unit)} in duration ${shown}`);
    rest = rest.slice(unit.length);
    total += BigInt(whole) * size + (fraction === '' ? 0n : (BigInt(fraction) * size) / 10n ** BigInt(fraction.length));
    if (total > INT64_MAX + 1n) return refused;
  }
  const ns = durationOf(isNegative ? -total : total);
  return ns === null ? refused : ok(ns);
}

/** `1h30m0s`, `1.5s`, `2ms`, `0s`. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < SECOND) return `${sign}${decimal(size, 6)}ms`;
  const hours = size / HOUR;
  const minutes = (size % HOUR) / MINUTE;
  const seconds = `${decimal(size % MINUTE, 9)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

/** With so many places after the point, without zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`;
}
