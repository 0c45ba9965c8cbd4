/** Guests that return what is no value of the result type: an invalid result with its path, never a crash. */
import { describe, expect, it } from 'vitest';
import type { GuestFault } from '../../contract/ports.ts';
import { MAX_VALUE_BYTES } from '../../wit/codec.ts';
import { findFunction, parseWit } from '../../wit/parser.ts';
import { MemoryBuffer, runGuest } from '../testing/guest-harness.ts';
import { compileWat } from '../testing/wat.ts';
import { ArgumentBytes } from './argument-bytes.ts';
import { ResultBytes } from './result-bytes.ts';

const word = (value: number): string =>
  [0, 8, 16, 24].map((shift) => `\\${((value >>> shift) & 0xff).toString(16).padStart(2, '0')}`).join('');
const words = (...values: number[]): string => values.map(word).join('');

/** A guest that returns address 16 (or `pointer`), where `data` lies, over one page of memory. */
async function returned(
  type: string,
  data: string,
  options: { pointer?: number; more?: string; definitions?: string } = {},
): Promise<{ fault: GuestFault | null; result: MemoryBuffer }> {
  const { pointer = 16, more = '', definitions = '' } = options;
  const module = await compileWat(`(module (memory (export "memory") 1) (data (i32.const 16) "${data}") ${more}
    (func (export "f") (result i32) (i32.const ${pointer})))`);
  const found = findFunction(parseWit(`${definitions} f: func() -> ${type};`), 'f');
  if (!found.ok) throw new Error(found.error.message);
  return runGuest(module, 'f', { type: found.value.type });
}

const problem = async (...parameters: Parameters<typeof returned>): Promise<string> => {
  const { fault } = await returned(...parameters);
  if (fault?.kind !== 'invalid-result') throw new Error(`expected an invalid result, got ${JSON.stringify(fault)}`);
  return fault.message;
};

describe('addresses', () => {
  it.each([
    ['tuple<u32, u32>', 18, 'result: expected tuple<u32, u32>, got pointer 18, not aligned to 4'],
    ['tuple<u32, u32>', 65532, 'result: expected tuple<u32, u32>, got 8 bytes at 65532, outside memory of 65536 bytes'],
    ['tuple<u8, u64>', 65524, 'result: expected tuple<u8, u64>, got pointer 65524, not aligned to 8'],
    ['string', -4, 'result: expected string, got 8 bytes at 4294967292, outside memory of 65536 bytes'],
    ['list<u8>', 65534, 'result: expected list<u8>, got pointer 65534, not aligned to 4'],
  ])('of a returned %s must not be %i', async (type, pointer, message) => {
    expect(await problem(type, '', { pointer })).toBe(message);
  });

  it.each([
    ['string', words(65536, 1), 'result: expected string, got 1 bytes at 65536, outside memory of 65536 bytes'],
    ['string', words(-1, -1), 'result: expected string, got 4294967295 bytes, more than 268435455'],
    [
      'string',
      words(0xffff0000, 0x0fffffff),
      'result: expected string, got 268435455 bytes at 4294901760, outside memory of 65536 bytes',
    ],
    ['string', words(0, 0x10000000), 'result: expected string, got 268435456 bytes, more than 268435455'],
    ['string', words(65537, 0), 'result: expected string, got 0 bytes at 65537, outside memory of 65536 bytes'],
    ['list<u32>', words(6, 1), 'result: expected list<u32>, got pointer 6, not aligned to 4'],
    ['list<u32>', words(6, 0), 'result: expected list<u32>, got pointer 6, not aligned to 4'],
    ['list<u64>', words(4, 1), 'result: expected list<u64>, got pointer 4, not aligned to 8'],
    [
      'list<u64>',
      words(0, 0x20000001),
      'result: expected list<u64>, got 536870913 elements of 8 bytes, more than 268435455',
    ],
    ['list<u64>', words(65528, 2), 'result: expected list<u64>, got 16 bytes at 65528, outside memory of 65536 bytes'],
    ['list<u8>', words(65535, 2), 'result: expected list<u8>, got 2 bytes at 65535, outside memory of 65536 bytes'],
    ['list<list<u16>>', words(24, 1, 3, 1), 'result: [1]: expected list<u16>, got pointer 3, not aligned to 2'],
    [
      'tuple<u8, string>',
      words(7, -1, 1),
      'result: [2]: expected string, got 1 bytes at 4294967295, outside memory of 65536 bytes',
    ],
    [
      'option<string>',
      words(1, -1, 1),
      'result: some: expected string, got 1 bytes at 4294967295, outside memory of 65536 bytes',
    ],
    [
      'result<string, list<u32>>',
      words(0, -1, 1),
      'result: ok: expected string, got 1 bytes at 4294967295, outside memory of 65536 bytes',
    ],
    ['result<string, list<u32>>', words(1, 2, 1), 'result: err: expected list<u32>, got pointer 2, not aligned to 4'],
    [
      'list<string, 2>',
      words(0, 0, -1, 1),
      'result: [2]: expected string, got 1 bytes at 4294967295, outside memory of 65536 bytes',
    ],
  ])('inside a %s are looked at too', async (type, data, message) => {
    expect(await problem(type, data)).toBe(message);
  });

  it('may be those of empty blocks anywhere inside memory', async () => {
    const { fault, result } = await returned('tuple<string, list<u64>, string>', words(1, 0, 8, 0, 65536, 0));
    expect([fault, result.u32(), result.u32(), result.u32()]).toEqual([null, 0, 0, 0]);
  });
});

