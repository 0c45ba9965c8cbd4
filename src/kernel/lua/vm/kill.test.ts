import { Interrupted } from '../../../base/effort.ts';
import { describe, expect, it } from 'vitest';
import { createLuaWorld, resumed } from './testing/lua-world.ts';
import { createVm } from './vm.ts';

/** Each runs forever at points where it can be pre-empted. */
const PREEMPTIBLE: readonly (readonly [string, string])[] = [
  ['a plain search with a bad needle', 'return ("a"):rep(2e6):find(("a"):rep(1e5) .. "b", 1, true)'],
  ['while', 'while true do end'],
  ['repeat', 'repeat until false'],
  ['numeric for', 'for i = 1, math.maxinteger do end'],
  ['float for', 'for i = 0.0, -1.0, 0.0 do end'],
  ['generic for', 'for _ in function() return 1 end do end'],
  ['goto', '::top:: goto top'],
  ['after a caught error', 'pcall(error, "x") while true do end'],
  ['inside pcall, again and again', 'while true do pcall(function() while true do end end) end'],
  [
    'after an error caught in a coroutine',
    'coroutine.wrap(function() pcall(error) pcall(error) while true do end end)()',
  ],
  ['inside coroutine.wrap', 'coroutine.wrap(function() while true do end end)()'],
  [
    'inside nested coroutines',
    'local function nest(n) if n == 0 then while true do end end coroutine.wrap(nest)(n - 1) end nest(20)',
  ],
  [
    'a yielding coroutine',
    'local c = coroutine.wrap(function() while true do coroutine.yield() end end) while true do c() end',
  ],
  ['new coroutines for ever', 'while true do coroutine.wrap(function() end)() end'],
  ['tail calls', 'local function f() return f() end f()'],
  ['mutual recursion with pcall', 'local function f() return pcall(f) end while true do f() end'],
  ['comparator of sort', 'table.sort({3, 1, 2}, function() while true do end end)'],
  ['replacement of gsub', '("abc"):gsub(".", function() while true do end end)'],
  ['__tostring', 'tostring(setmetatable({}, { __tostring = function() while true do end end }))'],
  ['__index', 'local t = setmetatable({}, { __index = function() while true do end end }) return t.x'],
  ['__eq', 'local m = { __eq = function() while true do end end } return setmetatable({}, m) == setmetatable({}, m)'],
  ['__concat', 'return setmetatable({}, { __concat = function() while true do end end }) .. "x"'],
  ['__lt', 'local m = { __lt = function() while true do end end } return setmetatable({}, m) < setmetatable({}, m)'],
  ['__call and __newindex', 'setmetatable({}, { __newindex = function(t, k, v) while true do end end }).x = 1'],
  [
    'exponential __index tree',
    'local d = 0 local t t = setmetatable({}, { __index = function(_, k) d = d + 1 if d > 150 then d = d - 1 return nil end local a = t[1] local b = t[2] d = d - 1 return nil end }) return t[0]',
  ],
  ['catching not enough memory', 'while true do pcall(string.rep, "x", 1e9) end'],
];

/** Each runs forever where it cannot be pre-empted: ended by the limit on that. */
const UNYIELDABLE: readonly (readonly [string, string])[] = [
  ['handler of xpcall', 'xpcall(error, function() while true do end end)'],
  [
    '__tostring called by format',
    'string.format("%s", setmetatable({}, { __tostring = function() while true do end end }))',
  ],
  [
    '__lt in sort',
    'local m = { __lt = function() while true do end end } table.sort({setmetatable({}, m), setmetatable({}, m)})',
  ],
  [
    '__index in concat',
    'table.concat(setmetatable({}, { __len = function() return 5 end, __index = function() while true do end end }))',
  ],
  [
    'length without end',
    'table.sort(setmetatable({}, { __len = function() return math.maxinteger end, __index = function() return 1 end }))',
  ],
  ['catching the warning', 'xpcall(error, function() while true do pcall(function() while true do end end) end end)'],
];

