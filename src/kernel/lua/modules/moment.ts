/** A moment in a location, and its calendar: what Go's `time.Time` does (spec/lua-modules §4). */
import { INT64_MAX, INT64_MIN } from '../../../base/integers.ts';
import { LOCAL, UTC, type Location } from './zones.ts';

export interface Moment {
  /** Nanoseconds since the epoch. */
  readonly unixNs: bigint;
  readonly location: Location;
}

/** What a calendar and a clock on the wall show. */
export interface Wall {
  readonly year: number;
  /** 1…12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 = Sunday */
  readonly weekday: number;
  /** 1…366 */
  readonly yearDay: number;
}

const NS_PER_SECOND = 1_000_000_000n;
const DAY_SECONDS = 86_400;
/** As far as the calendar reaches, 273 000 years each way. */
const MAX_SECONDS = 8_640_000_000_000;
const MAX_NS = BigInt(MAX_SECONDS) * NS_PER_SECOND;
/** January 1, year 1, from which Go counts. */
export const ZERO_NS = -62_135_596_800n * NS_PER_SECOND;

/** Null beyond what the calendar reaches. */
export function momentAt(unixNs: bigint, location: Location): Moment | null {
  return unixNs <= MAX_NS && unixNs >= -MAX_NS ? { unixNs, location } : null;
}

/** To the microsecond: a float of milliseconds since 1970 has no more, and what lay between two of them would not add up. */
export function nowAt(wallMs: number): Moment {
  return { unixNs: BigInt(Math.round(wallMs * 1000)) * 1000n, location: LOCAL };
}

export function unixSeconds(ns: bigint): number {
  return Number((ns - floorMod(ns, NS_PER_SECOND)) / NS_PER_SECOND);
}

export function wallOf({ unixNs, location }: Moment): Wall {
  const seconds = unixSeconds(unixNs);
  const local = seconds + location.at(seconds).offset;
  const days = Math.floor(local / DAY_SECONDS);
  const clock = local - days * DAY_SECONDS;
  const { year, month, day } = civilOf(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(clock / 3600),
    minute: Math.floor((clock % 3600) / 60),
    second: clock % 60,
    nanosecond: Number(floorMod(unixNs, NS_PER_SECOND)),
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysOf(year, 1, 1) + 1,
  };
}

/** Numbers that may lie beyond their ranges: October 32 is November 1. */
export interface WallNumbers {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

/** Null beyond what the calendar reaches. */
export function momentOf(wall: WallNumbers, location: Location): Moment | null {
  const { year, month, day, hour, minute, second, nanosecond } = wall;
  const local = daysOf(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
  if (!Number.isSafeInteger(local) || !Number.isSafeInteger(nanosecond)) return null;
  // The offset that holds there, or the one that holds at the moment which that makes.
  const guess = location.at(local).offset;
  const offset = location.at(local - guess).offset;
  return momentAt(BigInt(local - offset) * NS_PER_SECOND + BigInt(nanosecond), location);
}

/** `a - b`, at most as long as a duration can be. */
export function difference(a: Moment, b: Moment): bigint {
  const ns = a.unixNs - b.unixNs;
  return ns > INT64_MAX ? INT64_MAX : ns < INT64_MIN ? INT64_MIN : ns;
}

/** Down to a multiple of `ns` since the year 1. */
export function truncated(moment: Moment, ns: bigint): Moment {
  if (ns <= 0n) return moment;
  return { ...moment, unixNs: moment.unixNs - floorMod(moment.unixNs - ZERO_NS, ns) };
}

/** To the nearest of these, halves up. */
export function rounded(moment: Moment, ns: bigint): Moment {
  if (ns <= 0n) return moment;
  const rest = floorMod(moment.unixNs - ZERO_NS, ns);
  return { ...moment, unixNs: moment.unixNs + (rest * 2n < ns ? -rest : ns - rest) };
}

export function isZero({ unixNs }: Moment): boolean {
  return unixNs === ZERO_NS;
}

export const inUtc = (moment: Moment): Moment => ({ ...moment, location: UTC });

function floorMod(value: bigint, by: bigint): bigint {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
}

/** Days since the epoch of a date of the Gregorian calendar; the month may lie beyond its range. */
function daysOf(year: number, month: number, day: number): number {
  const years = year + Math.floor((month - 1) / 12);
  const inYear = (((month - 1) % 12) + 12) % 12;
  // Years begin in March, so that the leap day is the last one of its year.
  const shifted = inYear < 2 ? years - 1 : years;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((inYear + 10) % 12) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468 + day - 1;
}

function civilOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** 28…31 */
export function daysIn(year: number, month: number): number {
  return daysOf(year, month + 1, 1) - daysOf(year, month, 1);
}
