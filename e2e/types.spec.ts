import type { Page } from '@playwright/test';
import type { CallResult, EvalResult, PlainValue, ProjectFiles } from '../src/contract/api.ts';
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

const QUESTIONS: readonly Question[] = ROWS.flatMap(({ id, cases }) =>
  cases.flatMap((entry) => formsOfCase(entry).map((form) => ({ id, entry, target: entryOf(entry.guest, form) }))),
);

// A thousand calls one after the other, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

/** Made once per worker of the test runner. */
let project: Promise<ProjectFiles> | null = null;
const tableProject = (): Promise<ProjectFiles> => (project ??= buildGuests(guestsOf(ROWS)).then(projectOf));

test('the enumerated table has a question for each of its statements', () => {
  const listed = Object.values(ENUMERATION).flatMap(({ rows }) => rows);
  expect([...new Set(QUESTIONS.map(({ id }) => id))].toSorted()).toEqual([...listed].toSorted());
});

test('every row of the table holds for calls from Lua', async ({ page }) => {
  await openPlayground(page);
  const chunks = QUESTIONS.map(({ target, entry }) => luaChunk(target, entry));
  const { opened, answers } = await page.evaluate(
    async ({ files, chunks: sources }) => {
      const report = await playground.open(files);
      const results: EvalResult[] = [];
      for (const source of sources) results.push(await playground.eval(source));
      return { opened: report, answers: results };
    },
    { files: await tableProject(), chunks },
  );
  expect(opened.error).toBeUndefined();
  expect(opened.entries.filter((entry) => entry.status === 'failed')).toEqual([]);
  const wrong = answers.flatMap((answer, index) =>
    problem(QUESTIONS[index]!, checkEval(QUESTIONS[index]!.entry, answer)),
  );
  expect(wrong).toEqual([]);
  await expectNoGuest(page);
});

test('every row of the table holds for calls from the page', async ({ page }) => {
  await openPlayground(page);
  const questions = QUESTIONS.filter(({ entry }) => entry.args !== undefined);
  const { opened, answers } = await page.evaluate(
    async ({ files, calls }) => {
      const report = await playground.open(files);
      const results: CallResult[] = [];
      for (const { target, args } of calls) results.push(await playground.call(target, ...(args as PlainValue[])));
      return { opened: report, answers: results };
    },
    {
      files: await tableProject(),
      calls: questions.map(({ target, entry }) => ({ target, args: entry.args as readonly unknown[] })),
    },
  );
  expect(opened.error).toBeUndefined();
  const wrong = answers.flatMap((answer, index) =>
    problem(questions[index]!, checkCall(questions[index]!.entry, answer)),
  );
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
