import { describe, expect, it } from 'vitest';
import { createLuaWorld } from './testing/lua-world.ts';

/** Programs that put a loop in every place from which the VM may be left; each answers a text. */
const PROGRAMS: readonly (readonly [string, string])[] = [
  [
    'arithmetic metamethods',
    'local m = {} for _, n in ipairs{ "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat" } do m["__" .. n] = function(a, b) local s = 0 for i = 1, 5 do s = s + i end return n .. s end end local t = setmetatable({}, m) return table.concat({ t + 1, 1 - t, t * 2, t / 2, t % 2, t ^ 2, t // 2, t & 1, t | 1, t ~ 1, t << 1, t >> 1, t .. "x" }, ",")',
  ],
  [
    'unary metamethods',
    'local m = { __unm = function() for i = 1, 4 do end return "u" end, __len = function() for i = 1, 4 do end return 7 end, __bnot = function() for i = 1, 4 do end return "n" end, __call = function(self, x) for i = 1, 4 do end return x end } local t = setmetatable({}, m) return -t .. #t .. ~t .. t(3)',
  ],
  [
    'comparisons',
    'local m = { __lt = function(a, b) for i = 1, 4 do end return a.v < b.v end, __eq = function(a, b) for i = 1, 4 do end return a.v == b.v end } local function new(v) return setmetatable({ v = v }, m) end local out = {} for a = 1, 3 do for b = 1, 3 do local x, y = new(a), new(b) out[#out + 1] = (x < y and "<" or "") .. (x <= y and "=" or "") .. (x > y and ">" or "") .. (x >= y and "g" or "") .. (x == y and "e" or "") .. (x ~= y and "n" or "") end end return table.concat(out, " ")',
  ],
  [
    '__le',
    'local m = { __le = function(a, b) for i = 1, 4 do end return a.v <= b.v end } local a, b = setmetatable({ v = 1 }, m), setmetatable({ v = 2 }, m) local n = 0 if a <= b then n = n + 1 end if not (b <= a) then n = n + 2 end while a <= b do a.v = a.v + 1 n = n + 10 end return n',
  ],
  [
    'concatenation of many',
    'local m = { __concat = function(a, b) for i = 1, 3 do end return (type(a) == "table" and "T" or a) .. (type(b) == "table" and "T" or b) end } local t = setmetatable({}, m) return "a" .. "b" .. t .. "c" .. 1 .. t .. "d"',
  ],
  [
    'indexing',
    'local log = {} local t = setmetatable({}, { __index = function(_, k) for i = 1, 3 do end return k end, __newindex = function(t, k, v) for i = 1, 3 do end rawset(t, k, type(v) == "number" and v * 2 or v) end }) t.a = 1 t[1] = 5 function t:m() return self.a end return t.a .. t[1] .. t.zz .. t:m()',
  ],
  [
    'inherited methods',
    'local base = { hi = function(self) for i = 1, 3 do end return "hi" .. self.n end } local t = setmetatable({ n = 1 }, { __index = function(_, k) for i = 1, 2 do end return base[k] end }) return t:hi() .. t:hi()',
  ],
  [
    'iterators',
    'local function range(n) local i = 0 return function() for _ = 1, 3 do end i = i + 1 if i <= n then return i, i * i end end end local s = "" for a, b in range(4) do s = s .. a .. ":" .. b .. " " end return s',
  ],
  [
    'coroutine iterators',
    'local function perm(a, n) n = n or #a if n <= 1 then coroutine.yield(a) else for i = 1, n do a[n], a[i] = a[i], a[n] perm(a, n - 1) a[n], a[i] = a[i], a[n] end end end local s = "" for p in coroutine.wrap(function() perm({ 1, 2, 3 }) end) do s = s .. table.concat(p) .. " " end return s',
  ],
  [
    'errors through coroutines',
    'local co = coroutine.wrap(function() for i = 1, 3 do local ok, e = pcall(function() for j = 1, 3 do end error({ i }) end) coroutine.yield(e[1]) end error("end", 0) end) local s = "" for i = 1, 3 do s = s .. co() end return s .. tostring(select(2, pcall(co)))',
  ],
  [
    'xpcall with a handler',
    'local function h(m) for i = 1, 5 do end return "<" .. m .. ">" end local s = "" for i = 1, 3 do s = s .. select(2, xpcall(function() for j = 1, 5 do end error(i, 0) end, h)) end return s',
  ],
  [
    'closures in loops',
    'local fs = {} for i = 1, 5 do local j = i * 2 fs[i] = function() j = j + 1 return i + j end end local s = "" for r = 1, 2 do for i = 1, 5 do s = s .. fs[i]() .. " " end end return s',
  ],
  [
    'goto and nested breaks',
    'local s = "" for i = 1, 5 do for j = 1, 5 do if j == 3 then goto next end if i == 4 then break end s = s .. i .. j .. " " end ::next:: end return s',
  ],
  [
    'repeat with a local in the condition',
    'local i, s = 0, "" repeat local done = i >= 3 s = s .. i i = i + 1 until done return s',
  ],
  [
    'varargs',
    'local function f(...) local n = 0 for i = 1, select("#", ...) do n = n + (select(i, ...) or 0) end return n, ... end local function g(...) return f(...) end return table.concat({ g(1, 2, 3), (g(4, 5)), select(2, g(6, 7)) }, " ")',
  ],
  [
    'tail calls',
    'local function even(n) if n == 0 then return "even" end return (function(m) return even(m) end)(n - 1) end return even(50)',
  ],
  ['recursion', 'local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(12)'],
  [
    'sort with a comparator',
    'local t = {} for i = 1, 60 do t[i] = (i * 37) % 61 end table.sort(t, function(a, b) for i = 1, 2 do end return a > b end) return table.concat(t, ",")',
  ],
  [
    'sort in a coroutine in pcall',
    'local co = coroutine.wrap(function() return pcall(table.sort, { 3, 1, 2 }, function(a, b) coroutine.yield(a) return a < b end) end) local s = "" repeat local v = co() s = s .. tostring(v) until v == true return s',
  ],
  [
    'gsub with callbacks',
    'return (("one two three"):gsub("%w+", function(w) local r = "" for i = #w, 1, -1 do r = r .. w:sub(i, i) end return r end))',
  ],
  [
    'gsub anchored, nil and limits',
    'local function f(w) for i = 1, 3 do end return w ~= "b" and w:upper() or nil end return ("abab"):gsub("^a", f) .. ("abab"):gsub("%w", f) .. ("abab"):gsub("%w", f, 3)',
  ],
  [
    'gmatch',
    'local s = "" for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do for i = 1, 3 do end s = s .. k .. v end return s',
  ],
  [
    'tostring',
    'local t = setmetatable({}, { __tostring = function() local s = "" for i = 1, 5 do s = s .. i end return s end }) return tostring(t) .. tostring(t)',
  ],
  [
    'nested coroutines',
    'local function gen(n) return coroutine.wrap(function() for i = 1, n do if i % 2 == 0 then for v in gen(i - 1) do coroutine.yield(v) end end coroutine.yield(i) end end) end local s = "" for v in gen(5) do s = s .. v end return s',
  ],
  [
    'coroutine status',
    'local co co = coroutine.create(function(a) for i = 1, 5 do end local s = coroutine.status(co) local b = coroutine.yield(s .. a) for i = 1, 5 do end return b end) local s = "" s = s .. coroutine.status(co) .. select(2, coroutine.resume(co, "x")) .. coroutine.status(co) .. select(2, coroutine.resume(co, "y")) .. coroutine.status(co) return s',
  ],
  ['big integers in loops', 'local h = 1469598103934665603 for i = 1, 40 do h = (h ~ i) * 1099511628211 end return h'],
];

describe('code that is pre-empted at every turn and call', () => {
  const usual = createLuaWorld();
  let ticks = 0;
  const everywhere = createLuaWorld({ now: () => (ticks += 1000), turnsPerLook: 1, limits: { unyieldableMs: 1e12 } });

  it.each(PROGRAMS)('answers the same: %s', (_, source) => {
    const expected = usual.run(source);
    expect(expected.status).toBe('done');
    const outcome = everywhere.run(source, { sliceMs: 1, maxSlices: 200_000 });
    expect([outcome.status, outcome.values]).toEqual([expected.status, expected.values]);
    expect(outcome.slices).toBeGreaterThan(3);
  });
});
