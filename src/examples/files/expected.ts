import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    'this file begins with local fs = require("fs")',
    'writing is refused: permission denied',
    'AUTHOR is nobody',
    'written by Lua\nand added to\n',
    'outside is path leads out of the filesystem: ../main.lua',
  ],
  value: 'today.txt',
};
