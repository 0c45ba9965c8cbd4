import { describe, expect, it } from 'vitest';
import { componentFrom } from '../../toolchain/testing/components.ts';
import type { VariantType, WitType } from '../../wit/types.ts';
import { planned } from './testing/planned-harness.ts';
import { scalar, string, list, option, result, func, NOTHING, answering } from './testing/answering.ts';

describe('data that the guest left', () => {
  const shape: VariantType = {
    kind: 'variant',
    name: 'my-shape',
    cases: [
      { name: 'a', type: string },
      { name: 'b', type: null },
    ],
  };
  it.each<[string, string, WitType, string, string, string]>([
    [
      'invalid UTF-8',
      'string',
      string,
      '\\20\\00\\00\\00\\02\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\ff\\fe',
      '',
      'expected string, got invalid UTF-8 at byte 1',
    ],
    [
      'an encoded surrogate',
      'string',
      string,
      '\\20\\00\\00\\00\\03\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\ed\\a0\\80',
      '',
      'expected string, got invalid UTF-8 at byte 1',
    ],
    [
      'a string outside of memory',
      'string',
      string,
      '\\00\\00\\01\\00\\02\\00\\00\\00',
      '',
      'expected string, got 2 bytes at 65536, outside memory of 65536 bytes',
    ],
    [
      'a string of all memory and more',
      'string',
      string,
      '\\00\\00\\00\\00\\ff\\ff\\ff\\7f',
      '',
      'expected string, got 2147483647 bytes, more than 268435455',
    ],
    [
      'bytes outside of memory',
      'list<u8>',
      list(scalar('u8')),
      '\\ff\\ff\\00\\00\\02\\00\\00\\00',
      '',
      'expected list<u8>, got 2 bytes at 65535, outside memory of 65536 bytes',
    ],
    [
      'numbers outside of memory',
      'list<u64>',
      list(scalar('u64')),
      '\\f8\\ff\\00\\00\\02\\00\\00\\00',
      '',
      'expected list<u64>, got 16 bytes at 65528, outside memory of 65536 bytes',
    ],
    [
      'a long list of booleans outside of memory',
      'list<bool>',
      list(scalar('bool')),
      '\\00\\00\\00\\00\\00\\0e\\27\\07',
      '',
      'expected list<bool>, got 120000000 bytes at 0, outside memory of 65536 bytes',
    ],
    [
      'a list of fixed length outside of memory',
      'list<bool, 100000000>',
      { kind: 'list', element: scalar('bool'), length: 100_000_000 },
      '',
      '',
      'expected list<bool, 100000000>, got 100000000 bytes at 16, outside memory of 65536 bytes',
    ],
    [
      'a long list of tuples outside of memory',
      'list<tuple<u64, u64>>',
      list({ kind: 'tuple', items: [scalar('u64'), scalar('u64')] }),
      '\\00\\00\\00\\00\\01\\00\\80\\00',
      '',
      'expected list<tuple<u64, u64>>, got 134217744 bytes at 0, outside memory of 65536 bytes',
    ],
    [
      'a list of more than 2^28 bytes',
      'list<string>',
      list(string),
      '\\00\\00\\00\\00\\00\\00\\00\\02',
      '',
      'expected list<string>, got 33554432 elements of 8 bytes, more than 268435455',
    ],
    [
      'numbers of more than 2^28 bytes',
      'list<u32>',
      list(scalar('u32')),
      '\\00\\00\\00\\00\\00\\00\\00\\10',
      '',
      'expected list<u32>, got 268435456 elements of 4 bytes, more than 268435455',
    ],
    [
      'a list that is not aligned',
      'list<string>',
      list(string),
      '\\01\\00\\00\\00\\01\\00\\00\\00',
      '',
      'expected list<string>, got pointer 1, not aligned to 4',
    ],
    [
      'a case that is not there',
      'my-shape',
      shape,
      '\\02',
      'variant my-shape { a(string), b }',
      'expected my-shape, got case 2',
    ],
    ['an option of three cases', 'option<string>', option(string), '\\02', '', 'expected option<string>, got case 2'],
    [
      'a result of three cases',
      'tuple<result<string>>',
      { kind: 'tuple', items: [result(string, null)] },
      '\\02',
      '',
      '[1]: expected result<string>, got case 2',
    ],
    [
      'a surrogate as character',
      'tuple<char, u64>',
      { kind: 'tuple', items: [scalar('char'), scalar('u64')] },
      '\\00\\d8\\00\\00',
      '',
      '[1]: expected char, got 55296',
    ],
    [
      'a character beyond Unicode',
      'tuple<char, u64>',
      { kind: 'tuple', items: [scalar('char'), scalar('u64')] },
      '\\ff\\ff\\ff\\ff',
      '',
      '[1]: expected char, got 4294967295',
    ],
  ])('is refused: %s', async (_, text, type, data, definitions, problem) => {
    const run = await answering(type, text, 'i32.const 16', data, definitions);
    expect(run).toEqual({ fault: { kind: 'invalid-result', message: `result: ${problem}` }, result: NOTHING });
  });

  it('is taken when lists share their elements, as long as they are not too much together', async () => {
    // 64 lists of 2^19 booleans each.
    const core = `(module (memory (export "memory") 9)
      (func (export "f") (result i32) (local $i i32)
        (loop $more
          (i32.store (i32.add (i32.const 64) (i32.shl (local.get $i) (i32.const 3))) (i32.const 1024))
          (i32.store (i32.add (i32.const 68) (i32.shl (local.get $i) (i32.const 3))) (i32.const 524288))
          (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
        (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 64)) (i32.const 16)))`;
    const component = await componentFrom(core, 'package a:b; world w { export f: func() -> list<list<bool>>; }');
    const run = planned(component, { type: func(list(list(scalar('bool')))) });
    const { fault, result: bytes } = run(NOTHING);
    expect([fault, bytes.length]).toEqual([null, 4 + 64 * (4 + 2 ** 19)]);
  });

  it('is refused when it lies outside of memory itself', async () => {
    const run = await answering(string, 'string', 'i32.const 65532');
    expect(run.fault).toEqual({
      kind: 'invalid-result',
      message: 'result: expected string, got 8 bytes at 65532, outside memory of 65536 bytes',
    });
  });

  it('is cut when a small integer is beyond its range', async () => {
    expect(await answering(scalar('u8'), 'u8', 'i32.const 300')).toEqual({ fault: null, result: Uint8Array.of(44) });
    expect(await answering(scalar('s16'), 's16', 'i32.const 40000')).toEqual({
      fault: null,
      result: Uint8Array.of(0x40, 0x9c, 0xff, 0xff),
    });
  });

  it('is taken for true when a boolean is any number but 0', async () => {
    expect(await answering(scalar('bool'), 'bool', 'i32.const 2')).toEqual({ fault: null, result: Uint8Array.of(1) });
  });
});
