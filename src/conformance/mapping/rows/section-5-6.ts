/** spec/wit-mapping §5 and §6: strings; options where nil has no room. */
import {
  char,
  echoNamed,
  echoOf,
  gives,
  list,
  luaGives,
  luaRefuses,
  made,
  option,
  record,
  refuses,
  result,
  row,
  same,
  string,
  tuple,
  u32,
  u8,
  variant,
  type Guest,
  type Row,
} from './row.ts';

const name = echoNamed('named', 'name', string);
const bytes = echoOf('raw-bytes', list(u8));
const letter = echoOf('letter', char);
const badText = made('bad-text', [], string, returnsText('\\61\\ff'));
const badSurrogate = made('bad-surrogate', [], string, returnsText('\\ed\\a0\\80'));
const badInside = made('bad-inside', [], list(string), listOfTwo('\\61', '\\c0\\80'));

function returnsText(data: string): string {
  const length = data.length / 3;
  return `
    (data (i32.const 64) "${data}")
    (func (export "@") (result i32)
      (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (i32.const ${length})) (i32.const 16))`;
}

function listOfTwo(first: string, second: string): string {
  return `
    (data (i32.const 64) "${first}") (data (i32.const 96) "${second}")
    (func (export "@") (result i32)
      (i32.store (i32.const 16) (i32.const 32)) (i32.store (i32.const 20) (i32.const 2))
      (i32.store (i32.const 32) (i32.const 64)) (i32.store (i32.const 36) (i32.const ${first.length / 3}))
      (i32.store (i32.const 40) (i32.const 96)) (i32.store (i32.const 44) (i32.const ${second.length / 3}))
      (i32.const 16))`;
}

const badUtf8 = (lua: string) => luaRefuses(name, lua, /: expected string, got invalid UTF-8 at byte \d+$/);
const faulty = (guest: Guest, message: RegExp) => ({ guest, args: [], expect: { kind: 'Internal', message } }) as const;

export const SECTION_5: readonly Row[] = [
  row(
    '5/overlong forms',
    'are refused',
    badUtf8('"ab\\192\\128"'),
    badUtf8('"\\224\\128\\175"'),
    badUtf8('"\\240\\128\\128\\175"'),
  ),
  row('5/surrogates', 'are refused', badUtf8('"\\237\\160\\128"'), badUtf8('"\\237\\191\\191"')),
  row('5/above U+10FFFF', 'is refused', badUtf8('"\\244\\144\\128\\128"'), badUtf8('"\\255"')),
  row(
    '5/truncated',
    'is refused',
    badUtf8('"abc\\226\\130"'),
    badUtf8('"\\240\\159\\152"'),
    luaRefuses(letter, '"\\226\\130"', /: expected char, got /),
  ),
  row('5/NUL', 'is an ordinary character', same(name, 'a\0b', '\0'), luaGives(name, '"a\\0b"', 'a\0b', '#v == 3')),
  row(
    '5/U+FEFF',
    'is an ordinary character',
    same(name, '\uFEFFa', '\uFEFF', 'a\uFEFF'),
    luaGives(name, '"\\239\\187\\191x"', '\uFEFFx', '#v == 4'),
  ),
  row('5/line endings and normal forms', 'stay as they are', same(name, 'a\r\nb\rc\n', 'e\u0301', 'é')),
  row(
    '5/bytes of any kind',
    'belong in list<u8>',
    luaGives(bytes, '"\\255\\0\\192\\128"', new Uint8Array([255, 0, 192, 128]), '#v == 4'),
  ),
  row(
    '5/bytes read like an array',
    'by index and by ipairs',
    luaGives(
      bytes,
      '{7, 8, 9}',
      '\x07\x08\x09',
      'v[1] == 7 and v[3] == 9 and v[4] == nil and (function() local s = 0 for i, x in ipairs(v) do s = s + i * x end return s end)() == 50',
    ),
  ),
  row('5/numbers', 'are no strings', refuses(name, 5, ': expected string, got number')),
  row(
    '5/char of none or two',
    'is refused',
    refuses(letter, 'ab', ': expected char, got string of 2 characters'),
    refuses(letter, '', /: expected char, got /),
    refuses(letter, 'e\u0301', ': expected char, got string of 2 characters'),
  ),
  row(
    '5/invalid text from the guest',
    'is an error of the guest',
    faulty(badText, /result: .*UTF-8/),
    faulty(badSurrogate, /result: .*UTF-8/),
    faulty(badInside, /result: \[2\]: .*UTF-8/),
  ),
];

const two = echoOf('two', option(option(u32)));
const three = echoOf('three', option(option(option(u32))));
const inCase = echoOf('in-case', variant('holding', { a: option(u32), b: option(option(u32)), c: null }));
const inResult = echoOf(
  'in-result',
  record('outer', { r: result(option(u32), string), s: option(result(option(string), option(u32))) }),
);
const inTuple = echoOf('in-tuple', tuple(option(option(u32)), u32));

export const SECTION_6: readonly Row[] = [
  row(
    '6/two levels',
    'nil, {}, {some = v}',
    luaGives(two, 'nil', null, 'v == nil'),
    luaGives(two, '{}', {}, 'type(v) == "table" and next(v) == nil'),
    luaGives(two, '{some = 5}', { some: 5 }, 'v.some == 5'),
    same(two, null, {}, { some: 0 }),
  ),
  row(
    '6/three levels',
    'nil, {}, {some = {}}, {some = {some = v}}',
    same(three, null, {}, { some: {} }, { some: { some: 5 } }),
  ),
  row(
    '6/in a variant',
    '{case = {}}, {case = {some = v}}',
    same(
      inCase,
      { a: {} },
      { a: { some: 5 } },
      { b: {} },
      { b: { some: {} } },
      { b: { some: { some: 5 } } },
      { c: true },
    ),
  ),
  row(
    '6/in a result',
    '{ok = {}}, {ok = {some = v}}',
    same(
      inResult,
      { r: { ok: {} } },
      { r: { ok: { some: 5 } } },
      { r: { err: 'x' } },
      { r: { ok: {} }, s: { ok: {} } },
      { r: { ok: {} }, s: { err: { some: 1 } } },
    ),
  ),
  row(
    '6/boxed table with another key',
    'is refused',
    refuses(two, { other: 1 }, /: /),
    refuses(two, { some: 1, other: 2 }, /: /),
    refuses(two, 5, /: /),
    refuses(two, [5], /: /),
    refuses(inCase, { a: 5 }, /\.a: /),
  ),
  row(
    '6/path through a box',
    'names some',
    refuses(two, { some: 'x' }, '.some: expected u32, got string'),
    refuses(three, { some: { some: 'x' } }, '.some.some: expected u32, got string'),
  ),
  row(
    '6/where nil has room',
    'there is no box',
    luaGives(inTuple, '{nil, 5}', [null, 5]),
    luaGives(inTuple, '{{}, 5}', [{}, 5]),
    gives(inTuple, [{ some: 1 }, 5], [{ some: 1 }, 5]),
  ),
];
