import { describe, expect, it } from 'vitest';
import { luaFacts } from './index.ts';

const calls = (text: string): string[] =>
  luaFacts(text).calls.map(({ callee, target, targetRange, argumentCount }) => {
    const written = targetRange ? text.slice(targetRange.start, targetRange.end) : 'nothing';
    return `${callee} ${target ?? `(${written})`} ${argumentCount ?? 'open'}`;
  });

describe('calls of entries', () => {
  it.each([
    ['funcs.call("app:f", 1, 2)', ['funcs.call app:f 2']],
    ['local f = require("funcs") f.async [[app:f]]', ['funcs.async app:f 0']],
    ['require("funcs").call("app:\\102", g())', ['funcs.call app:f open']],
    ['funcs.call("app:f", 1, ...)', ['funcs.call app:f open']],
    ['funcs.call("app:f", (g()), g() as T)', ['funcs.call app:f open']],
    ['funcs.call("app:f", (g()))', ['funcs.call app:f 1']],
    ['funcs.call("app:" .. name, 1)', ['funcs.call ("app:" .. name) 1']],
    ['funcs.call()', ['funcs.call (nothing) 0']],
    ['local call = funcs.call local v = call("app:f", nil)', ['funcs.call app:f 1']],
    ['funcs.new():with_context({}):call("app:f", 1)', ['funcs.call app:f 1']],
    ['local e = funcs.new() e = e:with_actor(a)', []],
    ['process.spawn("app:p", "app:host", 6, 7)', ['process.spawn app:p 2']],
    ['process.exec("app:p")', ['process.exec app:p 0']],
    ['local funcs = {} funcs.call("app:f")', []],
    ['local function f(funcs) funcs.call("app:f") end', []],
    ['local f = require("funcs") f = other f.call("app:f")', []],
    [
      'return { main = function() if funcs.call("a:b") then return funcs.call("a:c", funcs.call("a:d")) end end }',
      ['funcs.call a:b 0', 'funcs.call a:c open', 'funcs.call a:d 0'],
    ],
    ['x:call("app:f") other.call("app:f")', []],
    ['x = = funcs.call("app:f")\nfuncs.call("app:g")', ['funcs.call app:g 0']],
  ])('%s', (text, expected) => {
    expect(calls(text)).toEqual(expected);
  });

  it('have the range of the whole call and of its target', () => {
    const text = 'local v = funcs.call("app:f", 1)';
    expect(luaFacts(text).calls).toMatchObject([
      { range: { start: 10, end: 32 }, targetRange: { start: 21, end: 28 } },
    ]);
  });
});

describe('other facts', () => {
  it('required modules, written out, of the global require', () => {
    const text =
      'local a = require("a") local b = require "b" require(name) local function f(require) require("c") end';
    expect(luaFacts(text).requires).toEqual([
      { name: 'a', range: { start: 18, end: 21 } },
      { name: 'b', range: { start: 41, end: 44 } },
    ]);
  });

  it.each([
    [String.raw`"a\z   b\x41\65\u{E9}\t\"\\'"`, 'abAAé\t"\\\''],
    ['"a\\\nb\\\r\nc"', 'a\nb\nc'],
    ['[[\nx\\n]]', 'x\\n'],
    ['[==[ ]] ]==]', ' ]] '],
    [String.raw`"\255"`, '\uFFFD'],
  ])('the value of the string %j', (literal, value) => {
    expect(luaFacts(`require(${literal})`).requires[0]?.name).toBe(value);
  });

  it('free names, read and assigned', () => {
    const text = [
      'type T = U local a: V = b + a',
      'function c.d:e(f: T) return self, f, T, g end',
      'function h() end i, j.k = 1',
      'repeat local l until l for m = 1, n do local o = m end',
      'local p = p local function q() return q, a end',
    ].join('\n');
    const names = luaFacts(text).globalsUsed.map(({ name, use }) => (use === 'assigned' ? `${name}=` : name));
    expect(names).toEqual(['b', 'a', 'c', 'g', 'h=', 'i=', 'j', 'n', 'p']);
  });

  it.each([
    ['return { main = main, ["b"] = 1, 5 }', ['main', 'b']],
    ['return {}', []],
    ['return function() return {} end', 'function'],
    ['local function main() end return main', 'function'],
    ['local main = function() end return main', 'function'],
    ['local main = function() end main = nil return main', 'unknown'],
    ['return { [name] = 1 }', 'unknown'],
    ['local M = {} return M', []],
    [
      'local M = { a = 1 } function M.main() end function M:b() end M.c = 1 M["d"] = 2 M[1] = 3 return M',
      ['a', 'main', 'b', 'c', 'd'],
    ],
    ['local M = {} if M.x then M.y.z = 1 end return M', []],
    ['local M = {} M[name] = 1 return M', 'unknown'],
    ['local M = {} fill(M) return M', 'unknown'],
    ['local M = {} local N = M N.x = 1 return M', 'unknown'],
    ['local M = {} M:fill() return M', 'unknown'],
    ['local M = {} M = other return M', 'unknown'],
    ['return setmetatable({}, {})', 'unknown'],
    ['if x then return {} end return { main = main }', 'unknown'],
    ['if x then return {} end', 'unknown'],
    ['x = 1', 'nothing'],
    ['return', 'nothing'],
    ['return 5', 'constant'],
    ['return nil', 'constant'],
  ])('what the chunk returns: %s', (text, expected) => {
    const { returned } = luaFacts(text);
    expect(returned.kind === 'table' ? returned.names : returned.kind).toEqual(expected);
  });

  it('what in the table that the chunk returns is a constant, and nothing else anywhere', () => {
    const { returned } = luaFacts('local M = { a = 1, b = nil, c = f } M.d = "x" M.b = f M.a = 2 M.c = 1 return M');
    expect(returned.kind === 'table' && [...returned.constants.keys()]).toEqual(['a', 'd']);
  });

  it('free names that are called or indexed, and those that are only read', () => {
    const text = 'f(a) g.x = 1 h:m() i[1]() if j then j() end local k = {} k.f() k()';
    expect(luaFacts(text).globalsUsed.map(({ name, use }) => `${name} ${use}`)).toEqual([
      'f called',
      'a read',
      'g indexed',
      'h indexed',
      'i indexed',
      'j read',
      'j called',
    ]);
  });

  it('fields by their names, of free names and of what stands for modules', () => {
    const text =
      'string.upper(a) local s = string s.lower.x = 1 require("m").n() local t = {} t.u() t.v:w() b.c = 1 return d.e';
    expect(luaFacts(text).membersUsed.map(({ of, name, use }) => `${of}.${name} ${use}`)).toEqual([
      'string.upper called',
      'string.lower indexed',
      'b.c assigned',
      'd.e read',
    ]);
  });

  it('problems come along', () => {
    expect(luaFacts('local = 1').problems).toHaveLength(1);
  });

  it('long chains are followed in a loop', () => {
    const long = 20_000;
    const text = `x = 1${' + 1'.repeat(long)} y = a${'.b'.repeat(long)} f${'()'.repeat(long)} z = ((b)!)${' as T'.repeat(long)}`;
    expect(luaFacts(text).globalsUsed.map(({ name }) => name)).toEqual(['x', 'y', 'a', 'f', 'z', 'b']);
  });
});
