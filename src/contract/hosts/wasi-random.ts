/** `wasi:random` (spec/hosts §4.2). What is called insecure comes of the same source. */
import { byGuest, bytes, scalar, tuple, type HostInterfaceSpec } from './host-interface.ts';

export const random = {
  name: 'wasi:random/random',
  profile: 'wasi:random',
  doc: 'Bytes that nobody can foretell.',
  functions: {
    'get-random-bytes': byGuest('As many bytes as are asked for.', { len: scalar('u64') }, bytes),
    'get-random-u64': byGuest('A number of 64 bits.', {}, scalar('u64')),
  },
} as const satisfies HostInterfaceSpec;

export const insecureRandom = {
  name: 'wasi:random/insecure',
  profile: 'wasi:random',
  doc: 'Bytes that need not be secure.',
  functions: {
    'get-insecure-random-bytes': byGuest('As many bytes as are asked for.', { len: scalar('u64') }, bytes),
    'get-insecure-random-u64': byGuest('A number of 64 bits.', {}, scalar('u64')),
  },
} as const satisfies HostInterfaceSpec;

export const insecureSeed = {
  name: 'wasi:random/insecure-seed',
  profile: 'wasi:random',
  doc: 'A seed for hash tables.',
  functions: {
    'insecure-seed': byGuest('Two numbers of 64 bits.', {}, tuple(scalar('u64'), scalar('u64'))),
  },
} as const satisfies HostInterfaceSpec;
