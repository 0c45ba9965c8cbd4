import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/same-page-test.ts';
import { NO_LINES, NO_MORE_ROWS, violations, type AxeOptions } from './pages/axe.ts';
import { resize } from './pages/layout.ts';
import { Workbench } from './pages/workbench.ts';

const DIALOG = '[role="dialog"][data-open]';
const MENU = '[role="menu"]';
/** The list, and what of the tabs says that there are some. */
const PROBLEMS = ['#panel-problems', '[role="tablist"]'];

/** The page as it is at first, and how a part of it is looked at. */
async function opened(page: Page, width: number) {
  await page.setViewportSize({ width, height: 800 });
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  const look = (name: string, parts: string | readonly string[], options: AxeOptions = {}) =>
    expect.poll(() => violations(page, parts, options), name).toEqual([]);
  return { workbench, look };
}

async function inColours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator('.monaco-editor').first()).toHaveClass(colorScheme === 'dark' ? /vs-dark/ : /vs(?!-)/);
}

/** Opens each dialog, and closes it again. */
async function eachDialog(workbench: Workbench, body: (name: string) => Promise<void>): Promise<void> {
  const dialog = workbench.page.locator(DIALOG);
  for (const key of ['Alt+P', 'Alt+G', 'Alt+S', 'F1', 'Alt+K']) {
    await workbench.press(key);
    await expect(dialog).toBeVisible();
    await body(`the dialog of ${key}`);
    await workbench.press('Escape');
    await expect(dialog).toBeHidden();
  }
}

async function withMenu({ page }: Workbench, body: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await body();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
}

async function makeProblem(workbench: Workbench): Promise<void> {
  await workbench.focusEditor();
  await workbench.insertFirstLine('local x = = 1');
  await expect(workbench.tab('main.lua')).toHaveAttribute('data-error', 'true');
  await workbench.press('Alt+4');
}

test('nothing is wrong for assistive technology on a wide page in light and dark colours, nor at 1024 px', async ({
  page,
}) => {
  test.slow();
  const { workbench, look } = await opened(page, 1440);
  await test.step('all rules in light colours', async () => {
    await inColours(page, 'light');
    // With the text of the editors, token by token.
    await look('the page', 'html');
    await eachDialog(workbench, (name) => look(name, DIALOG));
    await withMenu(workbench, () => look('the menu', MENU));
  });
  await test.step('those about colours in dark ones', async () => {
    await inColours(page, 'dark');
    await look('the page', 'html', { rules: 'of colours' });
    await eachDialog(workbench, (name) => look(name, DIALOG, { rules: 'of colours', leaveOut: [NO_MORE_ROWS] }));
    await withMenu(workbench, () => look('the menu', MENU, { rules: 'of colours' }));
    await makeProblem(workbench);
    await look('the problems', PROBLEMS, { rules: 'of colours' });
  });
  await test.step('the problems in light ones', async () => {
    await inColours(page, 'light');
    await look('the problems', PROBLEMS, { rules: 'of colours' });
    await look('the page with problems', 'html', { rules: 'others', leaveOut: [NO_LINES] });
  });
  // Dialogs are the same in all windows but those of a phone.
  await test.step('what stands elsewhere at 1024 px', async () => {
    await resize(page, { width: 1024, height: 800 });
    await look('the page', 'html', { rules: 'others', leaveOut: [NO_LINES] });
    await withMenu(workbench, () => look('the menu', MENU, { rules: 'others' }));
    await workbench.press('Alt+1');
    await expect(page.getByRole('treeitem', { name: 'main.lua' })).toBeVisible();
    await look('the files', 'html', { rules: 'others', leaveOut: [NO_LINES] });
  });
});

test('nothing is wrong for assistive technology at 360 px', async ({ page }) => {
  test.slow();
  const { workbench, look } = await opened(page, 360);
  await look('the page', 'html', { leaveOut: [NO_LINES] });
  await inColours(page, 'dark');
  await look('the page in dark colours', 'html', { rules: 'of colours', leaveOut: [NO_LINES] });
  await eachDialog(workbench, (name) => look(name, DIALOG, { rules: 'others' }));
  await withMenu(workbench, () => look('the menu', MENU, { rules: 'others' }));
  await workbench.press('Alt+1');
  await look('the files', 'html', { rules: 'others', leaveOut: [NO_LINES] });
  await workbench.press('Escape');
  await makeProblem(workbench);
  await look('the problems', 'html', { rules: 'others', leaveOut: [NO_LINES] });
});
