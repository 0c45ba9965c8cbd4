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
}

/**
 * The first case of each row, in one of its forms, which take turns; and whatever only a browser can answer. A case that the page
 * can ask is preferred: then both ask it.
 */
function questions(): Question[] {
  return ROWS.flatMap(({ id, cases }, row) => {
    const first = cases.find(({ args }) => args !== undefined) ?? cases[0];
    return cases
      .filter((entry) => entry === first || entry.needs === 'browser')
      .map((entry) => {
        const forms = formsOfCase(entry);
        return { id, entry, target: entryOf(entry.guest, forms[row % forms.length]!) };
      });
  });
}

// Hundreds of calls one after the other, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

test('the enumerated table has a question for each of its statements', () => {
  const listed = Object.values(ENUMERATION).flatMap(({ rows }) => rows);
  expect([...new Set(questions().map(({ id }) => id))].toSorted()).toEqual([...listed].toSorted());
});

test('every row of the table holds for calls from Lua and from the page', async ({ page }) => {
  const asked = questions();
  const { opened, evals, calls } = await page.evaluate(
    async ({ files, all }) => {
      const report = await playground.open(files);
      const evalResults: EvalResult[] = [];
      const callResults: (CallResult | null)[] = [];
      for (const { chunk, target, args } of all) {
        evalResults.push(await playground.eval(chunk));
        callResults.push(args ? await playground.call(target, ...(args as PlainValue[])) : null);
      }
      return { opened: report, evals: evalResults, calls: callResults };
    },
    {
      files: projectOf(await buildGuests([...new Set(asked.map(({ entry }) => entry.guest))])),
      all: asked.map(({ target, entry }) => ({
        chunk: luaChunk(target, entry),
        target,
        args: (entry.args as readonly unknown[] | undefined) ?? null,
      })),
    },
  );
  expect(opened.error).toBeUndefined();
  expect(opened.entries.filter((entry) => entry.status === 'failed')).toEqual([]);
  const wrong = asked.flatMap((question, index) => {
    const call = calls[index];
    return [
      ...problem(question, checkEval(question.entry, evals[index]!)),
      ...(call ? problem(question, checkCall(question.entry, call)) : []),
    ];
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
