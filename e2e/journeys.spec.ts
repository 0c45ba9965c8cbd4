import { expect, test } from './fixtures/test.ts';
import { Workbench } from './pages/workbench.ts';

test('problems of a project are counted after a reload, before anything was touched', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  await workbench.focusEditor();
  await workbench.insertFirstLine('local x = = 1');
  await expect(workbench.problemsTab).toContainText('1');
  await page.reload();
  await workbench.ready();
  await expect(workbench.problemsTab).toContainText('1');
  expect(await workbench.calls('app:main')).toBe(0);
});
