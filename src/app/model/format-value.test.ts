import { describe, expect, test } from 'vitest';
import type { Cut, PlainValue } from '../../contract/api.ts';
import { formatDuration, formatValue, typeOf, valuePieces, shownText } from './format-value.ts';

const line = (value: PlainValue, maxLength = 200): string => formatValue(value, { maxLength, layout: 'line' }).text;

describe('a value in the console', () => {
  test.each<[PlainValue, string]>([
    [null, 'nil'],
    [true, 'true'],
    [42, '42'],
    [-0, '-0'],
    [1.5, '1.5'],
    [Number.NaN, 'nan'],
    [-Infinity, '-inf'],
    [18446744073709551615n, '18446744073709551615'],
    ['hi', '"hi"'],
    ['a"b\n\\\u0001', '"a\\"b\\n\\\\\\1"'],
    [[], '{}'],
    [[1, null, 'x'], '{1, nil, "x"}'],
    [{ a: 1, 'b c': [2], end: 3 }, '{a = 1, ["b c"] = {2}, ["end"] = 3}'],
    [new Uint8Array([0, 255]), '<2 bytes: 00 ff>'],
    [new Uint8Array(), '<0 bytes>'],
  ])('is written as Lua writes it: %s', (value, text) => {
    expect(line(value)).toBe(text);
  });

  test('is indented when there is room', () => {
    expect(formatValue({ a: [1, 2] }, { maxLength: 200, layout: 'block' }).text).toBe(
      '{\n  a = {\n    1,\n    2\n  }\n}',
    );
  });

  test('is cut at the limit and says so', () => {
    expect(formatValue('x'.repeat(50_000_000), { maxLength: 10, layout: 'line' })).toEqual({
      text: '"xxxxxxxxx…',
      truncated: true,
    });
    expect(
      formatValue(
        Array.from({ length: 1_000_000 }, () => 7),
        { maxLength: 8, layout: 'line' },
      ).text,
    ).toBe('{7, 7, 7…');
  });

  test('says where something is missing, which is never written as if it were a value', () => {
    const cut = (count: number, unit: 'items' | 'fields' | 'bytes' | 'characters'): Cut => ({
      whole: { count, unit },
      inside: null,
    });
    const show = (value: PlainValue, of: Cut): string =>
      formatValue(value, { maxLength: 200, layout: 'line', cut: of }).text;
    expect(show([1, 2], cut(5000, 'items'))).toBe('{1, 2, … of 5,000 items}');
    expect(show([], cut(1, 'items'))).toBe('{… of 1 item}');
    expect(show({ a: 1 }, cut(2, 'fields'))).toBe('{a = 1, … of 2 fields}');
    expect(show('xx', cut(20_000, 'bytes'))).toBe('"xx"… of 20,000 bytes');
    expect(show({ a: ['…'] }, { whole: null, inside: new Map([['a', cut(9, 'items')]]) })).toBe(
      '{a = {"…", … of 9 items}}',
    );
  });

  test('says beside its parts how many of how many they are', () => {
    expect(shownText(2, { count: 40, unit: 'fields' })).toBe('2 of 40 fields');
    expect(shownText(0, { count: 1, unit: 'fields' })).toBe('1 field');
  });

  test('is not cut at all where everything is wanted', () => {
    let deep: PlainValue = new Uint8Array(100).fill(255);
    for (let index = 0; index < 50; index++) deep = [deep];
    const text = [...valuePieces(['x'.repeat(300_000), deep], { maxLength: Infinity, layout: 'line' })].join('');
    expect(text).toBe(
      `{"${'x'.repeat(300_000)}", ${'{'.repeat(50)}<100 bytes: ${'ff '.repeat(100).trim()}>${'}'.repeat(50)}}`,
    );
  });

  test('is not cut inside of a surrogate pair', () => {
    expect(line('😀😀😀', 4)).toBe('"😀…');
  });

  test('stops at deep nesting', () => {
    let deep: PlainValue = 1;
    for (let index = 0; index < 5000; index++) deep = [deep];
    expect(line(deep)).toBe(`${'{'.repeat(12)}{…}${'}'.repeat(12)}`);
  });
});

test('types are those of Lua, with bytes apart', () => {
  expect([null, false, 1n, '', new Uint8Array(), [], {}].map(typeOf)).toEqual([
    'nil',
    'boolean',
    'number',
    'string',
    'bytes',
    'table',
    'table',
  ]);
});

test('durations keep three digits', () => {
  expect([0.123, 3.21, 45.6, 1234, 125_000].map(formatDuration)).toEqual([
    '0.12 ms',
    '3.2 ms',
    '46 ms',
    '1.23 s',
    '2 min 5 s',
  ]);
});
