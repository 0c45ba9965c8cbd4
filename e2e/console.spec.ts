import type { Locator, Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { violations } from './pages/axe.ts';

/** The console of the page, with what a reader finds in it. */
function consoleOf(page: Page): {
  readonly grid: Locator;
  readonly runs: Locator;
  readonly call: (target: string) => Locator;
} {
  const grid = page.getByRole('treegrid', { name: 'Console output' });
  return {
    grid,
    runs: grid.locator('[aria-level="1"]'),
    call: (target) =>
      grid.locator('[data-source="call"]').filter({ has: page.getByRole('button', { name: target, exact: true }) }),
  };
}

/** Lines of the console, in view or not. */
async function countLines(page: Page): Promise<number> {
  return Number(await consoleOf(page).grid.getAttribute('aria-rowcount')) - 1;
}

async function runAgain(page: Page): Promise<void> {
  const before = await countLines(page);
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => countLines(page)).toBeGreaterThan(before + 1);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
}

test('runs stand under headers with their calls, rows are read by keyboard, and found by the filter', async ({
  page,
}) => {
  await openPlayground(page);
  const { grid, runs, call } = consoleOf(page);
  let lines = 0;

  await test.step('a run stands under a header of its own, with the calls it made below the call that made them', async () => {
    await expect(runs).toHaveCount(1);
    await expect(runs).toContainText('app:main');
    await expect(runs).toContainText('finished');
    await expect(call('app:main')).toHaveAttribute('aria-level', '2');
    await expect(call('app:compute').first()).toHaveAttribute('aria-level', '3');
    await expect(call('app:compute').first()).toContainText('number');
    lines = await countLines(page);
  });

  await test.step('rows are read, opened and folded away by keyboard alone, and axe knows of no obstacle', async () => {
    await runs.focus();
    await page.keyboard.press('ArrowDown');
    await expect(grid.locator(':focus')).toHaveAttribute('aria-level', '2');
    await page.keyboard.press('Enter');
    await expect(grid.locator(':focus')).toHaveAttribute('aria-expanded', 'true');
    await expect(grid.locator(':focus').getByRole('button', { name: 'Copy row' })).toBeVisible();
    await expect.poll(() => violations(page, '[aria-label="Console"]')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(runs).toHaveAttribute('aria-expanded', 'false');
    await expect(call('app:main')).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(call('app:main')).toBeVisible();
  });

  await test.step('the filter leaves what matches and says so where nothing does', async () => {
    const filter = page.getByRole('searchbox', { name: 'Filter the console by text' });
    await filter.fill('app:compute');
    await expect(call('app:compute').first()).toBeVisible();
    await expect(page.locator('[data-source="print"]')).toHaveCount(0);
    await filter.fill('there is no such row');
    await expect(page.getByText('No row matches the filter.')).toBeVisible();
    await page
      .getByText('No row matches the filter.')
      .locator('..')
      .getByRole('button', { name: 'Show everything' })
      .click();
    await expect(call('app:main')).toBeVisible();
    await page.getByRole('button', { name: 'Errors only' }).click();
    await expect(call('app:main')).toHaveCount(0);
    await page.getByRole('button', { name: 'Errors only' }).click();
    await expect(call('app:main')).toBeVisible();
  });

  await test.step('another run has a header of its own', async () => {
    await runAgain(page);
    await expect.poll(() => countLines(page)).toBe(2 * lines);
  });

  await test.step('arguments have a field for each parameter and are checked while they are typed', async () => {
    await page.getByLabel('Function', { exact: true }).selectOption('app:compute');
    const fields = page.getByRole('group', { name: 'Arguments' });
    await fields.getByLabel('a', { exact: true }).fill('6');
    await fields.getByLabel('b', { exact: true }).fill('2147483648');
    await expect(fields.getByText('expected s32 (-2147483648..2147483647)')).toBeVisible();
    await fields.getByLabel('b', { exact: true }).fill('8');
    await expect(page.getByText('funcs.call("app:compute", 6, 8)')).toBeVisible();
    await runAgain(page);
    await expect(runs.last()).toContainText('app:compute(6, 8)');
    await expect(call('app:compute').last()).toContainText('48');
  });

  await test.step('a call is run again with its own arguments', async () => {
    await call('app:compute').first().getByRole('button', { name: 'Show details' }).click();
    await grid.getByRole('button', { name: 'Run again' }).click();
    await expect(page.getByRole('contentinfo').getByText('app:compute(6, 7) → 42, nil')).toBeVisible();
  });

  await test.step('what a call left in its memory is shown when asked for', async () => {
    await grid.getByRole('button', { name: 'Call again, show memory' }).first().click();
    const memory = page.getByRole('region', { name: 'Memory', exact: true });
    await expect(memory).toContainText('compute(6, 7) → 42');
    await expect(memory).toContainText('It has no memory.');
    await expect(memory).toContainText(/called again at \d\d:\d\d:\d\d/);
    await expect(page.locator('#tab-memory')).toBeFocused();
    await page.locator('#tab-console').click();
    await expect(grid).toContainText('Memory of app:compute(6, 7)');
  });

  await test.step('a value and its bytes lead to each other', async () => {
    await page.evaluate(() => (location.hash = '#example=strings'));
    await expect(page.getByRole('treeitem', { name: /strings\.wat/ })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('contentinfo').getByText('app:main() → ')).toBeVisible();
    const filter = page.getByRole('searchbox', { name: 'Filter the console by text' });
    await filter.fill('Wippy');
    await call('app:greet').first().getByRole('button', { name: 'Show details' }).click();
    await grid.getByRole('button', { name: 'Call again, show memory' }).first().click();
    const memory = page.getByRole('region', { name: 'Memory', exact: true });
    const chosen = memory.locator('[data-chosen="true"]');
    await memory
      .getByRole('button', { name: /^result/ })
      .first()
      .click();
    await expect(chosen.first()).toHaveAttribute('data-role', 'result');
    const argument = memory.locator('button[data-role="argument"]').first();
    await argument.click();
    await expect(argument).toHaveAttribute('data-chosen', 'true');
    await expect.poll(() => violations(page, '#panel-memory')).toEqual([]);
    await page.locator('#tab-console').click();
    await filter.fill('');
  });

  await test.step('clearing teaches again what the console is for', async () => {
    await page.getByRole('toolbar', { name: 'Console' }).getByRole('button', { name: 'Clear' }).click();
    await expect(page.getByText('Run shows every call with its value and error here.')).toBeVisible();
  });
});

test('a flood of rows leaves the page answering, keeps to the end, and stands still for whoever scrolls up', async ({
  page,
}) => {
  await openPlayground(page);
  const { grid } = consoleOf(page);
  const scroller = grid.locator('..');
  const gap = (): Promise<number> =>
    scroller.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  await test.step('what is pressed stays where it is until it is let go', async () => {
    const call = (): Promise<unknown> => page.evaluate(() => playground.call('app:main'));
    for (let more = 0; more < 4; more++) await call();
    const last = grid.getByRole('row').last();
    await expect(last).toBeInViewport();
    const key = await last.getAttribute('data-line');
    await last.getByRole('button', { name: 'Show details' }).hover();
    await page.mouse.down();
    const before = await countLines(page);
    await call();
    await expect.poll(() => countLines(page)).toBeGreaterThan(before);
    await page.mouse.up();
    await expect(grid.locator(`[data-line="${key}"]`)).toHaveAttribute('aria-expanded', 'true');
    // What was opened is read; back at the end it is followed again.
    await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await expect.poll(gap).toBeLessThan(30);
  });
  await page.evaluate(async () => {
    await playground.open({
      '_index.yaml':
        'namespace: app\nentries:\n  - name: flood\n    kind: function.lua\n    source: file://flood.lua\n    method: flood\n    modules: [time]\n',
      'flood.lua':
        'return { flood = function()\n  for i = 1, 100000 do\n    print("row", i)\n    if i % 100 == 0 then time.sleep("20ms") end\n  end\nend }\n',
    });
    void playground.call('app:flood');
  });
  await expect(page.getByText(/older rows were let go/)).toBeVisible({ timeout: 120_000 });
  await expect.poll(gap).toBeLessThan(30);
  await scroller.hover();
  await page.mouse.wheel(0, -800);
  const newer = page.getByRole('button', { name: /newer rows?$/ });
  await expect(newer).toBeVisible();
  await newer.click();
  await expect.poll(gap).toBeLessThan(30);
  await page.evaluate(() => playground.stop());
});

test('a location leads into the source, a mistake made there leads back to it, and one whose hint names what was meant is mended by its button', async ({
  page,
}) => {
  await openPlayground(page);
  // The editors have come in place of the plain text areas.
  await expect(page.locator('.monaco-editor').last()).toBeVisible();
  await consoleOf(page).grid.getByRole('button', { name: 'app:main:10', exact: true }).click();
  await expect(page.getByText('Ln 10, Col 1', { exact: true })).toBeVisible();
  await page.keyboard.type('if if');
  await page.getByRole('button', { name: /^Problems: [1-9]/ }).click();
  const problem = page.getByRole('region', { name: 'main.lua' }).getByRole('listitem').first();
  await expect(problem).toContainText('error');
  await problem.getByRole('button').click();
  await expect(page.getByText(/^Ln 1[0-9], Col/)).toBeVisible();

  const editor = page.locator('[data-editor="_index.yaml"] .monaco-editor');
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('namespace: app\nentries: [{name: a, kind: "registry.entri"}]\n');
  await page.getByRole('tab', { name: /Problems/ }).click();
  await page.getByRole('button', { name: 'Replace with registry.entry' }).click();
  await expect(editor).toContainText('kind: "registry.entry"');
  await expect(page.getByRole('button', { name: /^Replace with/ })).toHaveCount(0);
});
