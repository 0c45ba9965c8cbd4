import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { violations } from './pages/axe.ts';

test('the reference is opened by its key, searched, read topic by topic, and closed again', async ({ page }) => {
  await openPlayground(page);
  await page.keyboard.press('Shift+F1');
  const dialog = page.getByRole('dialog', { name: 'Reference' });
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await dialog.getByText('function.wat', { exact: true }).click();
  await expect(dialog.getByText('The module as WebAssembly text, or the file it is in')).toBeVisible();
  await expect.poll(() => violations(page, '[role="dialog"]')).toEqual([]);
  await dialog.getByRole('searchbox').fill('funcs.call target');
  await expect(dialog.getByText('Calls the function of this ID and waits for its answer.')).toBeVisible();
  await expect(dialog.getByText('function.wat', { exact: true })).toHaveCount(0);
  await dialog.getByRole('searchbox').fill('funcs.call nowhere');
  await expect(dialog.getByText('Nothing fits all of these words')).toBeVisible();
  await dialog.getByRole('searchbox').fill('');
  await dialog.getByText('WIT and Lua').click();
  await expect(dialog.getByText('list<u8>', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
