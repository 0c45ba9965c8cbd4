import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/same-page-test.ts';
import { violations } from './pages/axe.ts';
import { Workbench } from './pages/workbench.ts';

async function openFresh(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  return workbench;
}

test('by keyboard alone: open, read, edit, run, break, find the error, fix, stop, reload, export and import', async ({
  page,
}, info) => {
  const workbench = await openFresh(page);
  await workbench.focusEditor();
  await expect(workbench.editor('main.lua')).toContainText('local function main()');

  await workbench.insertFirstLine('print("mine")');
  await workbench.runAndWait();
  expect(await workbench.prints()).toContain('mine');

  await workbench.insertFirstLine('local x = = 1');
  await expect(workbench.problemsTab).toContainText('1');
  await workbench.press('Alt+4', 'F8');
  await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
  await workbench.press('ControlOrMeta+Shift+k');
  await expect(workbench.problemsTab).toHaveText('Problems');

  await workbench.insertFirstLine('while true do end');
  await workbench.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  await workbench.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  await test.step('a dialog that is closed measures no further', async () => {
    await workbench.command('Measure');
    const dialog = page.getByRole('dialog', { name: 'Measure' });
    await dialog.getByRole('button', { name: 'Measure', exact: true }).press('Enter');
    await expect(dialog.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
  });
  await workbench.press('ControlOrMeta+Shift+k');
  await workbench.runAndWait();

  await page.reload();
  await workbench.ready();
  await expect(workbench.editor('main.lua')).toContainText('print("mine")');
  expect(await workbench.calls('app:main')).toBe(0);

  const download = await workbench.exportZip();
  expect(download.suggestedFilename()).toBe('hello-wippy.zip');
  const zip = info.outputPath(download.suggestedFilename());
  await download.saveAs(zip);
  await workbench.importFile(zip);
  await expect(workbench.projectName).toHaveValue('Hello wippy');
  await expect(workbench.editor('main.lua')).toContainText('print("mine")');
  await workbench.runAndWait();
  expect(await workbench.prints()).toContain('mine');
});

test('a link that cannot be read is refused, and the visitor’s own project is there', async ({ page }) => {
  const workbench = await openFresh(page);
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- mine');
  const link = await workbench.link();
  await page.goto('about:blank');
  await workbench.open(`${link.slice(0, -6)}AAAAAA`);
  await expect(page.getByRole('alert').filter({ hasText: 'The link was not opened' })).toBeVisible();
  await expect.poll(() => violations(page, '[role="alert"]')).toEqual([]);
  await expect(workbench.editor('main.lua')).toContainText('-- mine');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect(new URL(page.url()).hash).toBe('');
});

test('files are made, moved, renamed and deleted; a link that is too long for chats says so, and a project that is too large gets none', async ({
  page,
}) => {
  const workbench = await openFresh(page);
  await test.step('made, renamed, deleted and brought back by keyboard', async () => {
    await workbench.press('Alt+N');
    await page.keyboard.type('../out.lua');
    await workbench.press('Enter');
    await expect(page.locator('#files').getByRole('alert')).not.toHaveText('');
    await page.getByRole('textbox', { name: 'Path of the new file' }).fill('lib/tools.lua');
    await workbench.press('Enter');
    await expect(workbench.tab('lib/tools.lua')).toBeVisible();
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
    await page.getByRole('treeitem', { name: 'tools.lua' }).focus();
    await workbench.press('F2');
    await page.getByRole('textbox', { name: /New name/ }).fill('kit.lua');
    await workbench.press('Enter');
    await expect(workbench.tab('lib/kit.lua')).toBeVisible();
    // The keys stay with what was renamed, and go on to its neighbour when it is gone.
    await expect(page.getByRole('treeitem', { name: 'kit.lua' })).toBeFocused();
    await workbench.press('Delete');
    await expect(workbench.tab('lib/kit.lua')).toBeHidden();
    await expect(page.getByRole('treeitem').and(page.locator(':focus'))).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(workbench.tab('lib/kit.lua')).toBeVisible();
  });
  await test.step('moved by mouse and by keyboard, and brought in by being dropped', async () => {
    await workbench.command('New folder');
    await page.getByRole('textbox', { name: 'Path of the new folder' }).fill('moved');
    await workbench.press('Enter');
    await page.getByRole('treeitem', { name: 'main.lua' }).dragTo(page.getByRole('treeitem', { name: 'moved' }));
    await expect(workbench.tab('moved/main.lua')).toBeVisible();
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['return "dropped"'], 'dropped.lua'));
      return transfer;
    });
    await page.dispatchEvent('[data-column="lua"]', 'drop', { dataTransfer: dropped });
    await expect(workbench.editor('dropped.lua')).toContainText('return "dropped"');
    await page.getByRole('treeitem', { name: 'dropped.lua' }).focus();
    await workbench.press('Control+Shift+D');
    while (!(await page.locator('[data-path="moved"][data-target="true"]').isVisible()))
      await workbench.press('ArrowUp');
    await workbench.press('Enter');
    await expect(workbench.tab('moved/dropped.lua')).toBeVisible();
  });
  const noise = (bytes: number): { name: string; mimeType: string; buffer: Buffer } => ({
    name: `noise-${bytes}.bin`,
    mimeType: 'application/octet-stream',
    buffer: randomBytes(bytes),
  });
  await workbench.importFile(noise(9_000));
  await expect(page.getByText('Binary, 9,000 bytes')).toBeVisible();
  await workbench.press('Alt+S');
  await expect(page.getByText(/may cut links beyond/)).toBeVisible();
  await workbench.press('Escape');
  await workbench.importFile(noise(90_000));
  await expect(page.getByText('Binary, 90,000 bytes')).toBeVisible();
  await workbench.press('Alt+S');
  await expect(page.getByRole('alert').filter({ hasText: 'too large for a link' })).toContainText(/[\d,]+ characters/);
  const zip = page.getByRole('dialog').getByRole('button', { name: 'Export as zip' });
  await expect(zip).toBeFocused();
  const download = page.waitForEvent('download');
  await workbench.press('Enter');
  expect((await download).suggestedFilename()).toBe('hello-wippy.zip');
});

test('a run that took the page down is told of at the next load, which runs nothing', async ({ page }) => {
  // What the page leaves behind when it cannot say goodbye.
  await page.addInitScript(() => sessionStorage.setItem('wippy-playground/running', 'yes'));
  const workbench = new Workbench(page);
  await workbench.open();
  await expect(page.getByText(/The page ended during the last run/)).toBeVisible();
  expect(await workbench.calls('app:main')).toBe(0);
});

test('what is typed before the editor has come survives its coming', async ({ page }) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/assets\/monaco-.*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('./');
  const field = page.getByRole('textbox', { name: /^main.lua, editor/ });
  await field.fill('-- typed early\n');
  await expect(
    page
      .getByText(/saved in this browser/i)
      .or(page.locator('[data-tab="main.lua"]'))
      .first(),
  ).toBeVisible();
  release();
  await expect(new Workbench(page).editor('main.lua')).toContainText('-- typed early');
});

test('a browser that denies its storage is told of, and the page works', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined });
  });
  const workbench = await openFresh(page);
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing is kept in this browser' })).toBeVisible();
  await workbench.focusEditor();
  await workbench.insertFirstLine('print("still works")');
  await workbench.runAndWait();
  expect(await workbench.prints()).toContain('still works');
});
