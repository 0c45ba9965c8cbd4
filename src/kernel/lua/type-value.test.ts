/** spec/lua-base §2: types are values at run time. */
import { gives, refuses } from '../testing/lua-rows.ts';
import { main, run } from '../testing/lua-project.ts';
import { expect, test } from 'vitest';

const T = (declaration: string, value: string): string =>
  `type T = ${declaration} local v, e = T:is(${value}) return e == nil and "yes" or e:kind() .. " " .. e:message()`;

gives('T:is(v) answers the value, or an error that names the place', [
  ['a record', T('{x: number, y?: string}', '{x = 1}'), 'yes'],
  ['a record with more than it says', T('{x: number}', '{x = 1, z = 2}'), 'yes'],
  ['a field that lacks', T('{x: number, y: number}', '{x = 1}'), 'Invalid T: y: number expected, got nil'],
  ['a field of another type', T('{a: {b: string}}', '{a = {b = 1}}'), 'Invalid T: a.b: string expected, got number'],
  ['no table', T('{x: number}', '"x"'), 'Invalid T: table expected, got string'],
  ['a list', T('{integer}', '{1, 2.0}'), 'yes'],
  ['a list with another', T('{integer}', '{1, 2.5}'), 'Invalid T: [2]: integer expected, got number'],
  ['a list, written otherwise', T('string[]', '{"a", {}}'), 'Invalid T: [2]: string expected, got table'],
  ['a map', T('{[string]: boolean}', '{a = true}'), 'yes'],
  ['a map with another value', T('{[string]: boolean}', '{a = 1}'), 'Invalid T: [a]: boolean expected, got number'],
  ['a map with another key', T('{[string]: boolean}', '{true}'), 'Invalid T: key 1: string expected, got number'],
  ['nil where it may be', T('number?', 'nil'), 'yes'],
  ['nil where it may not be', T('number', 'nil'), 'Invalid T: number expected, got nil'],
  ['one of several', T('number | string', '"a"'), 'yes'],
  ['none of several', T('number | string', '{}'), 'Invalid T: number | string expected, got table'],
  ['a literal', T('"on" | "off" | 3 | true', '3'), 'yes'],
  ['no such literal', T('"on" | -3', '"x"'), 'Invalid T: "on" | -3 expected, got string'],
  ['all of several', T('{a: number} & {b: number}', '{a = 1}'), 'Invalid T: b: number expected, got nil'],
  ['a function', T('(number) -> string', 'print'), 'yes'],
  ['an error object', T('error', 'errors.new("x")'), 'yes'],
  ['no error object', T('error', '"x"'), 'Invalid T: error expected, got string'],
  ['anything', T('any', 'nil'), 'yes'],
  ['never', T('never', '1'), 'Invalid T: there is no value of this type'],
  ['bounds of a number', T('number @min(0) @max(9)', '10'), 'Invalid T: more than 9'],
  ['bounds of a length', T('{items: {string} @min_len(1)}', '{items = {}}'), 'Invalid T: items: shorter than 1'],
  ['a pattern', T('string @pattern("^a+$")', '"ab"'), 'Invalid T: it does not match ^a+$'],
  ['what names a type of another module', T('lib.Other', '1'), 'yes'],
  ['of a parameter', 'type Box<V> = {v: V} return (Box:is({v = 1})).v', 1],
  [
    'with arguments',
    'type Box<V> = {v: V} type Pair<A, B> = {a: Box<A>, b: B?} type T = Pair<number, string> local function t(v) local x, e = T:is(v) return e and e:message() or "yes" end return {t({a = {v = 1}}), t({a = {v = "x"}}), t({a = {v = 1}, b = 2})}',
    ['yes', 'T: a.v: number expected, got string', 'T: b: string expected, got number'],
  ],
  [
    'with arguments, that refers to itself',
    'type Chain<V> = {v: V, next: Chain<V>?} type T = Chain<integer> return (select(2, T:is({v = 1, next = {v = 2, next = {v = "x"}}})):message())',
    'T: next.next.v: integer expected, got string',
  ],
  [
    'with arguments that grow without end: the first are looked at',
    'type Deep<V> = {v: V, next: Deep<{V}>?} type Wide<V> = {v: V, next: Wide<{a: V, b: V}>?, other: Wide<Wide<V>>?} type T = Deep<integer> type U = Wide<integer> return {(T:is({v = 1, next = {v = {1}}})).v, (select(2, T:is({v = 1, next = {v = {"x"}}})):message()), (select(2, U:is({v = 1, next = {v = {a = 1}}})):message())}',
    [1, 'T: next.v[1]: integer expected, got string', 'U: next.v.b: integer expected, got nil'],
  ],
  [
    'the keys of another',
    'type P = {x: number, y?: string} type K = keyof P local function t(v) local x, e = K:is(v) return e and e:message() or "yes" end return {t("x"), t("y"), t("z"), t(1)}',
    ['yes', 'yes', 'K: "x" | "y" expected, got string', 'K: "x" | "y" expected, got number'],
  ],
  [
    'a field of another',
    'type P = {x: number, y?: string, list: {integer}} type A = P["x"] type B = P["y"] type C = P["list"][number] type D = P["x" | "y"] local function t(T, v) local x, e = T:is(v) return e and e:message() or "yes" end return {t(A, 1), t(A, "a"), t(B, nil), t(B, 1), t(C, 1.5), t(D, "a"), t(D, {})}',
    [
      'yes',
      'A: number expected, got string',
      'yes',
      'B: string expected, got number',
      'C: integer expected, got number',
      'yes',
      'D: number | string? expected, got table',
    ],
  ],
  [
    'a field of one that is declared below, and of one that goes through itself',
    'type A = Below["x"]["y"] type Below = {x: {y: string}} type Loop = Loop["x"] return {(select(2, A:is(1)):message()), Loop:is(5)}',
    ['A: string expected, got number', 5],
  ],
  [
    'a condition',
    'type Is<T> = T extends string ? {s: T} : T extends {x: number} ? "has x" : false type A = Is<"a" | string> type B = Is<{x: integer}> type C = Is<boolean> type NotNil<T> = T extends nil ? never : T type D = NotNil<number?> type E = Is<Unknown> local function t(T, v) local x, e = T:is(v) return e and e:message() or "yes" end return {t(A, {s = 1}), t(B, "has x"), t(B, 1), t(C, true), t(D, nil), t(D, 1), t(E, 1)}',
    [
      'A: table | table expected, got table',
      'yes',
      'B: "has x" expected, got number',
      'C: false expected, got boolean',
      'D: number expected, got nil',
      'yes',
      'yes',
    ],
  ],
  [
    'that refers to itself, and a value that does',
    'type Node = {next: Node?} local n = {} n.next = n local bad = {next = {next = 5}} return {Node:is(n) == n, select(2, Node:is(bad)):message()}',
    [true, 'Node: next.next: table expected, got number'],
  ],
  [
    'one that nests deeper than any type is looked at',
    'type Node = {next: Node?} local n = {} for i = 1, 300 do n = {next = n} end return (select(2, Node:is(n)):message():match("nested too deep$"))',
    'nested too deep',
  ],
  [
    'its name and kind',
    'type P = {x: number} type L = {P} return {P:name(), P:kind(), L:kind(), tostring(P)}',
    ['P', 'record', 'array', 'P'],
  ],
  [
    'an interface',
    'interface Named function name(): string end return (select(2, Named:is({})):message())',
    'Named: name: function expected, got nil',
  ],
]);

