import { byKernel, list, record, string, tuple, type HostInterfaceSpec } from './host-interface.ts';

/** What entries set for their guests (spec/wasm §7), for the guest halves of all interfaces that tell it: `wasi:cli` and preview 1. */
export const system = {
  name: 'playground:kernel/system',
  profile: null,
  doc: 'What an entry says of the system that its guests see.',
  functions: {
    settings: byKernel(
      'Arguments of the entry, else of the terminal; variables by name; the working directory.',
      {},
      record('system', { arguments: list(string), environment: list(tuple(string, string)), cwd: string }),
    ),
  },
} as const satisfies HostInterfaceSpec;
