import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: ['wasm 4', 'calls 5', 'lua 3', 'calls 5', 'wasm 4', 'words counted: 5'],
  value: 21,
};
