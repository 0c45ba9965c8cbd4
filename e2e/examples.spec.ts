import type { Page, Request } from '@playwright/test';
import { expect, test } from './fixtures/api-test.ts';
import { exampleFiles, exampleNames } from './fixtures/examples.ts';
import type { ExampleFiles, Expectation } from '../src/examples/types.ts';

let stopHearing = (): void => {};

/** Addresses that the page and its workers ask other machines for, from now on. */
function askedOutside(page: Page): readonly string[] {
  const asked: string[] = [];
  const { origin } = new URL(page.url());
  const hear = (request: Request): void => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) asked.push(url.href);
  };
  // The tests share a context: each hears until the next begins.
  stopHearing();
  page.context().on('request', hear);
  stopHearing = () => page.context().off('request', hear);
  return asked;
}

for (const name of exampleNames) {
  test(`the project ${name} prints and returns what it says, and asks no other machine`, async ({ page }) => {
    const asked = askedOutside(page);
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
    }, exampleFiles(name));
    const warnings = (expected.warnings ?? []).map((message) => ({ severity: 'warning', message }));
    const notes = (expected.notes ?? []).map((message) => ({ severity: 'info', message }));
    expect(seen.report).toMatchObject({ ok: true, diagnostics: [...warnings, ...notes] });
    expect(seen.prints).toEqual(
      expected.prints.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
    );
    expect(seen.result).toMatchObject({ value: expected.value, error: null });
    expect(asked).toEqual([]);
  });
}

test('a request leaves the page with a declared capability and a permission alone', async ({ page }) => {
  const asked = askedOutside(page);
  await page
    .context()
    .route('http://far.example/**', (route) =>
      route.fulfill({ body: 'from afar', headers: { 'access-control-allow-origin': '*' } }),
    );
  const files = exampleFiles('fetch');
  const index = files['_index.yaml'] as string;
  const ask = (project: ExampleFiles, lua: string) =>
    page.evaluate(
      async ([opened, chunk]) => {
        await playground.open(opened);
        const { values, error } = await playground.eval(chunk);
        return error ?? values;
      },
      [project, lua] as const,
    );
  const fetched = 'funcs.call("app:fetch", "far.example", "/x")';
  const undeclared = { ...files, '_index.yaml': index.replace('[wasi:http, wasi:io, wasi:poll]', '[]') };
  expect(await ask(undeclared, `return (${fetched})`)).toEqual([null]);
  const visitor = `funcs.new():with_actor(security.new_actor("v")):with_scope(security.named_scope("app:visitors"))`;
  expect(
    await ask(files, `local v, e = ${fetched.replace('funcs', visitor).replace('.call', ':call')} return v, e`),
  ).toEqual([null, 'HTTP-request-denied']);
  expect(asked).toEqual([]);
  expect(await ask(files, `return ${fetched}`)).toEqual(['200 from afar', null]);
  expect(asked).toEqual(['http://far.example/x']);
  await page.context().unroute('http://far.example/**');
});
