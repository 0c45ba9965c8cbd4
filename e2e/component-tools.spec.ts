/** Components of the page's own tools: when they are fetched, what they say of a binary, and what they make of it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { componentOf } from '../src/toolchain/testing/components.ts';
import { expect, test } from './fixtures/same-page-test.ts';
import { Workbench } from './pages/workbench.ts';

const adder = readFileSync(fileURLToPath(new URL('../samples/fixtures/adder.wasm', import.meta.url)));
const TOOLS = /\/(?:js-component-bindgen-component|wasm-tools)[.-][^/]*$/;

/** Files of jco and of wasm-tools that the page has asked for since. */
function watchTools(page: Page): readonly string[] {
  const asked: string[] = [];
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (TOOLS.test(pathname)) asked.push(pathname);
  });
  return asked;
}

async function openFresh(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  return workbench;
}

async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const dropped = await page.evaluateHandle(
    ([file, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], file));
      return transfer;
    },
    [name, Buffer.from(bytes).toString('base64')] as const,
  );
  await page.dispatchEvent('[data-column="lua"]', 'drop', { dataTransfer: dropped });
}

test('a project with a component opens, runs and shows its result without a byte of jco or wasm-tools', async ({
  page,
}) => {
  const asked = watchTools(page);
  const workbench = await openFresh(page);
  await workbench.press('Alt+G');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Records/ })
    .click();
  await expect(workbench.tab('main.lua')).toBeVisible();
  await workbench.runAndWait();
  await expect(page.getByRole('tabpanel', { name: 'Console' })).toContainText('app:main');
  expect(asked).toEqual([]);
  // It came with the page, which knows it to be valid.
  await page.locator('[data-path="wasm/users.wasm"]').click();
  const tab = page.getByRole('tabpanel', { name: 'wasm/users.wasm' });
  await expect(tab.getByRole('region', { name: 'Exports' })).toContainText('transform-users');
  expect(asked).toEqual([]);
  await tab.getByRole('tab', { name: 'WAT' }).click();
  await expect(tab.locator('.monaco-editor')).toContainText('(component');
  expect(asked.some((path) => path.includes('wasm-tools'))).toBe(true);
  expect(asked.filter((path) => path.includes('bindgen'))).toEqual([]);
});

test('a component is checked, and there as a JavaScript module', async ({ page }) => {
  const asked = watchTools(page);
  const workbench = await openFresh(page);
  await test.step('a component is there as a JavaScript module for a page of one’s own', async () => {
    await drop(page, 'adder.wasm', adder);
    await expect(workbench.tab('wasm/adder.wasm')).toBeVisible();
    const tab = page.getByRole('tabpanel', { name: 'wasm/adder.wasm' });
    const button = tab.getByRole('button', { name: 'Download as a JavaScript module' });
    await expect(button).toBeVisible();
    expect(asked.filter((path) => path.includes('bindgen'))).toEqual([]);
    const downloading = page.waitForEvent('download');
    await button.click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('adder.zip');
    const files = unzipSync(readFileSync(await download.path()));
    expect(Object.keys(files).toSorted()).toEqual([
      'adder/README.md',
      'adder/adder.core.wasm',
      'adder/adder.d.ts',
      'adder/adder.js',
      'adder/interfaces/docs-adder-add.d.ts',
      'adder/package.json',
    ]);
    expect(asked.some((path) => path.includes('bindgen'))).toBe(true);
    await expect(page.getByText('Downloaded adder.zip, a JavaScript module of “adder.wasm”')).toBeVisible();
  });
  await test.step('what only a validator refuses is a warning', async () => {
    const bytes = Buffer.from(adder);
    for (let at = bytes.indexOf('docs:adder'); at >= 0; at = bytes.indexOf('docs:adder', at + 1))
      bytes.write('docs:a_der', at);
    await drop(page, 'odd.wasm', bytes);
    const tab = page.getByRole('tabpanel', { name: 'wasm/odd.wasm' });
    await expect(tab.getByRole('note')).toContainText('Not valid, but it runs here. Other runtimes may refuse it.');
    await workbench.press('Alt+4');
    await expect(page.getByText(/^not valid, and refused elsewhere, though it runs here: /)).toBeVisible();
  });
  await test.step('a binary that is not valid says so in its tab and among the problems, and where', async () => {
    const invalid = await componentOf(
      '(component (core module $m) (core instance $i (instantiate $m)) (func (export "f") (result u32) (canon lift (core func $i "f"))))',
    );
    await drop(page, 'broken.wasm', invalid);
    const tab = page.getByRole('tabpanel', { name: 'wasm/broken.wasm' });
    const said = 'core instance 0 has no export named `f` at byte 45';
    await expect(tab.getByRole('alert')).toContainText(
      `Not valid. It does not run. What could be read is below.${said}`,
    );
    await expect(tab.getByRole('button', { name: 'Download as a JavaScript module' })).toHaveCount(0);
    await expect(tab.getByRole('button', { name: /to project$/ })).toHaveCount(0);
    await expect(workbench.problemsTab).toContainText('2');
    await workbench.tab('main.lua').click();
    await workbench.press('Alt+4');
    await page.getByRole('button', { name: new RegExp(`not valid: core instance 0`) }).click();
    await expect(workbench.tab('wasm/broken.wasm')).toHaveAttribute('aria-selected', 'true');
  });
});
