import type { Expectation } from '../types.ts';

export const expected: Expectation = {
  waits: true,
  prints: ['count: done', 'count_nothing failed: true'],
  value: true,
  commands: [
    {
      name: 'count',
      exitCode: 0,
      stdout: '2 10 57 /texts/poem.txt\n1 3 19 /texts/note.txt\n3 13 76 total\n',
      stderr: '',
    },
  ],
};
