import { describe, expect, it } from 'vitest';
import * as stack from './stack.ts';
import { createLuaWorld, drive } from './testing/lua-world.ts';

const world = createLuaWorld();
const values = (source: string): string => {
  const outcome = world.run(source);
  return `${outcome.status} ${outcome.commands}: ${outcome.values.join(' ')}`;
};

describe('a command of a native', () => {
  it.each([
    ['straight in the thread', 'return ask(1, "two")', 'done 1: 1 two'],
    [
      'through coroutine.wrap',
      'return coroutine.wrap(function(a) local b = ask(a) return b, "end" end)(7)',
      'done 1: 7 end',
    ],
    [
      'through nested coroutines, invisible to their resume',
      `local log = {}
       local inner = coroutine.create(function() for i = 1, 3 do coroutine.yield(ask(i)) end return "in" end)
       local outer = coroutine.wrap(function() while true do
         local ok, v = coroutine.resume(inner) coroutine.yield(v) if v == "in" then return "out" end end end)
       for i = 1, 5 do log[i] = tostring(outer()) end
       return table.concat(log, ",")`,
      'done 3: 1,2,3,in,out',
    ],
    ['through pcall', 'return pcall(function() return ask(3) end)', 'done 1: true 3'],
    [
      'through xpcall',
      'return xpcall(function() return ask(3) + nil end, function(m) return "handled" end)',
      'done 1: false handled',
    ],
    [
      'in a metamethod',
      'local t = setmetatable({}, { __index = function(t, k) return ask(k) end, __add = function() return ask(5) end }) return t.x, t + 1',
      'done 2: x 5',
    ],
    [
      'in __lt, __concat and __eq',
      'local m = { __lt = function() return ask(true) end, __concat = function() return ask("c") end, __eq = function() return ask(true) end } local a, b = setmetatable({}, m), setmetatable({}, m) return a < b, a .. b, a == b',
      'done 3: true c true',
    ],
    [
      'in an iterator',
      'local n = 0 for v in function() n = n + 1 return ask(n < 3 and n or nil) end do n = v end return n',
      'done 3: 3',
    ],
    [
      'in a comparator of sort',
      'local t = {3, 1, 2} table.sort(t, function(a, b) return ask(a < b) end) return table.concat(t)',
      'done 3: 123',
    ],
    ['in a replacement of gsub', 'return ("abc"):gsub(".", function(c) return ask(c:upper()) end)', 'done 3: ABC 3'],
    [
      'in __tostring called by tostring',
      'return tostring(setmetatable({}, { __tostring = function() return ask("T") end }))',
      'done 1: T',
    ],
  ])('passes %s', (_, source, expected) => {
    expect(values(source)).toBe(expected);
  });

  it('is refused where a native without continuation is in between', () => {
    const outcome = world.run(
      'return pcall(string.format, "%s", setmetatable({}, { __tostring = function() return ask("T") end }))',
    );
    expect(outcome.values).toEqual(['false', 'app:main:1: attempt to yield across a native boundary']);
  });

  it('is refused at the top level of a chunk, also inside a coroutine made there', () => {
    const text = 'can not yield from outside of a coroutine';
    expect(drive(world.thread('local v = ask(1) return v', 'refused')).values).toEqual([`app:main:1: ${text}`]);
    expect(drive(world.thread('local _, e = pcall(ask, 1) return e', 'refused')).values).toEqual([text]);
    expect(
      drive(world.thread('return coroutine.wrap(function() local v = ask(1) return v end)()', 'refused')).values[0],
    ).toContain(text);
    expect(drive(world.thread('coroutine.yield(1)', 'refused')).values).toEqual([`app:main:1: ${text}`]);
    expect(drive(world.thread('return coroutine.wrap(function() coroutine.yield(4) end)()', 'refused')).values).toEqual(
      ['4'],
    );
    expect(drive(world.thread('return coroutine.running()', 'refused')).values).toEqual(['nil']);
  });

  it('may be answered with an error, which is raised in the native', () => {
    const thread = world.thread('return coroutine.wrap(function() return pcall(ask, 1) end)()');
    expect(thread.resume(0, 50).status).toBe('command');
    stack.pushText(thread.L, 'no');
    expect(thread.raise(50)).toEqual({ status: 'done', count: 2 });
    expect(stack.display(thread.L, -1)).toBe('no');
  });

  it('leaves its coroutine in the state normal, which nobody else can resume', () => {
    const co = `co = coroutine.create(function() return ask(1) end) return coroutine.resume(co)`;
    const waiting = world.thread(co);
    expect(waiting.resume(0, 50).status).toBe('command');
    expect(world.run('return coroutine.status(co), coroutine.resume(co)').values).toEqual([
      'normal',
      'false',
      'cannot resume non-suspended coroutine',
    ]);
    stack.pushText(waiting.L, 'late');
    expect(drive2(waiting)).toEqual(['true', 'late']);
    function drive2(thread: typeof waiting): string[] {
      const result = thread.resume(1, 50);
      return result.status === 'done' ? [stack.display(thread.L, -2), stack.display(thread.L, -1)] : [result.status];
    }
  });

  it('shows where the thread waits, innermost first', () => {
    const thread = world.thread(
      'local function inside()\n  return ask(1)\nend\nlocal co = coroutine.wrap(function()\n  inside() return 1\nend)\nco() return 2',
    );
    thread.resume(0, 50);
    expect(
      thread
        .frames()
        .filter((frame) => frame.type !== 'native')
        .map((frame) => `${frame.source}:${frame.line}`),
    ).toEqual(['app:main:2', 'app:main:5', 'app:main:7']);
  });
});

describe('coroutine.yield straight in a thread', () => {
  it('is reported with its values', () => {
    const thread = world.thread('local back = coroutine.yield(1, 2) return back');
    expect(thread.resume(0, 50)).toEqual({ status: 'yield', count: 2 });
    stack.pop(thread.L, 2);
    expect(thread.resume(0, 50)).toEqual({ status: 'done', count: 1 });
  });
});
