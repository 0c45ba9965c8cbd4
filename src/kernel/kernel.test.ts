import { expect, test } from 'vitest';
import { createTestKernel } from './testing/test-kernel.ts';

/** A project of one `function.lua` called `app:main`. */
function project(lua: string, modules = 'funcs, time, errors, json, logger'): Record<string, string> {
  return {
    '_index.yaml': `version: "1.0"
namespace: app
entries:
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [${modules}]
`,
    'main.lua': lua,
  };
}

async function callMain(lua: string, ...args: (number | string)[]) {
  const { kernel, sink, settle, clock } = createTestKernel();
  const report = await settle(kernel.open(project(lua)));
  expect(report).toMatchObject({ ok: true, diagnostics: [] });
  const result = await settle(kernel.call('app:main', args));
  return { ...result, printed: sink.printed, sink, clock };
}

test('a method gets its arguments and its first result is the value', async () => {
  expect(await callMain('return { main = function(a, b) return a * b, 7 end }', 6, 7)).toMatchObject({ value: 42, error: null });
});
