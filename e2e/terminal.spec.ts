import type { Locator, Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
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

test('commands are listed, completed and run with their words; one shows what it writes while it runs, reads what is typed, and is stopped by Ctrl+C', async ({
  page,
}) => {
  const { line, screen, enter } = await openTerminal(page);
  await page.getByRole('button', { name: 'Add a command' }).click();
  await expect(line).toHaveValue('run greet you');
  await enter('run list');
  await expect(screen).toContainText(/greet  Says hello +\(app:greet\)/);
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
  await expect.poll(() => violations(page, '[aria-label="Terminal"]')).toEqual([]);

  await page.evaluate(() => location.assign('#example=cli'));
  await page.getByRole('button', { name: 'run sum' }).click();
  await expect(line).toHaveValue('run sum');
  await line.press('Enter');
  await expect(screen).toContainText('number?');
  const input = page.getByRole('textbox', { name: 'Standard input' });
  await expect(input).toBeFocused();
  for (const [typed, shown] of [
    ['20', '20 and?'],
    ['x', 'no number: x'],
    ['22', '42 and?'],
  ] as const) {
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(screen).toContainText(shown);
  }
  await page.keyboard.press('Control+d');
  await expect(screen).toContainText('exit code 1');
  await expect(line).toBeFocused();
  await enter('run sum');
  // Stopped sooner it would not have begun.
  await expect(screen).toContainText(/number\?.*run sum\s*number\?/);
  await input.press('Control+c');
  await expect(screen).toContainText('exit code 130');
});
