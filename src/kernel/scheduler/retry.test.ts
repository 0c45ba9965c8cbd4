/** spec/lua-modules §1: `meta.options` of an entry are defaults under the options of a call. */
import { describe, expect, test } from 'vitest';
import type { PlainValue, ProjectFiles } from '../../contract/api.ts';
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
