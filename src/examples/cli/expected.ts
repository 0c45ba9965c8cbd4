import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: ['words that are no numbers: 0'],
  value: 0,
  commands: [
    { name: 'sum', exitCode: 0, stdout: 'number? \nsum:\t0\n', stderr: '' },
    { name: 'fail', exitCode: 1, stdout: '', stderr: 'nothing to be done\n' },
  ],
};
