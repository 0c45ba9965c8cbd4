import { expect, test } from 'vitest';
import { ByteLimitExceeded } from '../../wit/codec.ts';
import { StagingWriter } from './staging.ts';
import { BytesReader } from '../../wit/bytes-reader.ts';

const MB = 1024 * 1024;

test('what is written can be read back, with numbers wrapped into their width', () => {
  const out = new StagingWriter();
  out.u8(-1);
  out.u32(-2);
  out.u64(-3);
  out.u64(2n ** 63n);
  out.u64(2 ** 53 - 1);
  out.f32(1.5);
  out.f64(Math.PI);
  out.bytes(Uint8Array.of(7, 8));
  const from = new BytesReader(out.written);
  expect([
    from.u8(),
    from.u32(),
    from.s64(),
    from.u64(),
    from.u64(),
    from.f32(),
    from.f64(),
    [...from.bytes(2)],
  ]).toEqual([255, 4294967294, -3, 2n ** 63n, 2 ** 53 - 1, 1.5, Math.PI, [7, 8]]);
});

test('bytes come through whatever their number, also across a growth', () => {
  const out = new StagingWriter();
  const parts = [0, 1, 31, 32, 33, 4095, 4096, 100_000].map((length) =>
    Uint8Array.from({ length }, (_, index) => index * 7),
  );
  for (const part of parts) out.bytes(part);
  const from = new BytesReader(out.take());
  for (const part of parts) expect(from.bytes(part.length)).toEqual(part);
  expect(from.remainingBytes).toBe(0);
});

test('taken bytes stay as they are while the writer goes on', () => {
  const out = new StagingWriter();
  const small = (out.u8(1), out.take());
  out.bytes(new Uint8Array(8 * MB).fill(2));
  const large = out.take();
  out.u8(3);
  out.bytes(new Uint8Array(8 * MB).fill(4));
  expect([small[0], large[0], large.length, large[8 * MB - 1]]).toEqual([1, 2, 8 * MB, 2]);
});

test('a large buffer is given up when it is cleared', () => {
  const out = new StagingWriter();
  out.bytes(new Uint8Array(8 * MB));
  out.clear();
  out.u8(1);
  expect(out.written.buffer.byteLength).toBeLessThan(MB);
  out.clear();
  expect(out.written.length).toBe(0);
});

test('more than the limit is refused, and the writer can be used again', () => {
  const out = new StagingWriter(100);
  out.bytes(new Uint8Array(99));
  out.u8(1);
  expect(() => out.u8(1)).toThrow(ByteLimitExceeded);
  expect(() => out.bytes(new Uint8Array(1))).toThrow(ByteLimitExceeded);
  out.clear();
  out.u64(1);
  expect(out.written.length).toBe(8);
});
