/** `wasi:clocks`, and the clocks of preview 1. */
import type { monotonicClock as monotonicSpec, wallClock as wallSpec } from '../../contract/hosts/wasi-clocks.ts';
import type { Clock } from '../../contract/ports.ts';
import type { GuestHalf } from './guest-half.ts';
import { Pollable } from './poll.ts';

const NS_PER_SECOND = 1_000_000_000n;

/** Since 1970. Browsers tell no more than microseconds. */
export function wallNs(clock: Clock): bigint {
  return BigInt(Math.round(clock.wallMs() * 1000)) * 1000n;
}

/** Never goes back. */
export function monotonicNs(clock: Clock): bigint {
  return BigInt(Math.round(clock.nowMs() * 1_000_000));
}

export const wallClock: GuestHalf<typeof wallSpec> = ({ clock }) => ({
  now() {
    const ns = wallNs(clock);
    return { seconds: ns / NS_PER_SECOND, nanoseconds: Number(ns % NS_PER_SECOND) };
  },
  // What Wippy answers (spec/hosts §4.2), for this one and the next.
  resolution: () => ({ seconds: 1n, nanoseconds: 0 }),
});

export const monotonicClock: GuestHalf<typeof monotonicSpec> = ({ clock, handles }) => {
  const at = (instant: bigint): number => handles.add(new Pollable(() => instant - monotonicNs(clock)));
  return {
    now: () => monotonicNs(clock),
    resolution: () => 1n,
    'subscribe-instant': ({ when }) => at(when),
    'subscribe-duration': ({ when }) => at(monotonicNs(clock) + when),
  };
};
