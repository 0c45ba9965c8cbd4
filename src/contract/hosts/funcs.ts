import { byKernel, bytes, result, string, type HostInterfaceSpec } from './host-interface.ts';

/** Calls of the application's functions (spec/hosts §9). */
export const funcs = {
  name: 'wippy:runtime/funcs',
  profile: 'funcs',
  doc: 'Calls of functions of the application.',
  functions: {
    'call-string': byKernel(
      'Calls a function with one text; what it returns comes back as text.',
      { target: string, input: string },
      result(string, string),
    ),
    'call-bytes': byKernel(
      'Calls a function with bytes; what it returns comes back as bytes.',
      { target: string, input: bytes },
      result(bytes, string),
    ),
  },
} as const satisfies HostInterfaceSpec;
