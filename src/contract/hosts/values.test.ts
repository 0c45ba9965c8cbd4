import { describe, expect, it } from 'vitest';
import { BytesReader } from '../../wit/bytes-reader.ts';
import { parseWit } from '../../wit/parser.ts';
import { partsOf } from '../../wit/measure.ts';
import { formatFunction, formatMembersBy, formatType, isDefined } from '../../wit/print.ts';
import type { WitType } from '../../wit/types.ts';
import { StagingWriter } from '../../kernel/values/staging.ts';
import { HOST_INTERFACES } from './index.ts';
import {
  borrow,
  bytes,
  enumeration,
  flags,
  type HostInterface,
  list,
  option,
  own,
  record,
  result,
  scalar,
  string,
  tuple,
  variant,
  witFunctions,
} from './host-interface.ts';
import { putValue, takeValue } from './values.ts';

const time = record('time', { seconds: scalar('u64'), zone: option(string) });
const shape = variant('shape', { point: null, line: scalar('f64'), path: list(time) });
const many = flags('many', ...Array.from({ length: 40 }, (_, index) => `f${index}`));

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
  [
    'record',
    time,
    [
      { seconds: 5n, zone: null },
      { seconds: 0n, zone: 'Z' },
    ],
  ],
  ['tuple', tuple(scalar('u8'), string), [[7, 'a']]],
  [
    'variant',
    shape,
    [
      { tag: 'point', val: null },
      { tag: 'line', val: 0.5 },
      { tag: 'path', val: [{ seconds: 1n, zone: '' }] },
    ],
  ],
  ['flags', many, [new Set(), new Set(['f0', 'f31', 'f32', 'f39'])]],
  ['own', own('thing'), [1, 2 ** 32 - 1]],
  ['borrow', borrow('thing'), [7]],
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
    ['a case of a variant that there is not', shape, [3, 0, 0, 0]],
    ['a flag that there is not', many, [0, 0, 0, 0, 0, 1, 0, 0]],
    ['a third side', result(null, null), [2]],
  ];
  it.each(WRONG)('%s is refused, as no value may come from a thread that is not ours', (_name, type, message) => {
    expect(() => takeValue(type, new BytesReader(Uint8Array.from(message)))).toThrow(RangeError);
  });
});

/** Records and the like that a type has within, and itself, each after those it uses. */
function definedIn(type: WitType): string[] {
  const inner = partsOf(type).flatMap(definedIn);
  return isDefined(type)
    ? [...inner, `${type.kind} ${type.name} { ${formatMembersBy(ownName, type).join(', ')} }`]
    : inner;
}
function resourcesOf(type: WitType): string[] {
  return [...partsOf(type).flatMap(resourcesOf), ...(/^(?:own|borrow)<(.*)>$/.exec(formatType(type))?.slice(1) ?? [])];
}
const ownName = (type: WitType): string | null => (isDefined(type) ? type.name : null);

it.each(Object.values<HostInterface>(HOST_INTERFACES).filter((declared) => 'functions' in declared))(
  'the functions of $name are WIT',
  (declared) => {
    const types = witFunctions(declared).map(({ type }) => type);
    const parts = types.flatMap(({ parameters, result: to }) => [
      ...parameters.map(({ type }) => type),
      ...(to ? [to] : []),
    ]);
    const resources = new Set(parts.flatMap(resourcesOf));
    const [packageName, name] = declared.name.split('/');
    const plain = types.filter((type) => !type.name.startsWith('['));
    const text = `package ${packageName}; interface ${name} { ${[
      ...[...resources].map((resource) => `resource ${resource};`),
      ...new Set(parts.flatMap(definedIn)),
      ...plain.map((type) => `${formatFunction(type)};`),
    ].join(' ')} }`;
    const { functions, problems } = parseWit(text);
    // One that has nothing but methods is no text of functions.
    expect(problems.filter(({ code }) => code !== 'wit-empty' || plain.length > 0)).toEqual([]);
    expect(functions.map((one) => one.type)).toMatchObject(plain);
  },
);
