/** Runs every example on the whole runtime, with guests on threads of Node. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BootReport, CallResult, RunResult } from '../contract/api.ts';
import { bundleGuest } from '../workers/testing/node-guests.ts';
import { NodePage } from '../workers/testing/node-page.ts';
import { examples } from './index.ts';
import { readBinary } from './testing/read-binary.ts';
import type { Expectation } from './types.ts';

const pages: NodePage[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.dispose()));
});

async function expectItSays(page: NodePage, example: (typeof examples)[number]): Promise<void> {
  const { expected } = (await import(`./${example.id}/expected.ts`)) as { expected: Expectation };
  const before = page.console.length;
  const report = await page.request<BootReport>({
    method: 'open',
    params: { files: await example.files(readBinary) },
  });
  expect(report.diagnostics.map(({ message }) => message)).toEqual([
    ...(expected.warnings ?? []),
    ...(expected.notes ?? []),
  ]);
  const result = await page.request<CallResult>({
    method: 'call',
    params: { target: example.main.id, args: [...example.main.args] },
  });
  const entries = page.console.slice(before);
  const printed = entries.filter((entry) => entry.source === 'print').map((entry) => entry.text);
  expect(printed).toEqual(
    expected.prints.map((text) => (typeof text === 'string' ? text : expect.stringMatching(text))),
  );
  expect(result).toMatchObject({ value: expected.value, error: null });
  const run = (name: string): Promise<RunResult> =>
    page.request({ method: 'run', params: { name, args: [], input: '', terminal: null } });
  // Each has a command of its own name, which shows what main returns.
  expect(await run(example.id)).toMatchObject({ exitCode: 0, stdout: `${String(expected.value)}\n`, stderr: '' });
  for (const { name, ...answer } of expected.commands ?? []) expect(await run(name)).toMatchObject(answer);
}

describe('running the examples', () => {
  it.each(examples)('$id prints and returns what it says', async (example) => {
    const page = new NodePage(await bundleGuest());
    pages.push(page);
    await expectItSays(page, example);
  });
});

describe('running the examples with each call begun on the kernel’s thread, and run again in a guest', () => {
  let page: NodePage;
  beforeAll(async () => {
    page = new NodePage(await bundleGuest(), { fuel: 20, firstRest: 0 });
  });
  afterAll(() => page.dispose());

  it.each(examples)('$id is the same', (example) => expectItSays(page, example));
});

describe('changing an example while it runs', () => {
  it('ends the call in progress on the old module and begins the next on the new one', async () => {
    const page = new NodePage(await bundleGuest());
    pages.push(page);
    const files = await examples.find((example) => example.id === 'sleep')!.files(readBinary);
    await page.request<BootReport>({ method: 'open', params: { files } });
    const running = page.request<CallResult>({ method: 'call', params: { target: 'app:nap', args: [150] } });
    const changed = { ...files, 'nap.wat': '(module (func (export "nap") (param i32) (result i32) (i32.const 7)))' };
    const report = await page.request<BootReport>({ method: 'apply', params: { files: changed } });
    expect(report.ok).toBe(true);
    const next = await page.request<CallResult>({ method: 'call', params: { target: 'app:nap', args: [150] } });
    expect(next).toMatchObject({ value: 7, error: null });
    const { value, error } = await running;
    expect(error).toBeNull();
    expect(value).toBeGreaterThanOrEqual(150);
    const broken = await page.request<BootReport>({
      method: 'apply',
      params: { files: { ...changed, 'nap.wat': '(module' } },
    });
    expect(broken).toMatchObject({ ok: false, diagnostics: [{ file: 'nap.wat', line: 1 }] });
    expect(await page.request<CallResult>({ method: 'call', params: { target: 'app:nap', args: [1] } })).toMatchObject({
      value: 7,
    });
  });
});
