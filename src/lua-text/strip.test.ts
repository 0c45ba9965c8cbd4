import { describe, expect, it } from 'vitest';
import { createLuaWorld } from '../kernel/lua/vm/testing/lua-world.ts';
import { stripTypes } from './index.ts';

const world = createLuaWorld();

/** Runs the stripped text; its results, or what went wrong. */
function run(source: string): string {
  const { text, errors } = stripTypes(source);
  if (errors.length > 0) return errors.map(({ line, message }) => `${line}: ${message}`).join('\n');
  expect(text).toHaveLength(source.length);
  expect(text.replace(/[^\n]/g, '')).toBe(source.replace(/[^\n]/g, ''));
  const outcome = world.run(text);
  return outcome.status === 'done' ? outcome.values.join(' ') : `${outcome.status}: ${outcome.values.join(' ')}`;
}

/** What it says, the typed text, what comes out, what that returns (spec/lua-base §2). */
const ROWS: readonly (readonly [what: string, typed: string, plain: string, value: string])[] = [
  ['a local', 'local n: integer = 1 return n', 'local n          = 1 return n', '1'],
  [
    'several locals',
    'local a: string, b: T? = "x", 2 return a, b',
    'local a        , b     = "x", 2 return a, b',
    'x 2',
  ],
  ['a local without a value', 'local a: string? return a', 'local a          return a', 'nil'],
  [
    'parameters, varargs and results',
    'local function f(a: T, b: U?, ...: V): (R1, R2) return a, ... end return f(1, 2, 3)',
    'local function f(a   , b    , ...   )           return a, ... end return f(1, 2, 3)',
    '1 3',
  ],
  ['one result', 'local function f(): R return 7 end return f()', 'local function f()    return 7 end return f()', '7'],
  [
    'results without parentheses',
    'local function f(): A, B? return 7 end return f()',
    'local function f()        return 7 end return f()',
    '7',
  ],
  ['no result', 'local function f(): () end return f()', 'local function f()     end return f()', ''],
  [
    'a function as a result',
    'local f = function(): (A, B) -> C | D return 1 end return f()',
    'local f = function()                  return 1 end return f()',
    '1',
  ],
  ['an alias', 'type P = {x: number, y?: number} return 1', '                                 return 1', '1'],
  [
    'a map and an array',
    'type M = {[string]: T} type A = {T} type B = T[] return 2',
    `${' '.repeat(48)} return 2`,
    '2',
  ],
  [
    'function types',
    'type F = (A, b: B, ...C) -> C type G = fun(a: A): (B, C) type H = () -> () return 3',
    `${' '.repeat(74)} return 3`,
    '3',
  ],
  ['literal types', 'type L = "a" | "b" | 1 | -2 | true | nil return 4', `${' '.repeat(40)} return 4`, '4'],
  [
    'a generic function',
    'local function id<T>(x: T): T return x end return id(5)',
    'local function id   (x   )    return x end return id(5)',
    '5',
  ],
  [
    'a bound',
    'local function id<T: {n: U}, V>(x: T): T return x end return id(5)',
    `local function id${' '.repeat(14)}(x   )    return x end return id(5)`,
    '5',
  ],
  [
    'a generic alias',
    'type Box<T> = {v: T} local b: Box<Box<Box<T>>> = 6 return b',
    `${' '.repeat(20)} local b${' '.repeat(18)} = 6 return b`,
    '6',
  ],
  ['>= behind a generic', 'local b: Box<T>= 6 return b', 'local b        = 6 return b', '6'],
  [
    'unions, intersections, optionals',
    'local a: A | B & C | (D & E)? = 1 return a',
    `local a${' '.repeat(23)}= 1 return a`,
    '1',
  ],
  ['a qualified name', 'local a: inner.Label<T>? = 1 return a', `local a${' '.repeat(18)}= 1 return a`, '1'],
  ['casts with ::', 'local x = 1 return x :: number + 2 :: T', 'local x = 1 return x           + 2     ', '3'],
  [
    'casts with as',
    'local x = {1} return (x as {number})[1], -x[1] as T',
    'local x = {1} return (x            )[1], -x[1]     ',
    '1 -1',
  ],
  [
    'casts in a table',
    'return #{ 1 as T, [2 :: K] = 3 as V; x = 4! }',
    'return #{ 1     , [2     ] = 3     ; x = 4  }',
    '2',
  ],
  ['an assertion', 'local u = { n = 1 } return (u!).n', 'local u = { n = 1 } return (u ).n', '1'],
  ['an assertion before ==', 'local u = 1 return u!==1', 'local u = 1 return u ==1', 'true'],
  [
    'asserts',
    'local function f(x: any): asserts x is {T} return x end return f(1)',
    `local function f(x     )${' '.repeat(18)} return x end return f(1)`,
    '1',
  ],
  [
    'asserts without a type',
    'local function f(x): asserts x return x end return f(1)',
    'local function f(x)            return x end return f(1)',
    '1',
  ],
  [
    'an interface',
    'interface Shape: Base, Other\n  function area(self: Shape): number\n  function is(x, ...: T)\nend\nreturn 1',
    `${' '.repeat(28)}\n${' '.repeat(36)}\n${' '.repeat(24)}\n   \nreturn 1`,
    '1',
  ],
  ['an inline interface', 'local a: interface {x: T} = 1 return a', `local a${' '.repeat(18)} = 1 return a`, '1'],
  [
    'readonly',
    'local a: readonly {T}, b: readonly {[K]: V} = 1 return a',
    `local a${' '.repeat(14)}, b${' '.repeat(20)}= 1 return a`,
    '1',
  ],
  ['typeof', 'local a: typeof(b.c[1] + #d) = 1 return a', `local a${' '.repeat(21)} = 1 return a`, '1'],
  [
    'keyof',
    'local a: keyof T, b: keyof(typeof(c)) = 1 return a',
    `local a${' '.repeat(9)}, b${' '.repeat(18)} = 1 return a`,
    '1',
  ],
  ['an indexed type', 'local a: T["x"][1] = 1 return a', `local a${' '.repeat(11)} = 1 return a`, '1'],
  ['a conditional type', 'type C<T> = T extends string ? A? : B | C return 1', `${' '.repeat(41)} return 1`, '1'],
  ['annotations', 'local n: number @min(0) @max(9) = 5 return n', `local n${' '.repeat(25)}= 5 return n`, '5'],
  [
    'annotations without arguments',
    'local n: number @integer = 5 return n',
    `local n${' '.repeat(18)}= 5 return n`,
    '5',
  ],
  [
    'annotations inside',
    'local a: {string @min_len(1)}, b: number @min(1) | string @min_len(1) = {} return #a',
    `local a${' '.repeat(22)}, b${' '.repeat(38)}= {} return #a`,
    '0',
  ],
  [
    'annotated fields',
    'type U = {age: number @min(0) @max(150), name: string} return 1',
    `${' '.repeat(54)} return 1`,
    '1',
  ],
  [
    'types of loop names',
    'local s = 0 for i: T = 1, 2 do s = s + i end for k: K, v: V in pairs({4}) do s = s + v end return s',
    'local s = 0 for i    = 1, 2 do s = s + i end for k   , v    in pairs({4}) do s = s + v end return s',
    '7',
  ],
  [
    'words of types as fields',
    'local t = { as = 1, is = 2, keyof = 3, ["x"] = 4 } function t:fun() return self.as + t.is end return t:fun()',
    '',
    '3',
  ],
  [
    'type as a function',
    'type X = T local type = type return type(1), type"x"',
    '           local type = type return type(1), type"x"',
    'number string',
  ],
  ['type as a variable', 'local type = 1\ntype = 2\nreturn type', '', '2'],
  ['comparisons, not generics', 'local a, b, c = 1, 2, 3 return a < b, b > (c), a<b', '', 'true false true'],
  ['labels, not casts', 'local x = 1 ::again:: x = x + 1 if x < 3 then goto again end return x', '', '3'],
  ['a cast before a label', 'local x = 1 :: T ::again:: return x', 'local x = 1      ::again:: return x', '1'],
  ['text in a type', 'local x: "ä\u{1F600}" | [[\n]] = 1 return x', 'local x            \n   = 1 return x', '1'],
  [
    'a comment in a type',
    'type T = {\n  a: A, -- (\n  b: B,\n}\nreturn 1',
    `${' '.repeat(10)}\n${' '.repeat(12)}\n${' '.repeat(7)}\n \nreturn 1`,
    '1',
  ],
  [
    'Windows line ends',
    'type T = {\r\n  a: A,\r\n}\r\nreturn 1',
    `${' '.repeat(10)}\r\n${' '.repeat(7)}\r\n \r\nreturn 1`,
    '1',
  ],
  [
    'a call after an alias',
    'local f = print\ntype T = A\n(function() end)()\nreturn 1',
    'local f = print\n;         \n(function() end)()\nreturn 1',
    '1',
  ],
  [
    'a call after a cast',
    'local f = print as T\n(function() end)()\nreturn 1',
    'local f = print ;   \n(function() end)()\nreturn 1',
    '1',
  ],
  [
    'a call after an assertion',
    'local f = print!\n(function() end)()\nreturn 1',
    'local f = print;\n(function() end)()\nreturn 1',
    '1',
  ],
];

describe('types are blanked out and the rest runs', () => {
  it.each(ROWS)('%s', (_, typed, plain, value) => {
    expect(run(typed)).toBe(value);
    expect(stripTypes(typed).text).toBe(plain === '' ? typed : plain);
  });

  it('lines of run-time errors are those of the typed text', () => {
    expect(run('type T = {\n  a: A,\n}\nlocal x: T = nil\nreturn x.a')).toContain('app:main:5:');
  });

  it('values that types are at run time are not made', () => {
    expect(run('type T = number return T')).toBe('nil');
  });
});
