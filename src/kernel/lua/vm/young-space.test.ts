import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

test('the rubbish is made in the built page too: neither the bundler nor the engine can leave it out', async () => {
  const bundle = await rolldown({ input: fileURLToPath(new URL('young-space.ts', import.meta.url)) });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  // Kept in a variable, and the next is made by it.
  expect(output[0].code).toMatch(/(\w+)=(?:new )?Array\(\1\.length===/);
});
