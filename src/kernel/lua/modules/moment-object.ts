/** Moments as Lua holds them. */
import { spend } from '../../../base/effort.ts';
import type { timeSpec } from '../../../contract/lua-modules/time.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type Method } from '../vm/userdata.ts';
import { durationAt, durationClass } from './duration-object.ts';
import { formatMoment } from './go-layout.ts';
import { locationClass } from './location-object.ts';
import {
  difference,
  inUtc,
  isZero,
  momentAt,
  momentOf,
  rounded,
  truncated,
  unixSeconds,
  wallOf,
  type Moment,
  type Wall,
} from './moment.ts';
import { LOCAL } from './zones.ts';

/** A layout says one moment; nobody writes a longer one. */
export const MAX_LAYOUT_BYTES = 4096;
const RFC3339 = '2006-01-02T15:04:05Z07:00';
/** What asking the platform for a zone takes. */
const UNITS_PER_ZONE = 200;

/** Raises where the calendar ends. */
export function pushMoment(L: LuaState, moment: Moment | null, index: number, name: string): number {
  momentClass.push(L, moment ?? call.argumentError(L, index, name, 'the time is out of range'));
  return 1;
}

export const momentClass = defineUserdata<Moment>('time', {
  methods: {
    add: (L, moment) => {
      const duration = durationAt(L, 2, 'add');
      if (!duration.ok) return call.argumentError(L, 2, 'add', duration.error.message);
      return pushMoment(L, momentAt(moment.unixNs + duration.value, moment.location), 2, 'add');
    },
    sub: (L, moment) => {
      durationClass.push(L, { ns: difference(moment, otherAt(L, 'sub')) });
      return 1;
    },
    add_date: (L, moment) => {
      const [years, months, days] = [2, 3, 4].map((index) => wholeAt(L, index, 'add_date'));
      const wall = wallAt(moment);
      const moved = {
        ...wall,
        year: wall.year + (years ?? 0),
        month: wall.month + (months ?? 0),
        day: wall.day + (days ?? 0),
      };
      return pushMoment(L, momentOf(moved, moment.location), 2, 'add_date');
    },
    before: compare('before', (a, b) => a < b),
    after: compare('after', (a, b) => a > b),
    equal: compare('equal', (a, b) => a === b),
    is_zero: (L, moment) => {
      stack.pushBoolean(L, isZero(moment));
      return 1;
    },
    format: (L, moment) => {
      const layout = call.checkBytes(L, 2, 'format');
      if (layout.length > MAX_LAYOUT_BYTES)
        return call.argumentError(L, 2, 'format', `layout is longer than ${MAX_LAYOUT_BYTES} bytes`);
      spend(UNITS_PER_ZONE + layout.length);
      stack.pushText(L, formatMoment(moment, stack.toText(L, 2)));
      return 1;
    },
    format_rfc3339: (L, moment) => {
      spend(UNITS_PER_ZONE);
      stack.pushText(L, formatMoment(moment, RFC3339));
      return 1;
    },
    unix: (L, { unixNs }) => {
      stack.pushInteger(L, unixSeconds(unixNs));
      return 1;
    },
    unix_nano: (L, { unixNs }) => {
      stack.pushInteger(L, unixNs);
      return 1;
    },
    date: parts('year', 'month', 'day'),
    clock: parts('hour', 'minute', 'second'),
    year: parts('year'),
    month: parts('month'),
    day: parts('day'),
    hour: parts('hour'),
    minute: parts('minute'),
    second: parts('second'),
    nanosecond: parts('nanosecond'),
    weekday: parts('weekday'),
    year_day: parts('yearDay'),
    utc: (L, moment) => {
      momentClass.push(L, inUtc(moment));
      return 1;
    },
    in_local: (L, moment) => {
      momentClass.push(L, { ...moment, location: LOCAL });
      return 1;
    },
    in_location: (L, moment) => {
      const location = locationClass.at(L, 2) ?? call.argumentError(L, 2, 'in_location', 'location expected');
      momentClass.push(L, { ...moment, location });
      return 1;
    },
    location: (L, { location }) => {
      locationClass.push(L, location);
      return 1;
    },
    round: byDuration('round', rounded),
    truncate: byDuration('truncate', truncated),
  } satisfies Methods<typeof timeSpec.types.time, Moment>,
  tostring: (moment) => formatMoment(moment, '2006-01-02 15:04:05.999999999 -0700 MST'),
});

function wallAt(moment: Moment): Wall {
  spend(UNITS_PER_ZONE);
  return wallOf(moment);
}

function otherAt(L: LuaState, name: string): Moment {
  return momentClass.at(L, 2) ?? call.argumentError(L, 2, name, 'time expected');
}

/** A whole number; a fraction is dropped. */
export function wholeAt(L: LuaState, index: number, name: string): number {
  const number = Math.trunc(call.checkNumber(L, index, name));
  return Number.isSafeInteger(number) ? number : call.argumentError(L, index, name, 'the time is out of range');
}

function parts(...names: readonly (keyof Wall)[]): Method<Moment> {
  return (L, moment) => {
    const wall = wallAt(moment);
    for (const name of names) stack.pushInteger(L, wall[name]);
    return names.length;
  };
}

function compare(name: string, holds: (a: bigint, b: bigint) => boolean): Method<Moment> {
  return (L, moment) => {
    stack.pushBoolean(L, holds(moment.unixNs, otherAt(L, name).unixNs));
    return 1;
  };
}

function byDuration(name: string, change: (moment: Moment, ns: bigint) => Moment): Method<Moment> {
  return (L, moment) => {
    const duration = durationClass.at(L, 2) ?? call.argumentError(L, 2, name, 'duration expected');
    momentClass.push(L, change(moment, duration.ns));
    return 1;
  };
}
