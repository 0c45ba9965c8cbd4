import { expect, it } from 'vitest';
import { createOutside } from './outside.ts';
import type { Playground } from './playground.ts';

const asked: string[] = [];
const own: Playground = {
  version: 1,
  prepare: () => {},
  open: () => Promise.resolve({ ok: true, entries: [], diagnostics: [] }),
  apply: () => Promise.resolve({ ok: true, entries: [], diagnostics: [] }),
  check: (_files, options) => {
    asked.push(`check ${JSON.stringify(options)}`);
    return Promise.resolve([]);
  },
  help: () => Promise.reject(new Error('not in this test')),
  describe: () => Promise.reject(new Error('not in this test')),
  disassemble: () => Promise.resolve({ ok: false, message: '' }),
  build: () => Promise.resolve({ ok: false, diagnostics: [] }),
  toJavaScript: () => Promise.resolve({ ok: false, message: '' }),
  call: (id, ...args) => {
    asked.push(`${id} ${JSON.stringify(args)}`);
    return Promise.resolve({ value: null, error: null, durationMs: 0 });
  },
  inspect: () => Promise.reject(new Error('not in this test')),
  eval: () => Promise.resolve({ values: [], error: null, durationMs: 0 }),
  run: () => Promise.resolve({ exitCode: 0, stdout: '', stderr: '', value: null, error: null, durationMs: 0 }),
  fetch: async () => new Response(),
  whole: () => Promise.resolve(null),
  written: () => Promise.resolve({ files: [], count: 0, usedBytes: 0, limitBytes: 0 }),
  takeWritten: () => Promise.resolve([]),
  variables: () => Promise.resolve([]),
  console: () => [],
  trace: () => [],
  state: () => Promise.reject(new Error('not in this test')),
  stop: () => Promise.resolve(),
  restart: () => Promise.resolve({ ok: true, entries: [], diagnostics: [] }),
  on: () => () => {},
};

it.each<[string, (playground: Playground) => unknown]>([
  ['open', (playground) => playground.open({})],
  ['apply', (playground) => playground.apply({})],
  ['eval', (playground) => playground.eval('')],
  ['run', (playground) => playground.run('list')],
  ['stop', (playground) => playground.stop()],
  ['restart', (playground) => playground.restart()],
])('%s from outside takes the runtime', async (_name, ask) => {
  const outside = createOutside(own);
  expect(outside.isTaken()).toBe(false);
  await ask(outside.playground);
  expect(outside.isTaken()).toBe(true);
});

it('what only looks takes nothing, nor does a call of the project that is there, nor the page itself', async () => {
  const outside = createOutside(own);
  const { playground } = outside;
  await own.open({});
  await playground.check({}, { nativeMarks: false });
  playground.prepare();
  playground.console();
  await playground.call('app:f', 1, 2);
  expect([outside.isTaken(), asked]).toEqual([false, ['check {"nativeMarks":false}', 'app:f [1,2]']]);
});
