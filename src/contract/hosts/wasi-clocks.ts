/** `wasi:clocks` (spec/hosts §4.2), and `wasi:io/poll`, whose pollables it gives. */
import { borrow, byGuest, list, own, record, scalar, type HostInterfaceSpec } from './host-interface.ts';

export const datetime = record('datetime', { seconds: scalar('u64'), nanoseconds: scalar('u32') });

export const wallClock = {
  name: 'wasi:clocks/wall-clock',
  profile: 'wasi:clocks',
  doc: 'The time of day.',
  functions: {
    now: byGuest('Since the beginning of 1970, UTC.', {}, datetime),
    resolution: byGuest('What the clock can tell apart.', {}, datetime),
  },
} as const satisfies HostInterfaceSpec;

export const monotonicClock = {
  name: 'wasi:clocks/monotonic-clock',
  profile: 'wasi:clocks',
  doc: 'A clock that never goes back.',
  functions: {
    now: byGuest('Nanoseconds since some moment.', {}, scalar('u64')),
    resolution: byGuest('Nanoseconds that the clock can tell apart.', {}, scalar('u64')),
    'subscribe-instant': byGuest('Ready when the clock says so.', { when: scalar('u64') }, own('pollable')),
    'subscribe-duration': byGuest('Ready when the time has passed.', { when: scalar('u64') }, own('pollable')),
  },
} as const satisfies HostInterfaceSpec;

export const poll = {
  name: 'wasi:io/poll',
  profile: 'wasi:poll',
  doc: 'Waiting for one of several things.',
  functions: {
    '[method]pollable.ready': byGuest(
      'Whether waiting would end at once.',
      { self: borrow('pollable') },
      scalar('bool'),
    ),
    '[method]pollable.block': byGuest('Waits until it is ready.', { self: borrow('pollable') }, null),
    poll: byGuest(
      'Waits until one at least is ready; says which are.',
      { in: list(borrow('pollable')) },
      list(scalar('u32')),
    ),
  },
} as const satisfies HostInterfaceSpec;
