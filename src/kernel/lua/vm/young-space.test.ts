import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { inSlice, isDue } from '../../../base/effort.ts';
import { madeToStay } from './young-space.ts';

test('the rubbish is made in the built page too: neither the bundler nor the engine can leave it out', async () => {
  const bundle = await rolldown({ input: fileURLToPath(new URL('young-space.ts', import.meta.url)) });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  // Kept in a variable, and the next is made by it.
  expect(output[0].code).toMatch(/(\w+)=(?:new )?Array\(\1\.length===/);
});

test('the clock is looked at with each piece of rubbish, however little effort was spent', () => {
  let looks = 0;
  const nowMs = () => ++looks;
  inSlice({ nowMs, endMs: 3, interrupted: () => false }, () => {
    for (let portion = 0; portion < 10 && !isDue(); portion++) madeToStay(5000);
    expect(isDue()).toBe(true);
  });
  expect(looks).toBe(3);
});
