import type { Locator, Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';

const suggestions = (page: Page): Locator => page.locator('.suggest-widget.visible .monaco-list-row');
const editor = (page: Page, path: string): Locator => page.locator(`[data-editor="${path}"] .monaco-editor`);

/** Puts the caret into the editor of a file, whichever of the tabs is in front. */
async function enter(page: Page, path: string): Promise<void> {
  await page.locator(`[data-tab="${path}"]`).first().click();
  // The first line may be above of what is in view.
  await editor(page, path).locator('.view-lines').click();
}

test('the editor helps a newcomer: texts have their colours, a place is explained, and a function is written by completion', async ({
  page,
}) => {
  await openPlayground(page);
  await expect(page.locator('.monaco-editor').last()).toBeVisible();
  await test.step('texts inside a definition file have the colours of their language', async () => {
    const yaml = editor(page, '_index.yaml');
    await expect(yaml).toBeVisible();
    const colour = (text: string): Promise<string> =>
      yaml
        .getByText(text, { exact: true })
        .first()
        .evaluate((element) => getComputedStyle(element).color);
    // A word of the text inside, and a key of the file after it.
    await expect.poll(() => colour('module')).not.toBe(await colour('kind'));
    await expect.poll(async () => (await colour('namespace')) === (await colour('wit'))).toBe(true);
  });
  await test.step('a place is explained, and leads to where it is made, across languages', async () => {
    await enter(page, 'compute.wat');
    await editor(page, 'compute.wat').getByText('i32.mul').hover();
    await expect(page.locator('.monaco-hover:visible').first()).toContainText('[i32 i32] → [i32]');

    await enter(page, 'main.lua');
    await editor(page, 'main.lua').getByText('"app:compute"').first().click();
    await page.keyboard.press('F12');
    await expect(page.getByText('Ln 3, Col 17', { exact: true })).toBeVisible();
    await expect(editor(page, 'compute.wat')).toHaveClass(/focused/);
    const crumbs = page.getByRole('navigation', { name: 'Breadcrumbs of compute.wat' });
    await expect(crumbs).toContainText('app');
    const entries = crumbs.getByRole('button', { name: 'Entries of this source' });
    await expect(entries).toHaveText('compute');
    await entries.press('Enter');
    await crumbs.getByRole('menuitem', { name: 'compute' }).press('Enter');
    await expect(editor(page, '_index.yaml')).toHaveClass(/focused/);
    await enter(page, 'compute.wat');
    await page.keyboard.press('ControlOrMeta+Shift+o');
    await expect(page.locator('.quick-input-widget')).toContainText('compute');
    await page.keyboard.press('Escape');
  });
  await test.step('a newcomer writes a WebAssembly function by completion and calls it from Lua', async () => {
    await enter(page, '_index.yaml');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- func');
    await expect(suggestions(page).first()).toContainText('new function.wat');
    await page.keyboard.press('Enter');
    await page.keyboard.type('sum');
    await page.keyboard.press('Escape');
    const yaml = editor(page, '_index.yaml');
    await expect(yaml).toContainText('- name: sum');
    await page.keyboard.press('ControlOrMeta+End');
    await expect(yaml).toContainText('sum: func(a: s32, b: s32) -> s32;');

    await enter(page, 'main.lua');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('local funcs = require("funcs")\nlocal function main()\nreturn funcs');
    await page.keyboard.type('.');
    await expect(suggestions(page).filter({ hasText: 'call' }).first()).toBeVisible();
    await page.keyboard.type('call("');
    await expect(suggestions(page).filter({ hasText: 'app:sum' })).toBeVisible();
    await page.keyboard.type('app:su');
    await expect(suggestions(page)).toHaveCount(1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type(', ');
    await expect(page.locator('.parameter-hints-widget')).toContainText('b: s32) -> s32');
    await page.keyboard.type('40, 2');
    await page.keyboard.press('End');
    await page.keyboard.insertText('\nend\nreturn { main = main }');
    await expect(page.locator('#tab-problems')).toHaveText('Problems');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect
      .poll(() =>
        page.evaluate(() => playground.console().findLast((entry) => entry.call?.target === 'app:main')?.call?.value),
      )
      .toBe(42);
  });
});
