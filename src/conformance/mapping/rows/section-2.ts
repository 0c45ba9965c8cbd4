/** spec/wit-mapping §2: what each type takes and gives. */
import {
  bool,
  char,
  echoOf,
  enumeration,
  f32,
  f64,
  flags,
  gives,
  list,
  luaGives,
  luaRefuses,
  option,
  record,
  refuses,
  result,
  row,
  s16,
  s32,
  s64,
  s8,
  same,
  string,
  tuple,
  u16,
  u32,
  u64,
  u8,
  variant,
  type EchoGuest,
  type Row,
} from './row.ts';

const integers = (name: string, guest: EchoGuest, min: number | bigint, max: number | bigint): Row => {
  const range = `${name} (${min}..${max})`;
  const [below, above] = [BigInt(min) - 1n, BigInt(max) + 1n].map((value) =>
    Number.isSafeInteger(Number(value)) ? Number(value) : value,
  ) as [number | bigint, number | bigint];
  const isWide = name === 'u64' || name === 's64';
  return row(
    `2/${name}`,
    'an integral number in range',
    same(guest, 0, 1, min, max),
    gives(guest, 7, 7, 'math.type(v) == "integer"'),
    luaGives(guest, '7.0', 7, 'math.type(v) == "integer"'),
    // Beyond what a Lua integer holds there is only the `int64` value, which u64 takes.
    min === 0 || !isWide ? refuses(guest, below, `: expected ${range}, got ${below}`) : [],
    name === 'u64' ? [] : refuses(guest, above, `: expected ${range}, got ${above}`),
    refuses(guest, 0.5, `: expected ${name}, got 0.5`),
    refuses(guest, '7', `: expected ${name}, got string`),
    refuses(guest, true, `: expected ${name}, got boolean`),
    refuses(guest, null, `: expected ${name}, got nil`),
    refuses(guest, [7], `: expected ${name}, got table`),
  );
};

const aBool = echoOf('a-bool', bool);
const aF32 = echoOf('a-f32', f32);
const aF64 = echoOf('a-f64', f64);
const aChar = echoOf('a-char', char);
const aString = echoOf('a-string', string);
const bytes = echoOf('bytes', list(u8));
const words = echoOf('words', list(string));
const wide = echoOf('wide', list(u64));
const four = echoOf('four', list(u32, 4));
const fourBytes = echoOf('four-bytes', list(u8, 4));
const pair = echoOf('pair', tuple(s32, string));
const loosePair = echoOf('loose-pair', tuple(option(s32), option(string)));
const point = record('point', { x: s32, y: s32 });
const aPoint = echoOf('a-point', point);
const person = echoOf('a-person', record('person', { name: string, age: option(u8) }));
const maybe = echoOf('maybe', option(u32));
const maybeWord = echoOf('maybe-word', option(string));
const shape = echoOf('a-shape', variant('shape', { circle: f64, box: point, nothing: null }));
const tagged = echoOf('tagged', variant('tagged-v', { tag: string, val: u32, none: null }));
const color = echoOf('a-color', enumeration('color', 'red', 'green', 'dark-blue'));
const mode = echoOf('a-mode', flags('mode', 'read', 'write', 'run-it'));
const outcomes = echoOf('outcomes', list(result(u32, string)));
const units = echoOf('units', tuple(result(u32, null), result(null, string), result(null, null)));
/** Another name for a type is the type: the same object, as a parser makes it of `type place = point`. */
const alias = echoOf('alias', list(point));

const allModes = (read: boolean, write: boolean, run: boolean): Record<string, boolean> => ({
  read,
  write,
  'run-it': run,
});