gives('T(v) answers the value', [
  ['of a named type', 'type P = {x: number} local p = {x = 1} return P(p) == p', true],
  [
    'of a primitive',
    'return {string("a"), boolean(false), number(1.5), integer(2), math.type(integer(2.0))}',
    ['a', false, 1.5, 2, 'integer'],
  ],
  ['where a local has the name of a type', 'type P = number local P = function() return "mine" end return P()', 'mine'],
]);

refuses('T(v) raises', [
  ['(function() type P = {x: number} return P({}) end)()', { raised: 'P: x: number expected, got nil' }],
  ['string(1)', { raised: 'string: string expected, got number' }],
  ['integer("1")', { raised: 'integer: integer expected, got string' }],
  ['integer(1.5)', { raised: 'integer: integer expected, got number' }],
  ['number()', { raised: 'number: number expected, got nil' }],
  ['boolean(nil)', { raised: 'boolean: boolean expected, got nil' }],
]);

test('a type of a library is one of its values, and a global there alone', async () => {
  const { value } = await run({
    main: `-- imports p=lib_p\n${main('local v, e = p.P:is({}) return {p.P({x = 1}).x, e:message(), P == nil}')}`,
    lib_p: 'type P = {x: number}\nreturn {P = P}',
  });
  expect(value).toEqual([1, 'P: x: number expected, got nil', true]);
});

test('typeof(x) is the type of a literal or of a local of the whole text, and else anything', async () => {
  const chunk = `local n: integer = 1
local limits = {low = 0, name = "x"}
local function f() end
type N = typeof(n) type L = typeof(limits) type F = typeof(f) type K = typeof(limits.name) type S = typeof(f()) type B = typeof(true)
local function t(T, v) local x, e = T:is(v) return e and e:message() or "yes" end
`;
  const body =
    'local n = "mine" type Inner = typeof(n) return {t(N, 1.5), t(L, {low = 2}), t(F, 1), t(K, 1), t(B, 1), t(S, 1), t(Inner, "a")}';
  const { value } = await run({ main: `${chunk}${main(body)}` });
  expect(value).toEqual([
    'N: integer expected, got number',
    'L: name: string expected, got nil',
    'F: function expected, got number',
    'K: string expected, got number',
    'B: boolean expected, got number',
    'yes',
    'yes',
  ]);
});
