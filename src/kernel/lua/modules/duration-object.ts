/** Durations as Lua holds them, and all that Lua code may give for one. */
import { err, ok, type Result } from '../../../base/result.ts';
import { invalid, type Failure } from '../../../contract/errors.ts';
import type { timeSpec } from '../../../contract/lua-modules/time.ts';
import type { Methods } from '../methods.ts';
import * as call from '../vm/call.ts';
import * as stack from '../vm/stack.ts';
import type { LuaState } from '../vm/types.ts';
import { defineUserdata, type Method } from '../vm/userdata.ts';
import { durationOf, formatDuration, HOUR, MINUTE, parseDuration, SECOND } from './duration.ts';
import { quoted } from './go-parse.ts';

export interface Duration {
  readonly ns: bigint;
}

export const durationClass = defineUserdata<Duration>('duration', {
  methods: {
    hours: fractional(HOUR),
    minutes: fractional(MINUTE),
    seconds: fractional(SECOND),
    milliseconds: whole(1_000_000n),
    microseconds: whole(1_000n),
    nanoseconds: whole(1n),
  } satisfies Methods<typeof timeSpec.types.duration, Duration>,
  tostring: ({ ns }) => formatDuration(ns),
});

function fractional(unit: bigint): Method<Duration> {
  return (L, { ns }) => {
    // The whole part keeps its digits, as in Go.
    const value = Number(ns / unit) + Number(ns % unit) / Number(unit);
    if (Number.isSafeInteger(value)) stack.pushInteger(L, value);
    else stack.pushFloat(L, value);
    return 1;
  };
}

function whole(unit: bigint): Method<Duration> {
  return (L, { ns }) => {
    stack.pushInteger(L, ns / unit);
    return 1;
  };
}

/** Nanoseconds of a duration, a text or a number of nanoseconds; a failure for a text or a number that is none, and raises for anything else. */
export function durationAt(L: LuaState, index: number, name: string): Result<bigint, Failure> {
  const duration = durationClass.at(L, index);
  if (duration) return ok(duration.ns);
  const type = stack.typeName(L, index);
  if (type === 'string') {
    const parsed = parseDuration(stack.toText(L, index));
    return parsed.ok ? parsed : err(invalid(parsed.error));
  }
  if (type !== 'number') return call.argumentError(L, index, name, 'duration, string or number expected');
  const number = stack.isInteger(L, index) ? stack.toInteger(L, index) : Math.trunc(stack.toFloat(L, index));
  const ns = typeof number === 'number' && !Number.isFinite(number) ? null : durationOf(BigInt(number));
  return ns === null ? err(invalid(`time: invalid duration ${quoted(stack.toText(L, index))}`)) : ok(ns);
}
