import { expect, test } from 'vitest';
import { spentBy } from '../../../base/testing/spent.ts';
import { splitMarkdown } from './text-markdown.ts';

test('no step reads all of a text, or joins more headings than go into one chunk', () => {
  const options = { codeBlocks: false, referenceLinks: false, headingHierarchy: true, joinTableRows: false };
  const text = `# ${'x'.repeat(30_000)}${'\n## a\n\n'.repeat(7000)}`;
  const steps = splitMarkdown(text, options, { chunkSize: 100, split: (part) => [part] });
  let largest = 0;
  let chunks = 0;
  for (let isDone = false; !isDone;) {
    const units = spentBy(() => {
      const step = steps.next();
      isDone = step.done === true;
      if (!step.done && step.value !== null) chunks++;
    });
    largest = Math.max(largest, units);
  }
  expect(chunks).toBe(7000);
  expect(largest).toBeLessThan(10_000);
});
