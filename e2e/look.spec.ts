import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/same-page-test.ts';
import { boxOf, collisions, intersect, paintOf, resize, type Size } from './pages/layout.ts';
import { followNotices } from './pages/notices.ts';
import { Workbench } from './pages/workbench.ts';

async function openFresh(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  return workbench;
}

/** A function of two numbers, its fields in the bar. */
async function chooseCompute(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Function' }).selectOption('app:compute');
  await expect(argument(page, 'a')).toBeVisible();
}
const argument = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Arguments' }).getByRole('textbox', { name, exact: true });
const separator = (page: Page, name: string) => page.getByRole('separator', { name });

const DESKTOP: Size = { width: 1440, height: 900 };
const TABLET: Size = { width: 1024, height: 768 };
const LOW: Size = { width: 720, height: 450 };
const PHONE: Size = { width: 360, height: 740 };

/** One page at each of these sizes, one after the other: opening it anew for each would cost seconds. */
async function atEach(page: Page, sizes: readonly Size[], body: (size: Size) => Promise<void>): Promise<void> {
  for (const size of sizes) {
    await test.step(`at ${size.width} px`, async () => {
      await resize(page, size);
      await body(size);
    });
  }
}

test('the menu of a right click is a card, the registry cuts no name, and a line says what Wippy is', async ({
  page,
}) => {
  const workbench = await openFresh(page);
  await test.step('the menu of a right click is a card of the page, in light and in dark colours', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await test.step(`in ${colorScheme} colours`, async () => {
        await page.emulateMedia({ colorScheme });
        await expect(page.locator('.monaco-editor').first()).toHaveClass(
          colorScheme === 'dark' ? /vs-dark/ : /vs(?!-)/,
        );
        await workbench.editor('main.lua').locator('.view-line').nth(4).click({ button: 'right' });
        const entry = page.locator('.monaco-menu .action-label').filter({ hasText: 'Copy' });
        await expect(entry).toBeVisible();
        const card = await page.evaluate(() => {
          const probe = document.createElement('div');
          probe.style.background = 'var(--surface-raised)';
          document.body.append(probe);
          const { backgroundColor } = getComputedStyle(probe);
          probe.remove();
          return backgroundColor;
        });
        const paint = await paintOf(entry);
        expect(paint?.background).toBe(card);
        expect(paint?.contrast).toBeGreaterThan(7);
        await workbench.press('Escape');
        await expect(entry).toBeHidden();
      });
    }
  });
  await test.step('the registry is as wide as its bar is put, and at its narrowest cuts no name, says the kind by an icon with a name, and the signature in full below', async () => {
    const registry = page.locator('#registry');
    const before = await boxOf(registry);
    const bar = await boxOf(separator(page, 'Width of the side bar'));
    await page.mouse.move(bar.left, 400);
    await page.mouse.down();
    await page.mouse.move(bar.left + 100, 400);
    await page.mouse.up();
    const after = await boxOf(registry);
    expect(after.right - before.right).toBeCloseTo(100, -1);

    await separator(page, 'Width of the side bar').press('Home');
    await expect.poll(async () => Math.round((await page.locator('#sidebar').boundingBox())?.width ?? 0)).toBe(160);
    await expect(registry.getByText('answer_wat')).toBeVisible();
    const cut = await registry.evaluate((root) =>
      [...root.querySelectorAll('*')]
        .filter(
          (element) =>
            element.checkVisibility() &&
            !element.closest('.visually-hidden') &&
            /^(?:SPAN|CODE)$/.test(element.tagName) &&
            element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).overflow !== 'visible',
        )
        .map((element) => element.textContent),
    );
    expect(cut).toEqual([]);
    await expect(registry.getByText('(a: s32, b: s32) -> s32')).toBeVisible();
    const name = await boxOf(registry.getByText('compute', { exact: false }).first());
    const signature = await boxOf(registry.getByText('(a: s32, b: s32) -> s32'));
    expect(signature.top).toBeGreaterThanOrEqual(name.bottom - 1);
    await registry.locator('[data-tip="function.lua"]').hover();
    await expect(page.locator('[data-side]').filter({ hasText: 'function.lua' })).toBeVisible();
  });
  await test.step('a line says what Wippy is and leads to its documentation, moving by keyboard is explained in plain words, and the menu shows all of its groups on a low page', async () => {
    await expect(page.locator('#files [aria-live]')).toHaveText(
      'Press Control, Shift and D to move the chosen files or folders.',
    );
    const header = page.getByRole('banner');
    await expect(header.getByText('Wippy runs Lua and WebAssembly as processes, here in your browser.')).toBeVisible();
    await expect(header.getByRole('link', { name: 'Documentation' })).toHaveAttribute('href', 'https://docs.wippy.ai/');

    await resize(page, LOW);
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Documentation of Wippy' }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('menuitem', { name: 'Documentation of Wippy' })).toBeInViewport();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await page.keyboard.press('Alt+1');
    await expect(
      page.getByRole('dialog', { name: 'Files and registry' }).getByRole('link', { name: 'Documentation' }),
    ).toBeVisible();
  });
});

