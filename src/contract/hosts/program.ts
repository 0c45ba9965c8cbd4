import { byKernel, bytes, scalar, type HostInterfaceSpec } from './host-interface.ts';

/** What a program is given while it runs, for the guest halves of all interfaces of programs (spec/hosts §5, §10). */
export const program = {
  name: 'playground:kernel/program',
  profile: null,
  doc: 'What a program is given while it runs.',
  functions: {
    'read-input': byKernel(
      'What was typed, when there is any; nothing at the end of input.',
      { 'max-bytes': scalar('u32') },
      bytes,
    ),
  },
} as const satisfies HostInterfaceSpec;