describe('values', () => {
  const definitions = `enum color { red, green, blue }
    variant shape { circle(color), path(list<option<char>>), none }
    record user { name: string, shapes: list<shape> }
    enum many { ${Array.from({ length: 257 }, (_, index) => `c${index}`).join(', ')} }`;

  it.each([
    ['tuple<color, u8>', '\\03', 'result: [1]: expected color, got case 3'],
    ['tuple<many, u8>', '\\01\\01', 'result: [1]: expected many, got case 257'],
    ['option<u32>', '\\02', 'result: expected option<u32>, got case 2'],
    ['result<u32>', '\\ff', 'result: expected result<u32>, got case 255'],
    ['shape', '\\03', 'result: expected shape, got case 3'],
    ['shape', '\\00\\00\\00\\00\\09', 'result: circle: expected color, got case 9'],
    ['tuple<char, u8>', words(0xd800), 'result: [1]: expected char, got 55296'],
    ['list<char>', words(24, 2, 0x41, 0x110000), 'result: [2]: expected char, got 1114112'],
    ['list<color>', `${words(24, 2)}\\02\\03`, 'result: [2]: expected color, got case 3'],
    // A user whose second shape is a path whose third point is no character.
    [
      'list<user>',
      `${words(24, 1)}${words(0, 0, 40, 2)}${words(0, 0, 0)}${words(1, 64, 3)}${words(0, 0)}${words(1, 0x42)}${words(1, 0xdfff)}`,
      'result: [1].shapes[2].path[3].some: expected char, got 57343',
    ],
  ])('of %s that do not exist are named with their path', async (type, data, message) => {
    expect(await problem(type, data, { definitions })).toBe(message);
  });

  it.each([
    ['alone', '\\ff', 1],
    ['after letters', 'ab\\80', 3],
    ['overlong', 'a\\c0\\af', 2],
    ['a surrogate', '\\ed\\a0\\80', 1],
    ['cut off', 'abc\\e2\\82', 4],
    ['beyond U+10FFFF', '\\f4\\90\\80\\80', 1],
    ['late in a long text', `${'x'.repeat(300)}\\c3`, 301],
  ])('that are no UTF-8 are named with the byte: %s', async (_name, bytes, at) => {
    const length = bytes.replace(/\\../g, '.').length;
    expect(await problem('string', `${words(24, length)}${bytes}`)).toBe(
      `result: expected string, got invalid UTF-8 at byte ${at}`,
    );
    expect(await problem('list<string>', `${words(24, 1, 32, length)}${bytes}`)).toBe(
      `result: [1]: expected string, got invalid UTF-8 at byte ${at}`,
    );
  });

  it('of flags and small integers are cut to what the type has room for', async () => {
    const { fault, result } = await returned('tuple<perms, bool, bool, u16, s16>', '\\ff\\02\\00\\00\\ff\\ff\\ff\\ff', {
      definitions: 'flags perms { read, write, exec }',
    });
    expect([fault, result.u32(), result.u8(), result.u8(), result.u32(), result.u32() | 0]).toEqual([
      null,
      7,
      1,
      0,
      65535,
      -1,
    ]);
  });

  it('of floats keep their bits, except for NaN, which becomes the canonical one', async () => {
    const nan32 = ['\\01\\00\\80\\7f', '\\ff\\ff\\ff\\ff'];
    const nan64 = ['\\01\\00\\00\\00\\00\\00\\f0\\7f', '\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff'];
    const { result } = await returned(
      'tuple<list<f32>, list<f64>, f32>',
      `${words(40, 3)}${words(56, 3)}${nan32[1]}\\00\\00\\00\\00${nan32.join('')}\\00\\00\\80\\ff${words(0)}${nan64.join('')}\\01\\00\\00\\00\\00\\00\\f0\\ff`,
    );
    expect([result.u32(), result.u32(), result.u32(), result.u32()]).toEqual([3, 0x7fc00000, 0x7fc00000, 0xff800000]);
    expect([result.u32(), result.u64(), result.u64(), result.u64()]).toEqual([
      3,
      0x7ff8000000000000n,
      0x7ff8000000000000n,
      0x7ff8000000000000n,
    ]);
    expect(result.u32()).toBe(0x7fc00000);
  });

  it.each([
    ['f32', 'f32', '0x1p-1', 0.5],
    ['f32', 'f32', '-nan:0x200001', NaN],
    ['f64', 'f64', 'nan:0x1234', NaN],
  ])('of a returned %s too', async (type, core, text, expected) => {
    const module = await compileWat(`(module (func (export "f") (result ${core}) (${core}.const ${text})))`);
    const { result } = runGuest(module, 'f', { result: type as 'f32' });
    if (Number.isNaN(expected))
      expect(core === 'f32' ? result.u32() : result.u64()).toBe(core === 'f32' ? 0x7fc00000 : 0x7ff8000000000000n);
    else expect(result.f32()).toBe(expected);
  });
});