test.describe('the editors', () => {
  test('stand in as many columns as there is room for, each wide enough for code', async ({ page }) => {
    await openFresh(page);
    const columns: Readonly<Record<number, number>> = { 1440: 2, 1100: 1, 1760: 3 };
    const sizes = [1440, 1100, 1760].map((width) => ({ width, height: 900 }));
    await atEach(page, sizes, async ({ width }) => {
      await expect(page.locator('section[data-column]')).toHaveCount(columns[width]!);
      for (const column of await page.locator('section[data-column]').all())
        expect(((await column.boundingBox())?.width ?? 0) / 7.8).toBeGreaterThan(60);
      for (const path of ['_index.yaml', 'compute.wat', 'main.lua'])
        await expect(page.locator(`[data-tab="${path}"]`)).toHaveCount(1);
    });
  });

  test('wrap long lines until told not to, have a bar between them that is dragged, moved by keys and put back, and colours that are chosen; all last over a reload', async ({
    page,
  }) => {
    const workbench = await openFresh(page);
    const bar = separator(page, 'Width of the first column of editors');
    const at = async (): Promise<number> => (await boxOf(bar)).left;
    const before = await at();
    const isCut = () =>
      workbench
        .editor('_index.yaml')
        .evaluate((host) =>
          [...host.querySelectorAll('.view-line > span')].some(
            (line) => line.getBoundingClientRect().right > host.getBoundingClientRect().right,
          ),
        );
    await bar.press('Home');
    await expect.poll(isCut).toBe(false);
    await workbench.command('View: Do not wrap long lines');
    await expect.poll(isCut).toBe(true);

    const from = await at();
    await page.mouse.move(from, 300);
    await page.mouse.down();
    await page.mouse.move(before + 150, 300);
    await page.mouse.up();
    expect(await at()).toBeCloseTo(before + 150, -1);
    await bar.press('ArrowLeft');
    expect(await at()).toBeLessThan(before + 150);
    const left = await at();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const header = page.getByRole('radiogroup', { name: 'Colours' });
    await expect(header.getByRole('radio')).toHaveCount(3);
    await expect(header.getByRole('radio', { name: 'As the system' })).toBeChecked();
    const light = await background();
    await header.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await expect.poll(background).not.toBe(light);

    await page.reload();
    await workbench.ready();
    expect(await background()).not.toBe(light);
    expect(await at()).toBeCloseTo(left, 0);
    await bar.dblclick();
    expect(await at()).toBeCloseTo(before, 0);
    await bar.press('Home');
    await expect.poll(at).toBeLessThan(before);
    await expect.poll(isCut).toBe(true);
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await expect(page.getByRole('menu').getByRole('group')).toHaveCount(8);
    await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toHaveAttribute('aria-checked', 'true');
    await page.getByRole('menuitemradio', { name: 'System' }).click();
    await expect.poll(background).toBe(light);
  });
});

