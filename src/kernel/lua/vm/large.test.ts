/** What is large is made in many turns: no step of it is work for more than a slice. */
import { describe, expect, test } from 'vitest';
import { READY_MODULES } from '../../../contract/lua-modules/index.ts';
import { testModules } from '../testing/module-host.ts';
import { Tag, trust } from './fengari.ts';
import type { Table } from './fengari.ts';
import * as stack from './stack.ts';
import { createLuaWorld, resumed } from './testing/lua-world.ts';

/** A world with all modules, whose every look at the clock ends a slice: its turns are counted, on any machine. */
function createCountingWorld() {
  let looks = 0;
  const made = createLuaWorld({ now: () => looks++ });
  testModules().bind(made.environment, {
    modules: READY_MODULES,
  });
  /** Turns that `code` takes where `setup` has run before. */
  const turnsOf = (setup: string, code: string) => {
    made.run(setup, { sliceMs: 1000, maxSlices: Infinity });
    return made.run(code, { sliceMs: 1, maxSlices: Infinity });
  };
  return { ...made, turnsOf };
}

const MiB = 2 ** 20;
const SIZE = 4 * MiB;
/** Fresh memory takes up to a microsecond a kilobyte. */
const BYTES_PER_TURN = MiB / 4;
const STRINGS: Readonly<Record<string, string>> = {
  '..': '"<" .. S .. ">"',
  'several ..': 'S .. "," .. 1 .. "," .. 2',
  '.. in a coroutine': 'coroutine.wrap(function() return "<" .. S .. ">" end)()',
  '.. in a metamethod': 'setmetatable({}, { __index = function(_, k) return k .. ">" end })[S]',
  'string.sub': 'S:sub(2)',
  'string.rep': '("xy"):rep(#S // 2)',
  'string.upper': 'S:upper()',
  'string.reverse': 'S:reverse()',
  'string.gsub': 'S:gsub("y", "z")',
  'string.gsub of much': 'S:gsub(("x"):rep(1000), "%0")',
  'string.pack': 'string.pack("z", S):sub(1, -2)',
  'string.format': '("%s,%s"):format(S, 1)',
  'table.concat': 'table.concat({ S, 1 })',
  'json.encode': 'json.encode(S)',
  'json.encode in parts': 'json.encode(LIST)',
  'json.decode': 'json.decode(TEXT)',
  'json.decode of a key': 'next(json.decode("{" .. TEXT .. ":1}"))',
  'json.decode with escapes': 'json.decode(ESCAPED)',
};

describe('a string of 4 MiB is made in many turns', () => {
  test.each(Object.entries(STRINGS))('%s', (_, code) => {
    const { turnsOf } = createCountingWorld();
    const setup = `S = ("x"):rep(${SIZE}) TEXT = '"' .. S .. '"' ESCAPED = '"\\\\n' .. S .. '\\\\n"' LIST = {} for i = 1, 64 do LIST[i] = S:sub(1, ${SIZE / 64}) end`;
    const { status, values, slices } = turnsOf(setup, `local made = ${code} return #made, made:sub(-1)`);
    expect(status).toBe('done');
    expect(Number(values[0])).toBeGreaterThanOrEqual(SIZE - 1);
    expect(slices).toBeGreaterThan(SIZE / BYTES_PER_TURN);
  });

  test('and holds what was joined, in its order', () => {
    const { run } = createCountingWorld();
    const { values } = run(
      `local a, b = ("a"):rep(${3 * MiB}), ("b"):rep(${3 * MiB}) local s = "<" .. a .. 12 .. b .. ">"
      local t = json.decode(json.encode({ [s] = { s, a .. "\\n" } }))
      local list = json.encode({ a, b, a })
      return #s == 2 * #a + 4, s:sub(1, 2), s:sub(#a, #a + 5), s:sub(-2), s:sub(2, #a + 1) == a, t[s][1] == s, t[s][2] == a .. "\\n", list == '["' .. a .. '","' .. b .. '","' .. a .. '"]'`,
      { sliceMs: 1, maxSlices: Infinity },
    );
    expect(values.join(' ')).toBe('true <a aa12bb b> true true true true');
  });

  test('and a metamethod joins on with it', () => {
    const { run } = createCountingWorld();
    const { values } = run(
      `local m = setmetatable({}, { __concat = function(a, b) return type(a) == "table" and "T" .. b or a .. "T" end })
      local s = ("x"):rep(${2 * MiB + 1})
      local left, right = m .. s .. s, s .. s .. m
      return #left - 2 * #s, left:sub(1, 2), #right - 2 * #s, right:sub(-2), select(2, pcall(function() return s .. s .. {} end))`,
      { sliceMs: 1, maxSlices: Infinity },
    );
    expect(values.slice(0, 4)).toEqual(['1', 'Tx', '1', 'xT']);
    expect(values[4]).toMatch(/concat/);
  });

  test('and is counted while it is made', () => {
    const { environment, thread } = createCountingWorld();
    const before = environment.memoryBytes;
    const making = thread(`local s = ("x"):rep(${SIZE}) local t = s .. "y" return t`);
    let most = 0;
    while (making.resume(0, 1).status === 'preempted') most = Math.max(most, environment.measureMemory() - before);
    expect(most).toBeGreaterThan(2 * SIZE);
    expect(environment.measureMemory() - before).toBeLessThan(2 * SIZE + MiB);
    expect(environment.memoryBytes).toBeLessThan(3 * SIZE);
  });
});

