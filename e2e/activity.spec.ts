import type { Locator, Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/test.ts';
import { violations } from './pages/axe.ts';

async function openActivity(page: Page): Promise<Locator> {
  await openPlayground(page);
  await page.getByRole('tab', { name: 'Activity' }).click();
  return page.getByRole('region', { name: 'Activity', exact: true });
}

test('calls are followed over time by mouse and keys, and lead to their rows and their source', async ({ page }) => {
  const pane = await openActivity(page);
  await page.keyboard.press('Control+Enter');
  await expect(pane.getByText(/^\d+ calls$/)).toBeVisible();
  const timeline = pane.getByRole('application');
  await timeline.focus();
  await page.keyboard.press('Home');
  const facts = pane.getByRole('status');
  await expect(facts).toContainText('app:main: #');
  await page.keyboard.press('ArrowDown');
  await expect(facts).toContainText(/app:(?:answer_wat|compute): #/);
  for (const key of ['+', '+', 'Shift+ArrowRight', '-', '0']) await page.keyboard.press(key);
  await expect(pane.getByRole('button', { name: 'Follow what goes on' })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => violations(page, '[aria-label="Activity"]')).toEqual([]);

  // As sharp as the screen.
  const ratio = await timeline
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.width / canvas.clientWidth);
  expect(ratio).toBeCloseTo(await page.evaluate(() => devicePixelRatio), 1);

  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Console' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('[data-line]:focus')).toContainText(/app:(?:answer_wat|compute)/);
});

test('tables have the calls, the processes with their mailboxes and the pools, and every row leads to its source', async ({
  page,
}) => {
  const pane = await openActivity(page);
  await page.evaluate(() => location.assign('#example=supervisor'));
  await expect(page.locator('[data-tab="worker.lua"]')).toHaveCount(1);
  await page.keyboard.press('Control+Enter');
  const part = async (name: string): Promise<Locator> => {
    await pane.getByRole('radio', { name }).check({ force: true });
    return pane.getByRole('table');
  };
  const calls = await part('Calls');
  await expect(calls.getByRole('row', { name: /app:worker failed/ })).toHaveCount(1);
  const processes = await part('Processes');
  await expect(processes.getByRole('row', { name: /app:greeter .*greeter/ })).toHaveCount(1);
  await expect.poll(() => violations(page, '[aria-label="Activity"]')).toEqual([]);
  const pools = await part('Pools');
  await expect(pools.getByRole('row', { name: /app:main/ })).toContainText('lazy');
  await pools.getByRole('button', { name: 'app:main' }).click();
  await expect(page.locator('[data-tab="main.lua"]')).toHaveAttribute('aria-selected', 'true');
});