test('no control lies over another, and messages cover nothing', async ({ page }) => {
  const workbench = await openFresh(page);
  await test.step('no control lies over another', async () => {
    const sizes = [DESKTOP, TABLET, { width: 900, height: 700 }, LOW, PHONE];
    await atEach(page, sizes, () => expect.poll(() => collisions(page), 'at first').toEqual([]));
    await chooseCompute(page);
    await workbench.press('Alt+4');
    await atEach(page, sizes, () => expect.poll(() => collisions(page), 'with arguments and problems').toEqual([]));
  });
  await test.step('a short message covers nothing', async () => {
    await resize(page, DESKTOP);
    const message = page.getByRole('dialog', { name: 'Notice' }).or(page.getByRole('alertdialog', { name: 'Notice' }));
    await atEach(page, [DESKTOP, TABLET, LOW, PHONE], async () => {
      await workbench.press('ControlOrMeta+s');
      await expect(message).toBeVisible();
      // Room is made for it as it comes in.
      await expect(async () => {
        const own = await boxOf(message);
        const parts = page
          .locator(
            'section[data-column], #sidebar, [role="toolbar"], [role="tab"], header:has(h1), footer, nav, [aria-label="Run"]',
          )
          .filter({ visible: true });
        for (const part of await parts.all())
          expect(intersect(own, await boxOf(part)), (await part.getAttribute('aria-label')) ?? '').toBe(false);
      }).toPass();
      await expect.poll(() => collisions(page)).toEqual([]);
    });
  });
});

test('an argument that does not fit is told of once and moves nothing, and the form of arguments lies over nothing', async ({
  page,
}) => {
  await openFresh(page);
  await test.step('an argument that does not fit is told of once, below its field, and moves nothing', async () => {
    const editors = page.locator('section[data-column]').first();

    await test.step('in a list of arguments', async () => {
      await page.getByRole('combobox', { name: 'Function' }).selectOption('app:main');
      const field = page.getByRole('textbox', { name: 'Arguments' });
      const before = await boxOf(editors);
      await field.fill('{');
      await page.keyboard.press('ControlOrMeta+Enter');
      const message = page.getByText(/must be a JSON list/).filter({ visible: true });
      await expect(message).toHaveCount(1);
      expect((await boxOf(message)).top).toBeGreaterThanOrEqual((await boxOf(field)).bottom - 1);
      expect(await boxOf(editors)).toEqual(before);
    });

    await chooseCompute(page);
    const range = page.getByText('expected s32 (-2147483648..2147483647)').filter({ visible: true });
    const number = page.getByText('expected s32', { exact: true }).filter({ visible: true });
    await atEach(page, [DESKTOP, LOW, PHONE], async ({ width }) => {
      await argument(page, 'a').fill('');
      await argument(page, 'b').fill('');
      const before = {
        a: await boxOf(argument(page, 'a')),
        b: await boxOf(argument(page, 'b')),
        editors: await boxOf(editors),
      };
      await argument(page, 'a').fill('zz');
      await argument(page, 'b').fill('99999999999');
      await argument(page, 'b').press('ControlOrMeta+Enter');
      await expect(range).toHaveCount(1);
      await expect(number).toHaveCount(0);
      expect({
        a: await boxOf(argument(page, 'a')),
        b: await boxOf(argument(page, 'b')),
        editors: await boxOf(editors),
      }).toEqual(before);
      const message = await boxOf(range);
      expect(message.top).toBeGreaterThanOrEqual(before.b.bottom - 1);
      expect(message.top - before.b.bottom).toBeLessThan(6);
      expect(message.right).toBeLessThanOrEqual(width);
      for (const other of [before.a, before.b, before.editors]) expect(intersect(message, other)).toBe(false);
      await argument(page, 'a').focus();
      await expect(number).toHaveCount(1);
      await expect(range).toHaveCount(0);
      await expect(argument(page, 'b')).toHaveAccessibleDescription('expected s32 (-2147483648..2147483647)');
    });
  });
  await resize(page, DESKTOP);
  await test.step('the form of arguments lies over nothing and says the call once', async () => {
    await chooseCompute(page);
    await argument(page, 'a').fill('8');
    await argument(page, 'b').fill('9');
    await page.locator('#form-toggle').click();
    await atEach(page, [DESKTOP, TABLET, LOW, PHONE], async () => {
      const form = page.getByRole('region', { name: 'Arguments of app:compute' });
      await expect(form.getByRole('textbox', { name: 'a', exact: true })).toHaveValue('8');
      await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveCount(1);
      const own = await boxOf(form);
      const parts = page
        .locator(
          'section[data-column], #sidebar, [aria-label="Console"][class*="pane"], header:has(h1), [aria-label="Run"]',
        )
        .filter({ visible: true });
      expect(await parts.count()).toBeGreaterThanOrEqual(3);
      for (const part of await parts.all())
        expect(intersect(own, await boxOf(part)), (await part.getAttribute('aria-label')) ?? '').toBe(false);
      await expect(page.getByText('funcs.call("app:compute", 8, 9)').filter({ visible: true })).toHaveCount(1);
      await expect.poll(() => collisions(page)).toEqual([]);
    });
  });
});

