import { expect, it } from 'vitest';
import { FileWindow } from './file-window.ts';

/** A kernel with files of bytes, and what it was asked for: offset and length. */
function setUp(files: Record<number, Uint8Array>) {
  const asked: string[] = [];
  let version = 0;
  const window = new FileWindow({
    version: () => version,
    ask: (descriptor, length, offset) => {
      asked.push(`${offset}+${length}`);
      const file = files[descriptor];
      if (!file) return { err: 'bad-descriptor' };
      const bytes = file.slice(Number(offset), Number(offset + length));
      return { ok: [bytes, Number(offset) + bytes.length >= file.length] };
    },
  });
  return {
    window,
    asked: () => asked.splice(0),
    change: (descriptor: number, file: Uint8Array) => {
      files[descriptor] = file;
      version++;
    },
    read: (descriptor: number, length: number, offset: number): readonly [string, boolean] | string => {
      const got = window.read(descriptor, BigInt(length), BigInt(offset));
      return 'err' in got ? got.err : [hex(got.ok[0]), got.ok[1]];
    },
  };
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at);
const BYTES = counted(300_000);
const slice = (length: number, from: number, to: number): string => hex(BYTES.subarray(from, Math.min(length, to)));

it('asks for more and more where a file is read one block after the other, and tells its end without asking', () => {
  const { read, asked } = setUp({ 1: counted(300_000) });
  for (let at = 0; at < 300_000; at += 5_000)
    expect(read(1, 5_000, at)).toEqual([slice(300_000, at, at + 5_000), at === 295_000]);
  expect(read(1, 5_000, 300_000)).toEqual(['', true]);
  expect(asked()).toEqual(['0+5000', '5000+20000', '25000+80000', '105000+320000']);
});

it('gives as much as is asked for until the file ends, however its windows lie', () => {
  const { read } = setUp({ 1: counted(100_000) });
  for (let at = 0, length = 1; at < 100_000; at += length, length += 77)
    expect(read(1, length, at)).toEqual([slice(100_000, at, at + length), at + length >= 100_000]);
});

it('asks for no more than is wanted where reads jump', () => {
  const { read, asked } = setUp({ 1: counted(200_000) });
  for (const at of [100, 90_000, 50, 120_000]) read(1, 10, at);
  expect(asked()).toEqual(['100+10', '90000+10', '50+10', '120000+10']);
});

it('is never older than the file', () => {
  const { read, asked, change } = setUp({ 1: counted(100_000) });
  for (const at of [0, 10, 20]) read(1, 10, at);
  asked();
  change(1, new Uint8Array(100_000).fill(9));
  expect(read(1, 3, 30)).toEqual(['090909', false]);
  // What was read ahead was of no use, so no more than is wanted comes now.
  expect(asked()).toEqual(['30+3']);
  change(1, new Uint8Array(33));
  expect(read(1, 3, 33)).toEqual(['', true]);
});

it('begins anew after another message, and for another file', () => {
  const { window, read, asked } = setUp({ 1: counted(100_000), 2: counted(50) });
  for (const at of [0, 10]) read(1, 10, at);
  window.forget();
  expect(read(1, 10, 20)).toEqual([slice(100, 20, 30), false]);
  expect(read(2, 100, 0)).toEqual([slice(50, 0, 50), true]);
  expect(read(3, 10, 0)).toBe('bad-descriptor');
  expect(read(1, 10, 30)).toEqual([slice(100, 30, 40), false]);
  expect(asked()).toEqual(['0+10', '10+16380', '20+10', '0+100', '0+10', '30+10']);
});

it('leaves to the kernel what no window can have', () => {
  const { window, asked } = setUp({ 1: counted(10) });
  expect(window.read(1, 0n, 3n)).toEqual({ ok: [new Uint8Array(0), false] });
  expect(window.read(1, 2n ** 64n - 1n, 2n ** 60n)).toEqual({ ok: [new Uint8Array(0), true] });
  expect(asked()).toHaveLength(2);
});
