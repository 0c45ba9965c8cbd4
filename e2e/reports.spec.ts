/** Inputs of public bug reports, with their right answers, through the public API of the page. */
import type { CallResult } from '../src/contract/api.ts';
import { expect, test } from './fixtures/api-test.ts';
import { KNOWN, missesOf, reports, type Runtime } from '../src/conformance/reports/reports.ts';

test('public reports have their right answers', async ({ page }) => {
  test.setTimeout(180_000);
  const runtime: Runtime = {
    open: (files) => page.evaluate((all) => playground.open(all), files),
    // Arguments and results here are numbers and texts.
    call: async (target, args) =>
      JSON.parse(
        await page.evaluate(
          async (json) => {
            const [id, values] = JSON.parse(json) as [string, number[]];
            return JSON.stringify(await playground.call(id, ...values));
          },
          JSON.stringify([target, args]),
        ),
      ) as CallResult,
    eval: (lua) => page.evaluate((text) => playground.eval(text), lua),
    check: (files) => page.evaluate((all) => playground.check(all), files),
    build: (source, wit) => page.evaluate((request) => playground.build({ from: 'core', ...request }), { source, wit }),
  };
  const answers: Record<string, readonly string[]> = {};
  const wanted: Record<string, unknown> = {};
  for (const report of reports) {
    answers[report.id] = await missesOf(report, runtime);
    wanted[report.id] = KNOWN[report.id] === undefined ? [] : expect.arrayContaining([expect.anything()]);
  }
  expect(answers).toEqual(wanted);
});
