import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatted } from '../testing/at.ts';

const format = (text: string): string => formatted('_index.yaml', text);

it('takes blanks behind lines away, and leaves comments and blocks of text as they are', () => {
  expect(format('# all  \na:  1 \t \nb: |  # text\n  one  \n\n   two \n   \nc: [ ]  \r\n \nd: >-\n  x \n')).toBe(
    '# all\na:  1\nb: |  # text\n  one  \n\n   two \n   \nc: [ ]\r\n\nd: >-\n  x \n',
  );
  expect(format('- - |\n    x  \n- b  ')).toBe('- - |\n    x  \n- b');
});

const folder = new URL('../../examples/', import.meta.url);
const shipped = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
  .map(({ name }) => readFileSync(new URL(`${name}/_index.yaml`, folder), 'utf8'));

it.each([
  ...shipped,
  'a: "one\n  two\\ \n  three"\n',
  "a: 'one \n  it''s  \n\n  two'\nb: one  \n  two  \n",
  '--- |\nx  \ny\n',
  'a: !!str &t |2-\n    x  \nb: *t\n',
  'a:\n- >+\n x \n\n\n- b\n',
])('means the same as before, also with blanks behind every line, and is done after once: %#', (text) => {
  for (const before of [text, text.replaceAll(/(?<!\\ )\n/g, '  \n')]) {
    const once = format(before);
    expect(parse(once)).toEqual(parse(before));
    expect(format(once)).toBe(once);
  }
});
