import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/same-page-test.ts';
import { violations } from './pages/axe.ts';
import { Workbench } from './pages/workbench.ts';

const adder = readFileSync(fileURLToPath(new URL('../samples/fixtures/adder.wasm', import.meta.url)));
/** The same component with a custom section more: other bytes, the same function. */
const otherAdder = Buffer.concat([adder, Buffer.from([0, 6, 4, ...Buffer.from('note'), 1])]);

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** `add` and what a component made of it needs. */
const mathText = `(module
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1))))
`;
const mathWit = `package local:math;

world math {
  export add: func(a: s32, b: s32) -> s32;
}
`;

async function openFresh(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  return workbench;
}

interface Dropped {
  readonly name: string;
  readonly bytes: Buffer;
}

async function drop(page: Page, selector: string, files: readonly Dropped[]): Promise<void> {
  const dropped = await page.evaluateHandle(
    (items) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of items)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
      return transfer;
    },
    files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') })),
  );
  await page.dispatchEvent(selector, 'drop', { dataTransfer: dropped });
}

/** What the last call of a function gave. */
function lastCall(page: Page, target: string): Promise<{ value: unknown; error: unknown; count: number }> {
  return page.evaluate((id) => {
    const calls = playground.console().filter((entry) => entry.call?.target === id);
    const last = calls.at(-1)?.call;
    return { value: last?.value ?? null, error: last?.error ?? null, count: calls.length };
  }, target);
}

async function callFromBar(page: Page, target: string, args: string): Promise<unknown> {
  await page.getByRole('combobox', { name: 'Function' }).selectOption(target);
  const raw = page.getByRole('textbox', { name: /^Arguments/ });
  if (await raw.isVisible()) await raw.fill(args);
  else
    for (const [index, text] of args
      .replaceAll(/[[\]\s]/g, '')
      .split(',')
      .entries())
      await page.getByRole('group', { name: 'Arguments' }).getByRole('textbox').nth(index).fill(text);
  const { count } = await lastCall(page, target);
  await page.getByRole('button', { name: 'Run', exact: true }).first().click();
  await expect.poll(async () => (await lastCall(page, target)).count).toBeGreaterThan(count);
  const { value, error } = await lastCall(page, target);
  expect(error).toBeNull();
  return value;
}

test('a component that is dropped shows what it is, becomes an entry and runs; several come in at once, into the folder they are dropped on, and too large ones are refused', async ({
  page,
}) => {
  const workbench = await openFresh(page);
  await drop(page, '[data-column="lua"]', [{ name: 'adder.wasm', bytes: adder }]);
  await expect(workbench.tab('wasm/adder.wasm')).toBeVisible();
  const tab = page.getByRole('tabpanel', { name: 'wasm/adder.wasm' });
  await expect(tab.getByText('Component', { exact: true })).toBeVisible();
  await expect(tab.getByText(digestOf(adder).slice('sha256:'.length))).toBeVisible();
  await expect(tab.getByRole('region', { name: 'Exports' })).toContainText('func(x: u32, y: u32) -> u32');
  await expect.poll(() => violations(page, '[role="tabpanel"][aria-label="wasm/adder.wasm"]')).toEqual([]);

  await tab.getByRole('tab', { name: 'WIT' }).click();
  await expect(tab.locator('.monaco-editor')).toContainText('add: func(x: u32, y: u32) -> u32');
  await tab.getByRole('tab', { name: 'WAT' }).click();
  await expect(tab.locator('.monaco-editor')).toContainText('(component');
  // A byte shows the line that says it, and a line its bytes.
  const hex = tab.getByRole('grid', { name: 'Bytes of wasm/adder.wasm' });
  const add = adder.indexOf(0x6a);
  await hex.focus();
  for (let row = 0; row < Math.floor(add / 16); row++) await page.keyboard.press('ArrowDown');
  for (let column = 0; column < add % 16; column++) await page.keyboard.press('ArrowRight');
  const place = tab.getByRole('region', { name: 'Bytes' }).getByRole('status');
  await expect(place).toContainText(`0x${add.toString(16)}, 1 byte`);
  await tab.locator('.view-line').filter({ hasText: 'i32.add' }).first().click();
  await expect(place).toContainText(`0x${add.toString(16)}, 1 byte`);
  await tab.locator('.view-line').filter({ hasText: 'local.get' }).first().click();
  await expect(hex.locator('[data-in="true"]')).toHaveText(['20', /\d\d/]);
  await expect.poll(() => violations(page, '[role="tabpanel"][aria-label="wasm/adder.wasm"]')).toEqual([]);
  await tab.getByRole('tab', { name: 'Overview' }).click();

  await tab.getByRole('button', { name: 'Add 1 function to project' }).click();
  await expect(tab.getByRole('button', { name: 'app:add', exact: true })).toBeVisible();
  await expect(workbench.problemsTab).toHaveText('Problems');
  expect(await callFromBar(page, 'app:add', '[2, 3]')).toBe(5);
  expect(await callFromBar(page, 'app:add', '[4294967295, 1]')).toBe(0);

  await workbench.command('New folder');
  await page.getByRole('textbox', { name: 'Path of the new folder' }).fill('bin');
  await workbench.press('Enter');
  await drop(page, '[data-path="bin"]', [
    { name: 'one.wasm', bytes: adder },
    { name: 'two.wasm', bytes: otherAdder },
  ]);
  await expect(workbench.tab('bin/one.wasm')).toBeVisible();
  await expect(workbench.tab('bin/two.wasm')).toBeVisible();
  const large = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(17 * 1024 * 1024)], 'large.wasm'));
    return transfer;
  });
  await page.dispatchEvent('[data-column="lua"]', 'drop', { dataTransfer: large });
  await expect(page.getByText('“large.wasm” is too large: 17 MB, a project holds at most 16 MB.')).toBeVisible();
  await expect(workbench.tab('wasm/large.wasm')).toHaveCount(0);
});

