import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { luaCallBlock, luaLiteral } from './lua-call.ts';

describe('a value as Lua reads it', () => {
  test.each<readonly [string, PlainValue, string]>([
    ['an integer of 64 bits', 9223372036854775807n, '9223372036854775807'],
    ['the smallest integer', -(2n ** 63n), 'math.mininteger'],
    ['what only an int64 value holds', 18446744073709551615n, 'int64("18446744073709551615")'],
    ['a float that is no number', Number.NaN, '(0/0)'],
    ['the infinities', [Infinity, -Infinity], '{math.huge, -math.huge}'],
    ['a zero with its sign', -0, '-0.0'],
    ['keys in kebab case', { 'tag-count': 1, end: 2, name: 'x' }, '{["tag-count"] = 1, ["end"] = 2, name = "x"}'],
    ['a list with holes', [null, 5, null], '{nil, 5, nil, n = 3}'],
    ['bytes', new Uint8Array([0, 65, 255]), '"\\x00\\x41\\xff"'],
    ['a boxed none', { a: {} }, '{a = {}}'],
  ])('%s', (_, value, text) => {
    expect(luaLiteral(value)).toBe(text);
  });
});

test('a short call stays on one line, a long one has a line for each field that needs it', () => {
  expect(luaCallBlock('app:f', [1, 'x'])).toBe('funcs.call("app:f", 1, "x")');
  expect(
    luaCallBlock('app:f', [
      [
        { name: 'a name that is rather long', tags: ['one', 'two'] },
        { name: 'another name', tags: [] },
      ],
      7,
    ]),
  ).toBe(
    [
      'funcs.call(',
      '  "app:f",',
      '  {',
      '    {name = "a name that is rather long", tags = {"one", "two"}},',
      '    {name = "another name", tags = {}}',
      '  },',
      '  7',
      ')',
    ].join('\n'),
  );
});
