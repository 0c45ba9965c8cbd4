import type { Page } from '@playwright/test';
import { createSkeleton } from '../src/app/new-function/skeleton.ts';
import type { PlainValue } from '../src/contract/api.ts';
import { test as apiTest } from './fixtures/api-test.ts';
import { expect, test } from './fixtures/same-page-test.ts';
import { Workbench } from './pages/workbench.ts';

interface NewFunction {
  readonly kind: 'WebAssembly text' | 'Lua';
  readonly name: string;
  readonly signature: string;
}

async function fill(page: Page, { kind, name, signature }: NewFunction): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'New function' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await dialog.getByRole('radio', { name: kind }).check({ force: true });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('textbox', { name: kind === 'Lua' ? 'Parameters' : 'Signature' }).fill(signature);
  await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
}

test('a new function begins in a dialog, from wherever there is place for one', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.firstResult();
  await test.step('it is an entry and a file, opened, chosen and ready to run', async () => {
    await page.locator('#registry').getByRole('button', { name: 'New function' }).click();
    await fill(page, { kind: 'WebAssembly text', name: 'add', signature: '(a: s32, b: s32) -> s32' });
    await expect(workbench.editor('add.wat')).toContainText('i32.add');
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(1);
    const chosen = page.getByRole('combobox', { name: 'Function' });
    await expect(chosen).toHaveValue('app:add');
    await expect(page.locator('#registry')).toContainText('(a: s32, b: s32) -> s32');
    await workbench.press('ControlOrMeta+Enter');
    await expect
      .poll(() =>
        page.evaluate(() => playground.console().findLast((entry) => entry.call?.target === 'app:add')?.call?.value),
      )
      .toBe(2);

    await workbench.command('File: New function');
    await fill(page, { kind: 'Lua', name: 'greet', signature: 'name, age' });
    await expect(workbench.editor('greet.lua')).toContainText('local function greet(name, age)');
    await expect(chosen).toHaveValue('app:greet');
    await workbench.press('ControlOrMeta+Enter');
    await expect.poll(() => workbench.prints()).toContain('greet was called with 1 2');
    await workbench.tab('_index.yaml').click();
    await expect(workbench.editor('_index.yaml')).toContainText('greet.lua');
  });
  await test.step('what does not fit is told of below its field, and nothing is written', async () => {
    await workbench.command('File: New function');
    await fill(page, { kind: 'WebAssembly text', name: 'compute', signature: '(a: s32)' });
    const dialog = page.getByRole('dialog', { name: 'New function' });
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(
      'There already is app:compute.',
    );
    await fill(page, { kind: 'WebAssembly text', name: 'other', signature: '(a: option<s32>)' });
    await expect(dialog.getByRole('textbox', { name: 'Signature' })).toBeFocused();
    await expect(dialog.getByRole('textbox', { name: 'Signature' })).toHaveAccessibleDescription(
      /^There is no beginning for “option<s32>”/,
    );
    expect(await workbench.tab('other.wat').count()).toBe(0);
    await workbench.press('Escape');
    await expect(dialog).toBeHidden();
  });
  await test.step('an empty project begins with one', async () => {
    await workbench.command('Project: New project');
    await expect(workbench.projectName).toHaveValue('New project');
    await page.locator('#registry').getByRole('button', { name: 'New function' }).last().click();
    const dialog = page.getByRole('dialog', { name: 'New function' });
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await workbench.focusEditor();
    await workbench.press('Alt+W');
    await page.locator('#editors').getByRole('button', { name: 'New function' }).click();
    await fill(page, { kind: 'Lua', name: 'main', signature: '' });
    await expect(workbench.editor('main.lua')).toContainText('return "hello from app:main"');
    await workbench.press('ControlOrMeta+Enter');
    await expect
      .poll(() =>
        page.evaluate(() => playground.console().findLast((entry) => entry.call?.target === 'app:main')?.call?.value),
      )
      .toBe('hello from app:main');
  });
});

apiTest('what a function begins with boots and answers for every type it is made for', async ({ page }) => {
  const types = [
    'bool',
    'char',
    's8',
    'u8',
    's16',
    'u16',
    's32',
    'u32',
    's64',
    'u64',
    'f32',
    'f64',
    'string',
    'list<u8>',
    'list<string>',
  ];
  const signatures = [
    '()',
    ...types.flatMap((type) => [
      `() -> ${type}`,
      `(a: ${type}) -> ${type}`,
      `(a: ${type}, b: ${type}) -> ${type}`,
      `(list: ${type})`,
    ]),
  ];
  const made = signatures.map((signature, index) => {
    const name = `f_${String.fromCodePoint(97 + Math.floor(index / 26))}${String.fromCodePoint(97 + (index % 26))}`;
    const skeleton = createSkeleton({ kind: 'function.wat', id: `app:${name}`, name, signature });
    if (!skeleton.ok) throw new Error(skeleton.error);
    return { name, ...skeleton.value };
  });
  const entries = made
    .map(
      ({ name, method, wit }) =>
        `  - name: ${name}\n    kind: function.wat\n    source: file://${name}.wat\n    wit: |\n      ${wit}\n    method: ${method}\n`,
    )
    .join('');
  const files = {
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${entries}`,
    ...Object.fromEntries(made.map(({ name, source }) => [`${name}.wat`, source])),
  };
  const answers = await page.evaluate(
    async ({ project, calls }) => {
      const report = await playground.open(project);
      const errors: unknown[] = report.diagnostics.filter((item) => item.severity === 'error');
      for (const { id, args } of calls) {
        const { error } = await playground.call(id, ...(args as PlainValue[]));
        if (error !== null) errors.push({ id, error });
      }
      return errors;
    },
    { project: files, calls: made.map(({ name, args }) => ({ id: `app:${name}`, args: args as readonly unknown[] })) },
  );
  expect(answers).toEqual([]);
});
