import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as stack from '../vm/stack.ts';
import { createLuaWorld, resumed } from '../vm/testing/lua-world.ts';

const world = createLuaWorld();
const answer = (source: string): string => world.run(source).values.join(' ');

describe('numbers look as in Wippy', () => {
  it.each([
    ['return tostring(10/2), 10/2 .. ""', '5 5'],
    ['return 2^53', '9007199254740992'],
    ['return 3.0, -3.0, 1e15, 1e20, 1e21, 1e100', '3 -3 1000000000000000 100000000000000000000 1e+21 1e+100'],
    ['return 1/3, 0.1, 123456.789, 1e-5, 1e-7, 5e-324', '0.3333333333333333 0.1 123456.789 1e-05 1e-07 5e-324'],
    ['return 1/0, -1/0, tostring(0/0):gsub("-", "")', 'inf -inf nan 0'],
    [
      'return 65536 * 65536, 0xFFFFFFFF, math.maxinteger, math.mininteger',
      '4294967296 4294967295 9223372036854775807 -9223372036854775808',
    ],
    [
      'return 9007199254740993, -9007199254740993, 9007199254740993 .. ""',
      '9007199254740993 -9007199254740993 9007199254740993',
    ],
    ['return table.concat({ 1.0, 2^60, 0.5, 9007199254740993 }, ",")', '1,1152921504606846976,0.5,9007199254740993'],
    ['return ("%d %x %X"):format(9007199254740993, 2^53 | 1, -1)', '9007199254740993 20000000000001 FFFFFFFFFFFFFFFF'],
    [
      'return 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x123456789ABCDEF01',
      '-1 9223372036854775807 2541551405711093505',
    ],
    ['return 9223372036854775807, 9223372036854775808, 1e2, 0x.8p1', '9223372036854775807 9223372036854775808 100 1'],
    ['return math.type(9223372036854775807), math.type(9223372036854775808)', 'integer float'],
  ])('%s → %s', (source, expected) => {
    expect(answer(source)).toBe(expected);
  });
});

