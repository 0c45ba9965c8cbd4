import { bytes, enumeration, type HostInterfaceSpec } from './host-interface.ts';

/** The console, for the guest halves of all interfaces with standard streams (spec/hosts §5). */
export const output = {
  name: 'playground:kernel/output',
  functions: {
    write: { parameters: { to: enumeration('destination', 'stdout', 'stderr'), what: bytes }, result: null },
  },
} as const satisfies HostInterfaceSpec;