/** No map that is made anew when it is full may have more: 0.1 µs an entry. */
const MOST_ENTRIES_OF_A_MAP = 10_000;
const KEYS: Readonly<Record<string, string>> = {
  positions: 'i',
  'positions from the end': '20000 - i',
  'even numbers': 'i * 4096',
  'numbers beyond 32 bits': 'i * 4294967296',
  'integers beyond the safe ones': 'i << 44',
  fractions: 'i / 20001',
  texts: '"key " .. i',
  'texts that end alike': 'i .. ("x"):rep(40)',
  'texts that begin alike': '("x"):rep(40) .. i',
  tables: '{}',
  functions: 'function() return i end',
};

describe('a table of 20 000 entries', () => {
  test.each(Object.entries(KEYS))('has no map that grows large: %s', (_, key) => {
    const { thread } = createLuaWorld({ limits: { memoryBytes: 2 ** 30, totalMemoryBytes: 2 ** 31 } });
    const making = thread(
      `local t, keys = {}, {} for i = 1, 20000 do local k = ${key} keys[i] = k t[k] = i end
      for i = 1, 20000 do if t[keys[i]] ~= i then return i end end
      local n = 0 for k, v in pairs(t) do n = n + 1 if keys[v] ~= k or v ~= n then return v end end
      return n, t`,
    );
    resumed(making, 0);
    expect(stack.display(making.L, 1)).toBe('20000');
    expect(largestMap(making.L, 2)).toBeLessThan(MOST_ENTRIES_OF_A_MAP);
  });

  test('goes through `pairs` while its entries are deleted, and can be filled again', () => {
    const { run } = createLuaWorld({ limits: { memoryBytes: 2 ** 30, totalMemoryBytes: 2 ** 31 } });
    const { values } = run(
      `local t = {} for i = 1, 20000 do t[i] = i t["k" .. i] = i end
      local seen = 0 for k in pairs(t) do seen = seen + 1 t[k] = nil end
      local left = next(t)
      for i = 1, 20000 do t[i] = -i end
      return seen, tostring(left), #t, t[20000], tostring(t.k1)`,
    );
    expect(values).toEqual(['40000', 'nil', '20000', '-20000', 'nil']);
  });
});

function largestMap(L: Parameters<typeof stack.cellAt>[0], index: number): number {
  const cell = stack.cellAt(L, index);
  if (cell?.type !== Tag.table) throw new Error('no table');
  const { strong, wide } = trust<
    Table & { strong: Map<unknown, unknown>; wide: { maps: Map<unknown, unknown>[] } | null }
  >(cell.value);
  return Math.max(...[strong, ...(wide?.maps ?? [])].map((map) => map.size));
}
