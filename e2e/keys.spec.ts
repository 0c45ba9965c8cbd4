import type { Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { violations } from './pages/axe.ts';
import { Workbench } from './pages/workbench.ts';

async function opened(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await openPlayground(page);
  await workbench.ready();
  return workbench;
}

test.describe('on a Mac', () => {
  /** A key of a layout that makes signs by Option, as Chromium tells of it there. */
  async function option(page: Page, { key, code, shift = false }: OptionKey): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const event = { key, code, text: key, unmodifiedText: key, modifiers: 1 + (shift ? 8 : 0) };
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, modifiers: event.modifiers });
    await session.detach();
  }
  interface OptionKey {
    readonly key: string;
    readonly code: string;
    readonly shift?: boolean;
  }
  /** German, Polish and French ones; their places are those of shortcuts elsewhere. */
  const signs: readonly OptionKey[] = [
    { key: '[', code: 'Digit5' },
    { key: ']', code: 'Digit6' },
    { key: '|', code: 'Digit7' },
    { key: '{', code: 'Digit8' },
    { key: '}', code: 'Digit9' },
    { key: '@', code: 'KeyL' },
    { key: '~', code: 'KeyN' },
    { key: 'ś', code: 'KeyS' },
    { key: 'ż', code: 'KeyZ' },
    { key: '\\', code: 'Digit7', shift: true },
    { key: '§', code: 'KeyP' },
    { key: '¶', code: 'Digit3' },
  ];

  test('what Option makes is typed, and no shortcut', async ({ page }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { value: 'MacIntel' }));
    const workbench = await opened(page);
    await page.locator('[data-editor="main.lua"] .view-line').first().click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('--');
    for (const sign of signs) await option(page, sign);
    await expect(workbench.editor('main.lua').locator('.view-line').first()).toContainText(
      `--${signs.map(({ key }) => key).join('')}`,
    );
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
    // In a field of the page too.
    const field = page.getByRole('textbox', { name: 'Arguments' });
    await field.fill('');
    for (const sign of signs) await option(page, sign);
    await expect(field).toHaveValue(signs.map(({ key }) => key).join(''));
    await expect(page.getByRole('dialog')).toHaveCount(0);
    // The shortcuts of those keys are there with Control and Shift.
    await page.keyboard.press('Control+Shift+KeyS');
    await expect(page.getByRole('dialog', { name: 'Share this project' })).toBeVisible();
  });
});

test('what is typed while another project is on its way stays with the one that is on screen', async ({ page }) => {
  // A project comes when its lock does.
  await page.addInitScript(() => {
    const locks = navigator.locks;
    const request = locks.request.bind(locks) as (...args: readonly unknown[]) => Promise<unknown>;
    let open: Promise<void> = Promise.resolve();
    addEventListener('hold-locks', () => {
      open = new Promise((resolve) => addEventListener('release-locks', () => resolve(), { once: true }));
    });
    locks.request = async (...args: readonly unknown[]) => {
      await open;
      return request(...args);
    };
  });
  const workbench = await opened(page);
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- one');
  const one = await workbench.projectName.inputValue();
  await workbench.press('Alt+G');
  await page.getByRole('button', { name: /Errors are values/ }).click();
  await expect(workbench.projectName).toHaveValue('Errors are values');
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- two');
  await expect(page.getByRole('contentinfo')).toContainText('saved in this browser');

  await page.evaluate(() => dispatchEvent(new Event('hold-locks')));
  await workbench.press('Alt+P');
  await page.getByRole('button', { name: new RegExp(`^${one}`) }).click();
  await workbench.press('Escape');
  await workbench.focusEditor();
  await workbench.press('ControlOrMeta+Home');
  await page.keyboard.type('-- typed meanwhile ');
  // What is opened meanwhile stays open, too.
  await workbench.press('Alt+P');
  await page.evaluate(() => dispatchEvent(new Event('release-locks')));
  await expect(page.getByRole('button', { name: new RegExp(`^${one}`) })).toHaveAttribute('aria-current', 'true');
  await expect(workbench.editor('main.lua')).toContainText('-- one');
  await expect(workbench.editor('main.lua')).not.toContainText('typed meanwhile');
  await page.getByRole('button', { name: /^Errors are values/ }).click();
  await expect(workbench.editor('main.lua')).toContainText('-- typed meanwhile -- two');
});

test('a link of one’s own project has the function chosen and its arguments, for a profile that never was here, also after a reload', async ({
  page,
  browser,
  baseURL,
}) => {
  const workbench = await opened(page);
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- mine');
  await page.getByRole('combobox', { name: 'Function' }).selectOption('app:compute');
  await page.getByRole('textbox', { name: 'a', exact: true }).fill('8');
  await page.getByRole('textbox', { name: 'b', exact: true }).fill('9');
  const link = await workbench.link();
  expect(new URL(link).hash).toMatch(/^#p\d+\./);
  const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }) });
  const fresh = new Workbench(await context.newPage());
  await fresh.open(link);
  await expect(fresh.banner).toContainText('Nothing has run');
  await expect.poll(() => violations(fresh.page, '[role="status"]')).toEqual([]);
  await fresh.page.reload();
  await fresh.ready();
  await expect(fresh.banner).toContainText('Nothing has run');
  await expect(fresh.editor('main.lua')).toContainText('-- mine');
  expect(await fresh.calls('app:main')).toBe(0);
  await expect(fresh.page.getByRole('combobox', { name: 'Function' })).toHaveValue('app:compute');
  await expect(fresh.page.getByRole('textbox', { name: 'a', exact: true })).toHaveValue('8');
  await expect(fresh.page.getByRole('textbox', { name: 'b', exact: true })).toHaveValue('9');
  await fresh.press('ControlOrMeta+Enter');
  await expect(fresh.page.getByRole('contentinfo').getByRole('status')).toHaveText(/^app:compute\(8, 9\) → 72, nil · /);
  await context.close();
});
