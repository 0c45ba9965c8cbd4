import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { collisions } from './pages/layout.ts';
import { Workbench } from './pages/workbench.ts';

/** One hand on the page: how something is pressed, and how a part of the page is brought to the front. */
interface Hand {
  press(target: Locator): Promise<void>;
  show(pane: 'Files' | 'Editor' | 'Console' | 'Problems'): Promise<void>;
}

/** What is typed comes by a keyboard on either kind of device; all else is pressed. */
async function journey(workbench: Workbench, hand: Hand): Promise<void> {
  const { page } = workbench;
  await workbench.open();
  await workbench.firstResult();
  const run = page.getByRole('button', { name: 'Run', exact: true });
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  const status = page.locator('output').filter({ hasText: 'app:main' }).first();
  await expect(status).toContainText('app:main() → 42, nil');

  // Read, and edit: six times eight.
  await hand.show('Files');
  await hand.press(page.getByRole('treeitem', { name: /main\.lua/ }));
  const editor = workbench.editor('main.lua');
  await expect(editor).toContainText('"app:compute", 6, 7)');
  await hand.press(editor.locator('.view-line').filter({ hasText: 'local function main()' }));
  await page.keyboard.press('End');
  await page.keyboard.type(' print("mine")');
  // Where it was pressed, though the bar above it folds on a phone.
  await expect(editor.locator('.view-line').filter({ hasText: 'local function main() print("mine")' })).toBeVisible();
  await hand.press(run);
  await expect.poll(() => workbench.prints()).toContain('mine');
  await expect(page.getByRole('treegrid').getByText('mine').first()).toBeInViewport();
  await expect.poll(() => collisions(page), 'after a run').toEqual([]);

  // Break it, be told where, and go there.
  await hand.show('Editor');
  await hand.press(editor.locator('.view-line').filter({ hasText: 'print("mine")' }));
  await page.keyboard.press('End');
  await page.keyboard.type(' local x = = 1');
  await hand.press(run);
  await expect(page.getByText('not run: the project has problems').first()).toBeInViewport();
  if (await workbench.problemsTab.isVisible()) await hand.press(workbench.problemsTab);
  else await hand.show('Problems');
  const problem = page.locator('#panel-problems').getByRole('button', { name: "unexpected '='" });
  await expect(problem).toBeInViewport();
  await hand.press(problem);
  await expect(editor).toBeInViewport();
  await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
  await expect.poll(() => collisions(page), 'at a problem').toEqual([]);

  // A loop that never ends, ended.
  await hand.press(editor);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('return { main = function() while true do end end }\n');
  await hand.press(run);
  await expect(page.getByRole('timer', { name: 'What runs now' })).toHaveText(/\d s.*app:main/);
  await expect.poll(() => collisions(page), 'while it runs').toEqual([]);
  await hand.press(stop);
  await expect(run).toBeVisible();
  await expect(page.locator('output').filter({ hasText: 'was stopped' })).toBeVisible();
}

/** A result that is huge, in full. */
async function returnMuch(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const editor = workbench.editor('main.lua');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(
    'return { main = function() local t = {} for i = 1, 5000 do t[i] = {id = i} end return t end }\n',
  );
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const row = page
    .getByRole('row')
    .filter({ hasText: '5 000' })
    .or(page.getByRole('row').filter({ hasText: '5,000' }));
  await expect(row.first()).toBeInViewport();
  await expect.poll(() => collisions(page), 'with a huge result').toEqual([]);
}

// As most visitors see it: with all that glides.
test.use({ contextOptions: { reducedMotion: 'no-preference' } });

test('by mouse alone: open, read, edit, run, break, understand, stop, return much', async ({ page }) => {
  const workbench = new Workbench(page);
  await journey(workbench, { press: (target) => target.click(), show: async () => undefined });
  await returnMuch(workbench);
});

test.describe('on a phone', () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  test.use(phone);

  test('by touch: open, read, edit, run, break, understand, stop, share, and see the projects; keys stand in no menu', async ({
    page,
    browser,
  }) => {
    const workbench = new Workbench(page);
    await journey(workbench, { press: (target) => target.tap(), show: (pane) => workbench.show(pane) });
    await workbench.show('Console');
    await expect(page.getByRole('region', { name: 'Console' })).toBeVisible();

    await page.getByRole('button', { name: 'Menu', exact: true }).tap();
    const menu = page.getByRole('menu');
    await expect(menu.getByRole('menuitem', { name: 'New project' })).toBeVisible();
    await expect(menu.getByText('Alt+G')).toBeHidden();
    await expect(menu.getByRole('menuitemcheckbox', { name: 'Wrap long lines' })).toBeChecked();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Projects' }).tap();
    await expect(page.getByRole('button', { name: /Hello, Wippy.*open/ })).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

    // Share, and open it where nobody has been before.
    await page.getByRole('button', { name: 'Share', exact: true }).tap();
    const link = page.getByRole('textbox', { name: 'Link' });
    await expect(link).toHaveValue(/#p1\./);
    const address = await link.inputValue();
    await page.getByRole('button', { name: 'Close' }).tap();
    await expect(link).toBeHidden();
    const context = await browser.newContext(phone);
    const shared = new Workbench(await context.newPage());
    await shared.open(address);
    await expect(shared.banner).toContainText('Nothing has run');
    await expect(shared.editor('main.lua')).toContainText('while true do end');
    expect(await shared.calls('app:main')).toBe(0);
    await expect.poll(() => collisions(shared.page), 'opened from a link').toEqual([]);
    await context.close();
  });
});

test('a first visit asks for no tool, and the page knows a project before anything of it has run', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  await test.step('the first result asks for no tool and for no compiler', async () => {
    const before = await page.evaluate(() => {
      const shown = Math.max(...playground.console().map(({ time }) => time)) - performance.timeOrigin;
      return performance
        .getEntriesByType('resource')
        .filter(({ startTime }) => startTime < shown)
        .map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
    });
    expect(before.some((name) => name.startsWith('kernel.worker'))).toBe(true);
    expect(before.filter((name) => /toolchain|wabt|bindgen|wasm-tools|diagnoser|monaco/.test(name))).toEqual([]);
  });
  await test.step('entries written in braces are listed and can be chosen', async () => {
    await workbench.importFile({
      name: '_index.yaml',
      mimeType: 'text/yaml',
      buffer: Buffer.from(
        'version: "1.0"\nnamespace: app\nentries:\n  - {name: one, kind: function.lua, source: "return { one = function() return 1 end }", method: one}\n  - {name: two, kind: function.lua, source: "return { two = function() return 2 end }", method: two}\n',
      ),
    });
    const functions = page.getByRole('combobox', { name: 'Function' });
    await expect(functions.getByRole('option')).toHaveText(['app:one', 'app:two']);
    await functions.selectOption('app:two');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.locator('output').filter({ hasText: 'app:two() → 2, nil' })).toBeVisible();
  });
});
