/**
 * The table of spec/wit-mapping on a whole kernel in Node. e2e/types.spec.ts asks each row of it in the browser, and there too what
 * never ends.
 */
import { beforeAll, expect, test } from 'vitest';
import { ROWS } from './mapping-rows.ts';
import { buildGuests, entryOf, formsOfCase, guestsOf, projectOf } from './rows/build.ts';
import { checkCall, checkEval, luaChunk } from './rows/check.ts';
import { createTableKernel, type TableKernel } from './rows/table-kernel.ts';

let kernel: TableKernel;

beforeAll(async () => {
  kernel = createTableKernel();
  const report = await kernel.open(projectOf(await buildGuests(guestsOf(ROWS))));
  expect(report.error).toBeUndefined();
  expect(report.entries.filter((entry) => entry.status === 'failed')).toEqual([]);
});

for (const { id, says, cases } of ROWS) {
  const runnable = cases.filter((entry) => entry.needs !== 'browser');
  if (runnable.length === 0) continue;
  test(`${id}: ${says}`, async () => {
    const wrong: string[] = [];
    for (const entry of runnable) {
      for (const form of formsOfCase(entry)) {
        const target = entryOf(entry.guest, form);
        const chunk = luaChunk(target, entry);
        const fromLua = checkEval(entry, await kernel.eval(chunk));
        if (fromLua) wrong.push(`Lua, ${chunk.split('\n')[0]!.slice(0, 200)}: ${fromLua}`);
        const fromPage = entry.args === undefined ? null : checkCall(entry, await kernel.call(target, ...entry.args));
        if (fromPage) wrong.push(`page, ${target}: ${fromPage}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(kernel.guestsAlive()).toBe(0);
  });
}
