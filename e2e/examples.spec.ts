import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { expect, openPlayground, test } from './fixtures/test.ts';
import type { Expectation } from '../src/examples/types.ts';

const FOLDER = new URL('../src/examples/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => existsSync(new URL(`${name}/expected.ts`, FOLDER)));

function filesOf(name: string): Record<string, string> {
  const folder = new URL(`${name}/`, FOLDER);
  const paths = readdirSync(folder).filter((path) => !path.endsWith('.ts'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(path, folder), 'utf8')]));
}

for (const name of names) {
  test(`the project ${name} prints and returns what it says`, async ({ page }) => {
    const { expected } = (await import(`../src/examples/${name}/expected.ts`)) as { expected: Expectation };
    await openPlayground(page);
    const seen = await page.evaluate(async (files) => {
      const report = await playground.open(files);
      const before = playground.console().length;
      const result = await playground.call('app:main');
      const prints = playground.console().slice(before).filter((entry) => entry.source === 'print');
      return { report, result, prints: prints.map((entry) => entry.text) };
    }, filesOf(name));
    expect(seen.report).toMatchObject({ ok: true, diagnostics: [] });
    expect(seen.prints).toEqual(expected.prints.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))));
    expect(seen.result).toMatchObject({ value: expected.value, error: null });
  });
}