describe('a loop without end', () => {
  it.each(PREEMPTIBLE)('is pre-empted on its slice: %s', (_, source) => {
    const { thread } = createLuaWorld();
    const running = thread(source);
    for (let slice = 0; slice < 4; slice++) {
      expect(running.resume(0, 3)).toEqual({ status: 'preempted' });
    }
  });

  it.each(PREEMPTIBLE)('ends on kill: %s', (_, source) => {
    const { environment, thread, vm } = createLuaWorld();
    const running = thread(source);
    running.resume(0, 2);
    environment.kill();
    expect(running.resume(0, 2)).toEqual({ status: 'killed', reason: 'killed' });
    // Nothing of it stays behind: another environment of the same VM runs.
    const other = vm.createEnvironment('other');
    const loaded = other.load('return 1 + 1', 'app:other');
    if (!loaded.ok) throw new Error(loaded.error.message);
    expect(other.createThread(loaded.value).resume(0, 50)).toEqual({ status: 'done', count: 1 });
  });

  it.each([...PREEMPTIBLE, ...UNYIELDABLE])('ends while it runs when the interrupt flag is seen: %s', (_, source) => {
    const start = performance.now();
    const { thread } = createLuaWorld({ interrupted: () => performance.now() - start > 20 });
    expect(resumed(thread(source), 0)).toEqual({ status: 'killed', reason: 'killed' });
  });

  it.each(UNYIELDABLE)('ends by itself where it cannot be pre-empted: %s', (_, source) => {
    const { run } = createLuaWorld({ limits: { unyieldableMs: 40 } });
    const outcome = run(source, { sliceMs: 2, maxSlices: 1000 });
    if (outcome.status === 'killed') return;
    expect([outcome.status, outcome.values[0] ?? '']).toEqual([
      expect.stringMatching(/done|error/),
      expect.stringMatching(/^$|ran too long|error in error handling/),
    ]);
  });

  it('goes on where it was after pre-emption, also in coroutines and metamethods', () => {
    const { run } = createLuaWorld();
    const outcome = run(
      `local m = setmetatable({}, { __add = function(a, n) local s = 0 for i = 1, n do s = s + i end return s end })
       local gen = coroutine.wrap(function() for i = 1, 4 do coroutine.yield(m + 100000) end return "end" end)
       local out = {}
       for i = 1, 5 do out[i] = tostring(gen()) end
       local t = {} for i = 1, 3000 do t[i] = (i * 7919) % 3001 end
       table.sort(t, function(a, b) return a < b end)
       for i = 2, #t do assert(t[i - 1] <= t[i]) end
       return table.concat(out, " ")`,
      { sliceMs: 0.01 },
    );
    expect(outcome.values).toEqual(['5000050000 5000050000 5000050000 5000050000 end']);
    expect(outcome.slices).toBeGreaterThan(10);
  });

  it('that is pre-empted does not show in the resume of the user', () => {
    const { run } = createLuaWorld();
    const outcome = run(
      'local co = coroutine.create(function(a) for i = 1, 300000 do end return a end) return coroutine.resume(co, 9)',
      { sliceMs: 0.01 },
    );
    expect(outcome.values).toEqual(['true', '9']);
    expect(outcome.slices).toBeGreaterThan(3);
  });
});

describe('a native that could run away', () => {
  const { run } = createLuaWorld();
  it.each([
    ['rep', 'return ("x"):rep(1e10)', 'resulting string too large'],
    ['rep of rep', 'return ("x"):rep(5e7):rep(5e7)', 'resulting string too large'],
    ['doubling by ..', 'local s = "x" while true do s = s .. s end', 'resulting string too large'],
    ['concat', 'local s = ("x"):rep(3e7) return table.concat({ s, s, s, s })', 'resulting string too large'],
    ['format', 'local s = ("x"):rep(3e7) return ("%s%s%s%s"):format(s, s, s, s)', 'resulting string too large'],
    ['gsub', 'return (("x"):rep(1e4):gsub(".", ("y"):rep(1e5)))', 'resulting string too large'],
    ['pack', 'return string.pack("c2147483647", "x")', 'resulting string too large'],
    ['unpack', 'return table.unpack({}, 1, 1e7)', 'too many results to unpack'],
    ['byte', 'return ("x"):rep(1e6):byte(1, -1)', 'string slice too long'],
    ['pattern of many stars', 'return ("a"):rep(50):find(("a*"):rep(30) .. "b")', 'pattern too complex'],
    ['pattern of many classes', 'return ("a"):rep(5000):find(("[ab]-"):rep(12) .. "c")', 'pattern too complex'],
    ['quadratic search', 'return ("a"):rep(1e6):find(".-b")', 'pattern too complex'],
    ['deep pattern', 'return ("a"):rep(40):find(("("):rep(40))', 'too many captures'],
    ['pattern recursion', 'return ("a"):rep(300000):match(("a?"):rep(300000))', 'pattern too complex'],
    ['balance', 'return ("("):rep(1e5):find("%b()")', 'pattern too complex'],
  ])('%s ends with an error in bounded time', (_, source, message) => {
    const outcome = run(`local ok, e = pcall(function() ${source} end) if ok then return "" end return e`, {
      sliceMs: 60_000,
    });
    expect(outcome.values.join()).toContain(message);
  });
});

