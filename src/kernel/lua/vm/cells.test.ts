import { expect, test } from 'vitest';
import { internKey } from './cells.ts';

test('the names of a large type stay known while it is in use, and those of projects long gone are forgotten', () => {
  const names = Array.from({ length: 15_000 }, (_, index) => `field-${index}`);
  const keys = names.map(internKey);
  for (let round = 0; round < 3; round++)
    expect(names.map(internKey).every((key, index) => key === keys[index])).toBe(true);
  for (let index = 0; index < 50_000; index++) internKey(`other-${index}`);
  expect(internKey('field-7')).not.toBe(keys[7]);
  expect(internKey('field-7').hash).toBe(keys[7]!.hash);
});
