import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { Workbench } from './pages/workbench.ts';

const NOTE = /native Wippy/;

test('notes on what native Wippy cannot take are hidden by one setting', async ({ page }) => {
  const workbench = new Workbench(page);
  await openPlayground(page);
  await workbench.ready();
  await page.locator('[data-tab="compute.wat"]').click();
  const wat = workbench.editor('compute.wat');
  await expect(wat.locator('.view-line').first()).toBeVisible();
  await wat.locator('.view-line').first().click();
  await workbench.press('ControlOrMeta+A', 'Delete');
  // Two memories are none of native Wippy's.
  await page.keyboard.insertText(
    '(module (memory 1) (memory 1) (func (export "compute") (param i32 i32) (result i32) (i32.const 1)))',
  );
  const problems = page.locator('#problems, [role="tabpanel"]').getByText(NOTE);
  await workbench.problemsTab.click();
  await expect(problems.first()).toBeVisible();
  await workbench.command('View: Hide notes on native Wippy');
  await expect(problems).toHaveCount(0);
  await workbench.command('View: Show notes on native Wippy');
  await expect(problems.first()).toBeVisible();
});
