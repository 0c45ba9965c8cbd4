/** The table of spec/wit-mapping in the browser. All cases of it are asked in Node, in each form, by src/conformance/mapping/mapping-table.test.ts. */
import type { Page } from '@playwright/test';
import type { CallResult, EvalResult, PlainValue } from '../src/contract/api.ts';
import { buildGuests, entryOf, formsOfCase, projectOf } from '../src/conformance/mapping/rows/build.ts';
import { checkCall, checkEval, luaChunk } from '../src/conformance/mapping/rows/check.ts';
import type { Case } from '../src/conformance/mapping/rows/row.ts';
import { ENUMERATION } from '../src/conformance/mapping/rows/enumeration.ts';
import { ROWS } from '../src/conformance/mapping/mapping-rows.ts';
import { expect, test } from './fixtures/api-test.ts';

interface Question {
  readonly id: string;
  readonly entry: Case;
  readonly target: string;
  readonly from: 'Lua' | 'the page';
}

/**
 * The first case of each row, in one of its forms, which take turns; and whatever only a browser can answer. A case that the page
 * can ask is preferred: Lua and the page take turns, too, each in both forms.
 */
function questions(): Question[] {
  return ROWS.flatMap(({ id, cases }, row) => {
    const first = cases.find(({ args }) => args !== undefined) ?? cases[0];
    return cases
      .filter((entry) => entry === first || entry.needs === 'browser')
      .map((entry) => {
        const forms = formsOfCase(entry);
        const from = entry.args !== undefined && row % 4 < 2 ? 'the page' : 'Lua';
        return { id, entry, target: entryOf(entry.guest, forms[row % forms.length]!), from };
      });
  });
}

// Hundreds of calls one after the other, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

test('the enumerated table has a question for each of its statements', () => {
  const listed = Object.values(ENUMERATION).flatMap(({ rows }) => rows);
  expect([...new Set(questions().map(({ id }) => id))].toSorted()).toEqual([...listed].toSorted());
});

test('every row of the table holds, for calls from Lua or from the page', async ({ page }) => {
  const asked = questions();
  const targets = new Set(asked.map(({ target }) => target));
  const guests = await buildGuests([...new Set(asked.map(({ entry }) => entry.guest))]);
  const { opened, answers } = await page.evaluate(
    async ({ files, all }) => {
      const report = await playground.open(files);
      const results: (EvalResult | CallResult)[] = [];
      for (const { chunk, target, args } of all)
        results.push(await (args ? playground.call(target, ...(args as PlainValue[])) : playground.eval(chunk)));
      return { opened: report, answers: results };
    },
    {
      files: projectOf(guests.filter(({ guest, form }) => targets.has(entryOf(guest, form)))),
      all: asked.map(({ target, entry, from }) => ({
        chunk: luaChunk(target, entry),
        target,
        args: from === 'Lua' ? null : (entry.args as readonly unknown[]),
      })),
    },
  );
  expect(opened.error).toBeUndefined();
  expect(opened.entries.filter((entry) => entry.status === 'failed')).toEqual([]);
  const wrong = asked.flatMap((question, index) => {
    const answer = answers[index]!;
    return problem(
      question,
      'values' in answer ? checkEval(question.entry, answer) : checkCall(question.entry, answer),
    );
  });
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
