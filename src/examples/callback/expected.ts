import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: [
    'Lua has 3',
    'Lua has 2',
    'Lua has 1',
    'Lua has 0',
    '3 2 1 go',
    'app:refuse not today',
    'app:nobody no handler registered for target',
    'nobody invalid function target: nobody',
  ],
  value: '3 2 1 go',
};
