import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { boxOf } from './pages/layout.ts';
import { Workbench } from './pages/workbench.ts';

/** Hands on a keyboard, and how often they have pressed it. */
class Hands {
  readonly #page: Page;
  presses = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async type(text: string): Promise<void> {
    this.presses += text.length;
    await this.#page.keyboard.type(text);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.presses++;
      await this.#page.keyboard.press(key);
    }
  }
}

test('a newcomer writes a function of WebAssembly that takes a record, calls it from Lua and shares it, with 40 keystrokes besides the algorithm', async ({
  page,
  browser,
}) => {
  const workbench = new Workbench(page);
  const hands = new Hands(page);
  await workbench.open();
  await workbench.firstResult();
  const dialog = page.getByRole('dialog', { name: 'New function' });
  const newFunction = page.locator('#registry').getByRole('button', { name: 'New function' }).last();
  await test.step('a project of one’s own', async () => {
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New project' }).click();
    await expect(workbench.projectName).toHaveValue('New project');
  });
  await test.step('a function that takes a record, and its algorithm', async () => {
    await newFunction.click();
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await hands.type('area');
    await dialog.getByRole('button', { name: 'A record' }).click();
    await dialog.getByRole('button', { name: 'Add function' }).click();
    const wat = workbench.editor('area.wat');
    await expect(wat).toContainText('record point { x: s32, y: s32 }');
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
    // The algorithm: multiply in place of adding.
    const add = wat.getByText('i32.add', { exact: true });
    const { right, left } = await boxOf(add);
    // The word behind the dot.
    await add.dblclick({ position: { x: right - left - 6, y: 8 } });
    await page.keyboard.type('mul');
    await page.keyboard.press('Escape');
    await expect(wat).toContainText('i32.mul');
  });
  await test.step('a call from Lua, by completion', async () => {
    await newFunction.click();
    await dialog.getByRole('radio', { name: 'Lua' }).check({ force: true });
    await dialog.getByRole('textbox', { name: 'Name' }).click();
    await hands.type('main');
    await dialog.getByRole('button', { name: 'Add function' }).click();
    const lua = workbench.editor('main.lua');
    await lua.getByText('"hello from app:main"').click();
    await hands.press('Home', 'Shift+End');
    await hands.type('return area');
    await expect(page.locator('.suggest-widget.visible .monaco-list-row').first()).toContainText('call app:area');
    await hands.press('Enter');
    await expect(lua).toContainText('funcs.call("app:area", { x = 0, y = 0 })');
    await hands.type('6');
    await hands.press('Tab');
    await hands.type('7');
    await expect(page.getByRole('button', { name: 'Problems: 0 errors, 0 warnings' })).toBeVisible();
  });
  await test.step('it runs', async () => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.locator('output').filter({ hasText: 'app:main() → 42, nil' })).toBeVisible();
    expect(hands.presses).toBeLessThanOrEqual(40);
  });
  await test.step('and runs for whoever gets the link', async () => {
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const address = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    const other = await browser.newContext();
    const shared = new Workbench(await other.newPage());
    await shared.open(address);
    await shared.page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(shared.page.locator('output').filter({ hasText: 'app:main() → 42, nil' })).toBeVisible();
    await other.close();
  });
});