describe('recursion without end', () => {
  const { run } = createLuaWorld();
  it.each([
    ['plain', 'local function f() return 1 + f() end f()', 'stack overflow'],
    [
      'through pcall',
      'local function f() local ok, e = pcall(f) if not ok then error(e, 0) end end f()',
      'stack overflow',
    ],
    [
      'through metamethods',
      'local t t = setmetatable({}, { __index = function(_, k) return t[k] end }) return t.x',
      'stack overflow',
    ],
    [
      'through tostring',
      'local t t = setmetatable({}, { __tostring = function() return tostring(t) end }) return tostring(t)',
      'stack overflow',
    ],
    [
      'through format',
      'local t t = setmetatable({}, { __tostring = function() return ("%s"):format(t) end }) return tostring(t)',
      'stack overflow',
    ],
    ['through coroutines', 'local function f() return coroutine.wrap(f)() end f()', 'stack overflow'],
    ['through gsub', 'local function f() return (("x"):gsub(".", f)) end f()', 'stack overflow'],
    ['through sort', 'local function f() table.sort({ 1, 2 }, f) end f()', 'stack overflow'],
    ['through error handlers', 'local function h() error("again") end xpcall(error, h) return "fine"', 'fine'],
    ['of __index tables', 'local t = {} setmetatable(t, { __index = t }) return t.x', 'loop'],
  ])('%s is a Lua error', (_, source, message) => {
    const outcome = run(source);
    expect(outcome.values.join()).toContain(message);
  });

  it.each([
    ['parentheses', '('.repeat(5000)],
    ['tables', `return ${'{'.repeat(5000)}`],
    ['functions', 'function f() '.repeat(5000)],
    ['blocks', 'do '.repeat(5000)],
    ['unary operators', `return ${'not '.repeat(5000)} 1`],
    ['powers', `return ${'2^'.repeat(5000)} 1`],
    ['concatenations', `return ${'"a"..'.repeat(5000)} "b"`],
    ['if chains', `if x then ${'elseif x then '.repeat(5000)} end`],
  ])('nested source text of %s is a syntax error or loads', (_, source) => {
    const { environment } = createLuaWorld();
    const loaded = environment.load(source, 'app:deep');
    if (!loaded.ok) expect(loaded.error.text).toMatch(/levels|overflow|limit/);
  });
});

describe('compiling', () => {
  const CHUNK = `function f()\n${'local x = 1 + 2 -- a line\n'.repeat(150)}end\n`.repeat(100);
  const asksOf = (source: string, stopAt: number): number => {
    let asked = 0;
    const vm = createVm({ now: () => 0, interrupted: () => ++asked >= stopAt });
    try {
      vm.createEnvironment('test').load(source, 'app:main');
    } finally {
      vm.dispose();
    }
    return asked;
  };

  it.each([
    ['code', CHUNK],
    ['comments', '-- a comment\n'.repeat(30_000)],
    ['one long comment', `--[[${'x'.repeat(400_000)}]]`],
    ['one long string', `return "${'x'.repeat(400_000)}"`],
    ['one long name', `return ${'x'.repeat(400_000)}`],
    ['a table of numbers', `return { ${'1, '.repeat(130_000)} }`],
  ])('of %s asks for Stop once in 64 kB, and ends with it', (_, source) => {
    expect(asksOf(source, Infinity)).toBeGreaterThan(source.length / 65_536);
    expect(() => asksOf(source, 2)).toThrow(Interrupted);
  });
});
