import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: ['200 yppiW ,olleH', '200 world true Lua', '404'],
  value: 'yppiW ,olleH',
};
