/** What the table of e2e/types.spec.ts leaves out: text modules with rich signatures, and values near the limit. */
import type { PlainValue } from '../src/contract/api.ts';
import { buildGuests, digestOf, guestsOf, projectOf } from '../src/conformance/mapping/rows/build.ts';
import { checkCall } from '../src/conformance/mapping/rows/check.ts';
import { echoOf, list, u8, type CoreGuest } from '../src/conformance/mapping/rows/row.ts';
import { echoModules, echoWits } from '../src/conformance/mapping/echo.ts';
import { ROWS } from '../src/conformance/mapping/mapping-rows.ts';
import { expect, test } from './fixtures/api-test.ts';

// Hundreds of calls, and hundreds of megabytes, on a machine that may have other work.
test.describe.configure({ timeout: 600_000 });

test('the text of a module takes the same signatures as its binary', async ({ page }) => {
  const isText = (guest: { readonly kind: string }): guest is CoreGuest => guest.kind === 'core';
  const texts = guestsOf(ROWS)
    .filter(isText)
    .filter(({ wit }) => wit !== null);
  const echoes = guestsOf(ROWS).filter((guest) => guest.kind === 'echo');
  const entries: string[] = [];
  const files: Record<string, string> = { 'echoes.wat': echoModules(echoes) };
  const entry = (name: string, source: string, method: string, wit: string, fields = ''): void =>
    void entries.push(
      `  - name: ${name}\n    kind: function.wat\n    source: file://${source}\n    method: ${JSON.stringify(method)}\n    wit: ${JSON.stringify(wit)}\n${fields}`,
    );
  for (const { name, wat, wit, method, fields } of texts) {
    files[`${name}.wat`] = wat;
    entry(name, `${name}.wat`, method ?? name, wit!, fields);
  }
  for (const echo of echoes) entry(echo.name, 'echoes.wat', echo.name, echoWits([echo]));
  const names = new Set([...texts, ...echoes].map(({ name }) => name));
  const askable = ROWS.flatMap(({ cases }) => cases).filter(
    ({ guest, args, forms }) => names.has(guest.name) && args !== undefined && (forms?.includes('core') ?? true),
  );
  // Each signature once, with a value that fits if there is one: all values are tried with its binary.
  const asked = [...names].flatMap((name) => {
    const own = askable.filter(({ guest }) => guest.name === name);
    return own.find((one) => 'value' in one.expect) ?? own.slice(0, 1);
  });
  const { report, answers } = await page.evaluate(
    async ({ project, calls }) => {
      const booted = await playground.open(project);
      const results = [];
      for (const { id, args } of calls) results.push(await playground.call(id, ...(args as PlainValue[])));
      return {
        report: { failed: booted.entries.filter(({ status }) => status === 'failed'), error: booted.error },
        answers: results,
      };
    },
    {
      project: { '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${entries.join('')}`, ...files },
      calls: asked.map(({ guest, args }) => ({ id: `app:${guest.name}`, args: args as readonly unknown[] })),
    },
  );
  expect(report).toEqual({ failed: [] });
  expect(answers.flatMap((answer, index) => checkCall(asked[index]!, answer) ?? [])).toEqual([]);
});

test('a value of a hundred megabytes goes and comes in both forms, one beyond the limit is refused', async ({
  page,
}) => {
  const guest = echoOf('bytes', list(u8));
  const built = await buildGuests([guest]);
  expect(new Set(built.map(({ bytes }) => digestOf(bytes))).size).toBe(2);
  const seen = await page.evaluate(async (files) => {
    await playground.open(files);
    const results: Record<string, unknown> = {};
    for (const form of ['core', 'component']) {
      const bytes = new Uint8Array(100 * 1024 * 1024);
      // No UTF-8, so it comes back as bytes.
      bytes.fill(0xff);
      bytes[12_345_678] = 7;
      const { value, error } = await playground.call(`app:bytes-${form}`, bytes);
      results[form] = value instanceof Uint8Array ? [value.length, value[12_345_678], value.at(-1)] : error;
      const refused = await playground.call(`app:bytes-${form}`, new Uint8Array(256 * 1024 * 1024 + 1));
      results[`${form} refused`] =
        refused.error?.from === 'runtime' ? [refused.error.kind, refused.error.message] : refused.value === null;
      results[`${form} after`] = (await playground.call(`app:bytes-${form}`, 'x')).value;
    }
    return results;
  }, projectOf(built));
  const refused = ['Invalid', expect.stringMatching(/ of more than 268435456 bytes cannot be passed$/)];
  expect(seen).toEqual({
    core: [104_857_600, 7, 255],
    'core refused': refused,
    'core after': 'x',
    component: [104_857_600, 7, 255],
    'component refused': refused,
    'component after': 'x',
  });
});
