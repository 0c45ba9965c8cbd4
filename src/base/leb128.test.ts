import { expect, test } from 'vitest';
import { lebBytes, putSignedLeb } from './leb128.ts';

test.each([
  [0, [0]],
  [127, [0x7f]],
  [128, [0x80, 1]],
  [624_485, [0xe5, 0x8e, 0x26]],
  [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  [2 ** 48, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]],
])('%d takes as few bytes as it can', (value, bytes) => {
  expect([...lebBytes(value)]).toEqual(bytes);
});

test.each([
  [0, [0]],
  [63, [0x3f]],
  [64, [0xc0, 0]],
  [-1, [0x7f]],
  [-65, [0xbf, 0x7f]],
  [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
])('%d keeps its sign', (value, bytes) => {
  const written: number[] = [];
  putSignedLeb(value, { u8: (byte) => void written.push(byte) });
  expect(written).toEqual(bytes);
});