export const SECTION_2: readonly Row[] = [
  row(
    '2/bool',
    'true and false, nothing else',
    same(aBool, true, false),
    ...[0, 1, 'true', null, []].map((value) =>
      refuses(aBool, value, /: expected bool, got (number|string|nil|table)$/),
    ),
  ),
  integers('u8', echoOf('a-u8', u8), 0, 255),
  integers('s8', echoOf('a-s8', s8), -128, 127),
  integers('u16', echoOf('a-u16', u16), 0, 65_535),
  integers('s16', echoOf('a-s16', s16), -32_768, 32_767),
  integers('u32', echoOf('a-u32', u32), 0, 4_294_967_295),
  integers('s32', echoOf('a-s32', s32), -2_147_483_648, 2_147_483_647),
  integers('u64', echoOf('a-u64', u64), 0, 2n ** 64n - 1n),
  integers('s64', echoOf('a-s64', s64), -(2n ** 63n), 2n ** 63n - 1n),
  row(
    '2/f32',
    'any number, rounded to the nearest',
    same(aF32, 0.5, -0, Infinity, -Infinity, NaN, 3),
    gives(aF32, 0.1, Math.fround(0.1), 'math.type(v) == "float"'),
    gives(aF32, 1e300, Infinity),
    gives(aF32, 16_777_217, 16_777_216),
    luaGives(aF32, '3', 3, 'math.type(v) == "float"'),
    refuses(aF32, '1', ': expected f32, got string'),
    refuses(aF32, null, ': expected f32, got nil'),
  ),
  row(
    '2/f64',
    'any number; of int64 values those that it holds exactly',
    same(aF64, 0.1, -0, Infinity, -Infinity, NaN, 5e-324, 1.7976931348623157e308),
    gives(aF64, 3, 3, 'math.type(v) == "float"'),
    luaGives(aF64, 'int64("9223372036854775808")', 2 ** 63, 'math.type(v) == "float"'),
    luaRefuses(aF64, 'int64("18446744073709551615")', /: expected f64/),
    refuses(aF64, true, ': expected f64, got boolean'),
  ),
  row(
    '2/char',
    'a string of one character',
    same(aChar, 'a', 'é', '€', '😀', '\0', '\uFEFF', '\u{10FFFF}'),
    refuses(aChar, 97, ': expected char, got number'),
  ),
  row(
    '2/string',
    'a string',
    same(aString, '', 'héllo 😀', 'x'.repeat(70_000)),
    gives(aString, 'text', 'text', 'type(v) == "string"'),
    refuses(aString, 1, ': expected string, got number'),
  ),
  row(
    '2/list<u8>',
    'a string of bytes, or a list of numbers; comes back as a string',
    same(bytes, '', 'text'),
    gives(
      bytes,
      new Uint8Array([0, 128, 255]),
      new Uint8Array([0, 128, 255]),
      'type(v) == "string" and #v == 3 and v:byte(2) == 128',
    ),
    gives(bytes, [104, 105], 'hi', 'v == "hi"'),
    gives(bytes, [], '', 'v == ""'),
    refuses(bytes, [1, 256], '[2]: expected u8 (0..255), got 256'),
    refuses(bytes, [1, 'a'], '[2]: expected u8, got string'),
    refuses(bytes, 7, ': expected list<u8>, got number'),
  ),
  row(
    '2/list<T>',
    'a table with keys 1..n',
    same(words, [], ['a', '', 'b']),
    same(wide, [1, 2n ** 64n - 1n, 2n ** 53n + 1n]),
    gives(words, {}, [], 'type(v) == "table" and next(v) == nil'),
    refuses(words, 'abc', ': expected list<string>, got string'),
    refuses(words, null, ': expected list<string>, got nil'),
  ),
  row(
    '2/list<T, N>',
    'as a list, of exactly that length',
    same(four, [1, 2, 3, 4]),
    gives(fourBytes, 'abcd', 'abcd'),
    gives(fourBytes, [97, 98, 99, 100], 'abcd'),
    refuses(four, [1, 2, 3], /: expected list<u32, 4>, got/),
    refuses(four, [1, 2, 3, 4, 5], /: expected list<u32, 4>, got/),
    refuses(fourBytes, 'abc', /: expected list<u8, 4>, got/),
  ),
  row(
    '2/tuple',
    'a table with positions 1..N',
    same(pair, [7, 'seven']),
    same(loosePair, [7, 'seven'], [], [7]),
    luaGives(loosePair, '{nil, "x"}', [null, 'x'], 'v[1] == nil and v[2] == "x"'),
    refuses(pair, [7], '[2]: expected string, got nil'),
    refuses(pair, 7, ': expected tuple<s32, string>, got number'),
  ),
  row(
    '2/record',
    'a table with the labels as keys; a none is absent',
    same(aPoint, { x: 1, y: -1 }),
    same(person, { name: 'Ann', age: 5 }, { name: 'Ann' }),
    gives(person, { name: 'Ann', age: null }, { name: 'Ann' }, 'v.age == nil'),
    refuses(aPoint, 'x', ': expected point, got string'),
  ),
  row(
    '2/option',
    'nil or the value',
    same(maybe, null, 5, 0),
    same(maybeWord, null, ''),
    refuses(maybe, 'x', ': expected u32, got string'),
  ),
  row(
    '2/variant',
    'a table with the case as its only key; a case without payload is true or its name',
    same(shape, { circle: 1.5 }, { box: { x: 1, y: 2 } }, { nothing: true }),
    gives(shape, 'nothing', { nothing: true }),
    gives(shape, { tag: 'nothing' }, { nothing: true }),
    gives(shape, { tag: 'circle', val: 2 }, { circle: 2 }),
    gives(shape, { tag: 'box', val: { x: 1, y: 2 } }, { box: { x: 1, y: 2 } }),
    refuses(shape, { circle: 'x' }, '.circle: expected f64, got string'),
    refuses(shape, { tag: 'box', val: { x: 1, y: 'y' } }, '.box.y: expected s32, got string'),
    refuses(shape, 7, ': expected shape, got number'),
  ),
  row(
    '2/variant read as tag and val',
    'only with a string under tag, no other key than val, and no case called tag',
    same(tagged, { tag: 'text' }, { val: 5 }, { none: true }),
    refuses(shape, { tag: 'circle', val: 1, more: 1 }, /: /),
    refuses(shape, { tag: 5 }, /: unknown case "tag", expected one of circle, box, nothing$/),
  ),
  row(
    '2/enum',
    'the name of a case, or its index',
    same(color, 'red', 'dark-blue'),
    gives(color, 0, 'red'),
    gives(color, 2, 'dark-blue', 'type(v) == "string"'),
    refuses(color, 3, /: /),
    refuses(color, true, ': expected color, got boolean'),
  ),
  row(
    '2/flags',
    'a set of booleans or a list of names; comes back as a set with every label',
    gives(
      mode,
      { read: true, write: false },
      allModes(true, false, false),
      'v.read == true and v.write == false and v["run-it"] == false',
    ),
    gives(mode, ['run-it', 'read'], allModes(true, false, true)),
    gives(mode, {}, allModes(false, false, false)),
    gives(mode, [], allModes(false, false, false)),
    gives(mode, allModes(true, true, true), allModes(true, true, true)),
    refuses(mode, 'read', ': expected mode, got string'),
    refuses(mode, 1, ': expected mode, got number'),
  ),
  row(
    '2/result as a value',
    'a table with ok or err, one of the two',
    same(outcomes, [{ ok: 1 }, { err: 'no' }]),
    refuses(outcomes, [{ ok: 1, err: 'no' }], /\[1\]: /),
    refuses(outcomes, [{}], /\[1\]: /),
    refuses(outcomes, [{ ok: 'x' }], '[1].ok: expected u32, got string'),
    refuses(outcomes, [{ err: 5 }], '[1].err: expected string, got number'),
    refuses(outcomes, [5], /\[1\]: expected result<u32, string>, got number/),
  ),
  row(
    '2/result without payload',
    'the empty side is true',
    same(units, [{ ok: 5 }, { ok: true }, { ok: true }], [{ err: true }, { err: 'e' }, { err: true }]),
  ),
  row('2/alias', 'is the type it stands for', same(alias, [{ x: 1, y: 2 }])),
];