describe('arithmetic as in Wippy', () => {
  it.each([
    [
      'return math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger, math.maxinteger * 2',
      'true true -2',
    ],
    ['return math.type(7 % 4), 7 % 4, -7 % 4, 7 % -4, math.type(-(3 + 0))', 'float 3 1 -1 integer'],
    ['local n = 3 return math.type(-n), -n, math.type(-math.maxinteger)', 'float -3 integer'],
    ['return 7.5 // 2, math.type(7.5 // 2), 7 // 2, -7 // 2, -7.5 // 2', '3 integer 3 -4 -4'],
    ['return pcall(function() return 1 // 0 end)', 'false app:main:1: attempt to divide by zero'],
    ['return pcall(function() return 1.0 // 0 end)', 'false app:main:1: attempt to divide by zero'],
    ['local z = 0.5 return pcall(function() return 3 // z end)', 'false app:main:1: attempt to divide by zero'],
    ['return 1.5 & 3, 1.9 | 0, ~1.5, "7" & 3', '1 1 -2 3'],
    [
      'return 1 << 62, 1 << 63, 1 << 64, -1 >> 63, -1 >> 64, 1 << -1, 5 >> 1',
      '4611686018427387904 -9223372036854775808 0 1 0 0 2',
    ],
    ['return math.type(math.floor(2.5)), math.floor(2.5), math.ceil(2.5), math.floor(-2.5)', 'float 2 3 -3'],
    ['return math.type(#{ 1, 2 }), #{ 1, 2 }', 'float 2'],
    ['return tonumber("42"), math.type(tonumber("42")), math.type(tonumber(42))', '42 float float'],
    [
      'return tonumber("1e5"), tonumber("1.5e3"), tonumber("0x10"), tonumber(" 7 "), tonumber("7x"), tonumber("ff", 16), tonumber("9", 8), tonumber("")',
      'nil 1500 16 7 nil 255 nil nil',
    ],
    ['return tonumber("9007199254740993"), tonumber("7fffffffffffffff", 16)', '9007199254740993 9223372036854775807'],
    [
      'return 1 == 1.0, 2^53 == 9007199254740993, 9007199254740993 > 2^53, math.maxinteger < 2^63, math.maxinteger + 0.0 == 2^63',
      'true false true true true',
    ],
    [
      'local t = { [1] = "a" } t[2.0] = "b" t[2^53] = "c" t[2^62] = "d" return t[1.0], t[2], t[9007199254740992], t[1 << 62], #t',
      'a b c d 2',
    ],
    [
      'local t = { [9007199254740993] = "x" } return t[9007199254740993], t[9007199254740992], math.type(next({ [2.0] = 1 }))',
      'x nil integer',
    ],
    ['return "10" + 5, "3" * "4", 10 .. 20', '15 12 1020'],
    [
      'local s = "" for i = math.maxinteger - 1, math.maxinteger do s = s .. i .. "," end return s',
      '9223372036854775806,9223372036854775807,',
    ],
    [
      'local s = "" for i = math.mininteger + 1, math.mininteger, -1 do s = s .. i .. "," end return s',
      '-9223372036854775807,-9223372036854775808,',
    ],
    [
      'local s = "" for i = 9007199254740990, 9007199254740994 do s = s .. i .. "," end return s',
      '9007199254740990,9007199254740991,9007199254740992,9007199254740993,9007199254740994,',
    ],
    [
      'local s = "" for i = 3, 1, -1 do s = s .. i end for i = 1, 2, 0.5 do s = s .. "," .. i end return s',
      '321,1,1.5,2',
    ],
    [
      'return math.abs(math.mininteger), math.abs(-5), math.fmod(-7, 3), math.modf(3.7)',
      '-9223372036854775808 5 -1 3 0.7000000000000002',
    ],
    ['return 0 * -5, tostring(-0.0), 0 // -5, -0', '0 0 0 0'],
    ['return string.pack("<i8", -2):byte(1, -1)', '254 255 255 255 255 255 255 255'],
    [
      'return string.unpack("<i8", string.pack("<i8", math.mininteger)), string.packsize("i8 j l I4"), (string.unpack(">I3", "\\1\\2\\3"))',
      '-9223372036854775808 28 66051',
    ],
    [
      'return (string.unpack("<I8", ("\\255"):rep(8))), (string.unpack("<I4", string.pack("<I4", 4294967295)))',
      '-1 4294967295',
    ],
  ])('%s → %s', (source, expected) => {
    expect(answer(source)).toBe(expected);
  });
});

