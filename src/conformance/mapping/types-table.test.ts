/** `UPDATE_README=1 npx vitest run src/conformance/mapping/types-table.test.ts` writes the table anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENUMERATION } from './rows/enumeration.ts';
import { TYPE_LINES, typesTable } from './types-table.ts';

const README = new URL('../../../README.md', import.meta.url);
const MARKED = /(<!-- types -->\n)([\s\S]*?)(\n<!-- \/types -->)/;

test('the README shows the table of types as the rows have it', () => {
  const text = readFileSync(README, 'utf8');
  expect(text).toMatch(MARKED);
  if (process.env['UPDATE_README'])
    writeFileSync(
      README,
      text.replace(MARKED, (_, start: string, __, end: string) => `${start}${typesTable()}${end}`),
    );
  expect(
    MARKED.exec(readFileSync(README, 'utf8'))?.[2],
    'made anew by UPDATE_README=1, see the head of this test',
  ).toBe(typesTable());
});

test('every type of the table is held by rows that exist, and every row about a type is in it', () => {
  const listed = new Set(Object.values(ENUMERATION).flatMap(({ rows }) => rows));
  const used = TYPE_LINES.flatMap(({ rows }) => rows);
  expect(used.filter((id) => !listed.has(id))).toEqual([]);
  for (const section of ['2', '9']) expect(ENUMERATION[section]!.rows.filter((id) => !used.includes(id))).toEqual([]);
});
