import { expect, it } from 'vitest';
import { createTestKernel } from '../testing/test-kernel.ts';

const FILES = {
  '_index.yaml': `version: "1.0"
namespace: app
entries:
  - {name: os, kind: env.storage.os}
  - {name: token, kind: env.variable, storage: "app:os", variable: TOKEN}
  - name: main
    kind: function.lua
    source: file://main.lua
    method: main
    modules: [env]
`,
  'main.lua': 'return { main = function() return require("env").get("TOKEN") end }',
};

it('is given to a project as it is opened or changed, and is no part of it', async () => {
  const { kernel, settle } = createTestKernel();
  await settle(kernel.open(FILES, [['TOKEN', 'secret']]));
  expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 'secret', error: null });
  await settle(kernel.apply(FILES, [['TOKEN', 'other']]));
  expect(await settle(kernel.call('app:main', []))).toMatchObject({ value: 'other', error: null });
  await settle(kernel.open(FILES));
  expect(await settle(kernel.call('app:main', []))).toMatchObject({ error: { kind: 'NotFound' } });
  expect(kernel.variables()).toMatchObject([{ id: 'app:token', name: 'TOKEN', source: 'none', takesValue: true }]);
});
