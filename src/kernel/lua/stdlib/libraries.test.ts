import { describe, expect, it } from 'vitest';
import * as stack from '../vm/stack.ts';
import { createLuaWorld } from '../vm/testing/lua-world.ts';

const world = createLuaWorld({
  wallClock: () => Date.UTC(2024, 4, 1, 10, 0, 0),
  extensions: { coroutine: { spawn: (L) => (stack.pushText(L, 'spawned'), 1) } },
});
const answer = (source: string): string => {
  const outcome = world.run(source);
  return outcome.status === 'done' ? outcome.values.join(' ') : `${outcome.status}: ${outcome.values.join(' ')}`;
};

const PRESENT: Readonly<Record<string, string>> = {
  _G: 'assert error getmetatable setmetatable next pairs ipairs pcall xpcall rawequal rawget rawset select tonumber tostring type unpack _G _VERSION package os string table math coroutine int64 boolean integer number',
  package: 'loadlib seeall path cpath',
  os: 'time date clock difftime platform',
  table: 'concat insert remove sort unpack getn maxn create freeze isfrozen',
  string: 'byte char find format gsub gmatch gfind len lower upper match rep reverse sub pack packsize unpack dump',
  math: 'abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max maxinteger min mininteger mod modf pi pow rad random randomseed sin sinh sqrt tan tanh tointeger type ult',
  coroutine: 'create yield resume running status wrap spawn',
};
const ABSENT: Readonly<Record<string, string>> = {
  _G: 'load loadstring loadfile dofile collectgarbage rawlen getfenv setfenv module newproxy io debug utf8 bit32 fengari js arg print require',
  package: 'loaded preload searchers config searchpath',
  os: 'execute exit getenv remove rename tmpname setlocale',
  table: 'pack move',
  coroutine: 'isyieldable close',
};

describe('the libraries', () => {
  it.each(Object.entries(PRESENT).flatMap(([table, names]) => names.split(' ').map((name) => [table, name] as const)))(
    '%s.%s is there',
    (table, name) => {
      expect(answer(`return ${table}["${name}"] ~= nil`)).toBe('true');
    },
  );
  it.each(Object.entries(ABSENT).flatMap(([table, names]) => names.split(' ').map((name) => [table, name] as const)))(
    '%s.%s is absent',
    (table, name) => {
      expect(answer(`return ${table}["${name}"] == nil`)).toBe('true');
    },
  );
  it.each(Object.entries(PRESENT))('%s has no other names', (table, names) => {
    const known = new Set([...names.split(' '), 'out', 'ask']);
    const all = answer(`local t = {} for k in pairs(${table}) do t[#t + 1] = k end return table.concat(t, " ")`).split(
      ' ',
    );
    expect(all.filter((name) => !known.has(name))).toEqual([]);
  });
  it.each(['package', 'os', 'table', 'string', 'math', 'coroutine', 'getmetatable("")'])('%s is frozen', (table) => {
    expect(
      answer(
        `return pcall(function() ${table.startsWith('get') ? `local t = ${table} t.x = 1` : `${table}.x = 1`} end)`,
      ),
    ).toContain('readonly table');
    expect(answer(`return pcall(rawset, ${table}, "x", 1)`)).toContain('readonly table');
    expect(answer(`return pcall(setmetatable, ${table}, {})`)).toContain('false');
    expect(answer(`return table.isfrozen(${table})`)).toBe('true');
  });
  it('environments do not share globals', () => {
    expect(answer('shared = 1 return _G.shared')).toBe('1');
    const other = world.vm.createEnvironment('other');
    expect(other.hasGlobal('shared')).toBe(false);
    expect(other.hasGlobal('string')).toBe(true);
  });
});

