import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import { violations } from './pages/axe.ts';
import { Workbench } from './pages/workbench.ts';

/** The project of the first tab, with a line that is kept already. */
async function openProjectOfMine(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- kept');
  await expect(page.getByRole('contentinfo')).toContainText('saved in this browser');
  return workbench;
}

const otherTab = (page: Page) => page.getByRole('alert').filter({ hasText: 'open in another tab' });

/** The same project in another tab, which has it to read. */
async function openBeside(context: BrowserContext): Promise<Workbench> {
  const second = new Workbench(await context.newPage());
  await second.open();
  await expect(otherTab(second.page)).toBeVisible();
  return second;
}

async function takeOver(second: Workbench): Promise<void> {
  await otherTab(second.page).getByRole('button', { name: 'Take over' }).click();
  await expect(otherTab(second.page)).toBeHidden();
}

/** Stops the tab as a debugger does, in the task that takes `key`; what it has not written by then is pending. */
async function freezeAt(page: Page, key: string): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  const paused = new Promise((resolve) => session.once('Debugger.paused', resolve));
  await page.evaluate((wanted) => {
    globalThis.addEventListener('keyup', ({ key: own }) => {
      // eslint-disable-next-line no-debugger -- this is what stops the tab
      if (own === wanted) debugger;
    });
  }, key);
  void page.keyboard.press(key);
  await paused;
  return session;
}

test('a second tab reads, and takes over what the first one has written, which may write again when the second one is closed; one that was frozen with text of its own writes it over nobody, and says where both texts are', async ({
  page,
  context,
}) => {
  const first = await openProjectOfMine(page);
  const name = await first.projectName.inputValue();
  await test.step('a second tab reads, and takes over', async () => {
    const second = await openBeside(context);
    await expect.poll(() => violations(second.page, '[role="alert"]')).toEqual([]);
    await first.insertFirstLine('-- two');
    await takeOver(second);
    await expect(second.editor('main.lua')).toContainText('-- two');
    await expect(otherTab(page)).toBeVisible();
    await second.focusEditor();
    await second.insertFirstLine('-- second');
    await expect(second.page.getByRole('contentinfo')).toContainText('saved in this browser');

    // Read only as long as the other one is there.
    await page.bringToFront();
    await first.focusEditor();
    await page.keyboard.type('nobody');
    await second.page.close();
    await expect(otherTab(page)).toBeHidden();
    await expect(first.editor('main.lua')).toContainText('-- second');
    await expect(first.editor('main.lua')).not.toContainText('nobody');
    await first.insertFirstLine('-- first');
    await expect(page.getByRole('contentinfo')).toContainText('saved in this browser');
  });
  await test.step('one that was frozen writes over nobody', async () => {
    const second = await openBeside(context);
    // What is stored.
    await expect(second.editor('main.lua')).toContainText('-- first');
    await expect(second.editor('main.lua')).toContainText('-- second');

    await page.bringToFront();
    await first.focusEditor();
    await first.press('ControlOrMeta+Home');
    const frozen = await freezeAt(page, '1');
    // It does not answer, so its turn is taken from it.
    await takeOver(second);
    await second.page.bringToFront();
    await second.focusEditor();
    await second.insertFirstLine('-- third');
    await expect(second.page.getByRole('contentinfo')).toContainText('saved in this browser');
    await frozen.send('Debugger.resume');
    await frozen.detach();

    const said = page.getByRole('alert').filter({ hasText: `“${name}” was changed in two places.` });
    await expect(said).toContainText('Both are kept');
    await expect(first.projectName).not.toHaveValue(name);
    await expect(first.editor('main.lua')).toContainText('1-- first');
    await expect(second.editor('main.lua')).toContainText('-- third');
    await expect(second.projectName).toHaveValue(name);

    // What each shows is what is stored.
    await second.page.reload();
    await second.ready();
    await expect(second.projectName).toHaveValue(name);
    await expect(second.editor('main.lua')).toContainText('-- third');
    const other = await first.projectName.inputValue();
    await second.press('Alt+P');
    const row = second.page.getByRole('dialog').getByRole('button', { name: new RegExp(`^${other}`) });
    await row.first().click();
    await expect(second.projectName).toHaveValue(other);
    await expect(second.editor('main.lua')).toContainText('1-- first');
  });
});
