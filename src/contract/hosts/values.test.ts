import { describe, expect, it } from 'vitest';
import { BytesReader } from '../../conformance/mapping/mapper-harness.ts';
import { parseWit } from '../../wit/parser.ts';
import { formatFunction } from '../../wit/print.ts';
import type { WitType } from '../../wit/types.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import { HOST_FUNCTIONS } from './index.ts';
import { bytes, enumeration, result, scalar, string } from './host-interface.ts';
import { putValue, takeValue } from './values.ts';

const list = (element: WitType): WitType => ({ kind: 'list', element, length: null });
const option = (some: WitType): WitType => ({ kind: 'option', some });

const CASES: readonly [string, WitType, readonly unknown[]][] = [
  ['bool', scalar('bool'), [true, false]],
  ['u8', scalar('u8'), [0, 255]],
  ['u32', scalar('u32'), [0, 2 ** 32 - 1]],
  ['s32', scalar('s32'), [-1, 2 ** 31 - 1, -(2 ** 31)]],
  ['u64', scalar('u64'), [0n, 2n ** 64n - 1n]],
  ['s64', scalar('s64'), [-1n, 2n ** 63n - 1n, -(2n ** 63n)]],
  ['f64', scalar('f64'), [0.5, -Infinity]],
  ['char', { kind: 'scalar', name: 'char' }, ['a', '😀']],
  ['s8', { kind: 'scalar', name: 's8' }, [-128, 127]],
  ['string', string, ['', 'grün 😀', '\ufeffx']],
  ['list<u8>', bytes, [new Uint8Array(), Uint8Array.of(0, 255)]],
  ['list<string>', list(string), [[], ['a', '']]],
  ['enum', enumeration('e', 'one', 'two'), ['one', 'two']],
  ['option<string>', option(string), [null, '']],
  ['result<u32, string>', result(scalar('u32'), string), [{ ok: 1 }, { err: 'no' }]],
  ['result', result(null, null), [{ ok: null }, { err: null }]],
];

describe('values of host functions', () => {
  it.each(CASES)('%s are the same on both ends', (_name, type, values) => {
    for (const value of values) {
      const out = new StagingWriter();
      putValue(type, value, out);
      const from = new BytesReader(out.take());
      expect([takeValue(type, from), from.remainingBytes]).toEqual([value, 0]);
    }
  });

  const WRONG: readonly [string, WitType, readonly number[]][] = [
    ['a bool of 2', scalar('bool'), [2]],
    ['a case that there is not', enumeration('e', 'one'), [1, 0, 0, 0]],
    ['half a number', scalar('u32'), [1, 2]],
    ['text that is none', string, [1, 0, 0, 0, 0xff]],
    ['more bytes than there are', bytes, [255, 255, 255, 255, 1]],
    ['more items than there are', list(string), [255, 255, 255, 255, 1]],
    ['a character that is none', { kind: 'scalar', name: 'char' }, [0, 0xd8, 0, 0]],
    ['a third side', result(null, null), [2]],
  ];
  it.each(WRONG)('%s is refused, as no value may come from a thread that is not ours', (_name, type, message) => {
    expect(() => takeValue(type, new BytesReader(Uint8Array.from(message)))).toThrow(RangeError);
  });
});

it('functions of all interfaces are WIT', () => {
  for (const { interface: owner, type } of HOST_FUNCTIONS.all) {
    const types = type.parameters.flatMap(({ type: one }) =>
      one.kind === 'enum' ? [`enum ${one.name} { ${one.cases.join(', ')} }`] : [],
    );
    const [packageName, name] = owner.split('/');
    const text = `package ${packageName}; interface ${name} { ${types.join(' ')} ${formatFunction(type)}; }`;
    const { functions, problems } = parseWit(text);
    expect([owner, problems]).toEqual([owner, []]);
    expect(functions.map((one) => one.type)).toMatchObject([type]);
  }
});
