import { expect, test } from 'vitest';
import { withoutDocs } from './without-docs.ts';

test('sentences are left out, and nothing else', () => {
  expect(
    withoutDocs(`const a = text({ doc: 'It\\'s "so".', check });
const b = { doc: "What's left.", name: 'b', doc2: 'kept' };
const c = byGuest('Sends it.', { self }, own('x'));
const d = byKernel(
  'Waits: one, two.',
  { of: string },
  null,
);
const e = { doc: options.doc, signature: '(doc: string) -> any' };`),
  ).toBe(`const a = text({ doc: '', check });
const b = { doc: '', name: 'b', doc2: 'kept' };
const c = byGuest('', { self }, own('x'));
const d = byKernel(
  '',
  { of: string },
  null,
);
const e = { doc: options.doc, signature: '(doc: string) -> any' };`);
});
