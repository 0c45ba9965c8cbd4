import { describe, expect, test } from 'vitest';
import { createLuaWorld, drive } from '../vm/testing/lua-world.ts';
import answers from './testing/patterns.json' with { type: 'json' };

/** A world whose slices are over at every look, and that looks at every occasion. */
function createHastyWorld() {
  let nowMs = 0;
  return createLuaWorld({ now: () => (nowMs += 1000), turnsPerLook: 1, limits: { unyieldableMs: 1e12 } });
}

const literal = (text: string): string =>
  `"${Array.from(text, (char) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`).join('')}"`;

const CALLS = {
  find: 'string.find(s, p)',
  match: 'string.match(s, p)',
  gsub: 'string.gsub(s, p, "<%0%1>")',
  gmatch:
    '(function() local r = {} for x, y, z in s:gmatch(p) do r[#r + 1] = show(x, y, z) end return table.concat(r, ";") end)()',
};
const SHOW = `local function show(...)
  local r = {}
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    r[i] = type(v) .. ":" .. tostring(v)
  end
  return table.concat(r, "|")
end`;

describe('patterns', () => {
  const worlds = { 'at once': createLuaWorld(), 'in pieces': createHastyWorld() };
  for (const [how, world] of Object.entries(worlds))
    test(`answer, and fail, as those of Lua do: ${how}`, () => {
      const answer = (call: string, subject: string, pattern: string): string => {
        const source = `${SHOW} local s, p = ${literal(subject)}, ${literal(pattern)}
          local ok, text = pcall(function() return show(${CALLS[call as keyof typeof CALLS]}) end)
          return ok and text or "error string:" .. text:gsub("^app:main:%d+: ", "")`;
        return world.run(source, { sliceMs: 1, maxSlices: 1e6 }).values[0] ?? '';
      };
      expect(
        answers.answers.map(([call = '', subject = '', pattern = '']) => [
          call,
          subject,
          pattern,
          answer(call, subject, pattern),
        ]),
      ).toEqual(answers.answers);
    });

  test('of 200 items that may be there are too complex, of fewer not', () => {
    const { run } = createLuaWorld();
    const matches = (count: number) => run(`return (pcall(string.find, ("a"):rep(300), ("a?"):rep(${count})))`).values;
    expect([matches(199), matches(200)]).toEqual([['true'], ['false']]);
  });
});

/** Subjects and patterns of which one attempt takes a hundred thousand steps, with what they answer. */
const ATTEMPTS: readonly (readonly [string, string, string, string])[] = [
  ['the most repetitions', '("a"):rep(100000)', '"^(.*)b"', 'nil'],
  ['the least repetitions', '("a"):rep(100000) .. "b"', '"^(.-)b$"', '100000'],
  ['repetitions within repetitions', '("a"):rep(500)', '"^.-.-b"', 'nil'],
  ['a balanced text', '("("):rep(50000) .. (")"):rep(50000)', '"^%b()"', '100000'],
  ['a capture that is there again', '("a"):rep(300000) .. " " .. ("a"):rep(300000)', '"^(%a+) %1$"', '300000'],
  ['a long class', '"z"', '"[" .. ("x-y"):rep(200000) .. "z]"', '1'],
  ['a long class of others', '"x"', '"[^" .. ("%d"):rep(300000) .. "%]]"', '1'],
];

describe('one attempt of a pattern', () => {
  test.each(ATTEMPTS)('is left off and gone on with: %s', (_, subject, pattern, length) => {
    const { run } = createHastyWorld();
    const source = `local r = string.match(${subject}, ${pattern}) return r and #r`;
    const before = run(`local r = ${subject}, ${pattern} return #r`, { sliceMs: 1, maxSlices: 1e6 });
    const outcome = run(source, { sliceMs: 1, maxSlices: 1e6 });
    expect(outcome.values).toEqual([length]);
    expect(outcome.slices - before.slices).toBeGreaterThan(10);
  });

  test('that is too complex fails in many turns', () => {
    const { run } = createHastyWorld();
    const outcome = run('return pcall(string.match, ("a"):rep(1000), "^.-.-.-b")', { sliceMs: 1, maxSlices: 1e6 });
    expect(outcome.values).toEqual(['false', 'pattern too complex']);
    expect(outcome.slices).toBeGreaterThan(500);
  });

  test('does not disturb another of the same iterator', () => {
    const { thread } = createHastyWorld();
    const first = thread('words = (("a"):rep(100000) .. "b "):rep(2):gmatch("(.-)b ") return #words()');
    for (let turns = 0; turns < 40; turns++) expect(first.resume(0, 1).status).toBe('preempted');
    const second = thread('return #words()');
    const limits = { sliceMs: 1, maxSlices: 1e6 };
    expect([drive(second, limits).values, drive(first, limits).values]).toEqual([['100000'], ['100000']]);
  });
});
