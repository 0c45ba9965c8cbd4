import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { createLuaWorld } from './testing/lua-world.ts';
import { toldToStay } from './young-space.ts';

test('the rubbish is made in the built page too: neither the bundler nor the engine can leave it out', async () => {
  const bundle = await rolldown({ input: fileURLToPath(new URL('young-space.ts', import.meta.url)) });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  // Kept in a variable, and the next is made by it.
  expect(output[0].code).toMatch(/(\w+)=(?:new )?Array\(\1\.length===/);
});

test.each([
  ['of tables that a loop keeps', 'local t = {} for i = 1, 50000 do t[i] = { i } end', true],
  ['of those that it drops', 'for i = 1, 50000 do local t = { i } end', false],
])('%s: is the collector to be called sooner?', (_what, source, isTold) => {
  const { run } = createLuaWorld({ limits: { memoryBytes: 2 ** 28 } });
  const before = toldToStay();
  expect(run(source, { sliceMs: 1000 }).status).toBe('done');
  expect(toldToStay() > before).toBe(isTold);
});
