import { describe, expect, it } from 'vitest';
import { inSlice } from './effort.ts';
import { sorting } from './sorting.ts';
import { toEnd } from './steps.ts';

const inOrder = (one: number, other: number): number => one - other;

describe('sorting', () => {
  it.each([0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 5000])('puts %d items in order and leaves theirs', (count) => {
    const items = Array.from({ length: count }, (_, index) => (index * 7919) % 1009);
    const before = [...items];
    expect(toEnd(sorting(items, inOrder))).toEqual(items.toSorted(inOrder));
    expect(items).toEqual(before);
  });

  it('keeps equal items as they were', () => {
    const items = Array.from({ length: 3000 }, (_, index) => ({ key: index % 3, index }));
    const sorted = toEnd(sorting(items, (one, other) => one.key - other.key));
    expect(sorted).toEqual(items.toSorted((one, other) => one.key - other.key));
  });

  it('leaves off whenever its slice is over, and goes on where it was', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003);
    const steps = sorting(items, inOrder);
    let slices = 0;
    for (;;) {
      slices++;
      // Each look finds that the slice is over.
      const { done, value } = inSlice({ nowMs: () => 0, endMs: 0, interrupted: () => false }, () => steps.next());
      if (done !== true) continue;
      expect(value).toEqual(items.toSorted(inOrder));
      break;
    }
    // A look for each 2000 units, of which there are about 20 an item.
    expect(slices).toBeGreaterThan(500);
  });
});
