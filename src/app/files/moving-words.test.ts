import { AssistiveDndState } from '@headless-tree/core';
import { expect, test } from 'vitest';
import { movingWords } from './moving-words.ts';

test('moving by keyboard is told in words that stand on keys', () => {
  const said = Object.values(AssistiveDndState)
    .filter((state) => typeof state === 'number')
    .map((state) => movingWords(null, state as AssistiveDndState));
  expect(said[0]).toBe('Press Control, Shift and D to move the chosen files or folders.');
  expect(said.join(' ')).not.toMatch(/Key[A-Z]|\+|undefined/);
  expect(said).toContain('Not moved. Press Control, Shift and D to move the chosen files or folders.');
});