describe('one slot', () => {
  const definitions = 'enum color { red, green } flags perms { read, write } variant v { a, b } record r { c: color }';

  it.each([
    ['color', '5', 'result: expected color, got case 5'],
    ['r', '-1', 'result: c: expected color, got case 4294967295'],
    ['v', '2', 'result: expected v, got case 2'],
    ['result', '256', 'result: expected result, got case 256'],
    ['tuple<char>', '0xdc00', 'result: [1]: expected char, got 56320'],
    ['list<color, 1>', '7', 'result: [1]: expected color, got case 7'],
  ])('of type %s is checked', async (type, value, message) => {
    expect(await problem(type, '', { pointer: Number(value), definitions })).toBe(message);
  });

  it('of flags loses the bits without label', async () => {
    const { fault, result } = await returned('perms', '', { pointer: -1, definitions });
    expect([fault, result.u32()]).toEqual([null, 3]);
  });
});

describe('a module that does not fit its signature after all', () => {
  it.each([
    [
      'f: func() -> string',
      '(func (export "f") (result i32) (i32.const 0))',
      { kind: 'invalid-result', message: 'result: expected string, got 8 bytes at 0, outside memory of 0 bytes' },
    ],
    [
      'f: func() -> string',
      '(memory (export "memory") 1) (func (export "f"))',
      { kind: 'invalid-result', message: 'result: expected string, got no value' },
    ],
    [
      'f: func() -> string',
      '(memory (export "memory") 1) (func (export "f") (result i32 i32 i32) (i32.const 1) (i32.const 1) (i32.const 1))',
      { kind: 'invalid-result', message: 'result: expected string, got 3 values' },
    ],
    [
      'f: func() -> option<u8>',
      '(memory (export "memory") 1) (func (export "f") (result i64) (i64.const 1))',
      { kind: 'invalid-result', message: 'result: expected option<u8>, got i64' },
    ],
    [
      'f: func() -> tuple<u8>',
      '(func (export "f"))',
      { kind: 'invalid-result', message: 'result: expected tuple<u8>, got no value' },
    ],
    [
      'f: func(a: list<u8>)',
      '(memory (export "memory") 1) (func (export "f") (param i32 i32))',
      { kind: 'trap', message: 'the module exports no allocator' },
    ],
  ])('fails the call: %s', async (wit, wat, fault) => {
    const found = findFunction(parseWit(wit), 'f');
    if (!found.ok) throw new Error(found.error.message);
    const module = await compileWat(`(module ${wat})`);
    const encode = (out: { u32(v: number): void; u8(v: number): void }): void =>
      [out.u32(1), out.u8(1)].forEach(() => undefined);
    expect(runGuest(module, 'f', { type: found.value.type, encode }).fault).toEqual(fault);
  });
});

describe('a result that is larger than the memory it lies in', () => {
  it('is bounded as the results of every call are, whatever the form of the guest', async () => {
    // 4100 times the same page.
    const { fault } = await returned('list<list<u8>>', words(24, 4100), {
      more: `(data (i32.const 24) "${words(0, 65_536).repeat(4100)}")`,
    });
    expect(fault).toEqual({ kind: 'invalid-result', message: `result: more than ${MAX_VALUE_BYTES} bytes` });
  });

  it('takes no memory once the run is over', () => {
    const out = new ResultBytes();
    out.append(new Uint8Array(3_000_000), 0, 3_000_000);
    out.release();
    expect(out.bytes.length).toBe(0);
    const args = new ArgumentBytes();
    args.take(MemoryBuffer.of(new Uint8Array(3_000_000)));
    args.release();
    expect(args.bytes.length).toBe(4096);
    args.take(MemoryBuffer.of(Uint8Array.of(1, 2)));
    expect([args.u8(), args.u8()]).toEqual([1, 2]);
  });

  it('is refused beyond a bound, and the next call works', () => {
    const out = new ResultBytes(10_000);
    const append = (): void => {
      for (let index = 0; index < 1000; index++) out.append(new Uint8Array(100), 0, 100);
    };
    expect(append).toThrow('result: more than 10000 bytes');
    out.begin();
    out.u32(7);
    expect([out.at, out.view.getUint32(0, true)]).toEqual([4, 7]);
  });

  it('may use the same bytes many times', async () => {
    const { fault, result } = await returned('list<list<u8>>', words(24, 1000), {
      more: `(data (i32.const 24) "${words(30000, 30000).repeat(1000)}")`,
    });
    expect([fault, result.remainingBytes]).toEqual([null, 4 + 1000 * 30_004]);
  });
});
