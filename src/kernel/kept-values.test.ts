import { expect, test } from 'vitest';
import { KeptValues } from './kept-values.ts';

const random = (byte: number) => ({ fill: (target: Uint8Array) => void target.fill(byte) });

test('the newest values are kept up to a sum of bytes, and the oldest make room', () => {
  const kept = new KeptValues(random(1), 100);
  const [first, second] = [kept.keep(new Uint8Array(40)), kept.keep(new Uint8Array(60))];
  expect([kept.get(first!)?.length, kept.get(second!)?.length, kept.bytes]).toEqual([40, 60, 100]);
  const third = kept.keep(new Uint8Array(50));
  expect([kept.get(first!), kept.get(second!), kept.get(third!)?.length, kept.bytes]).toEqual([null, null, 50, 50]);
  expect([kept.keep(new Uint8Array(101)), kept.bytes]).toEqual([null, 50]);
  kept.clear();
  expect([kept.get(third!), kept.bytes]).toEqual([null, 0]);
});

test('a handle of one kernel means nothing to another', () => {
  const handle = new KeptValues(random(1)).keep(new Uint8Array(1));
  const other = new KeptValues(random(2));
  other.keep(new Uint8Array(1));
  expect(other.get(handle!)).toBeNull();
});