test('a binary that is replaced takes the hashes of its entries along, and both can be undone; a hash that does not fit is a problem whose fix puts the right one there', async ({
  page,
}) => {
  // Three columns, in which a hash has room on its line: the binary stands beside the registry.
  await page.setViewportSize({ width: 3000, height: 900 });
  const workbench = await openFresh(page);
  await drop(page, '[data-column="lua"]', [{ name: 'adder.wasm', bytes: adder }]);
  const tab = page.getByRole('tabpanel', { name: 'wasm/adder.wasm' });
  await tab.getByRole('button', { name: 'Add 1 function to project' }).click();
  const hash = (bytes: Buffer) => page.getByText(digestOf(bytes)).first();
  await workbench.tab('_index.yaml').click();
  await workbench.press('Alt+2', 'ControlOrMeta+End');
  await expect(hash(adder)).toBeVisible();

  const chooser = page.waitForEvent('filechooser');
  await tab.getByRole('button', { name: 'Replace…' }).click();
  await (await chooser).setFiles({ name: 'whatever.wasm', mimeType: 'application/wasm', buffer: otherAdder });
  await expect(page.getByText('Replaced “adder.wasm”, hash updated in 1 entry')).toBeVisible();
  await expect(hash(otherAdder)).toBeVisible();
  await expect(hash(adder)).toHaveCount(0);
  expect(await callFromBar(page, 'app:add', '[20, 22]')).toBe(42);

  await page.getByRole('dialog').filter({ hasText: 'Replaced' }).getByRole('button', { name: 'Undo' }).click();
  await expect(hash(adder)).toBeVisible();
  expect(await callFromBar(page, 'app:add', '[1, 1]')).toBe(2);

  // Over the one that is there, wherever it was dropped.
  await drop(page, '[data-column="lua"]', [{ name: 'adder.wasm', bytes: otherAdder }]);
  await expect(hash(otherAdder)).toBeVisible();
  // The registry's part of it is one step in its editor.
  await workbench.tab('_index.yaml').click();
  await page.locator('[data-editor="_index.yaml"] .view-line').last().click();
  await workbench.press('ControlOrMeta+z');
  await expect(hash(adder)).toBeVisible();
  await expect(hash(otherAdder)).toHaveCount(0);

  await page.locator('[data-editor="_index.yaml"]').getByText(digestOf(adder)).dblclick();
  await page.keyboard.type('0'.repeat(64));
  await workbench.press('Alt+4');
  await page.getByRole('button', { name: /Update the hash/i }).click();
  await expect(hash(otherAdder)).toBeVisible();
});

