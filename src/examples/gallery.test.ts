import { expect, test } from 'vitest';
import { chapters, printedLines } from './gallery.ts';
import { examples } from './index.ts';

const ids = chapters.flatMap(({ lessons }) => lessons.map(({ id }) => id));

test('every example has one place, in the order of the list, and the first project is the first', () => {
  expect(ids).toEqual(examples.map(({ id }) => id));
  expect(ids[0]).toBe('hello');
});

test('within a chapter nothing easier comes after something harder', () => {
  const order = ['first steps', 'going on', 'in depth'];
  for (const { title, lessons } of chapters) {
    const levels = lessons.map(({ level }) => order.indexOf(level));
    expect(levels, title).toEqual(levels.toSorted((a, b) => a - b));
  }
});

test.each(ids)('%s shows lines of what it prints, each on one line', (id) => {
  const lines = printedLines(id, 3);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^\S[^\n]*$/);
});
