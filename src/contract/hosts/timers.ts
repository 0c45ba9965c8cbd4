import { scalar, type HostInterfaceSpec } from './host-interface.ts';

/** Waiting, for the guest halves of all interfaces with clocks (spec/hosts §3). */
export const timers = {
  name: 'playground:kernel/timers',
  functions: {
    sleep: { parameters: { 'duration-ns': scalar('u64') }, result: null },
  },
} as const satisfies HostInterfaceSpec;
