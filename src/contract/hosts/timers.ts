import { byKernel, scalar, type HostInterfaceSpec } from './host-interface.ts';

/** Waiting, for the guest halves of all interfaces with clocks (spec/hosts §3). */
export const timers = {
  name: 'playground:kernel/timers',
  profile: null,
  doc: 'Waiting.',
  functions: {
    sleep: byKernel('Returns when the time has passed.', { 'duration-ns': scalar('u64') }, null),
  },
} as const satisfies HostInterfaceSpec;
