import { expect, test } from 'vitest';
import { adoptTank } from '../../../base/effort.ts';
import { splitMarkdown } from './text-markdown.ts';

test('no step reads all of a text, or joins more headings than go into one chunk', () => {
  const tank = { fuel: 1e9, due: false };
  adoptTank(tank);
  tank.fuel = 1e9;
  const options = { codeBlocks: false, referenceLinks: false, headingHierarchy: true, joinTableRows: false };
  const text = `# ${'x'.repeat(30_000)}${'\n## a\n\n'.repeat(7000)}`;
  const steps = splitMarkdown(text, options, { chunkSize: 100, split: (part) => [part] });
  let largest = 0;
  let chunks = 0;
  for (let before = tank.fuel, step = steps.next(); !step.done; before = tank.fuel, step = steps.next()) {
    if (step.value !== null) chunks++;
    largest = Math.max(largest, before - tank.fuel);
  }
  expect(chunks).toBe(7000);
  expect(largest).toBeLessThan(10_000);
});
