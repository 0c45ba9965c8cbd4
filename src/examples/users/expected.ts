import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  prints: [
    '1 Alice [admin, dev] 2',
    '2 Bob [user] 1',
    'active: 1 Alice [admin, dev]',
    'tags: admin, dev, user',
    'nobody: 0',
    'nil argument 1: users[2].tags[1]: expected string, got number',
    'nil argument 1: users[1]: missing field "active"',
    'nil argument 1: users[2]: expected user-record, got string',
  ],
  value: 2,
};
