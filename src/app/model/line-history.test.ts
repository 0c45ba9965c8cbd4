import { expect, test } from 'vitest';
import { LineHistory } from './line-history.ts';

test('goes back and forth between what was entered and what was being typed', () => {
  const history = new LineHistory();
  expect(history.step(-1, 'x')).toBe(null);
  for (const line of ['one', 'two', 'two']) history.add(line);
  expect([history.step(-1, 'typed'), history.step(-1, 'two'), history.step(-1, 'one')]).toEqual(['two', 'one', null]);
  expect([history.step(1, 'one'), history.step(1, 'two'), history.step(1, 'typed')]).toEqual(['two', 'typed', null]);
});
