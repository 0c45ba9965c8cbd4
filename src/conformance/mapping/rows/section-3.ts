/** spec/wit-mapping §3: numbers. */
import {
  echoOf,
  f32,
  f64,
  list,
  luaGives,
  luaRefuses,
  refuses,
  gives,
  row,
  s32,
  s64,
  same,
  u32,
  u64,
  u8,
  record,
  type Row,
} from './row.ts';

const n32 = echoOf('n-s32', s32);
const n8 = echoOf('n-u8', u8);
const nu32 = echoOf('n-u32', u32);
const nu64 = echoOf('n-u64', u64);
const ns64 = echoOf('n-s64', s64);
const nf32 = echoOf('n-f32', f32);
const nf64 = echoOf('n-f64', f64);
const holder = echoOf('holder', record('holder-r', { big: u64, all: list(u64) }));

const U64_MAX = 2n ** 64n - 1n;

export const SECTION_3: readonly Row[] = [
  row(
    '3.1/64-bit integers of Lua',
    'go and come exactly',
    luaGives(ns64, '9007199254740993', 9_007_199_254_740_993n, 'v == 9007199254740993 and math.type(v) == "integer"'),
    luaGives(ns64, 'math.mininteger', -(2n ** 63n), 'v == math.mininteger'),
    luaGives(ns64, 'math.maxinteger', 2n ** 63n - 1n, 'v + 1 == math.mininteger'),
    luaGives(nu32, '65536 * 65535', 4_294_901_760, 'v * 2 == 8589803520'),
  ),
  row(
    '3.2/up to 2^63-1',
    'is a Lua integer',
    luaGives(nu64, '9223372036854775807', 2n ** 63n - 1n, 'math.type(v) == "integer" and v == math.maxinteger'),
  ),
  row(
    '3.2/above 2^63-1',
    'is an int64 value',
    luaGives(nu64, 'int64("9223372036854775808")', 2n ** 63n, 'type(v) == "userdata" and v > math.maxinteger'),
  ),
  row(
    '3.3/int64 prints and compares',
    'all digits; equal and ordered among themselves and with numbers',
    luaGives(
      nu64,
      'int64("18446744073709551615")',
      U64_MAX,
      'tostring(v) == "18446744073709551615" and v .. "!" == "18446744073709551615!" and v == int64("18446744073709551615") and v > 5 and 5 < v and v <= v and v:tonumber() == 2^64',
    ),
  ),
  row(
    '3.3/int64 in arithmetic',
    'raises an error that says so',
    luaGives(
      nu64,
      'int64("18446744073709551615")',
      U64_MAX,
      'not pcall(function() return v + 1 end) and not pcall(function() return -v end)',
    ),
  ),
  row(
    '3.3/int64 travels',
    'in tables, through calls and as JSON',
    luaGives(
      holder,
      '{big = int64("18446744073709551615"), all = {int64("9223372036854775808"), 1}}',
      { big: U64_MAX, all: [2n ** 63n, 1] },
      'require("json").encode(v.big) == "18446744073709551615"',
    ),
    gives(holder, { big: U64_MAX, all: [U64_MAX] }, { big: U64_MAX, all: [U64_MAX] }),
  ),
  row('3.4/3.5 to s32', 'is refused', refuses(n32, 3.5, ': expected s32, got 3.5')),
  row('3.4/3.0 to s32', 'is 3', luaGives(n32, '3.0', 3, 'math.type(v) == "integer"')),
  row('3.4/300 to u8', 'is refused with the range', refuses(n8, 300, ': expected u8 (0..255), got 300')),
  row('3.4/-1 to u32', 'is refused with the range', refuses(nu32, -1, ': expected u32 (0..4294967295), got -1')),
  row('3.4/4294967295 to u32', 'is itself', same(nu32, 4_294_967_295)),
  row(
    '3.4/integer above 2^53 to u64',
    'is itself',
    luaGives(nu64, '9007199254740993', 9_007_199_254_740_993n),
    gives(nu64, 9_007_199_254_740_993n, 9_007_199_254_740_993n),
  ),
  row(
    '3.4/float above 2^53 to u64',
    'is refused: digits may be lost already',
    luaRefuses(nu64, '2.0^53 + 1', ': expected u64, got 9007199254740992: a float is not exact beyond 2^53-1'),
    luaRefuses(ns64, '-2.0^53', ': expected s64, got -9007199254740992: a float is not exact beyond 2^53-1'),
    luaGives(ns64, '2.0^53 - 1', 2 ** 53 - 1),
  ),
  row('3.4/int64 to u64', 'is itself', gives(nu64, U64_MAX, U64_MAX)),
  row(
    '3.4/int64 to other integer types',
    'is checked against the range',
    refuses(n32, U64_MAX, ': expected s32 (-2147483648..2147483647), got 18446744073709551615'),
    refuses(ns64, 2n ** 63n, ': expected s64 (-9223372036854775808..9223372036854775807), got 9223372036854775808'),
  ),
  row(
    '3.4/nan to an integer type',
    'is refused',
    refuses(n32, NaN, ': expected s32, got nan'),
    refuses(n8, NaN, ': expected u8, got nan'),
    refuses(nu64, NaN, ': expected u64, got nan'),
  ),
  row('3.4/nan to f32 and f64', 'is nan', same(nf32, NaN), same(nf64, NaN), luaGives(nf64, '0/0', NaN, 'v ~= v')),
  row(
    '3.4/infinities to an integer type',
    'are refused',
    refuses(n32, Infinity, ': expected s32, got inf'),
    refuses(nu64, -Infinity, ': expected u64, got -inf'),
  ),
  row('3.4/-0.0 to an integer type', 'is 0', gives(n32, -0, 0, 'math.type(v) == "integer"'), luaGives(nu64, '-0.0', 0)),
  row(
    '3.4/strings and booleans',
    'are never numbers',
    refuses(n32, '7', ': expected s32, got string'),
    refuses(n32, false, ': expected s32, got boolean'),
    refuses(nf64, '7', ': expected f64, got string'),
  ),
  row(
    '3.5/how numbers look',
    'all digits, no .0; floats as short as they round-trip',
    luaGives(nf64, '3.0', 3, 'tostring(v) == "3" and v .. "" == "3"'),
    luaGives(nf64, '0.1', 0.1, 'tostring(v) == "0.1"'),
    luaGives(nf64, '2.0^53', 2 ** 53, 'tostring(v) == "9007199254740992" and ("%d"):format(v) == "9007199254740992"'),
    luaGives(
      nu32,
      '4294967295',
      4_294_967_295,
      '("%d"):format(v) == "4294967295" and table.concat({v}) == "4294967295" and require("json").encode({v}) == "[4294967295]"',
    ),
  ),
];