test('a component is built of text and WIT, with its mistakes at their places, and called; an example builds as the dialog offers it', async ({
  page,
}) => {
  const workbench = await openFresh(page);
  const dialog = page.getByRole('dialog', { name: 'Build component' });
  await workbench.press('Alt+B');
  await dialog.getByRole('button', { name: 'Build', exact: true }).click();
  await expect(page.getByText(/^Built “wasm\/compute\.wasm”/)).toBeVisible();
  await expect(workbench.tab('wasm/compute.wasm')).toBeVisible();

  await drop(page, '[data-column="lua"]', [
    { name: 'math.wat', bytes: Buffer.from(mathText) },
    { name: 'math.wit', bytes: Buffer.from(mathWit.replace('a: s32', 'a: s23')) },
  ]);
  await workbench.tab('math.wat').click();
  await page.getByRole('button', { name: 'Build…' }).first().click();
  await expect(dialog.getByRole('combobox', { name: 'Source' })).toHaveValue('math.wat');
  await expect(dialog.getByRole('combobox', { name: 'WIT' })).toHaveValue('math.wit');
  await dialog.getByRole('button', { name: 'Build', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('s23');
  await expect.poll(() => violations(page, '[role="dialog"]')).toEqual([]);
  await dialog.getByRole('button', { name: /^math\.wit:4:/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
  await workbench.press('ControlOrMeta+a');
  await page.keyboard.insertText(mathWit);

  await workbench.press('Alt+B');
  await dialog.getByRole('textbox', { name: 'Output' }).press('Enter');
  await expect(dialog).toBeHidden();
  const tab = page.getByRole('tabpanel', { name: 'wasm/math.wasm' });
  await expect(tab.getByText('Component', { exact: true })).toBeVisible();
  await tab.getByRole('button', { name: 'Add 1 function to project' }).click();
  expect(await callFromBar(page, 'app:add', '[40, 2]')).toBe(42);
});

test('the form of a function takes records, lists, options and variants, says what is wrong, and calls; an item that is added has the focus, and Enter in it runs', async ({
  page,
}) => {
  const workbench = await openFresh(page);
  await workbench.press('Alt+G');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Variants, flags/ })
    .click();
  await expect(workbench.editor('main.lua')).toContainText('"app:" .. name');
  await workbench.runAndWait();
  await page.getByRole('combobox', { name: 'Function' }).selectOption('app:invert');
  await page.locator('#form-toggle').click();
  const form = page.getByRole('region', { name: 'Arguments of app:invert' });

  await form.getByRole('combobox', { name: 'what', exact: true }).selectOption({ label: 'rectangle' });
  await form.getByRole('textbox', { name: 'width' }).fill('x');
  await expect(form.getByText('expected f64, got "x"')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await form.getByRole('textbox', { name: 'width' }).fill('-inf');
  await form.getByRole('textbox', { name: 'height' }).fill('2.5');
  await form.getByRole('combobox', { name: 'color' }).selectOption({ label: 'blue' });
  await form.getByRole('checkbox', { name: 'dashed' }).check();
  await form.getByRole('checkbox', { name: 'title has a value' }).check();
  await form.getByRole('textbox', { name: 'title' }).fill('two\nlines');
  await expect(form.getByRole('region', { name: 'The call in Lua' })).toContainText(
    'what = {rectangle = {width = -math.huge, height = 2.5}}',
  );
  await expect.poll(() => violations(page, '[aria-label="Arguments of app:invert"]')).toEqual([]);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect
    .poll(async () => (await lastCall(page, 'app:invert')).value)
    .toEqual({
      what: { rectangle: { width: -Infinity, height: 2.5 } },
      color: 'red',
      look: { bold: true, dashed: false, filled: true },
      title: 'two\nlines',
    });

  await page.getByRole('combobox', { name: 'Function' }).selectOption('app:largest');
  const list = page.getByRole('region', { name: 'Arguments of app:largest' });
  for (const [count, radius] of ['1', '3', '2'].entries()) {
    await list.getByRole('button', { name: 'Add item' }).press('Enter');
    // In the new item, at whatever comes first there.
    await expect
      .poll(() => list.evaluate((root) => root.contains(document.activeElement) && document.activeElement?.tagName))
      .toMatch(/^(?:SELECT|INPUT)$/);
    await expect(list.getByRole('textbox', { name: 'circle' })).toHaveCount(count + 1);
    await list.getByRole('textbox', { name: 'circle' }).last().fill(radius);
  }
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await lastCall(page, 'app:largest')).value).toEqual({ circle: 3 });
  await list.getByRole('button', { name: 'Remove item 2' }).click();
  await list.getByRole('button', { name: 'Move item 2 up' }).click();
  await expect(list.getByRole('region', { name: 'The call in Lua' })).toHaveText(
    'funcs.call("app:largest", {{circle = 2}, {circle = 1}})',
  );
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(async () => (await lastCall(page, 'app:largest')).value).toEqual({ circle: 2 });

  // What was typed for the other function is still there.
  await page.getByRole('combobox', { name: 'Function' }).selectOption('app:invert');
  await expect(form.getByRole('textbox', { name: 'width' })).toHaveValue('-inf');
});

test.describe('at the width of a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('form and binary fit', async ({ page }) => {
    const workbench = await openFresh(page);
    await drop(page, 'main', [{ name: 'adder.wasm', bytes: adder }]);
    const tab = page.getByRole('tabpanel', { name: 'wasm/adder.wasm' });
    await tab.getByRole('button', { name: 'Add 1 function to project' }).click();
    await page.getByRole('combobox', { name: 'Function' }).selectOption('app:add');
    await page.getByRole('button', { name: 'Form' }).click();
    const form = page.getByRole('region', { name: 'Arguments of app:add' });
    await form.getByRole('button', { name: 'Boot the project' }).click();
    await form.getByRole('textbox', { name: 'x' }).fill('5');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(async () => (await lastCall(page, 'app:add')).value).toBe(5);
    await workbench.press('Escape');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    // Their colours are those of a wide page.
    await expect.poll(() => violations(page, 'html', { rules: 'others' })).toEqual([]);
  });
});
