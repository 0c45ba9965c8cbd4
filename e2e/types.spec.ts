/** The table of spec/wit-mapping in the browser. All cases of it are asked in Node, by src/conformance/mapping/mapping-table.test.ts. */
import type { Page } from '@playwright/test';
import type { CallResult, EvalResult, PlainValue } from '../src/contract/api.ts';
import { buildGuests, entryOf, formsOfCase, guestsOf, projectOf } from '../src/conformance/mapping/rows/build.ts';
import { checkCall, checkEval, luaChunk } from '../src/conformance/mapping/rows/check.ts';
import type { Case } from '../src/conformance/mapping/rows/row.ts';
import { ENUMERATION } from '../src/conformance/mapping/rows/enumeration.ts';
import { ROWS } from '../src/conformance/mapping/mapping-rows.ts';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';

interface Question {
  readonly id: string;
  readonly entry: Case;
  readonly target: string;
}

/** Each row, with each of its guests, in each form: the first case that can be asked so, and whatever only a browser can answer. */
function questions(isAskable: (entry: Case) => boolean): Question[] {
  const seen = new Set<string>();
  return ROWS.flatMap(({ id, cases }) =>
    cases.filter(isAskable).flatMap((entry) =>
      formsOfCase(entry).flatMap((form) => {
        const target = entryOf(entry.guest, form);
        const isFirst = !seen.has(`${id} ${target}`);
        seen.add(`${id} ${target}`);
        return isFirst || entry.needs === 'browser' ? [{ id, entry, target }] : [];
      }),
    ),
  );
}

// Hundreds of calls one after the other, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

test('the enumerated table has a question for each of its statements', () => {
  const listed = Object.values(ENUMERATION).flatMap(({ rows }) => rows);
  expect([...new Set(questions(() => true).map(({ id }) => id))].toSorted()).toEqual([...listed].toSorted());
});

test('every row of the table holds for calls from Lua and from the page', async ({ page }) => {
  await openPlayground(page);
  const fromLua = questions(() => true);
  const fromPage = questions(({ args }) => args !== undefined);
  const { opened, evals, calls } = await page.evaluate(
    async ({ files, chunks, asked }) => {
      const report = await playground.open(files);
      const evalResults: EvalResult[] = [];
      for (const chunk of chunks) evalResults.push(await playground.eval(chunk));
      const callResults: CallResult[] = [];
      for (const { target, args } of asked) callResults.push(await playground.call(target, ...(args as PlainValue[])));
      return { opened: report, evals: evalResults, calls: callResults };
    },
    {
      files: projectOf(await buildGuests(guestsOf(ROWS))),
      chunks: fromLua.map(({ target, entry }) => luaChunk(target, entry)),
      asked: fromPage.map(({ target, entry }) => ({ target, args: entry.args as readonly unknown[] })),
    },
  );
  expect(opened.error).toBeUndefined();
  expect(opened.entries.filter((entry) => entry.status === 'failed')).toEqual([]);
  const wrong = [
    ...fromLua.flatMap((question, index) => problem(question, checkEval(question.entry, evals[index]!))),
    ...fromPage.flatMap((question, index) => problem(question, checkCall(question.entry, calls[index]!))),
  ];
  expect(wrong).toEqual([]);
  await expectNoGuest(page);
});

/** A guest that ended a moment ago may still be on its way out. */
async function expectNoGuest(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await playground.state()).guests))
    .toMatchObject({ parked: 0, terminating: 0, list: [] });
}

function problem({ id, target, entry }: Question, found: string | null): string[] {
  return found === null
    ? []
    : [`${id}, ${target}(${(entry.lua ?? luaChunk(target, entry).split('\n')[0]!).slice(0, 200)}): ${found}`];
}
