/** The table of spec/wit-mapping in the browser. All cases of it are asked in Node, in each form, by src/conformance/mapping/mapping-table.test.ts. */
import { ENUMERATION } from '../src/conformance/mapping/rows/enumeration.ts';
import { expect, test } from './fixtures/api-test.ts';
import { expectTable, questions } from './fixtures/type-table.ts';

// Hundreds of calls one after the other, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

test('the enumerated table has a question for each of its statements', () => {
  const listed = Object.values(ENUMERATION).flatMap(({ rows }) => rows);
  expect([...new Set(questions().map(({ id }) => id))].toSorted()).toEqual([...listed].toSorted());
});

test('every row of the table holds, for calls from Lua or from the page', async ({ page }) => {
  await expectTable(page);
});
