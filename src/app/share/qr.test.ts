import { describe, expect, it } from 'vitest';
import { MAX_QR_CHARS } from './qr-limit.ts';
import { qrPicture } from './qr.ts';

describe('a link as a code for cameras', () => {
  it('has the three corners that cameras look for, and a quiet border', () => {
    const { size, path } = qrPicture('https://example.org/#example=hello');
    const dark = new Set(path.match(/M\d+ \d+/g));
    const at = (x: number, y: number): boolean => dark.has(`M${x} ${y}`);
    for (const [x, y] of [
      [4, 4],
      [size - 11, 4],
      [4, size - 11],
    ] as const) {
      const row = (dy: number): string =>
        Array.from({ length: 7 }, (_, dx) => (at(x + dx, y + dy) ? '#' : '.')).join('');
      expect([0, 1, 2, 3, 4, 5, 6].map(row)).toEqual([
        '#######',
        '#.....#',
        '#.###.#',
        '#.###.#',
        '#.###.#',
        '#.....#',
        '#######',
      ]);
    }
    const places = [...dark].map((place) => place.slice(1).split(' ').map(Number));
    expect(places.flat().every((place) => place >= 4 && place < size - 4)).toBe(true);
  });

  it('is made of the longest link that it is offered for', () => {
    expect(qrPicture('x'.repeat(MAX_QR_CHARS)).size).toBeLessThan(150);
  });
});
