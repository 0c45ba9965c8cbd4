import { expect, test } from './fixtures/same-page-test.ts';
import { NO_LINES, violations, type AxeOptions } from './pages/axe.ts';
import { Workbench } from './pages/workbench.ts';

for (const width of [1440, 1024, 360]) {
  test(`nothing is wrong for assistive technology at ${width} px`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 800 });
    const workbench = new Workbench(page);
    await workbench.open();
    await workbench.firstResult();
    const isWidest = width === 1440;

    /** Rules about colours at the width that shows most, in both kinds; all others at every width. */
    async function check(name: string, part = 'html', more: AxeOptions = {}): Promise<void> {
      const look = async (rules: NonNullable<AxeOptions['rules']>) =>
        await expect.poll(() => violations(page, part, { ...more, rules }), name).toEqual([]);
      if (!isWidest && name !== 'the page') return look('others');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator('.monaco-editor').first()).toHaveClass(
          colorScheme === 'dark' ? /vs-dark/ : /vs(?!-)/,
        );
        await look(colorScheme === 'light' ? 'all' : 'of colours');
      }
    }
    await check('the page');
    // Dialogs are the same in all windows but those of a phone.
    for (const key of width === 1024 ? [] : ['Alt+P', 'Alt+G', 'Alt+S', 'F1', 'Alt+K']) {
      await workbench.press(key);
      await expect(page.locator('[role="dialog"][data-open]')).toBeVisible();
      await check(`the dialog of ${key}`, '[role="dialog"][data-open]');
      await workbench.press('Escape');
      await expect(page.locator('[role="dialog"][data-open]')).toBeHidden();
    }
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await check('the menu', '[role="menu"]');
    await workbench.press('Escape', 'Alt+1');
    // The text of the editors is the one that was looked at above, token by token.
    if (!isWidest) await check('the files', 'html', NO_LINES);
    await workbench.press('Escape');
    await workbench.focusEditor();
    await workbench.insertFirstLine('local x = = 1');
    await expect(workbench.tab('main.lua')).toHaveAttribute('data-error', 'true');
    await workbench.press('Alt+4');
    await check('the problems', 'html', NO_LINES);
  });
}
