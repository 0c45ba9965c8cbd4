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
    'watch-input': byKernel(
      'A number to wait for by: ready when there is something to be read, or the input has ended.',
      {},
      scalar('u32'),
    ),
  },
} as const satisfies HostInterfaceSpec;
