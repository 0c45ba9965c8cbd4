import { describe, expect, test } from 'vitest';
import { luaCall } from './lua-call.ts';
import { parseSignature } from './signature.ts';
import { fieldTexts, hasWords, isSigned, keypadOf, parseArgument, readFields, wordAfter } from './typed-arguments.ts';

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
    ['s8', '128', 's8 goes from -128 to 127'],
    ['u64', '-1', 'u64 goes from 0 to 18446744073709551615'],
    ['u64', '18446744073709551616', 'u64 goes from 0 to 18446744073709551615'],
    ['s32', '', 'a whole number is expected'],
    ['s32', '1.5', 'this is not a whole number'],
    ['f64', 'x', 'a number is expected (f64)'],
    ['char', 'ab', 'exactly one character is expected'],
    ['list<u8>', '[1', 'a list<u8> as JSON is expected'],
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
      errors: ['a whole number is expected', null],
    });
    expect(readFields(fieldTexts('[7, true]', parameters), parameters).values).toEqual([7, true]);
  });
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