test('the console has columns as wide as what stands in them, values and errors in one, and cuts no name of a type', async ({
  page,
}) => {
  await openFresh(page);
  const heads = page.getByRole('columnheader');
  await expect(heads).toHaveText(['Details', 'Time', 'Kind', 'Target', 'Arguments', 'Value or error', 'Duration']);
  const column = await boxOf(heads.filter({ hasText: 'Value or error' }));
  const failed = page.getByRole('row').filter({ hasText: 'expected s32, got string' }).filter({ hasText: 'Invalid' });
  const answered = page.getByRole('row').filter({ hasText: 'app:answer_wat' });
  expect((await boxOf(failed.getByText('Invalid'))).left).toBeCloseTo(column.left, 0);
  expect((await boxOf(answered.locator('[data-label="Value"] code'))).left).toBeCloseTo(column.left, 0);
  await expect(failed.getByText('nil')).toHaveCount(0);
  // Half of the width is for what one came to read.
  expect(column.right - column.left).toBeGreaterThan(500);
  expect((await boxOf(failed)).bottom - (await boxOf(failed)).top).toBeLessThan(30);

  await page.evaluate(async () => {
    await playground.call('app:compute', 123_456_789, 987_654_321);
    await playground.call(
      'app:main',
      'a text that is longer than its place',
      { key: 'and a table that is even longer than that' },
      true,
      1.5,
      'x',
    );
  });
  const sizes = [1440, 1024, 720, 360].map((width) => ({ width, height: 800 }));
  await atEach(page, sizes, async ({ width }) => {
    if (width === 360) await page.getByRole('button', { name: 'Console' }).click();
    await expect(page.getByRole('row').filter({ hasText: '123456789' })).toBeVisible();
    const cut = await page.getByRole('treegrid').evaluate((grid) =>
      [...grid.querySelectorAll('code + span')].flatMap((label) => {
        const box = label.getBoundingClientRect();
        let [left, right, top, bottom] = [0, innerWidth, 0, innerHeight];
        for (let parent = label.parentElement; parent && parent !== grid; parent = parent.parentElement) {
          if (getComputedStyle(parent).overflow === 'visible') continue;
          const edge = parent.getBoundingClientRect();
          [left, right, top, bottom] = [
            Math.max(left, edge.left),
            Math.min(right, edge.right),
            Math.max(top, edge.top),
            Math.min(bottom, edge.bottom),
          ];
        }
        const isOut = box.top >= bottom - 1 || box.left >= right - 1;
        const isIn = box.left >= left - 1 && box.right <= right + 1 && box.bottom <= bottom + 1;
        return isOut || isIn ? [] : [label.textContent];
      }),
    );
    expect(cut).toEqual([]);
  });
});

