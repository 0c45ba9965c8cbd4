/** What lies beside the files of a project: what programs wrote over them, and values of its environment. */
import { expect, test } from './fixtures/same-page-test.ts';
import { Workbench } from './pages/workbench.ts';

test('what a program wrote is looked at and kept, and a value given to a variable reaches it and no link', async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open('#example=files');
  const before = await workbench.link();
  await workbench.command('Environment');
  const field = page.getByLabel('Value of AUTHOR', { exact: true });
  await expect(field).toHaveAttribute('placeholder', 'default: nobody');
  await field.fill('a visitor');
  await workbench.press('Escape');
  await workbench.runAndWait();
  expect(await workbench.prints()).toContain('AUTHOR is a visitor');
  expect(await workbench.link()).toBe(before);

  await page.getByRole('button', { name: '1 file written' }).click();
  const dialog = page.getByRole('dialog', { name: 'Written by programs' });
  await expect(dialog.getByLabel('Content of notes/today.txt')).toHaveText('written by Lua\nand added to\n');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download this file' }).click();
  expect((await download).suggestedFilename()).toBe('today.txt');
  await dialog.getByRole('button', { name: 'Keep this file in the project' }).click();
  await expect(dialog).toContainText('Nothing was written.');
  await workbench.press('Escape');
  await expect(page.locator('[data-path="notes/today.txt"]')).toBeVisible();

  await workbench.runAndWait();
  await page.getByRole('button', { name: '1 file written' }).click();
  await dialog.getByRole('button', { name: 'Drop this file' }).click();
  await expect(dialog).toContainText('Nothing was written.');
});
