import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../../contract/api.ts';
import { main, run } from '../../testing/lua-project.ts';

/** A Lua string of the bytes. */
function literal(text: string): string {
  return `"${[...new TextEncoder().encode(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;
}

describe('mistakes in JSON are named with their place', () => {
  const cases: [string, string][] = [
    ['{', "unexpected end of the text, expected a key in quotes or '}'"],
    ['[1 2]', "unexpected '2' at line 1, column 4, expected ',' or ']'"],
    ['[1,]', "unexpected ']' at line 1, column 4, expected a value"],
    ['{"a" 1}', "unexpected '1' at line 1, column 6, expected ':'"],
    ['{"a":1,}', "unexpected '}' at line 1, column 8, expected a key in quotes"],
    ['{"é":1\n"b":2}', `unexpected '"' at line 2, column 1, expected ',' or '}'`],
    ['{"é" 1}', "unexpected '1' at line 1, column 6, expected ':'"],
    ['{a:1}', "unexpected 'a' at line 1, column 2, expected a key in quotes or '}'"],
    ['nul', "unexpected 'n' at line 1, column 1, expected a value"],
    ['[1] x', "unexpected 'x' at line 1, column 5, expected the end of the text"],
    ['"é\\tx', 'unexpected end of the text in a string'],
    ['"a\tb"', 'unexpected the control character 0x09 in a string at line 1, column 3, it must be escaped'],
    ['"\\x"', 'invalid escape in a string at line 1, column 2'],
    ['"\\u12g4"', "invalid escape in a string at line 1, column 2, four hexadecimal digits must follow '\\u'"],
    ['-', 'unexpected end of the text in a number'],
    ['1.x', "unexpected 'x' in a number at line 1, column 3, expected a digit"],
    ['01', "unexpected '1' at line 1, column 2, expected the end of the text"],
    ['+1', "unexpected '+' at line 1, column 1, expected a value"],
    ['', 'empty string is not valid JSON'],
    ['NaN', "unexpected 'N' at line 1, column 1, expected a value"],
    ['“x”', "unexpected '“' at line 1, column 1, expected a value"],
    ['[1,\n 18446744073709551616]', 'the integer 18446744073709551616 at line 2, column 2 is beyond 64 bits'],
    ['-9223372036854775809', 'the integer -9223372036854775809 at line 1, column 1 is beyond 64 bits'],
    ['1e999', 'the number at line 1, column 1 is beyond what a float can hold'],
    ['['.repeat(10_001), 'lists and objects are nested deeper than 10000 at line 1, column 10001'],
    ['9'.repeat(70_000), 'a number of more than 65536 characters at line 1, column 1'],
  ];
  for (const [text, expected] of cases)
    test(JSON.stringify(text.slice(0, 40)), async () => {
      expect(
        (await run(main(`local v, e = json.decode(${literal(text)}) return {v == nil, e:message(), e:retryable()}`)))
          .value,
      ).toEqual([true, expected, false]);
    });
});

describe('json keeps what it is given', () => {
  const cases: [string, string, PlainValue][] = [
    [
      'an integer above 2^63-1 is an int64',
      'local v = json.decode("18446744073709551615") return {v == int64("18446744073709551615"), tostring(v), type(v), v > 2^63}',
      [true, '18446744073709551615', 'userdata', true],
    ],
    [
      'and goes back as it came',
      'return json.encode(json.decode("[9223372036854775808,-9223372036854775808]"))',
      '[9223372036854775808,-9223372036854775808]',
    ],
    [
      'an empty table is a list, and an object once it had string keys',
      'local t, list = {x = 1, y = 2}, {1} t.x, t.y, list[1] = nil local again = {z = 1} again.z = nil again[1] = 5 return {json.encode(t), json.encode(list), json.encode({}), json.encode({t = t}), json.encode(again)}',
      ['{}', '[]', '[]', '{"t":{}}', '[5]'],
    ],
    [
      'nor does it matter what else it had, before or after, or how many there were',
      `local before, after, many, copied = {1, x = 1}, {x = 1}, {}, {x = 1, 2}
      before[1], before.x, after.x = nil, nil, nil
      after[1], after[3] = 5, 6 after[1], after[3] = nil, nil
      for i = 1, 9000 do many["k" .. i] = i end for i = 1, 9000 do many["k" .. i] = nil end
      for key in pairs(copied) do copied[key] = nil end
      return {json.encode(before), json.encode(after), json.encode(many), json.encode(copied)}`,
      ['{}', '{}', '{}', '{}'],
    ],
    [
      'a list that was emptied is a list, however it was filled',
      `local numbers, late, float, removed, many = {1, 2, 3}, {}, {}, {1, 2}, {}
      for i = 1, 3 do numbers[i] = nil end
      late[3], late[2], late[1] = 3, 2, 1 for i = 1, 3 do late[i] = nil end
      float[1.5] = 1 float[1.5] = nil
      table.remove(removed) table.remove(removed)
      for i = 1, 9000 do many[i] = i end for i = 9000, 1, -1 do many[i] = nil end
      return {json.encode(numbers), json.encode(late), json.encode(float), json.encode(removed), json.encode(many)}`,
      ['[]', '[]', '[]', '[]', '[]'],
    ],
    ['the least integer is an integer', 'return math.type(json.decode("-9223372036854775808"))', 'integer'],
    ['failures of encode are final', 'return select(2, json.encode({1, a = 2})):retryable()', false],
    ['failures of decode are final', 'return select(2, json.decode(5)):retryable()', false],
    [
      'the last of two equal keys counts',
      'local t = json.decode([[{"a":1,"b":2,"a":3,"b":null}]]) return {t.a, t.b == nil, json.encode(t)}',
      [3, true, '{"a":3}'],
    ],
    [
      'nulls leave holes',
      'local t = json.decode("[null,2,null]") return {t[1] == nil, t[2], t.n == nil}',
      [true, 2, true],
    ],
    ['escapes are read', String.raw`return json.decode([["\u00e9\ud83d\ude00\ud800\n\/\"x"]])`, 'é😀\uFFFD\n/"x'],
    [
      'escapes are written',
      String.raw`return json.encode("\0\31\8\9\10\12\13\"\\é/")`,
      String.raw`"\u0000\u001f\b\t\n\f\r\"\\é/"`,
    ],
    [
      'bytes that are no UTF-8 become U+FFFD',
      String.raw`return {json.encode("a\255\xc3b"), json.decode('"a\255\xc3b"')}`,
      ['"a\uFFFD\uFFFDb"', 'a\uFFFD\uFFFDb'],
    ],
    [
      'a string of a million characters with escapes',
      String.raw`local s = ("ab\n"):rep(500000) local j = json.encode(s) return {#j, json.decode(j) == s}`,
      [2_000_002, true],
    ],
    ['a text that looks like marks', 'return json.decode(\'["int-int-int:5", 9007199254740993]\')[1]', 'int-int-int:5'],
    [
      'deep lists are read',
      'local t, n = json.decode(("["):rep(5000) .. ("]"):rep(5000)), 0 while t do t = t[1] n = n + 1 end return n',
      5000,
    ],
    [
      'keys that come again, in whatever order, are themselves',
      `local text, want = {}, {}
      for i = 1, 300 do
        local key = (i % 3 == 0 and ("k"):rep(60 + i % 9) or "k") .. i % 150
        text[i] = '{"' .. key .. '":' .. i .. ',"' .. key .. 'x":0,"\\\\u006b0":-1}'
        want[i] = key
      end
      for i, record in ipairs(json.decode("[" .. table.concat(text, ",") .. "]")) do
        local n = 0
        for key in pairs(record) do n = n + 1 end
        local isK0 = want[i] == "k0"
        if record[want[i]] ~= (isK0 and -1 or i) or record[want[i] .. "x"] ~= 0 or record.k0 ~= -1 or n ~= (isK0 and 2 or 3) then return want[i] end
      end
      return json.decode('{"a":1,"a":2,"":3}')`,
      { a: 2, '': 3 },
    ],
    ['blanks in plenty', String.raw`return json.decode((" \n"):rep(100000) .. "[ 1 , 2 ]" .. (" "):rep(100000))[2]`, 2],
  ];
  for (const [name, body, expected] of cases)
    test(name, async () => {
      expect(await run(main(body))).toMatchObject({ value: expected, error: null });
    });
});
