import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures/api-test.ts';
import type { ExampleFiles, Expectation } from '../src/examples/types.ts';

const FOLDER = fileURLToPath(new URL('../src/examples/', import.meta.url));
const names = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'expected.ts')));

function filesOf(name: string): ExampleFiles {
  const folder = join(FOLDER, name);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [
      relative(folder, path).split(sep).join('/'),
      path.endsWith('.wasm') ? new Uint8Array(readFileSync(path)) : readFileSync(path, 'utf8'),
    ]),
  );
}

for (const name of names) {
  test(`the project ${name} prints and returns what it says`, async ({ page }) => {
    const { expected } = (await import(`../src/examples/${name}/expected.ts`)) as { expected: Expectation };
    const seen = await page.evaluate(async (files) => {
      const report = await playground.open(files);
      const before = playground.console().length;
      const result = await playground.call('app:main');
      const prints = playground
        .console()
        .slice(before)
        .filter((entry) => entry.source === 'print');
      return { report, result, prints: prints.map((entry) => entry.text) };
    }, filesOf(name));
    const warnings = (expected.warnings ?? []).map((message) => ({ severity: 'warning', message }));
    expect(seen.report).toMatchObject({ ok: true, diagnostics: warnings });
    expect(seen.prints).toEqual(
      expected.prints.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
    expect(seen.result).toMatchObject({ value: expected.value, error: null });
  });
}
