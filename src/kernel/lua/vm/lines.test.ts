import { expect, test } from 'vitest';
import { createLuaWorld } from './testing/lua-world.ts';

/** A clock that goes on by itself, so that code which cannot be pre-empted gets its warning at once. */
function warned(source: string): readonly string[] {
  let nowMs = 0;
  return createLuaWorld({ now: () => (nowMs += 40), turnsPerLook: 1, limits: { unyieldableMs: 2000 } }).run(source, {
    sliceMs: 1,
    maxSlices: 50,
  }).values;
}

test('an error raised while a native runs has the line of the Lua code that called it', () => {
  const source =
    'local m = { __tostring = function()\n  while true do table.maxn({ 1, 2 }) end\nend }\nreturn select(2, pcall(string.format, "%s", setmetatable({}, m)))';
  expect(warned(source)).toEqual(['app:main:2: ran too long in a native function or callback']);
});

test('at the first instruction of a function the line is the one of that', () => {
  expect(
    warned(
      'local function f() return f() end\nlocal ok, e = xpcall(error, function()\n  return (pcall(function() while true do end end))\nend)\nreturn tostring(e)',
    ).join(),
  ).not.toContain('undefined');
});

test('a machine that stood still is no reason for an error', () => {
  let nowMs = 0;
  const { run } = createLuaWorld({ now: () => (nowMs += 5000), turnsPerLook: 1 });
  const source =
    'return (("abc"):rep(100):gsub("b", function(c) return tostring(setmetatable({}, { __tostring = function() return c .. c end })) end))';
  expect(run(source, { sliceMs: 1, maxSlices: 100_000 }).values).toEqual(['abbc'.repeat(100)]);
});
