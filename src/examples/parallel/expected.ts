import type { Expectation } from '../types.ts';

export const expected: Expectation = { waits: true, prints: ['on their way: 12', 'answered: 12'], value: 12 };
