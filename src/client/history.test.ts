import { expect, test } from 'vitest';
import { History } from './history.ts';

const texts = (capacity: number, maxBytes: number) =>
  new History<string>({ capacity, maxBytes, sizeOf: (text) => text.length });

test('the newest items are kept, oldest first', () => {
  const history = texts(3, 1000);
  for (let index = 0; index < 50; index++) history.append([String(index)]);
  expect(history.list()).toEqual(['47', '48', '49']);
});

test('large items are kept as long as all of them together are not too large', () => {
  const history = texts(1000, 100);
  for (let index = 0; index < 50; index++) {
    history.append([`${index}`.padEnd(20, '.')]);
    expect(history.list().join('').length).toBeLessThanOrEqual(100);
  }
  expect(history.list().at(-1)).toMatch(/^49/);
});

test('one that is too large by itself is not kept', () => {
  const history = texts(10, 100);
  history.append(['a', 'x'.repeat(1000), 'b']);
  expect(history.list()).toEqual(['b']);
});

test('what was dropped is counted', () => {
  const history = texts(3, 1000);
  for (let index = 0; index < 50; index++) {
    history.append([String(index)]);
    expect(history.forgotten + history.list().length).toBe(index + 1);
  }
  history.clear();
  expect(history.forgotten).toBe(0);
});
