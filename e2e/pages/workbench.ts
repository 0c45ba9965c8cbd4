import type { Download, Locator, Page } from '@playwright/test';
import { expect } from '../fixtures/test.ts';

/** The page as its reader knows it: parts by their names, actions by their keys. */
export class Workbench {
  readonly page: Page;
  readonly problemsTab: Locator;
  readonly banner: Locator;
  readonly projectName: Locator;

  constructor(page: Page) {
    this.page = page;
    this.problemsTab = page.locator('#tab-problems');
    this.banner = page.getByRole('status').filter({ hasText: 'Opened from a link' });
    this.projectName = page.getByRole('textbox', { name: 'Name of the project' });
  }

  /** Until the project is there and the editors are Monaco's. */
  async open(address = './'): Promise<void> {
    await this.page.goto(address);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Resolves when the first visit's own example has run. */
  async firstResult(): Promise<void> {
    await this.#calledMoreThan(0);
  }

  /** How often a function has been called since the page was loaded. */
  calls(target: string): Promise<number> {
    return this.page.evaluate((id) => playground.console().filter((entry) => entry.call?.target === id).length, target);
  }

  prints(): Promise<string[]> {
    return this.page.evaluate(() =>
      playground
        .console()
        .filter((entry) => entry.source === 'print')
        .map((entry) => entry.text),
    );
  }

  editor(path: string): Locator {
    return this.page.locator(`[data-editor="${path}"]`);
  }

  tab(path: string): Locator {
    return this.page.locator(`[data-tab="${path}"]`);
  }

  press(...keys: readonly string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  async focusEditor(): Promise<void> {
    await this.press('Alt+2');
    await expect(this.page.locator('.monaco-editor.focused')).toHaveCount(1);
  }

  /** A line above all others of the file that has the focus. */
  async insertFirstLine(text: string): Promise<void> {
    await this.press('ControlOrMeta+Home');
    await this.page.keyboard.type(text);
    // Not by typing: the editor would indent what follows.
    await this.press('Escape', 'Enter');
    await this.press('ArrowUp', 'Home');
  }

  async runAndWait(): Promise<void> {
    const before = await this.calls('app:main');
    await this.press('ControlOrMeta+Enter');
    await this.#calledMoreThan(before);
  }

  /** Looks in each frame: the runner's own polls come up to a second late. */
  async #calledMoreThan(before: number): Promise<void> {
    await this.page.waitForFunction(
      (count) =>
        'playground' in globalThis &&
        playground.console().filter((entry) => entry.call?.target === 'app:main').length > count,
      before,
    );
  }

  /** Runs a command by its name. */
  async command(name: string): Promise<void> {
    await this.press('F1');
    const search = this.page.getByRole('combobox', { name: 'Search commands' });
    await expect(search).toBeFocused();
    await this.page.keyboard.type(name);
    await expect(this.page.getByRole('option').first()).toContainText(name);
    await this.press('Enter');
  }

  async link(): Promise<string> {
    await this.press('Alt+S');
    const field = this.page.getByRole('textbox', { name: 'Link' });
    await expect(field).toBeFocused();
    const value = await field.inputValue();
    await this.press('Escape');
    await expect(field).toBeHidden();
    return value;
  }

  async exportZip(): Promise<Download> {
    const download = this.page.waitForEvent('download');
    await this.command('Export as zip');
    return download;
  }

  /** By its path, or with its content. */
  async importFile(
    file: string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer },
  ): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.command('Import files or a zip');
    await (await chooser).setFiles(file);
  }

  /** At the width of a phone. */
  async show(pane: 'Files' | 'Editor' | 'Console' | 'Problems' | 'Terminal'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name: pane }).tap();
  }
}
