/** spec/lua-modules §1: `meta.options` of an entry are defaults under the options of a call. */
import { describe, expect, test } from 'vitest';
import { err } from '../../base/result.ts';
import type { PlainValue, ProjectFiles } from '../../contract/api.ts';
import { failure } from '../../contract/errors.ts';
import { ADD, SIGNED } from '../testing/binary-boots.ts';
import { project as binaryProject } from '../testing/binary-project.ts';
import { createRecordingKernel } from '../testing/recording-kernel.ts';
import { createTestKernel } from '../testing/test-kernel.ts';

const FLAKY = `local n = 0
return { main = function(kind) n = n + 1 if n < 3 then return nil, errors.new({ message = "no " .. n, kind = kind }) end return n end }`;

function project(options: string, body: string): ProjectFiles {
  return {
    '_index.yaml': `namespace: app
entries:
  - {name: flaky, kind: function.lua, source: "file://flaky.lua", method: main, meta: {options: ${options}}}
  - {name: main, kind: function.lua, source: "file://main.lua", method: main, modules: [funcs, time]}
`,
    'flaky.lua': FLAKY,
    'main.lua': `return { main = function() local began = time.now() local v, e = ${body} return { v or e:message(), tostring(time.now():sub(began)) } end }`,
  };
}

const CALL = 'funcs.call("app:flaky", "Unavailable")';

describe('the retry of an entry', () => {
  test.each<[name: string, options: string, body: string, expected: readonly PlainValue[]]>([
    ['is that of calls which say nothing of it', '{retry: {initial_delay: 10, jitter: 0}}', CALL, [3, '30ms']],
    ['takes texts for delays', '{retry: {initial_delay: 20ms, max_delay: 1s, jitter: 0}}', CALL, [3, '60ms']],
    ['gives up as it says', '{retry: {max_attempts: 2, initial_delay: 10, jitter: 0}}', CALL, ['no 2', '10ms']],
    ['names kinds', '{retry: {retry_kinds: [Timeout]}}', CALL, ['no 1', '0s']],
    ['skips kinds', '{retry: {skip_kinds: [Unavailable, 5]}}', CALL, ['no 1', '0s']],
    [
      'is no reason to call again what would end alike',
      '{retry: {}}',
      CALL.replace('Unavailable', 'Invalid'),
      ['no 1', '0s'],
    ],
    [
      'gives way to that of the call',
      '{retry: {max_attempts: 3}}',
      'funcs.new():with_options({retry = {max_attempts = 1}}):call("app:flaky", "Unavailable")',
      ['no 1', '0s'],
    ],
    ['that is no map says nothing', '{retry: always}', CALL, ['no 1', '0s']],
  ])('%s', async (_name, options, body, expected) => {
    const { kernel, settle } = createTestKernel();
    expect(await settle(kernel.open(project(options, body)))).toMatchObject({ ok: true, diagnostics: [] });
    const { value, error } = await settle(kernel.call('app:main', []));
    expect([error, value]).toEqual([null, expected]);
    await kernel.stop();
  });
});

describe('the retry of an entry that is', () => {
  const META = 'meta: {default_host: "app:host", options: {retry: {max_attempts: 3, initial_delay: 10, jitter: 0}}}';
  const WAT = `kind: function.wat, method: add, wit: "add: func(a: s32, b: s32) -> s32", source: ${JSON.stringify(
    '(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))',
  )}`;
  const index = (entry: string): string => `namespace: app
entries:
  - {name: host, kind: process.host, lifecycle: {auto_start: true}}
  - {name: main, kind: function.lua, source: "file://main.lua", method: main, modules: [funcs, time]}
${entry}`;
  const MAIN = {
    'main.lua': `return { main = function() local began = time.now() local _, e = funcs.call("app:f", 1, 2)
      return { e:message(), tostring(time.now():sub(began)) } end }`,
  };
  const binary = binaryProject(ADD, { more: `${SIGNED}${META}\n` });

  test.each<[kind: string, files: ProjectFiles]>([
    ['WebAssembly text', { '_index.yaml': index(`  - {name: f, ${WAT}, ${META}}\n`) }],
    ['WebAssembly', { ...binary, '_index.yaml': index(String(binary['_index.yaml']).split('entries:\n')[1]!) }],
    [
      'a function that answers requests',
      { '_index.yaml': index(`  - {name: f, ${WAT}, ${META}, transport: wasi-http}\n`) },
    ],
    [
      'a process that is called as a function',
      {
        '_index.yaml': index(`  - {name: f, kind: process.lua, source: "file://f.lua", method: main, ${META}}\n`),
        'f.lua': 'return { main = function() return nil, errors.new({ message = "none", kind = "Unavailable" }) end }',
      },
    ],
  ])('%s is that of calls of it', async (_kind, files) => {
    const { kernel, guests, settle } = createRecordingKernel();
    guests.acquire = (ready) => {
      ready(err(failure('Unavailable', 'none')));
      return () => {};
    };
    expect(await settle(kernel.open({ ...files, ...MAIN }))).toMatchObject({ ok: true, diagnostics: [] });
    const { value, error } = await settle(kernel.call('app:main', []));
    expect([error, value]).toEqual([null, ['none', '30ms']]);
    await kernel.stop();
  });

  test('another one from now on is that of calls from now on', async () => {
    const entry = (attempts: number): ProjectFiles => ({
      '_index.yaml': index(`  - {name: f, ${WAT}, ${META.replace('max_attempts: 3', `max_attempts: ${attempts}`)}}\n`),
      ...MAIN,
    });
    const { kernel, guests, settle } = createRecordingKernel();
    guests.acquire = (ready) => {
      ready(err(failure('Unavailable', 'none')));
      return () => {};
    };
    const took: unknown[] = [];
    for (const attempts of [1, 2, 1]) {
      await settle(kernel.apply(entry(attempts)));
      took.push((await settle(kernel.call('app:main', []))).value);
    }
    expect(took).toEqual([
      ['none', '0s'],
      ['none', '10ms'],
      ['none', '0s'],
    ]);
    await kernel.stop();
  });
});
