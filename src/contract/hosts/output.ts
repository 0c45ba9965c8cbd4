import { byKernel, bytes, enumeration, type HostInterfaceSpec } from './host-interface.ts';

/** The console, for the guest halves of all interfaces with standard streams (spec/hosts §5). */
export const output = {
  name: 'playground:kernel/output',
  profile: null,
  doc: 'The console.',
  functions: {
    write: byKernel(
      'Writes bytes to a stream of the call, as they are.',
      { to: enumeration('destination', 'stdout', 'stderr'), what: bytes },
      null,
    ),
  },
} as const satisfies HostInterfaceSpec;
