import { describe, expect, test } from 'vitest';
import { copyBytes, GrowingBytes, grownSize, joinBytes, type ByteBounds } from './bytes.ts';

class TooLarge extends Error {}
class NoMemory extends Error {}

const create = (bounds: Partial<ByteBounds> = {}): GrowingBytes =>
  new GrowingBytes({ firstBytes: 8, maxBytes: 100, keptBytes: 32, tooLarge: () => new TooLarge(), ...bounds });

describe('a buffer that grows', () => {
  test('takes no memory before the first byte, and twice as much each time, up to its limit', () => {
    const buffer = create();
    const sizes = [buffer.array.length];
    for (let count = 0; count < 100; count++) {
      buffer.u8(count);
      if (buffer.array.length !== sizes.at(-1)) sizes.push(buffer.array.length);
    }
    expect(sizes).toEqual([0, 8, 16, 32, 64, 100]);
    expect([...buffer.written]).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('refuses what is beyond its limit with nothing changed, by whatever it is written', () => {
    const buffer = create({ maxBytes: 10 });
    buffer.append(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8), 0, 9);
    for (const write of [
      () => buffer.u32(1),
      () => buffer.u64(1),
      () => buffer.f32(1),
      () => buffer.f64(1),
      () => buffer.append(new Uint8Array(2), 0, 2),
      () => buffer.reserve(2),
    ])
      expect(write).toThrow(TooLarge);
    buffer.u8(9);
    expect(() => buffer.u8(10)).toThrow(TooLarge);
    expect([...buffer.written]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('says so where the engine gives no memory', () => {
    const endless = { maxBytes: Infinity };
    expect(() => create({ ...endless, noMemory: () => new NoMemory() }).reserve(2 ** 52)).toThrow(NoMemory);
    expect(() => create(endless).reserve(2 ** 52)).toThrow(RangeError);
  });

  test('hands over a copy of little and the memory itself of much, and begins anew', () => {
    const buffer = create();
    buffer.u8(1);
    const small = buffer.take();
    const { array } = buffer;
    expect([small.length, small.buffer === array.buffer, array.length]).toEqual([1, false, 8]);
    buffer.append(new Uint8Array(40).fill(2), 0, 40);
    const memory = buffer.array.buffer;
    const large = buffer.take();
    expect([large.length, large.buffer === memory, buffer.array.length, buffer.at]).toEqual([40, true, 0, 0]);
  });

  test('keeps little memory when it forgets, and gives much back', () => {
    const buffer = create();
    buffer.reserve(32);
    buffer.clear();
    expect(buffer.array.length).toBe(32);
    buffer.reserve(33);
    buffer.clear();
    expect([buffer.array.length, buffer.at]).toEqual([0, 0]);
  });

  test('copies a part of other memory, short or long, shared or not', () => {
    const source = new Uint8Array(new SharedArrayBuffer(64)).map((_, index) => index);
    const buffer = create();
    buffer.append(source, 3, 2);
    buffer.append(source, 10, 40);
    expect([...buffer.written]).toEqual([3, 4, ...Array.from({ length: 40 }, (_, index) => index + 10)]);
  });
});

test('memory grows to what is needed even beyond a limit that somebody else looks after', () => {
  expect(grownSize(0, 3, { firstBytes: 8, maxBytes: 100 })).toBe(8);
  expect(grownSize(64, 65, { firstBytes: 8, maxBytes: 100 })).toBe(100);
  expect(grownSize(64, 101, { firstBytes: 8, maxBytes: 100 })).toBe(101);
});

test('parts are joined in their order', () => {
  expect([...joinBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])]).toEqual([1, 2, 3]);
  expect(joinBytes([])).toHaveLength(0);
});

test.each([
  ['private memory into shared memory', false, true],
  ['shared memory into private memory', true, false],
  ['shared memory into shared memory', true, true],
])('copies %s from and to every place', (_what, fromShared, toShared) => {
  const memory = (isShared: boolean): Uint8Array =>
    new Uint8Array(isShared ? new SharedArrayBuffer(150_020) : new ArrayBuffer(150_020));
  const source = memory(fromShared).map((_byte, at) => at * 31);
  for (const [from, to] of [
    [0, 0],
    [3, 0],
    [0, 5],
    [7, 2],
  ] as const)
    for (const length of [0, 10, 2000, 150_000]) {
      const target = memory(toShared);
      const held = memory(fromShared);
      held.set(source);
      copyBytes(target.subarray(2), to, held.subarray(from, from + length));
      const expected = new Uint8Array(150_020);
      expected.set(source.subarray(from, from + length), to + 2);
      expect(Buffer.compare(new Uint8Array(target), expected)).toBe(0);
    }
});
