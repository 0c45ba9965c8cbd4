/** How all other functions refuse. */
import { MAX_VALUE_BYTES } from '../../../wit/codec.ts';
import { ExitSignal } from '../../faults.ts';
import { bytes, TRAP, row, each, type Rows } from './world.ts';

export const OTHER_ROWS: Rows = [
  ...each(
    ['call-string', 'call-bytes'].map((name) => `wippy:runtime/funcs#${name}`),
    'a name that is none',
    { err: 'invalid function target: x' },
    ({ call }, name) => call(name, 'x', name.endsWith('string') ? '' : bytes(0)),
  ),
  ...each(
    ['call-string', 'call-bytes'].map((name) => `wippy:runtime/funcs#${name}`),
    'what nobody has',
    { err: 'no handler registered for target' },
    ({ call }, name) => call(name, 'app:none', name.endsWith('string') ? '' : bytes(0)),
  ),
  ...each(
    ['wasi:random/random#get-random-bytes', 'wasi:random/insecure#get-insecure-random-bytes'],
    'more than a value may have',
    TRAP,
    ({ call }, name) => call(name, BigInt(MAX_VALUE_BYTES) + 1n),
  ),
  [
    'wasi:cli/exit#exit',
    row('which is the end of the call', ExitSignal, ({ call }) => call('wasi:cli/exit#exit', { err: null })),
  ],
];
