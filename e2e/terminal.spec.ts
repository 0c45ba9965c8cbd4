import type { Locator, Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/test.ts';
import { violations } from './pages/axe.ts';

interface Terminal {
  readonly line: Locator;
  /** As screen readers have it. */
  readonly screen: Locator;
  readonly enter: (line: string) => Promise<void>;
}

async function openTerminal(page: Page): Promise<Terminal> {
  await openPlayground(page);
  await page.getByRole('tab', { name: 'Terminal' }).click();
  const pane = page.getByRole('region', { name: 'Terminal' });
  const line = pane.getByRole('textbox', { name: 'Command line' });
  return {
    line,
    screen: pane.locator('.xterm-accessibility-tree'),
    async enter(text) {
      await line.fill(text);
      await line.press('Enter');
    },
  };
}

test('a command is added, listed, completed and run with its words; its exit code is shown', async ({ page }) => {
  const { line, screen, enter } = await openTerminal(page);
  await page.getByRole('button', { name: 'Add a command' }).click();
  await expect(line).toHaveValue('run greet you');
  await enter('run list');
  await expect(screen).toContainText('greet  Says hello  (app:greet)');
  await line.fill('run gr');
  await line.press('Tab');
  await expect(line).toHaveValue('run greet ');
  await expect(line).toBeFocused();
  await page.keyboard.type('"dear you"');
  await line.press('Enter');
  await expect(screen).toContainText('Hello, dear you!');
  await enter('run nothing');
  await expect(screen).toContainText('command "nothing" not found');
  await expect(screen).toContainText('exit code 1');
  await line.press('ArrowUp');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('run greet "dear you"');
  expect(await violations(page, '[aria-label="Terminal"]')).toEqual([]);
});

test('standard input is read, and Ctrl+C stops a loop', async ({ page }) => {
  const { line, screen, enter } = await openTerminal(page);
  await page.getByRole('button', { name: 'Add a command' }).click();
  await page.getByRole('button', { name: 'Standard input', exact: true }).click();
  await page.getByRole('textbox', { name: 'Standard input' }).fill('typed before');
  const editor = page.locator('[data-editor="greet.lua"] .monaco-editor');
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(
    'local function main()\n  io.print("read: " .. io.readline())\n  while true do end\nend\nreturn { main = main }\n',
  );
  await enter('run greet');
  const stop = page.getByRole('region', { name: 'Terminal' }).getByRole('button', { name: 'Stop' });
  await expect(stop).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => playground.console().some(({ text }) => text.includes('read:'))))
    .toBe(true);
  await line.press('Control+c');
  await expect(stop).toBeHidden();
  await expect(screen).toContainText('read: typed before');
  await expect(screen).toContainText('exit code 130');
});
