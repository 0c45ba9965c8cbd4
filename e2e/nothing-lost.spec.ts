import type { Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { Workbench } from './pages/workbench.ts';

async function opened(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await openPlayground(page);
  await workbench.ready();
  return workbench;
}

test('Tab passes the editors, and Enter in a field for an argument runs', async ({ page }) => {
  const workbench = await opened(page);
  await test.step('Tab goes through the page and changes nothing', async () => {
    await page.locator('#project-name').focus();
    for (let presses = 0; presses < 60; presses++) await page.keyboard.press('Tab');
    expect(
      await page.evaluate(
        () => document.activeElement?.closest('.monaco-editor') === null || document.activeElement === document.body,
      ),
    ).toBe(true);
    const lines = () => page.locator('[data-editor="main.lua"] .view-line').first().innerText();
    const first = await lines();
    // Nothing has become a project: the list of them is empty.
    await workbench.press('Alt+P');
    await expect(page.getByText('No project of yours yet.')).toBeVisible();
    await workbench.press('Escape');
    // Whoever has begun to write indents by it.
    await workbench.focusEditor();
    await workbench.press('ControlOrMeta+Home', 'Tab');
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
    await expect.poll(lines).not.toBe(first);
  });
  await test.step('Enter runs', async () => {
    await page.getByRole('combobox', { name: 'Function' }).selectOption('app:compute');
    await page.getByRole('textbox', { name: 'a', exact: true }).fill('6');
    await page.getByRole('textbox', { name: 'b', exact: true }).fill('7');
    const before = await workbench.calls('app:compute');
    await page.keyboard.press('Enter');
    await expect.poll(() => workbench.calls('app:compute')).toBeGreaterThan(before);
    // In the form as well.
    await page.locator('#form-toggle').click();
    await page.locator('#call-form').getByRole('textbox', { name: 'a', exact: true }).fill('8');
    const inBar = await workbench.calls('app:compute');
    await page.keyboard.press('Enter');
    await expect.poll(() => workbench.calls('app:compute')).toBeGreaterThan(inBar);
  });
});

test('tabs, files and problems come back after a reload, before anything was touched', async ({ page }) => {
  const workbench = await opened(page);
  // May be called as what every object has.
  const made = ['constructor', 'toString/valueOf.lua', 'hasOwnProperty', '__defineGetter__'];
  for (const path of made) {
    await workbench.command('New file');
    await page.getByRole('textbox', { name: 'Path of the new file' }).fill(path);
    await page.keyboard.press('Enter');
    await expect(page.locator(`[data-path="${path}"]`)).toBeVisible();
  }
  await page.locator('[data-tab="compute.wat"]').click();
  await page.locator('[data-tab="compute.wat"]').press('Delete');
  await page.locator('[data-path="_index.yaml"]').click();
  const tabs = () =>
    page.locator('[data-tab]').evaluateAll((all) => all.map((tab) => (tab as HTMLElement).dataset['tab']));
  await workbench.tab('main.lua').click();
  await workbench.focusEditor();
  await workbench.insertFirstLine('local x = = 1');
  await expect(workbench.problemsTab).toContainText('1');
  await expect(page.getByRole('contentinfo')).toContainText('saved in this browser');
  const before = await tabs();
  expect(before).not.toContain('compute.wat');

  await page.reload();
  await workbench.ready();
  expect(await tabs()).toEqual(before);
  await expect(page.locator('[data-path="constructor"]')).toBeVisible();
  await expect(page.locator('[data-path="toString"]')).toBeVisible();
  await expect(workbench.problemsTab).toContainText('1');
  expect(await workbench.calls('app:main')).toBe(0);
});

test('an example goes by its name', async ({ page }) => {
  const workbench = await opened(page);
  await test.step('with the function chosen and its arguments, where it is unchanged', async () => {
    expect(new URL(await workbench.link()).hash).toBe('#example=hello');
    await page.getByRole('combobox', { name: 'Function' }).selectOption('app:compute');
    await page.getByRole('textbox', { name: 'a', exact: true }).fill('8');
    await page.getByRole('textbox', { name: 'b', exact: true }).fill('9');
    const link = await workbench.link();
    expect(link).toContain('#example=hello&run=app:compute&args=');
    await page.goto('about:blank');
    await page.goto(link);
    await workbench.ready();
    await expect(page.getByRole('combobox', { name: 'Function' })).toHaveValue('app:compute');
    await expect(page.getByRole('textbox', { name: 'a', exact: true })).toHaveValue('8');
    await expect(workbench.banner).toContainText('Nothing has run');
  });
  await test.step('one that does not exist is named, and the visitor’s own project is there', async () => {
    await page.goto('about:blank');
    await page.goto('./#example=nothing');
    await expect(page.getByRole('alert').filter({ hasText: 'There is no example called “nothing”.' })).toBeVisible();
  });
});

test('the page says what is missing for WebAssembly, also where it is isolated', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'SharedArrayBuffer', { value: undefined });
  });
  await page.goto('./');
  const notice = page.getByRole('alert').filter({ hasText: 'missing is' });
  await expect(notice).toContainText('Shared memory (SharedArrayBuffer). The page is isolated as it must be');
  await expect(notice).not.toContainText('Cross-Origin-Opener-Policy');
});

test('the licences of what is shipped are there', async ({ request }) => {
  const text = await (await request.get('./licenses.txt')).text();
  for (const name of [
    'react',
    'react-dom',
    'scheduler',
    'monaco-editor',
    'fengari',
    'wabt',
    '@bytecodealliance/jco',
    '@base-ui/react',
    '@headless-tree/core',
    'fflate',
    'idb',
    'zustand',
    'yaml',
    'uqr',
    'virtua',
    'lucide-react',
    '@noble/hashes',
    '@bjorn3/browser_wasi_shim',
  ]) {
    expect(text, name).toMatch(new RegExp(`^${name.replaceAll('/', '\\/')} \\d`, 'm'));
  }
  for (const words of [
    'THIRD-PARTY SOFTWARE NOTICES',
    'dompurify, inside of monaco-editor',
    'marked, inside of monaco-editor',
  ])
    expect(text).toContain(words);
});
