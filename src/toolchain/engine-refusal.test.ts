import { describe, expect, it } from 'vitest';
import { engineRefusal, parseRefusal } from './engine-refusal.ts';
import { bodyAt } from './wat-refusal-place.ts';

const HEAD = [0, 97, 115, 109, 1, 0, 0, 0];

describe('why an engine refuses a module', () => {
  it.each([
    [
      'WebAssembly.compile(): Compiling function #1:"a:b" failed: type error in fallthru[0] (expected i32, got i64) @+38',
      'type error in fallthru[0] (expected i32, got i64)',
      38,
    ],
    [
      'WebAssembly.Module(): expected magic word 00 61 73 6d, found 01 @+0',
      'expected magic word 00 61 73 6d, found 01',
      0,
    ],
    [
      'wasm validation error: at offset 35: type mismatch: expression has type i64 but expected i32',
      'type mismatch: expression has type i64 but expected i32',
      35,
    ],
    [
      "WebAssembly.Module doesn't parse at byte 12: can't get 0th Type's signature (evaluating 'WebAssembly.compile(bytes)')",
      "can't get 0th Type's signature",
      12,
    ],
    [
      "WebAssembly.Module doesn't validate: control flow returns with unexpected type, in function at index 0 (evaluating 'x')",
      'control flow returns with unexpected type, in function at index 0',
      null,
    ],
    ['', 'the module is not valid', null],
  ])('is read from %j', (report, message, offset) => {
    expect(parseRefusal(report)).toEqual({ message, offset });
  });

  it('is nothing for a module that it takes', async () => {
    expect(await engineRefusal(Uint8Array.from(HEAD))).toBeNull();
    // Of an unknown section, engines name the first or the last byte.
    const refused = await engineRefusal(Uint8Array.from([...HEAD, 99, 0]));
    expect(refused?.message).toMatch(/section/);
    expect([8, 10]).toContain(refused?.offset);
  });

  it('is found in the body that holds the byte', () => {
    // A custom section, then two bodies of 2 and 3 bytes at 13 and 16.
    const bytes = Uint8Array.from([...HEAD, 0, 1, 0, 10, 8, 2, 2, 0, 11, 3, 0, 1, 11]);
    expect(Array.from(bytes, (_, offset) => bodyAt(bytes, offset))).toEqual([
      ...Array.from({ length: 14 }, () => null),
      0,
      0,
      0,
      1,
      1,
      1,
      1,
    ]);
  });
});