describe('error texts as in Wippy', () => {
  it.each([
    ['return {} + 1', 'cannot perform add operation between table and number'],
    ['return 1 - {}', 'cannot perform sub operation between number and table'],
    ['return {} * {}', 'cannot perform mul operation between table and table'],
    ['return nil / 2', 'cannot perform div operation between nil and number'],
    ['return {} % 2', 'cannot perform mod operation between table and number'],
    ['return {} ^ 2', 'cannot perform pow operation between table and number'],
    ['return {} // 2', 'cannot perform idiv operation between table and number'],
    ['return {} & 2', 'cannot perform band operation between table and number'],
    ['return "x" + 1', 'cannot perform add operation between string and number'],
    ['return -{}', 'cannot perform unm operation on table'],
    ['return "a" .. nil', 'cannot perform concat operation between string and nil'],
    ['return {} .. "a"', 'cannot perform concat operation between table and string'],
    ['local x x()', 'attempt to call a non-function object'],
    ['local x = 5 x.y()', "attempt to index a non-table object(number) with key 'y'"],
    ['local x return x.x', "attempt to index a non-table object(nil) with key 'x'"],
    ['local x x[3] = 1', "attempt to index a non-table object(nil) with key '3'"],
    ['return 1 < nil', 'attempt to compare number with nil'],
    ['return {} < {}', 'attempt to compare table with table'],
    ['return {} <= 1', 'attempt to compare table with number'],
    ['return #nil', '__len undefined'],
    ['return ("x").rep()', 'bad argument #1 to rep (string expected, got nil)'],
    ['local x = string.rep("x", {}) return x', 'bad argument #2 to rep (number expected, got table)'],
    ['for i = 1, {} do end', "'for' limit must be a number"],
  ])('%s → %s', (source, expected) => {
    expect(answer(`local ok, e = pcall(function() ${source} end) return e`)).toMatch(
      new RegExp(`^(app:main:1: )?${expected.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    );
  });
});

/** Integers near the edges of every representation. */
const integer = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }),
  fc.bigInt({ min: -20n, max: 20n }),
  fc.constantFrom(
    -(2n ** 63n),
    2n ** 63n - 1n,
    2n ** 53n,
    -(2n ** 53n),
    2n ** 53n - 1n,
    2n ** 32n,
    2n ** 31n,
    -(2n ** 31n),
    0n,
  ),
);
const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const floorDiv = (a: bigint, b: bigint): bigint => (a % b !== 0n && a % b < 0n !== b < 0n ? a / b - 1n : a / b);
const floorMod = (a: bigint, b: bigint): bigint => (a % b !== 0n && a % b < 0n !== b < 0n ? (a % b) + b : a % b);
const shift = (a: bigint, by: bigint): bigint =>
  by >= 64n || by <= -64n ? 0n : by >= 0n ? wrap(a << by) : wrap(BigInt.asUintN(64, a) >> -by);

describe('integers of 64 bits agree with BigInt arithmetic', () => {
  const { environment } = world;
  const operate = (expression: string): ((a: bigint, b: bigint) => bigint) => {
    const loaded = environment.load(`local a, b = ... return ${expression}`, 'app:op');
    if (!loaded.ok) throw new Error(loaded.error.message);
    const fn = loaded.value;
    return (a, b) => {
      const thread = environment.createThread(fn);
      stack.pushInteger(thread.L, a);
      stack.pushInteger(thread.L, b);
      const result = resumed(thread, 2);
      if (result.status !== 'done') throw new Error(stack.display(thread.L, -1));
      return BigInt(stack.toInteger(thread.L, -1));
    };
  };
  const operations: readonly (readonly [string, (a: bigint, b: bigint) => bigint])[] = [
    ['a + b', (a, b) => wrap(a + b)],
    ['a - b', (a, b) => wrap(a - b)],
    ['a * b', (a, b) => wrap(a * b)],
    ['a // b', (a, b) => wrap(floorDiv(a, b))],
    ['a % b', (a, b) => wrap(floorMod(a, b))],
    ['-a', (a) => wrap(-a)],
    ['a & b', (a, b) => wrap(a & b)],
    ['a | b', (a, b) => wrap(a | b)],
    ['a ~ b', (a, b) => wrap(a ^ b)],
    ['~a', (a) => wrap(~a)],
    ['a << b', (a, b) => shift(a, b)],
    ['a >> b', (a, b) => shift(a, -b)],
    ['a << 13', (a) => shift(a, 13n)],
    ['a >> 7', (a) => shift(a, -7n)],
    ['a < b and 1 or 0', (a, b) => (a < b ? 1n : 0n)],
    ['a <= b and 1 or 0', (a, b) => (a <= b ? 1n : 0n)],
    ['a == b and 1 or 0', (a, b) => (a === b ? 1n : 0n)],
    ['({ [a] = 7 })[a]', () => 7n],
    ['tonumber(tostring(a))', (a) => a],
    ['tonumber(("%d"):format(a))', (a) => a],
    ['tonumber("0x" .. ("%x"):format(a))', (a) => a],
    ['(string.unpack("<j", string.pack("<j", a)))', (a) => a],
    ['math.ult(a, b) and 1 or 0', (a, b) => (BigInt.asUintN(64, a) < BigInt.asUintN(64, b) ? 1n : 0n)],
    ['math.max(a, b)', (a, b) => (a > b ? a : b)],
  ];
  it.each(operations)('%s', (expression, expected) => {
    const lua = operate(expression);
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        fc.pre(b !== 0n || !/\/\/|%/.test(expression));
        expect(lua(a, b)).toBe(expected(a, b));
      }),
      { numRuns: 150 },
    );
  });
  it('literals keep every digit', () => {
    fc.assert(
      fc.property(integer, (a) => answer(`return ${a >= 0n ? a : `(${a + 1n} - 1)`}`) === String(a)),
      { numRuns: 100 },
    );
  });
  it('floats print digits that read back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const thread = world.thread('return tostring(...)');
        stack.pushFloat(thread.L, x);
        resumed(thread, 1);
        return Number(stack.toText(thread.L, -1)) === x + 0;
      }),
    );
  });
});
