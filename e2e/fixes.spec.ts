import type { Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';

/** An entry whose method is misspelt, with the registry alone in the editor. */
async function openMisspelt(page: Page): Promise<void> {
  await openPlayground(page);
  await expect(page.locator('.monaco-editor').last()).toBeVisible();
  await page.locator('[data-editor="_index.yaml"] .monaco-editor').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(
    'namespace: app\nentries:\n  - {name: a, kind: function.lua, method: mian, source: "return {main = function() end}"}\n',
  );
  await expect(page.locator('#tab-problems')).toContainText('1');
}

test('a problem is shown between the lines, and mended by the light bulb or in the list of problems', async ({
  page,
}) => {
  await openMisspelt(page);
  await test.step('F8 shows its message, with its hint', async () => {
    await page.keyboard.press('F8');
    const widget = page.locator('.marker-widget');
    await expect(widget).toContainText('method "mian" not found in module');
    await expect(widget).toContainText('the text returns a table with: main');
    await expect(page.getByText('Ln 3, Col 43', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(widget).toHaveCount(0);
  });
  await test.step('the light bulb and the list of problems offer the same fix', async () => {
    await page.getByRole('tab', { name: /Problems/ }).click();
    await expect(page.getByRole('button', { name: 'Replace with main' })).toBeVisible();
    await page.keyboard.press('F8');
    await page.keyboard.press('Escape');
    await expect(
      page
        .locator(
          '.lightBulbWidget:visible, [class*="codicon-gutter-lightbulb"]:visible, .codicon-lightbulb-autofix:visible',
        )
        .first(),
    ).toBeVisible();
    await page.keyboard.press('ControlOrMeta+.');
    await page.locator('.action-widget').getByText('Replace with main').click();
    await expect(page.locator('[data-editor="_index.yaml"] .monaco-editor')).toContainText('method: main');
    await expect(page.locator('#tab-problems')).toHaveText('Problems');
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.locator('[data-editor="_index.yaml"] .monaco-editor')).toContainText('method: mian');
  });
});
