import { describe, expect, test } from 'vitest';
import { checkArguments } from './check.ts';
import { toArguments } from './draft-values.ts';
import { luaCall } from './lua-call.ts';
import { parseSignature } from './signature.ts';
import {
  besideWhatWasTyped,
  fieldTexts,
  hasWords,
  isSigned,
  keypadOf,
  parseArgument,
  readFields,
  wordAfter,
} from './typed-arguments.ts';

describe('a signature', () => {
  test('gives names and types of its parameters', () => {
    expect(parseSignature('compute: func(a: s32, %list: list<tuple<string, u32>>) -> result<_, string>;')).toEqual({
      parameters: [
        { name: 'a', type: 's32' },
        { name: 'list', type: 'list<tuple<string, u32>>' },
      ],
      result: 'result<_, string>',
    });
    expect(parseSignature('run: func()')).toEqual({ parameters: [], result: null });
  });
  test('that cannot be read is none', () => {
    expect([parseSignature(undefined), parseSignature('func(a: s32'), parseSignature('interface x {}')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('an argument', () => {
  test.each([
    ['s8', '-128', -128],
    ['u8', ' 0xff ', 255],
    ['u64', '18446744073709551615', 18446744073709551615n],
    ['f64', '1e3', 1000],
    ['f32', '-inf', -Infinity],
    ['bool', 'true', true],
    ['char', '😀', '😀'],
    ['string', '', ''],
    ['option<u8>', '', null],
    ['list<u8>', '[1, 2]', [1, 2]],
  ])('of type %s is read from "%s"', (type, text, value) => {
    expect(parseArgument(text, type)).toEqual({ ok: true, value });
  });
  test.each([
    ['s8', '128', 'expected s8 (-128..127), got 128'],
    ['u64', '-1', 'expected u64 (0..18446744073709551615), got -1'],
    ['u64', '18446744073709551616', 'expected u64 (0..18446744073709551615), got 18446744073709551616'],
    ['s32', '', 'expected s32, got nothing'],
    ['s32', '1.5', 'expected s32, got 1.5'],
    ['f64', 'x', 'expected f64, got "x"'],
    ['char', 'ab', 'expected char, got string of 2 characters'],
    ['list<u8>', '[1', 'expected list<u8> as JSON, got "[1"'],
  ])('of type %s is not read from "%s"', (type, text, error) => {
    expect(parseArgument(text, type)).toEqual({ ok: false, error });
  });
  test('not there yet leaves its field empty, and the call waits', () => {
    const parameters = [
      { name: 'a', type: 's32' },
      { name: 'flag', type: 'bool' },
    ];
    expect(fieldTexts('[]', parameters)).toEqual(['', 'false']);
    expect(readFields(fieldTexts('[]', parameters), parameters)).toMatchObject({
      values: null,
      errors: ['expected s32, got nothing', null],
    });
    expect(readFields(fieldTexts('[7, true]', parameters), parameters).values).toEqual([7, true]);
  });
});

test('a field and a form take and say the same of what is typed, for every scalar', () => {
  const scalars = ['s8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64', 'f32', 'f64', 'char'] as const;
  const texts = [
    '',
    ' 7 ',
    '0x1F',
    '3.0',
    '1.5',
    '-1',
    '1e30',
    '18446744073709551616',
    'nan',
    '-inf',
    'x',
    'ab',
    '\uD800',
  ];
  for (const name of scalars)
    for (const text of texts) {
      const type = { name: 'f', parameters: [{ name: 'a', type: { kind: 'scalar', name } }], result: null } as const;
      const drafts = [{ kind: 'text', text }] as const;
      const field = parseArgument(text, name);
      const [problem] = checkArguments(type, drafts);
      expect(field.ok ? null : field.error, `${name} ${text}`).toBe(problem?.message ?? null);
      if (field.ok) expect(toArguments(type, drafts), `${name} ${text}`).toEqual([field.value]);
    }
});

test('below its field a problem leaves out what stands above it', () => {
  const problem = parseArgument('300', 'u8');
  expect(problem.ok ? '' : besideWhatWasTyped(problem.error)).toBe('expected u8 (0..255)');
});

test('a call is written as Lua reads it', () => {
  expect(luaCall('app:compute', [6, 7])).toBe('funcs.call("app:compute", 6, 7)');
  expect(luaCall('app:f', [null, 'a"\u00011\n', new Uint8Array([0, 255]), [1, { ok: true, 'a b': 2 }], Infinity])).toBe(
    'funcs.call("app:f", nil, "a\\"\\0011\\n", "\\x00\\xff", {1, {ok = true, ["a b"] = 2}}, math.huge)',
  );
});

test.each([
  ['s32', 'numeric', true],
  ['u64', 'numeric', false],
  ['f64', 'decimal', true],
  ['option<u8>', 'numeric', false],
  ['option<f32>', 'decimal', true],
  ['string', undefined, false],
  ['bool', undefined, false],
  ['list<u8>', undefined, false],
  ['constructor', undefined, false],
])('a field of %s has the keypad %s', (type, keypad, signed) => {
  expect(keypadOf(type)).toBe(keypad);
  expect(isSigned(type)).toBe(signed);
  expect(hasWords(type)).toBe(keypad === 'decimal');
});

test.each([
  ['1.5', 'inf', 'nan'],
  ['-1.5', '-inf', 'nan'],
  ['', 'inf', 'nan'],
])('a key goes from %j through what is no ordinary number', (text, first, second) => {
  expect([wordAfter(text), wordAfter(first), wordAfter(second)]).toEqual([first, second, null]);
  expect([first, second].map((word) => parseArgument(word, 'f64').ok)).toEqual([true, true]);
});
