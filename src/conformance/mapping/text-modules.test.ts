/** The text of a module takes the same signatures as its binary: each one of the table, with a value that fits if there is one. */
import { expect, test } from 'vitest';
import { echoModules, echoWits } from './echo.ts';
import { ROWS } from './mapping-rows.ts';
import { guestsOf } from './rows/build.ts';
import { checkCall } from './rows/check.ts';
import type { CoreGuest, EchoGuest, Guest } from './rows/row.ts';
import { createTableKernel } from './rows/table-kernel.ts';

const isText = (guest: Guest): guest is CoreGuest => guest.kind === 'core' && guest.wit !== null;
const isEcho = (guest: Guest): guest is EchoGuest => guest.kind === 'echo';

test('the text of a module takes the same signatures as its binary', async () => {
  const texts = guestsOf(ROWS).filter(isText);
  const echoes = guestsOf(ROWS).filter(isEcho);
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
    ({ guest, args, forms, needs }) =>
      names.has(guest.name) && args !== undefined && needs !== 'browser' && (forms?.includes('core') ?? true),
  );
  const asked = [...names].flatMap((name) => {
    const own = askable.filter(({ guest }) => guest.name === name);
    return own.find((one) => 'value' in one.expect) ?? own.slice(0, 1);
  });
  expect(asked.length).toBeGreaterThan(100);
  const kernel = createTableKernel();
  const report = await kernel.open({
    '_index.yaml': `version: "1.0"\nnamespace: app\nentries:\n${entries.join('')}`,
    ...files,
  });
  expect([report.entries.filter(({ status }) => status === 'failed'), report.error]).toEqual([[], undefined]);
  const wrong: string[] = [];
  for (const one of asked) {
    const found = checkCall(one, await kernel.call(`app:${one.guest.name}`, ...one.args!));
    if (found !== null) wrong.push(`${one.guest.name}: ${found}`);
  }
  expect(wrong).toEqual([]);
});
