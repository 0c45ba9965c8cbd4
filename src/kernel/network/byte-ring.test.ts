import { expect, test } from 'vitest';
import { ByteRing } from './byte-ring.ts';

test('bytes come out as they went in, however they are cut', () => {
  const ring = new ByteRing(1000);
  let [written, read] = [0, 0];
  for (let turn = 0; turn < 400; turn++) {
    const part = Uint8Array.from({ length: (turn * 37) % 301 }, (_, index) => written + index);
    const room = 1000 - (written - read);
    expect(ring.room).toBe(room);
    const put = ring.put(part);
    expect(put).toBe(Math.min(part.length, room));
    written += put;
    const taken = ring.take((turn * 53) % 277);
    expect(taken.length).toBe(Math.min((turn * 53) % 277, written - read));
    expect(taken).toEqual(Uint8Array.from(taken, (_, index) => read + index));
    read += taken.length;
    expect(ring.size).toBe(written - read);
  }
});

test('bytes that were put stay what they were', () => {
  const ring = new ByteRing(10);
  const part = Uint8Array.of(1, 2, 3);
  ring.put(part);
  part.fill(9);
  expect(ring.take(9)).toEqual(Uint8Array.of(1, 2, 3));
  expect(ring.take(9)).toEqual(new Uint8Array());
});
