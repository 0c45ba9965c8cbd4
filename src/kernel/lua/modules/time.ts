/** The `time` module: durations, sleeping and the present moment (spec/lua-modules §4). */
import { timeSpec } from '../../../contract/lua-modules/time.ts';
import { sleep } from '../../commands/sleep.ts';
import { issue } from '../commands.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata } from '../vm/userdata.ts';
import { badDuration, durationOf, formatDuration, parseDuration } from './duration.ts';
import { returnFailure } from '../error-object.ts';
import { defineModule } from './module.ts';
import { timeChannels } from './time-channels.ts';
import type { Methods } from '../methods.ts';

interface Duration {
  readonly ns: number;
}

interface Moment {
  readonly unixNs: bigint;
}

const NS_PER_MS = 1_000_000;
/** As far as the calendar reaches, 273 000 years. */
const MAX_NS = 8_640_000_000_000_000n * BigInt(NS_PER_MS);

const durationClass = defineUserdata<Duration>('duration', {
  methods: {
    hours: number((duration) => duration.ns / 3600e9),
    minutes: number((duration) => duration.ns / 60e9),
    seconds: number((duration) => duration.ns / 1e9),
    milliseconds: number((duration) => Math.trunc(duration.ns / 1e6)),
    microseconds: number((duration) => Math.trunc(duration.ns / 1e3)),
    nanoseconds: number((duration) => duration.ns),
  } satisfies Methods<typeof timeSpec.types.duration, Duration>,
  tostring: (duration) => formatDuration(duration.ns),
});

const momentClass = defineUserdata<Moment>('time', {
  methods: {
    unix: number((moment) => Number(moment.unixNs / 1_000_000_000n)),
    unix_nano: (L, moment) => {
      stack.pushInteger(L, moment.unixNs);
      return 1;
    },
    sub: (L, moment) => {
      const other = momentClass.at(L, 2) ?? call.argumentError(L, 2, 'sub', 'time expected');
      durationClass.push(L, { ns: Number(moment.unixNs - other.unixNs) });
      return 1;
    },
    add: (L, moment) => {
      const ns = durationAt(L, 2, 'add') ?? call.argumentError(L, 2, 'add', 'duration expected');
      const unixNs = moment.unixNs + BigInt(Math.trunc(ns));
      if (unixNs > MAX_NS || unixNs < -MAX_NS) return call.argumentError(L, 2, 'add', 'the time is out of range');
      momentClass.push(L, { unixNs });
      return 1;
    },
    before: compare('before', (a, b) => a < b),
    after: compare('after', (a, b) => a > b),
    equal: compare('equal', (a, b) => a === b),
    format_rfc3339: (L, moment) => {
      stack.pushText(L, isoText(moment));
      return 1;
    },
  } satisfies Methods<typeof timeSpec.types.time, Moment>,
  tostring: (moment) => `${isoText(moment).replace('T', ' ').replace('Z', '')} +0000 UTC`,
});

export const timeModule = defineModule(timeSpec, ({ clock }) => ({
  ...timeChannels({
    durationAt,
    nowMs: () => clock.nowMs(),
    pushNow: (L) => momentClass.push(L, momentAt(clock.wallMs())),
  }),
  now: (L) => {
    momentClass.push(L, momentAt(clock.wallMs()));
    return 1;
  },
  sleep: (L) => {
    const ns = durationAt(L, 1, 'sleep');
    if (ns === null) return returnFailure(L, badDuration(L, 1));
    if (ns <= 0) return 0;
    return issue(L, sleep, { type: 'sleep', durationNs: ns });
  },
  parse_duration: (L) => {
    const ns = durationAt(L, 1, 'parse_duration');
    if (ns === null) return returnFailure(L, badDuration(L, 1));
    durationClass.push(L, { ns });
    return 1;
  },
}));

function momentAt(wallMs: number): Moment {
  return { unixNs: BigInt(Math.trunc(wallMs * NS_PER_MS)) };
}

/** Nanoseconds of a Duration, a text or a number of nanoseconds; null for a text or a number that is none. */
function durationAt(L: LuaState, index: number, name: string): number | null {
  const duration = durationClass.at(L, index);
  if (duration) return duration.ns;
  const type = stack.typeName(L, index);
  if (type === 'number') return durationOf(stack.toFloat(L, index));
  if (type === 'string') return parseDuration(stack.toText(L, index));
  return call.argumentError(L, index, name, 'duration, string or number expected');
}

function number<T>(value: (self: T) => number): (L: LuaState, self: T) => number {
  return (L, self) => {
    const result = value(self);
    if (Number.isSafeInteger(result)) stack.pushInteger(L, result);
    else stack.pushFloat(L, result);
    return 1;
  };
}

function compare(name: string, holds: (a: bigint, b: bigint) => boolean): (L: LuaState, self: Moment) => number {
  return (L, self) => {
    const other = momentClass.at(L, 2) ?? call.argumentError(L, 2, name, 'time expected');
    stack.pushBoolean(L, holds(self.unixNs, other.unixNs));
    return 1;
  };
}

function isoText(moment: Moment): string {
  return new Date(Number(moment.unixNs / BigInt(NS_PER_MS))).toISOString().replace('.000Z', 'Z');
}
