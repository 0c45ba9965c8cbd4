import { byKernel, enumeration, scalar, string, type HostInterfaceSpec } from './host-interface.ts';

/** Permissions for sockets (spec/hosts §7), for the guest half of `wasi:sockets`. */
export const sockets = {
  name: 'playground:kernel/sockets',
  profile: null,
  doc: 'What a call may do with sockets.',
  functions: {
    may: byKernel(
      'Whether it may: `host:port`, or a name to be resolved.',
      { what: enumeration('what', 'connect', 'listen', 'resolve'), with: string },
      scalar('bool'),
    ),
  },
} as const satisfies HostInterfaceSpec;
