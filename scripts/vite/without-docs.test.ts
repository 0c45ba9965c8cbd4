import { expect, test } from 'vitest';
import { DESCRIPTIONS, withoutDocs } from './without-docs.ts';

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

test.each([
  'contract/hosts/wasi-io.ts',
  'contract/lua-modules/json.ts',
  'contract/profile-table.ts',
  'project/kinds/index.ts',
])('sentences of %s are not for workers', (path) => expect(`/there/src/${path}`).toMatch(DESCRIPTIONS));
