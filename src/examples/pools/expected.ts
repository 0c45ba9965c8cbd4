import type { Expectation } from '../types.ts';

export const expected: Expectation = { waits: true, prints: ['inline 8', 'lazy 8', 'static 8', 'adaptive 8'], value: 32 };
