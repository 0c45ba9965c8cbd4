import { describe, expect, it } from 'vitest';
import { componentFrom } from '../../toolchain/testing/components.ts';
import type { VariantType, WitType } from '../../wit/types.ts';
import { createComponent } from './testing/component-harness.ts';
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
      'expected string, got invalid UTF-8',
    ],
    [
      'an encoded surrogate',
      'string',
      string,
      '\\20\\00\\00\\00\\03\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\ed\\a0\\80',
      '',
      'expected string, got invalid UTF-8',
    ],
    [
      'a string outside of memory',
      'string',
      string,
      '\\00\\00\\01\\00\\02\\00\\00\\00',
      '',
      'a pointer outside of memory',
    ],
    [
      'a string of all memory and more',
      'string',
      string,
      '\\00\\00\\00\\00\\ff\\ff\\ff\\7f',
      '',
      'a pointer outside of memory',
    ],
    [
      'bytes outside of memory',
      'list<u8>',
      list(scalar('u8')),
      '\\ff\\ff\\00\\00\\02\\00\\00\\00',
      '',
      'a pointer outside of memory',
    ],
    [
      'numbers outside of memory',
      'list<u64>',
      list(scalar('u64')),
      '\\f8\\ff\\00\\00\\02\\00\\00\\00',
      '',
      'a pointer outside of memory',
    ],
    [
      'a list of more elements than an engine bears',
      'list<bool>',
      list(scalar('bool')),
      '\\00\\00\\00\\00\\00\\0e\\27\\07',
      '',
      'expected list, got more than 16777216 elements',
    ],
    [
      'a list of fixed length that an engine does not bear',
      'list<bool, 100000000>',
      { kind: 'list', element: scalar('bool'), length: 100_000_000 },
      '',
      '',
      'expected list, got more than 16777216 elements',
    ],
    [
      'a list of more bytes than an engine bears',
      'list<tuple<u64, u64>>',
      list({ kind: 'tuple', items: [scalar('u64'), scalar('u64')] }),
      '\\00\\00\\00\\00\\01\\00\\80\\00',
      '',
      'expected list, got more than 134217728 bytes',
    ],
    [
      'a list of more than 2^28 bytes',
      'list<string>',
      list(string),
      '\\00\\00\\00\\00\\00\\00\\00\\02',
      '',
      'expected list, got more than 268435455 bytes',
    ],
    [
      'numbers of more than 2^28 bytes',
      'list<u32>',
      list(scalar('u32')),
      '\\00\\00\\00\\00\\00\\00\\00\\10',
      '',
      'expected list, got more than 268435455 bytes',
    ],
    [
      'a list that is not aligned',
      'list<string>',
      list(string),
      '\\01\\00\\00\\00\\01\\00\\00\\00',
      '',
      'expected list, got pointer 1, not aligned',
    ],
    [
      'a case that is not there',
      'my-shape',
      shape,
      '\\02',
      'variant my-shape { a(string), b }',
      'expected my-shape, got a case that it does not have',
    ],
    [
      'an option of three cases',
      'option<string>',
      option(string),
      '\\02',
      '',
      'expected option, got a case that it does not have',
    ],
    [
      'a result of three cases',
      'tuple<result<string>>',
      { kind: 'tuple', items: [result(string, null)] },
      '\\02',
      '',
      'expected result, got a case that it does not have',
    ],
    [
      'a surrogate as character',
      'tuple<char, u64>',
      { kind: 'tuple', items: [scalar('char'), scalar('u64')] },
      '\\00\\d8\\00\\00',
      '',
      'expected char, got a number that is none',
    ],
    [
      'a character beyond Unicode',
      'tuple<char, u64>',
      { kind: 'tuple', items: [scalar('char'), scalar('u64')] },
      '\\ff\\ff\\ff\\ff',
      '',
      'expected char, got a number that is none',
    ],
  ])('is refused: %s', async (_, text, type, data, definitions, problem) => {
    const run = await answering(type, text, 'i32.const 16', data, definitions);
    expect(run).toEqual({ fault: { kind: 'invalid-result', message: `result: ${problem}` }, result: NOTHING });
  });

  it('is refused when lists that share their elements are too many together', async () => {
    // 64 lists of 2^19 booleans each.
    const core = `(module (memory (export "memory") 9)
      (func (export "f") (result i32) (local $i i32)
        (loop $more
          (i32.store (i32.add (i32.const 64) (i32.shl (local.get $i) (i32.const 3))) (i32.const 1024))
          (i32.store (i32.add (i32.const 68) (i32.shl (local.get $i) (i32.const 3))) (i32.const 524288))
          (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))
        (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const 64)) (i32.const 16)))`;
    const component = await componentFrom(core, 'package a:b; world w { export f: func() -> list<list<bool>>; }');
    const run = await createComponent(component, { type: func(list(list(scalar('bool')))) });
    for (let time = 0; time < 2; time++) {
      expect(run(NOTHING)).toEqual({
        fault: { kind: 'invalid-result', message: 'result: expected list, got more than 16777216 elements' },
        result: NOTHING,
      });
    }
  });

  it('is refused when it lies outside of memory itself', async () => {
    const run = await answering(string, 'string', 'i32.const 65532');
    expect(run.fault).toEqual({ kind: 'invalid-result', message: 'result: a pointer outside of memory' });
  });

  it('is refused when a small integer is beyond its range', async () => {
    expect((await answering(scalar('u8'), 'u8', 'i32.const 300')).fault).toEqual({
      kind: 'invalid-result',
      message: 'result: expected u8 (0..255), got a number beyond it',
    });
    expect((await answering(scalar('s16'), 's16', 'i32.const 40000')).fault).toEqual({
      kind: 'invalid-result',
      message: 'result: expected s16 (-32768..32767), got a number beyond it',
    });
  });

  it('is taken for true when a boolean is any number but 0', async () => {
    expect(await answering(scalar('bool'), 'bool', 'i32.const 2')).toEqual({ fault: null, result: Uint8Array.of(1) });
  });
});
