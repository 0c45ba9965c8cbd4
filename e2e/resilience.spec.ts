import type { Page } from '@playwright/test';
import { expect, openPlayground, test } from './fixtures/test.ts';
import { Workbench } from './pages/workbench.ts';

test.describe('in the colours of the reader', () => {
  test('the page is whole, which may change and come and go while it is open', async ({ browser, baseURL }) => {
    const context = await browser.newContext({
      baseURL: baseURL!,
      forcedColors: 'active',
      colorScheme: 'dark',
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await openPlayground(page);
    await new Workbench(page).ready();

    const background = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(
        page.locator(colorScheme === 'dark' ? '.monaco-editor.hc-black' : '.monaco-editor.hc-light').first(),
      ).toBeVisible();
      const system = await page.evaluate(() => {
        const probe = document.createElement('span');
        probe.style.setProperty('forced-color-adjust', 'none');
        document.body.append(probe);
        const read = (name: string) => {
          probe.style.backgroundColor = name;
          return getComputedStyle(probe).backgroundColor;
        };
        const colors = { highlight: read('Highlight'), canvas: read('Canvas'), text: read('CanvasText') };
        probe.remove();
        return colors;
      });
      expect(system.highlight).not.toBe(system.canvas);
      // What is in front or chosen: a file's tab, a tab of the output, rows of files and registry; and the button to press.
      for (const selector of [
        '[data-tab][aria-selected="true"]',
        '#tab-console',
        '[data-path="main.lua"]',
        '[data-chosen="true"]',
        'button[data-action="run"]',
      ]) {
        expect(await background(selector), `${selector}, ${colorScheme}`).toBe(system.highlight);
      }
      expect(await background('#tab-problems')).not.toBe(system.highlight);
      expect(
        await page.locator('button[data-action="run"]').evaluate((element) => getComputedStyle(element).outlineStyle),
      ).toBe('solid');
      // Dots are nothing but a background.
      expect(await background('[data-status="ready"]')).not.toBe(system.canvas);
      expect(await background('.monaco-editor')).toBe(system.canvas);
    }

    const contrast = page.locator('.monaco-editor.hc-light, .monaco-editor.hc-black');
    await page.emulateMedia({ forcedColors: 'none' });
    await expect(contrast).toHaveCount(0);
    await page.emulateMedia({ forcedColors: 'active' });
    await expect(contrast.first()).toBeVisible();
    expect(failures).toEqual([]);
    await context.close();
  });
});

/** These break the page on purpose, which the browser's console tells. */
const loud = test.extend({ quiet: ({ page: _page }, use) => use() });

loud.describe('a part of the page that fails', () => {
  loud(
    'leaves the others as they are, says what happened, and comes back; where it is the whole page, with the text, an export and another project',
    async ({ page, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await openPlayground(page);
      await new Workbench(page).ready();
      await page.evaluate(() => {
        const original = CSS.escape;
        Object.assign(globalThis, { mend: () => Object.assign(CSS, { escape: original }) });
        CSS.escape = () => {
          throw new Error('broken on purpose');
        };
      });
      // Another file in front of its column: its tab is scrolled to, which fails now.
      await page.locator('[data-tab="main.lua"]').press('Delete');
      await page.locator('[data-path="main.lua"]').click();
      const failed = page.getByRole('alert').filter({ hasText: 'The editor stopped working' });
      await expect(failed).toContainText('broken on purpose');
      await expect(page.getByRole('region', { name: 'Files', exact: true })).toBeVisible();
      await expect(page.getByRole('tab', { name: 'Console' })).toBeVisible();
      await expect(failed.getByRole('button', { name: 'Reload the page' })).toBeVisible();
      await failed.getByRole('button', { name: 'Copy the text' }).click();
      await expect(failed.getByRole('button', { name: 'Copied' })).toBeVisible();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('==== main.lua ====');

      await page.evaluate(() => (globalThis as unknown as { mend(): void }).mend());
      await failed.getByRole('button', { name: 'Try again' }).click();
      await expect(page.locator('[data-editor="main.lua"]')).toBeVisible();

      await breakWholePage(page);
    },
  );

  loud('gives way to a plain one where it is the code editor, and writing goes on', async ({ page }) => {
    // Monaco measures its own width by this, and nothing else of the page does so.
    await page.addInitScript(() => {
      Element.prototype.setAttribute = new Proxy(
        Object.getOwnPropertyDescriptor(Element.prototype, 'setAttribute')?.value as (
          this: Element,
          name: string,
          value: string,
        ) => void,
        {
          apply(original, element: Element, [name, value]: [string, string]) {
            if (name === 'data-mprt') throw new Error('broken on purpose');
            Reflect.apply(original, element, [name, value]);
          },
        },
      );
    });
    await openPlayground(page);
    await expect(
      page.getByRole('alert').filter({ hasText: 'The code editor stopped working (broken on purpose)' }).first(),
    ).toBeVisible();
    await page.getByRole('textbox', { name: 'main.lua, editor' }).fill('return 7');
    await page
      .getByRole('button', { name: /^Run\b/ })
      .first()
      .click();
    await expect
      .poll(() => page.evaluate(() => playground.console().filter((entry) => entry.call?.target === 'app:main').length))
      .toBeGreaterThan(1);
  });

  async function breakWholePage(page: Page): Promise<void> {
    await page.getByRole('textbox', { name: 'Name of the project' }).fill('Mine');
    await page.getByRole('textbox', { name: 'Name of the project' }).press('Enter');
    await page.evaluate(() => {
      const original = globalThis.matchMedia;
      Object.assign(globalThis, { mend: () => Object.assign(globalThis, { matchMedia: original }) });
      globalThis.matchMedia = () => {
        throw new Error('broken on purpose');
      };
    });
    // Another width draws the frame of the page again.
    await page.setViewportSize({ width: 600, height: 800 });
    const failed = page.getByRole('alert').filter({ hasText: 'The page stopped working' });
    await expect(failed).toContainText('broken on purpose');
    const download = page.waitForEvent('download');
    await failed.getByRole('button', { name: 'Export “Mine” as zip' }).click();
    expect((await download).suggestedFilename()).toBe('mine.zip');
    await page.evaluate(() => (globalThis as unknown as { mend(): void }).mend());
    await failed.getByRole('button', { name: 'Hello, Wippy (example)' }).click();
    await expect(page.getByRole('button', { name: /^Run\b/ }).first()).toBeVisible();
  }
});