test('what is saved is in this browser; a version is kept and gone back to; what a dialog did is said in it, with its way back', async ({
  page,
}) => {
  const workbench = await openFresh(page);
  await workbench.focusEditor();
  await workbench.insertFirstLine('-- mine');
  await expect(page.getByText('saved in this browser')).toBeVisible();
  await expect(page.getByText(/(?:since the last |version )saved|saved version/i)).toHaveCount(0);
  const notices = await followNotices(page);
  await workbench.press('ControlOrMeta+s');
  await expect.poll(notices).toContain('Version kept');
  await workbench.insertFirstLine('-- bad');
  await workbench.command('Versions');
  await page.getByRole('button', { name: /Kept by hand/ }).click();
  await expect(workbench.editor('main.lua')).not.toContainText('-- bad');
  await expect(workbench.editor('main.lua')).toContainText('-- mine');

  await workbench.press('Alt+G');
  await page.getByRole('button', { name: /Errors are values/ }).click();
  await expect(workbench.projectName).toHaveValue('Errors are values');
  await workbench.press('Alt+P');
  const dialog = page.getByRole('dialog', { name: 'Projects' });
  await dialog
    .getByRole('button', { name: /Delete/ })
    .first()
    .click();
  await expect(dialog.getByRole('button', { name: 'Undo' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await expect(dialog.getByRole('button', { name: /^Hello, Wippy/ })).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE, hasTouch: true });

  test('tabs out of sight fade at that edge, the bar for running is one line while one writes, and numbers have their keypad and a key for their sign', async ({
    page,
  }) => {
    const workbench = await openFresh(page);

    await test.step('tabs that go on out of sight fade at that edge', async () => {
      const strip = page.getByRole('tablist', { name: 'Open files' });
      await expect(strip).toHaveAttribute('data-fade', 'start');
      expect(await strip.evaluate((element) => getComputedStyle(element).maskImage)).toContain('gradient');
      await strip.evaluate((element) => element.scrollTo({ left: 0 }));
      await expect(strip).toHaveAttribute('data-fade', 'end');
      await resize(page, { width: 700, height: 740 });
      await expect(strip).toHaveAttribute('data-fade', 'none');
      expect(await strip.evaluate((element) => getComputedStyle(element).maskImage)).toBe('none');
    });

    await test.step('the bar for running is one line while one writes, and all of it afterwards', async () => {
      await resize(page, PHONE);
      const bar = page.getByRole('form', { name: 'Run' });
      const height = async (): Promise<number> => (await bar.boundingBox())?.height ?? 0;
      const whole = await height();
      expect(whole).toBeGreaterThan(90);
      await workbench.editor('main.lua').locator('.view-line').first().tap();
      await expect.poll(height).toBeLessThan(56);
      await expect(bar.getByRole('button', { name: 'Run', exact: true })).toBeInViewport();
      await expect(bar.getByRole('combobox', { name: 'Function' })).toBeInViewport();
      await expect.poll(() => collisions(page)).toEqual([]);
      await bar.getByRole('combobox', { name: 'Function' }).focus();
      await expect.poll(height).toBe(whole);
    });

    await test.step('over a keyboard twelve lines of code are in view, and a row of symbols types', async () => {
      const editor = workbench.editor('main.lua');
      await resize(page, { ...PHONE, height: PHONE.height - 300 });
      await editor.locator('.view-line').nth(2).tap();
      const symbols = page.getByRole('toolbar', { name: 'Symbols' });
      await expect(symbols).toBeVisible();
      await expect(editor).not.toContainText('~');
      await symbols.getByRole('button', { name: '~', exact: true }).tap();
      await expect(editor).toContainText('~');
      const lines = async (): Promise<number> => {
        const height = (await editor.boundingBox())?.height ?? 0;
        const line = (await editor.locator('.view-line').first().boundingBox())?.height ?? Infinity;
        return Math.floor(height / line);
      };
      await expect.poll(lines).toBeGreaterThanOrEqual(12);
      await expect.poll(() => collisions(page)).toEqual([]);
      await page.keyboard.press('Control+z');
      await resize(page, PHONE);
      await page.getByRole('combobox', { name: 'Function' }).focus();
      await expect(symbols).toHaveCount(0);
    });

    await test.step('numbers have the keypad of numbers, and a key for their sign', async () => {
      await chooseCompute(page);
      const field = argument(page, 'a');
      await expect(field).toHaveAttribute('inputmode', 'numeric');
      await field.fill('42');
      await page.getByRole('button', { name: 'a is negative' }).tap();
      await expect(field).toHaveValue('-42');
      await page.getByRole('button', { name: 'a is negative' }).tap();
      await expect(field).toHaveValue('42');
    });
  });
});
