import { expect, openPlayground, test } from './fixtures/same-page-test.ts';
import { violations } from './pages/axe.ts';

test('a newcomer takes the tour, evaluates a line in the console, measures calls, and sees what native Wippy does otherwise', async ({
  page,
}) => {
  await openPlayground(page);
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
  await test.step('the tour takes no focus, goes on when it is told to, and is left', async () => {
    const begin = page.getByRole('button', { name: 'Tour', exact: true });
    await begin.click();
    const tour = page.getByRole('region', { name: 'Tour, step 1 of 5' });
    await expect(tour).toContainText('Run it');
    await expect(begin).toBeFocused();
    await tour.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(tour.getByRole('button', { name: '1: Run it, done' })).toBeVisible();
    await expect.poll(() => violations(page, '[aria-label^="Tour"]')).toEqual([]);
    await tour.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByRole('region', { name: 'Tour, step 2 of 5' })).toContainText('Change a call');
    await page.getByRole('button', { name: 'Leave the tour' }).click();
    await expect(page.getByRole('region', { name: /^Tour/ })).toHaveCount(0);
  });
  await test.step('a line is completed and evaluated, and what it gives is a row', async () => {
    const line = page.getByRole('combobox', { name: 'Lua, evaluated in this project' });
    await line.fill('funcs.call("app:comp');
    await expect(
      page.getByRole('listbox', { name: 'Completions' }).getByRole('option', { name: 'app:compute' }),
    ).toBeVisible();
    await line.press('Tab');
    await expect(line).toHaveValue(/^funcs\.call\("app:compute"?$/);
    await line.fill('funcs.call("app:compute", 6, 9)');
    await line.press('Enter');
    await expect(page.locator('[data-source="result"]')).toContainText('54');
    await line.press('ArrowUp');
    await expect(line).toHaveValue('funcs.call("app:compute", 6, 9)');
  });
  await test.step('calls are measured', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Measure…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Measure' });
    await dialog.getByRole('radio', { name: '10', exact: true }).check({ force: true });
    await dialog.getByRole('button', { name: 'Measure', exact: true }).click();
    await expect(dialog.getByRole('table')).toContainText('Median');
    await expect.poll(() => violations(page, '[role="dialog"]')).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });
  await test.step('a project without tests is told how to have one', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Tests' }).click();
    const pane = page.getByRole('region', { name: 'Tests' });
    await pane.getByRole('button', { name: 'Run tests' }).click();
    await expect(pane).toContainText('This project has no tests.');
    await expect.poll(() => violations(page, '#panel-tests')).toEqual([]);
  });
  await test.step('a gist that was pasted is a project of its own, and none of it runs', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Import text or an address…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import text or an address' });
    const text = dialog.getByRole('textbox', { name: 'Text or address' });
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(new URL(page.url()).origin)) elsewhere.push(request.url());
    });
    await text.fill('what is this');
    await dialog.getByRole('button', { name: 'Open' }).click();
    await expect(dialog.getByRole('status')).toContainText('It cannot be told what this is');
    await text.fill('https://gist.github.com/somebody/0123456789abcdef0123');
    await expect(dialog.getByRole('button', { name: 'Fetch and open' })).toBeVisible();
    await expect(dialog.getByRole('status')).toContainText('Asks api.github.com');
    await expect.poll(() => violations(page, '[role="dialog"]')).toEqual([]);
    await text.fill(
      JSON.stringify({
        description: 'From a gist',
        files: {
          '_index.yaml': {
            content:
              'version: "1.0"\nnamespace: app\nentries:\n  - name: main\n    kind: function.lua\n    source: file://main.lua\n    method: main\n',
          },
          'main.lua': { content: 'print("it runs")\nreturn { main = function() print("it is called") end }' },
        },
      }),
    );
    const before = await page.evaluate(() => playground.console().length);
    await dialog.getByRole('button', { name: 'Open' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.locator('#project-name')).toHaveValue('From a gist');
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    expect(await page.evaluate((count) => playground.console().slice(count), before)).toEqual([]);
    expect(elsewhere.filter((url) => url.startsWith('http'))).toEqual([]);
  });
  await test.step('what is otherwise on native Wippy is listed', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Runs on Wippy?' }).click();
    const dialog = page.getByRole('dialog', { name: 'Runs on Wippy?' });
    await expect(dialog).toContainText('Nothing is known that would be otherwise there.');
    await expect.poll(() => violations(page, '[role="dialog"]')).toEqual([]);
    await page.keyboard.press('Escape');
  });
});
