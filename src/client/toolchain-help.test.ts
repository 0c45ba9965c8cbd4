import { expect, it } from 'vitest';
import type { HelpAnswer } from '../contract/help.ts';
import { createClient, useFakeWorkers, workers } from './testing/toolchain-workers.ts';

useFakeWorkers();

const question = { topic: 'hover', file: 'a.lua', offset: 0 } as const;

function answer(value: HelpAnswer | 'unknown-base'): void {
  const worker = workers[0]!;
  const output =
    value === 'unknown-base' ? ({ status: value } as const) : ({ status: 'answered', answer: value } as const);
  worker.say({ type: 'done', id: worker.requests.at(-1)!.id, output });
}

it('help sends what has changed of the project with the question, and all of it to a worker that lost its copy', async () => {
  const client = createClient();
  const files = { 'a.lua': 'x' };
  const asked = client.help(files, question);
  workers[0]!.ready();
  answer('unknown-base');
  await Promise.resolve();
  await Promise.resolve();
  const hover = { range: { start: 0, end: 1 }, text: 'a name' };
  answer(hover);
  expect(await asked).toEqual(hover);
  expect(workers[0]!.requests.map(({ input }) => input)).toEqual([
    { base: 0, version: 1, changes: [['a.lua', 'x']], question },
    { base: 0, version: 2, changes: [['a.lua', 'x']], question },
  ]);
});

it('a question that is taken back is never sent, and one that stands goes before a check that waits', async () => {
  const client = createClient();
  const running = client.compileWat('x');
  workers[0]!.ready();
  const controller = new AbortController();
  const stale = client.help({ 'a.lua': '1' }, question, controller.signal);
  const check = client.check({ 'a.lua': '2' });
  const fresh = client.help({ 'a.lua': '2' }, question);
  await Promise.resolve();
  controller.abort();
  expect(await stale).toBeNull();
  workers[0]!.answer();
  await running;
  expect(workers[0]!.requests.map(({ job }) => job)).toEqual(['compileWat', 'help']);
  answer(null);
  expect(await fresh).toBeNull();
  await Promise.resolve();
  workers[0]!.checked('late');
  expect(await check).toHaveLength(1);
});