describe('functions that differ from stock Lua', () => {
  it.each([
    ['return _VERSION', 'Lua 5.3 - Wippy Modification'],
    ['return os.platform', 'wippy'],
    ['return type(package.loadlib()), package.path .. package.cpath', 'string '],
    ['return pcall(string.dump, type)', 'false unable to dump given function'],
    ['return ("ab"):rep(3, "-")', 'ababab'],
    ['return math.log(8, 2) == math.log(8)', 'true'],
    ['math.randomseed(1) return math.random(3, 3)', '3'],
    ['return math.huge < 1/0', 'true'],
    ['return coroutine.spawn()', 'spawned'],
    ['return select("#", coroutine.running())', '1'],
    ['return pcall(assert, false, "boom")', 'false boom'],
    ['local ok, e = pcall(function() assert(false, "boom") end) return e', 'app:main:1: boom'],
    ['local ok, e = pcall(function() assert(nil) end) return e', 'app:main:1: assertion failed!'],
    [
      'local ok, e = pcall(function() assert(nil, {}) end) return e',
      'app:main:1: bad argument #2 to assert (string expected, got table)',
    ],
    ['return assert(1, 2, 3)', '1 2 3'],
    [
      'local t = setmetatable({}, { __index = function() return 1 end }) local n = 0 for _ in ipairs(t) do n = n + 1 end return n',
      '0',
    ],
    [
      'local t = setmetatable({ 1 }, { __pairs = function() error("no") end }) local n = 0 for _ in pairs(t) do n = n + 1 end return n',
      '1',
    ],
    ['local s = 0 for i, b in ipairs("\\1\\2\\3") do s = s + i * b end return s', '14'],
    ['local b = "abc" return b[1], b[3], b[4], b[0], b[1.0], b.len == string.len, #b', '97 99 nil nil 97 true 3'],
    [
      'local t = table.freeze({ 1, 2 }) return table.isfrozen(t), table.isfrozen({}), pcall(table.insert, t, 3)',
      'true false false attempt to modify a readonly table',
    ],
    ['return #table.create(10, 5), table.getn({ 1, 2 }), table.maxn({ [10] = 1, 2 })', '0 2 10'],
    ['local n = 0 for w in string.gfind("a b c", "%a") do n = n + 1 end return n', '3'],
    ['return math.pow(2, 10), math.log10(1000), math.mod(7, 3), math.frexp(8)', '1024 3 1 0.5 4'],
    ['return math.ldexp(0.5, 4), math.cosh(0), math.sinh(0), math.tanh(0), math.atan2(0, 1)', '8 1 0 0 0'],
    [
      'return math.tointeger(3.0), math.tointeger(3.5), math.ult(1, -1), math.type(1), math.type(1.5), math.type("1")',
      '3 nil true integer float nil',
    ],
    ['return xpcall(function() error("x", 0) end, function(m) return m .. "!" end)', 'false x!'],
    ['return unpack({ 1, 2, 3 })', '1 2 3'],
    [
      'return os.time(), os.date("!%Y-%m-%d %H:%M:%S"), os.date("%A %j", 0)',
      '1714557600 2024-05-01 10:00:00 Thursday 001',
    ],
    [
      'return os.time{ year = 2024, month = 5, day = 1 }, os.date("*t", 86399).hour, os.difftime(5, 3)',
      '1714521600 23 2',
    ],
    ['return os.time{ year = 2024, month = 14, day = -1 }', String(Date.UTC(2024, 13, -1) / 1000)],
    ['return type(os.clock())', 'number'],
    ['return pcall(os.date, "%Ez")', "false bad argument #1 to date (invalid conversion specifier '%E')"],
    ['return tostring(print), tostring(true), tostring(nil)', 'nil true nil'],
    ['return "\\7\\8" == "x", ({ ["\\7\\8"] = 1 }).x', 'false nil'],
    [
      'local t = {} for _, w in ipairs{ "pear", "apple", "Fig", "apples", "" } do t[#t + 1] = w end table.sort(t) return table.concat(t, ",")',
      ',Fig,apple,apples,pear',
    ],
    [
      'return ("%5.1f|%-5d|%05d|%+d|%s|%q|%c|%x|%X|%o|%e|%g|%%"):format(3.14159, 42, 42, 7, "s", "a\\nb", 65, 255, 255, 8, 12345.678, 0.0001)',
      '  3.1|42   |00042|+7|s|"a\\\nb"|A|ff|FF|10|1.234568e+04|0.0001|%',
    ],
    ['return ("%d %5s|%-5s|%.2s|%i"):format(3.0, "ab", "ab", "abc", "10")', '3    ab|ab   |ab|10'],
    ['return ("%g %g %g %G %.3g"):format(1e20, 1e-5, 100000, 1e-10, 1234.5)', '1e+20 1e-05 100000 1E-10 1.23e+03'],
    [
      'return pcall(string.format, "%d", 1.5)',
      'false bad argument #2 to format (number has no integer representation)',
    ],
  ])('%s → %s', (source, expected) => {
    expect(answer(source)).toBe(expected);
  });
});

describe('int64', () => {
  const big = '18446744073709551615';
  it.each([
    [`return int64("${big}"), type(int64("${big}"))`, `${big} userdata`],
    [`return int64("${big}") == int64("${big}"), int64("${big}") == int64("18446744073709551614")`, 'true false'],
    ['local v = int64("9223372036854775808") return v == 2^63, 2^63 == v, v == 5, v ~= 2^62', 'true true false true'],
    [
      `local v = int64("${big}") return v > 1, v < 1.5e30, 1 < v, v <= v, v >= int64("9223372036854775808")`,
      'true true true true true',
    ],
    [`return "v=" .. int64("${big}") .. "!"`, `v=${big}!`],
    [`return int64("${big}"):tonumber()`, '18446744073709551616'],
    ['return int64("42"), math.type(int64("42")), int64("-9223372036854775808")', '42 integer -9223372036854775808'],
    [`return tostring(int64("${big}"))`, big],
  ])('%s → %s', (source, expected) => {
    expect(answer(source)).toBe(expected);
  });
  it.each(['int64("x")', 'int64("18446744073709551616")', 'int64("1.5")'])('%s raises', (source) => {
    expect(answer(`return pcall(function() return (${source}) end)`)).toMatch(
      /^false app:main:1: bad argument #1 to int64/,
    );
  });
  it('refuses arithmetic by name', () => {
    expect(answer(`return pcall(function() return int64("${big}") + 1 end)`)).toContain(
      'cannot do arithmetic on an int64 value',
    );
  });
});

it.each([
  ['256', 'bad argument #1 to char (value out of range)'],
  ['65, -1', 'bad argument #2 to char (value out of range)'],
  ['1.5', 'bad argument #1 to char (number has no integer representation)'],
  ['{}', 'bad argument #1 to char (number expected, got table)'],
])('string.char(%s) is refused', (args, message) => {
  expect(answer(`return pcall(string.char, ${args})`)).toBe(`false ${message}`);
  expect(answer('return string.char(72, "105", 255):byte(1, -1)')).toBe('72 105 255');
});
