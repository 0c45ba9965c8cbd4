import { byKernel, list, option, scalar, type HostInterfaceSpec } from './host-interface.ts';

export const waiting = {
  name: 'playground:kernel/waiting',
  profile: null,
  doc: 'Waiting for what the kernel does for a call, by the numbers that it gave.',
  functions: {
    wait: byKernel(
      'Waits until one at least is ready, or the time has passed; says which are. What it does not know is ready.',
      { of: list(scalar('u32')), 'timeout-ns': option(scalar('u64')) },
      list(scalar('u32')),
    ),
  },
} as const satisfies HostInterfaceSpec;
