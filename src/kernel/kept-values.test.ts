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

test('what is still on its way is there for whoever asks, counts once it is there, and may have no tape', () => {
  const kept = new KeptValues(random(1), 100);
  const finished: string[] = [];
  const first = kept.keepLater(() => {
    finished.push('first');
    first.fill(new Uint8Array(40));
  });
  expect([kept.bytes, kept.get(first.handle)?.length, kept.get(first.handle)?.length, kept.bytes]).toEqual([
    0, 40, 40, 40,
  ]);
  const second = kept.keepLater(() => finished.push('second'));
  second.fill(null);
  expect([kept.get(second.handle), finished]).toEqual([null, ['first']]);
  const third = kept.keepLater(() => {});
  third.fill(new Uint8Array(70));
  expect([kept.get(first.handle), kept.get(third.handle)?.length, kept.bytes]).toEqual([null, 70, 70]);
  const [large, given] = [kept.keepLater(() => {}), kept.keepLater(() => {})];
  large.fill(new Uint8Array(101));
  expect([kept.get(large.handle), kept.bytes]).toEqual([null, 70]);
  kept.clear();
  given.fill(new Uint8Array(10));
  expect([kept.get(given.handle), kept.bytes]).toEqual([null, 0]);
});

test('a handle of one kernel means nothing to another', () => {
  const handle = new KeptValues(random(1)).keep(new Uint8Array(1));
  const other = new KeptValues(random(2));
  other.keep(new Uint8Array(1));
  expect(other.get(handle!)).toBeNull();
});
